// Package smstest is a provider of text messages for tests: it checks signatures,
// fails in every way that matters, and counts what it sent by idempotency key.
package smstest

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Fault is how the provider fails at one message.
type Fault string

// The faults.
const (
	None       Fault = ""
	BadNumber  Fault = "400"
	Busy       Fault = "503"
	Broke      Fault = "402"
	Failed     Fault = "500, sent"
	CutUnsent  Fault = "connection cut, not sent"
	CutSent    Fault = "connection cut, sent"
	NotTaken   Fault = "200, and says no"
	Unreadable Fault = "200, and nothing of use"
)

// Sent is one message that the provider sent.
type Sent struct{ To, Text, Key string }

// Provider is the fake. Its address is URL.
type Provider struct {
	URL    string
	Secret string

	mu     sync.Mutex
	fault  func(key string, try int) Fault
	once   bool
	tries  map[string]int
	counts map[string]int
	sent   []Sent
	forged int
}

// Start serves until the test ends.
func Start(t testing.TB) *Provider {
	p := &Provider{Secret: "provider-secret", tries: map[string]int{}, counts: map[string]int{}}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	p.URL = s.URL
	return p
}

// Fail chooses the fault of each request by its key and how often it came before.
func (p *Provider) Fail(choose func(key string, try int) Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = choose
}

// Once makes the provider send once for each key.
func (p *Provider) Once() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.once = true
}

// Sent are the messages sent, in order.
func (p *Provider) Sent() []Sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]Sent{}, p.sent...)
}

// Counts is how often each key was sent.
func (p *Provider) Counts() map[string]int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return maps.Clone(p.counts)
}

// Forged is how many requests had no good signature.
func (p *Provider) Forged() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.forged
}

// ServeHTTP implements http.Handler.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return // given up before the content: nothing to send
	}
	var m Sent
	signer, _ := standardwebhooks.NewWebhookRaw([]byte(p.Secret)) // any bytes are a secret
	key := r.Header.Get("Idempotency-Key")
	if signer.VerifyIgnoringTimestamp(raw, r.Header) != nil || json.Unmarshal(raw, &m) != nil || key == "" {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.forged++
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	m.Key = key
	p.answer(w, m, p.next(key))
}

func (p *Provider) next(key string) Fault {
	p.mu.Lock()
	defer p.mu.Unlock()
	try := p.tries[key]
	p.tries[key]++
	if p.fault == nil {
		return None
	}
	return p.fault(key, try)
}

func (p *Provider) answer(w http.ResponseWriter, m Sent, f Fault) {
	switch f {
	case BadNumber:
		w.WriteHeader(http.StatusBadRequest)
	case Busy:
		w.WriteHeader(http.StatusServiceUnavailable)
	case Broke:
		w.WriteHeader(http.StatusPaymentRequired)
	case Failed:
		p.keep(m)
		w.WriteHeader(http.StatusInternalServerError)
	case CutUnsent:
		panic(http.ErrAbortHandler)
	case CutSent:
		p.keep(m)
		panic(http.ErrAbortHandler)
	case NotTaken:
		_, _ = io.WriteString(w, `{"code":"isv.BLACK_LIST"}`) // the client sees if it is gone
	case Unreadable:
		p.keep(m)
		_, _ = io.WriteString(w, `<html>`) // as above
	default:
		p.keep(m)
		_, _ = io.WriteString(w, `{"code":"OK","id":"ref-`+m.Key+`"}`) // as above
	}
}

func (p *Provider) keep(m Sent) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.once && p.counts[m.Key] > 0 {
		return
	}
	p.counts[m.Key]++
	p.sent = append(p.sent, m)
}
