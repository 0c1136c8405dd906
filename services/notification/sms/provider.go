// Package sms hands text messages to providers over HTTP, each request signed;
// where one fails for certain, the other takes the message, and one that fails
// again and again rests for a while.
package sms

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// Provider is a service that sends text messages, or whatever else is asked of it
// in the same form.
type Provider struct {
	Name string
	URL  string
	// KeyID says which key a request is signed with, Secret is that key.
	KeyID, Secret string
	// Body is what is posted, with {to}, {text}, {name}, {subject}, {link}, {key}
	// and {lang} filled in: JSON where it begins with a brace, else a form.
	Body string
	// OKField and OKValue are the member of the answer that says whether the
	// message was taken, where the status alone does not; RefField is the member
	// with the provider's own id of the message.
	OKField, OKValue, RefField string
	// Receipts: it will say what became of the message.
	Receipts bool
	// Repeatable: it sends once for each idempotency key.
	Repeatable bool
}

// DefaultBody is posted where a provider's configuration names none.
const DefaultBody = `{"to":"{to}","text":"{text}","key":"{key}"}`

// patience is how long a provider may take to answer.
const patience = 15 * time.Second

// fill puts values into the body, so that none of them can become more than a
// value.
func (p Provider) fill(values map[string]string) (body, kind string) {
	form := p.Body
	if form == "" {
		form = DefaultBody
	}
	escape, kind := url.QueryEscape, "application/x-www-form-urlencoded"
	if strings.HasPrefix(strings.TrimSpace(form), "{") {
		escape, kind = inJSON, "application/json"
	}
	var pairs []string
	for name, v := range values {
		pairs = append(pairs, "{"+name+"}", escape(v))
	}
	return strings.NewReplacer(pairs...).Replace(form), kind + "; charset=utf-8"
}

// inJSON is the text as it stands between the quotes of a JSON string.
func inJSON(s string) string {
	raw, _ := json.Marshal(s) // strings always can
	return string(raw[1 : len(raw)-1])
}
