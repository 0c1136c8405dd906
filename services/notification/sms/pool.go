package sms

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/services/notification/port"
)

const (
	// strikes in a row let a provider rest, rest long.
	strikes = 3
	rest    = 5 * time.Minute
)

// Pool is the providers of a channel, in the order in which they are asked.
type Pool struct {
	providers []Provider
	client    *http.Client
	clock     calendar.Clock

	mu   sync.Mutex
	bad  map[string]int       // failures in a row
	till map[string]time.Time // until when it rests
}

// NewPool makes a pool of providers.
func NewPool(clock calendar.Clock, providers ...Provider) *Pool {
	return &Pool{providers: providers, client: NewClient(), clock: clock, bad: map[string]int{}, till: map[string]time.Time{}}
}

// Resting lists the providers that rest now.
func (p *Pool) Resting() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []string
	for _, one := range p.providers {
		if p.clock.Now().Before(p.till[one.Name]) {
			out = append(out, one.Name)
		}
	}
	return out
}

// note counts what a provider did; one that failed too often in a row rests.
func (p *Pool) note(name string, failed bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !failed {
		p.bad[name] = 0
		return
	}
	if p.bad[name]++; p.bad[name] >= strikes {
		p.till[name] = p.clock.Now().Add(rest)
	}
}

// Line hands messages to the pool, one after another.
func (p *Pool) Line() port.Line { return line{p} }

type line struct{ *Pool }

// Close implements port.Line.
func (line) Close() {}

var phone = regexp.MustCompile(`^\+?[0-9]{5,15}$`)

// Send implements port.Line. The next provider is asked only where the one
// before certainly sent nothing and was itself in trouble; an open try goes to
// none but the provider that has it.
func (l line) Send(ctx context.Context, m port.Message, handing func(port.Provider) error) port.Outcome {
	if !phone.MatchString(m.To) {
		return port.Outcome{Result: port.BadAddress}
	}
	var before []port.Outcome
	last := port.Outcome{Result: port.BrokenOff, Away: true, Provider: m.Pinned, Err: errAway}
	resting := l.Resting()
	for _, p := range l.providers {
		if m.Pinned != "" && p.Name != m.Pinned || slices.Contains(resting, p.Name) {
			continue
		}
		last = p.post(ctx, l.client, m, handing)
		last.Before = before
		l.note(p.Name, failed(last))
		if !elsewhere(last) {
			break
		}
		before = append(slices.Clone(before), last)
	}
	return last
}

// failed reports whether the outcome speaks against the provider.
func failed(o port.Outcome) bool {
	return o.Away || o.Result == port.PutOff || o.Result == port.Uncertain || o.Result == port.Repeatable
}

// elsewhere reports whether another provider may be asked without risk.
func elsewhere(o port.Outcome) bool { return o.Away || o.Result == port.PutOff }
