package wechat

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"lianluo/pkg/calendar"
	"lianluo/services/notification/port"
)

// refused is what WeChat answers instead of doing something.
type refused int

// Error implements error.
func (r refused) Error() string { return "wechat: refused with " + strconv.Itoa(int(r)) }

// results are what WeChat's codes say of a message. What is not listed is refused
// for now: it did certainly not send.
var results = map[int]port.Result{
	40003: port.BadAddress, 43004: port.BadAddress, 43101: port.BadAddress, // no such follower, or none any more
	-1: port.PutOff, 45009: port.PutOff, 45047: port.PutOff, 45011: port.PutOff, // busy, or too many
	40037: port.Refused, 47003: port.Refused, 41030: port.Refused, 41028: port.Refused, // the template does not fit
}

// stale are the codes of a token that is good no more.
func stale(code int) bool { return code == 40001 || code == 42001 || code == 40014 }

// answer is what WeChat says of a message.
type answer struct {
	Code int   `json:"errcode"`
	ID   int64 `json:"msgid"`
}

// Send implements port.Line.
func (l line) Send(ctx context.Context, m port.Message, handing func(port.Provider) error) port.Outcome {
	to := port.Provider{Name: Name}
	template := l.template(m.Template)
	if template == "" {
		return port.Outcome{Result: port.Refused, Provider: Name, Code: "no_template"}
	}
	access, err := l.access(ctx, "")
	if err != nil {
		return port.Outcome{Result: port.BrokenOff, Away: true, Provider: Name, Err: err}
	}
	if err := handing(to); err != nil {
		return port.Outcome{Result: port.BrokenOff, Provider: Name, Err: err}
	}
	got, err := l.give(ctx, access, template, m)
	if err == nil && stale(got.Code) { // once: it was certainly not taken
		if access, err = l.access(ctx, access); err != nil {
			return port.Outcome{Result: port.BrokenOff, Away: true, Provider: Name, Err: err}
		}
		got, err = l.give(ctx, access, template, m)
	}
	return l.outcome(got, err)
}

func (c *Client) template(key string) string {
	if id := c.Templates[key]; id != "" {
		return id
	}
	return c.Templates["default"]
}

// give asks once. client_msg_id keeps WeChat from sending the same twice within
// ten minutes; after that nothing does, so what is open stays open.
func (c *Client) give(ctx context.Context, access, template string, m port.Message) (answer, error) {
	data := map[string]any{}
	words := strings.NewReplacer("{title}", m.Subject, "{text}", m.Text, "{number}", m.Number, "{time}", m.At.In(calendar.Zone).Format("2006年01月02日 15:04"))
	for field, form := range c.Fields {
		data[field] = map[string]string{"value": trim(field, words.Replace(form))}
	}
	path, body := "/cgi-bin/message/template/send", map[string]any{"touser": m.To, "template_id": template, "data": data, "url": m.Link, "client_msg_id": short(m.Key)}
	if c.Subscribe {
		path, body = "/cgi-bin/message/subscribe/bizsend", map[string]any{"touser": m.To, "template_id": template, "data": data, "page": m.Link}
	}
	var got answer
	err := c.post(ctx, path, url.Values{"access_token": {access}}, body, &got)
	return got, err
}

func (c *Client) outcome(got answer, err error) port.Outcome {
	o := port.Outcome{Provider: Name, Code: strconv.Itoa(got.Code), Ref: strconv.FormatInt(got.ID, 10), Err: err}
	result, known := results[got.Code]
	switch {
	case err != nil: // WeChat may have it
		o.Result, o.Code = port.Uncertain, ""
	case got.Code == 0 && got.ID > 0:
		o.Result = port.Accepted
	case got.Code == 0:
		o.Result, o.Ref = port.Delivered, ""
	case known:
		o.Result = result
	case stale(got.Code):
		o.Result, o.Away = port.BrokenOff, true
	default:
		o.Result = port.PutOff
	}
	if err != nil && errors.Is(err, errAway) {
		o.Result = port.Uncertain // the connection may have broken after the content
	}
	return o
}

// short is a key as WeChat takes one: at most 32 letters and digits, the same for
// the same key.
func short(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}
