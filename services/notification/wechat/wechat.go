// Package wechat hands messages to followers of an official account and hears
// what WeChat says: what became of them, who follows, what people write back.
package wechat

import (
	"net/http"
	"strings"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/services/notification/port"
)

// Name is the provider in deliveries and in the callback's address.
const Name = "wechat"

// Account is an official account.
type Account struct {
	AppID, Secret string
	// Token and AESKey are what callbacks are signed and encrypted with.
	Token, AESKey string
	// API is where WeChat answers; https://api.weixin.qq.com where empty.
	API string
	// Templates are template ids by our template keys; "default" serves the rest.
	Templates map[string]string
	// Fields are what stands in a template's fields: {title}, {text}, {number}, {time}.
	Fields map[string]string
	// Subscribe: the templates are of subscribe messages, not of template messages.
	Subscribe bool
}

// Client talks to WeChat in the account's name.
type Client struct {
	Account
	http  *http.Client
	clock calendar.Clock
	token token
}

// patience is how long WeChat may take to answer.
const patience = 15 * time.Second

// New makes a client.
func New(a Account, client *http.Client, clock calendar.Clock) *Client {
	if a.API == "" {
		a.API = "https://api.weixin.qq.com"
	}
	if len(a.Fields) == 0 {
		a.Fields = map[string]string{"thing1": "{title}", "character_string2": "{number}", "time3": "{time}"}
	}
	client.Timeout = patience
	return &Client{Account: a, http: client, clock: clock}
}

// Line hands messages over, one after another.
func (c *Client) Line() port.Line { return line{c} }

type line struct{ *Client }

// Close implements port.Line.
func (line) Close() {}

// most are how many characters WeChat takes in a field, by the field's kind.
var most = map[string]int{"thing": 20, "character_string": 32, "name": 10, "phrase": 5, "const": 20, "short_thing": 5, "time": 32, "date": 32, "number": 32}

// trim shortens a value to what its field takes: WeChat refuses the whole message
// otherwise. A field's name is its kind and a number.
func trim(field, value string) string {
	kind := strings.TrimRight(field, "0123456789")
	n, known := most[kind]
	if !known {
		n = 20
	}
	value = strings.Join(strings.Fields(value), " ")
	if kind == "character_string" {
		value = strings.Map(func(r rune) rune {
			if r > ' ' && r < 127 {
				return r
			}
			return -1
		}, value)
	}
	runes := []rune(value)
	switch {
	case len(runes) == 0:
		return "-"
	case len(runes) > n && kind == "character_string":
		return string(runes[:n])
	case len(runes) > n:
		return string(runes[:n-1]) + "…"
	}
	return value
}
