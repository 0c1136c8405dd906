package sms

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"lianluo/services/notification/port"
)

// headerKey says which key signed.
const headerKey = "X-Key-Id"

// maxAnswer is as much of an answer as is read.
const maxAnswer = 64 << 10

// NewClient is a client that never asks twice by itself nor follows anybody: a
// second request could be a second message.
func NewClient() *http.Client {
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: patience,
			DisableKeepAlives: true, MaxResponseHeaderBytes: 64 << 10, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// post hands a message to one provider.
func (p Provider) post(ctx context.Context, client *http.Client, m port.Message, handing func(port.Provider) error) port.Outcome {
	body, kind := p.fill(map[string]string{"to": m.To, "text": m.Text, "name": m.Name, "subject": m.Subject, "link": m.Link, "key": m.Key, "lang": m.Lang})
	c := &content{text: strings.NewReader(body), handing: func() error { return handing(port.Provider{Name: p.Name, Repeatable: p.Repeatable}) }}
	req, err := p.request(ctx, m, body, kind)
	if err != nil {
		return p.outcome(port.Outcome{Result: port.BrokenOff, Away: true, Err: errURL})
	}
	req.Body = c
	resp, err := client.Do(req)
	if err != nil {
		return p.outcome(c.broken())
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil && resp.StatusCode/100 == 2 && p.OKField != "" {
		return p.outcome(port.Outcome{Result: port.Uncertain, Code: strconv.Itoa(resp.StatusCode), Err: errAnswer})
	}
	return p.outcome(p.read(resp.StatusCode, raw))
}

var (
	errURL    = errors.New("sms: the provider's address cannot be asked")
	errAnswer = errors.New("sms: the provider's answer broke off")
	errAway   = errors.New("sms: the provider cannot be reached")
	errSilent = errors.New("sms: the provider took the message and did not answer")
)

func (p Provider) request(ctx context.Context, m port.Message, body, kind string) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.URL, http.NoBody)
	if err != nil {
		return nil, err
	}
	req.ContentLength = int64(len(body))
	signer, err := standardwebhooks.NewWebhookRaw([]byte(p.Secret))
	if err != nil {
		return nil, err
	}
	signature, err := signer.Sign(m.Key, m.At, []byte(body))
	if err != nil {
		return nil, err
	}
	req.Header.Set("Content-Type", kind)
	req.Header.Set("User-Agent", "lianluo-notification/1")
	req.Header.Set("Idempotency-Key", m.Key)
	req.Header.Set(headerKey, p.KeyID)
	req.Header.Set(standardwebhooks.HeaderWebhookID, m.Key)
	req.Header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(m.At.Unix(), 10))
	req.Header.Set(standardwebhooks.HeaderWebhookSignature, signature)
	return req, nil
}

// outcome adds whose it is, and what is open where the provider takes a key once.
func (p Provider) outcome(o port.Outcome) port.Outcome {
	o.Provider = p.Name
	if o.Result == port.Uncertain && p.Repeatable {
		o.Result = port.Repeatable
	}
	return o
}

// read is what an answer says of the message.
func (p Provider) read(status int, raw []byte) port.Outcome {
	o := port.Outcome{Code: strconv.Itoa(status)}
	switch {
	case status/100 == 2:
		return p.taken(o, raw)
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable:
		o.Result = port.PutOff
	case status == http.StatusConflict: // with the key: it has or had it
		o.Result = port.Uncertain
	case trouble(status):
		o.Result, o.Away = port.BrokenOff, true
	case status/100 == 4:
		o.Result = port.Refused
	default: // it may have sent, and failed at the rest
		o.Result = port.Uncertain
	}
	return o
}

// trouble are answers about the provider or our account there, not the message.
func trouble(status int) bool {
	switch status {
	case http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusRequestTimeout:
		return true
	}
	return status/100 == 3
}

// taken reads a good answer: whether the message was taken, and its id there.
func (p Provider) taken(o port.Outcome, raw []byte) port.Outcome {
	o.Result = port.Delivered
	if p.Receipts {
		o.Result = port.Accepted
	}
	if p.OKField == "" && p.RefField == "" {
		return o
	}
	var said map[string]any
	if json.Unmarshal(raw, &said) != nil && p.OKField != "" {
		o.Result, o.Err = port.Uncertain, errAnswer
		return o
	}
	o.Ref = member(said, p.RefField)
	if got := member(said, p.OKField); p.OKField != "" && got != p.OKValue {
		o.Result, o.Code = port.Refused, o.Code+" "+code(got)
	}
	return o
}

// member is a member of an answer as text, bounded.
func member(said map[string]any, name string) string {
	switch v := said[name].(type) {
	case string:
		return v[:min(len(v), 80)]
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

// code keeps of a provider's code what can be no address.
func code(s string) string {
	kept := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '.' || r == '_' || r == '-' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	if kept = kept[:min(len(kept), 40)]; digits(kept) > 8 {
		return ""
	}
	return kept
}

func digits(s string) (n int) {
	for _, r := range s {
		if r >= '0' && r <= '9' {
			n++
		}
	}
	return n
}
