package wechat

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"
)

// Said is one word of WeChat.
type Said struct {
	From  string `xml:"FromUserName"`
	To    string `xml:"ToUserName"`
	Unix  int64  `xml:"CreateTime"`
	Kind  string `xml:"MsgType"`
	Event string `xml:"Event"`
	// Scene is what a scanned code carries.
	Scene string `xml:"EventKey"`
	Text  string `xml:"Content"`
	// Job is the message that Status tells of.
	Job     int64  `xml:"MsgID"`
	Message int64  `xml:"MsgId"`
	Status  string `xml:"Status"`
	Sealed  string `xml:"Encrypt"`
}

// At is when it was said.
func (s Said) At() time.Time { return time.Unix(s.Unix, 0).UTC() }

// ID is the same when WeChat says the same again.
func (s Said) ID() string {
	if s.Message > 0 {
		return strconv.FormatInt(s.Message, 10)
	}
	return s.From + "/" + strconv.FormatInt(s.Unix, 10) + "/" + s.Event + "/" + strconv.FormatInt(s.Job, 10)
}

var errSaid = errors.New("wechat: nothing to read")

// Parse reads what WeChat posts. It fails for a document type or whatever else may
// expand, and for values that are longer than any of WeChat's.
func Parse(raw []byte) (Said, error) {
	d := xml.NewDecoder(bytes.NewReader(raw))
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return Said{}, errSaid
		}
		switch t.(type) {
		case xml.Directive, xml.ProcInst:
			return Said{}, errSaid
		}
	}
	var s Said
	if xml.Unmarshal(raw, &s) != nil || len(s.From) > 64 || len(s.To) > 64 || len(s.Scene) > 128 || len(s.Text) > 4096 || len(s.Status) > 200 {
		return Said{}, errSaid
	}
	s.Scene = strings.TrimPrefix(s.Scene, "qrscene_")
	return s, nil
}

// Request is what came to the door.
type Request struct {
	Signature, Timestamp, Nonce, Body string
}

// Hear checks who says it and reads what is said. Nothing is taken in the clear:
// there WeChat's signature does not reach the body.
func (a Account) Hear(r Request) (Said, error) {
	s, err := Parse([]byte(r.Body))
	if err == nil {
		err = a.signed(r.Signature, r.Timestamp, r.Nonce, s.Sealed)
	}
	if err != nil {
		return s, err
	}
	open, err := a.decrypt(s.Sealed)
	if err == nil {
		s, err = Parse(open)
	}
	if err == nil && (s.From == "" || s.Unix == 0) {
		err = errSaid
	}
	return s, err
}

// Checks reports whether WeChat asks if the address is ours.
func (a Account) Checks(r Request) error { return a.signed(r.Signature, r.Timestamp, r.Nonce) }

// reply is a text back to whoever wrote.
type reply struct {
	XMLName xml.Name `xml:"xml"`
	To      string   `xml:"ToUserName"`
	From    string   `xml:"FromUserName"`
	Unix    int64    `xml:"CreateTime"`
	Kind    string   `xml:"MsgType"`
	Text    string   `xml:"Content"`
}

type sealedReply struct {
	XMLName   xml.Name `xml:"xml"`
	Sealed    string   `xml:"Encrypt"`
	Signature string   `xml:"MsgSignature"`
	Unix      string   `xml:"TimeStamp"`
	Nonce     string   `xml:"Nonce"`
}

// Reply is the body that says text to whoever said s.
func (a Account) Reply(s Said, text, nonce string, now time.Time) (string, error) {
	raw, err := xml.Marshal(reply{To: s.From, From: s.To, Unix: now.Unix(), Kind: "text", Text: text})
	if err != nil {
		return "", err
	}
	body, _, err := a.SealSigned(string(raw), strconv.FormatInt(now.Unix(), 10), nonce)
	return body, err
}

// SealSigned encrypts and signs a message as it goes over the wire, either way.
func (a Account) SealSigned(text, timestamp, nonce string) (body, signed string, err error) {
	sealed, err := a.encrypt(text)
	if err != nil {
		return "", "", err
	}
	signed = signature(a.Token, timestamp, nonce, sealed)
	raw, err := xml.Marshal(sealedReply{Sealed: sealed, Signature: signed, Unix: timestamp, Nonce: nonce})
	return string(raw), signed, err
}
