package casework

import (
	"context"
	"errors"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/app"
	"lianluo/pkg/event"
	"lianluo/pkg/number"
	"lianluo/pkg/store"
)

// Past writes cases together with all that ever happened to them, by the rules
// that operations go by and as they would have left it: state, people, journal.
// For loads that would take days one operation at a time.
type Past struct{ s *Service }

// PastModule is Module that hands out its past.
func PastModule(settings Settings, take func(*Past)) app.Module {
	m := Module(settings)
	m.Build = func(b *app.Builder) error {
		s := newService(b, settings)
		take(&Past{s})
		return s.serve(b)
	}
	return m
}

// PastCase is a case as it was registered, and who then does what.
type PastCase struct {
	ID, Voice, Number  string
	Station            Station
	Text, Category     string
	Place              casework.Place
	Channel            casework.Channel
	ReceptionDay       string
	ReceivedBy         []string
	Who                casework.Who
	At                 time.Time
	Registrar, Officer string // account and name
	// Next is what somebody does after all that was done; ok is false where nobody
	// does anything more.
	Next func(c *Case) (next PastAct, ok bool)
	// NewID makes the ids of events, in order of time.
	NewID func(at time.Time) string
}

// PastAct is what somebody did at a moment.
type PastAct struct {
	At       time.Time
	By, Name string
	Do       func(*Case, Act) ([]event.Event, error)
}

// Written reports whether the case was written before. It fails with unavailable
// when the store is away.
func (p *Past) Written(ctx context.Context, id string) (bool, error) {
	return p.s.cases.Has(store.System(ctx), id)
}

// Number notes the last numbers that are given out, by series, before their cases
// are written: whoever registers later gets one after them. It fails with
// unavailable when the store is away.
func (p *Past) Number(ctx context.Context, serials map[string]int) error {
	ctx = store.System(ctx)
	return p.s.db.Transact(ctx, func(ctx context.Context) error {
		for series, last := range serials {
			if err := p.count(ctx, series, last); err != nil {
				return err
			}
		}
		return nil
	})
}

// Write stores cases as they stand at a time, in one unit of work. It fails with
// what a rule refuses, and with conflict for a case that was written before.
func (p *Past) Write(ctx context.Context, cases []PastCase, now time.Time) error {
	lives := make([]*life, len(cases))
	for i, pc := range cases {
		var err error
		if lives[i], err = p.live(pc, now); err != nil {
			return errors.Join(errors.New("case "+pc.ID), err)
		}
	}
	ctx = store.System(ctx)
	return p.s.db.Transact(ctx, func(ctx context.Context) error {
		for _, l := range lives {
			if err := p.keep(ctx, l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *Past) count(ctx context.Context, series string, last int) error {
	_, err := p.s.counters.Upsert(ctx, series, func() Counter { return Counter{Series: series} }, func(c *Counter) ([]event.Event, error) {
		c.Last = max(c.Last, last)
		return nil, nil
	})
	return err
}

func (p *Past) keep(ctx context.Context, l *life) error {
	if err := p.s.seal(ctx, l.c, l.c.Voices[0], l.Who); err != nil {
		return err
	}
	return p.s.cases.Create(ctx, *l.c, l.told...)
}

// life is a case that is lived through.
type life struct {
	PastCase
	s    *Service
	c    *Case
	told []event.Event
}

// live goes through all that happens to a case until a time.
func (p *Past) live(pc PastCase, now time.Time) (*life, error) {
	l := &life{PastCase: pc, s: p.s, c: p.begun(pc)}
	a := l.act(pc.At, pc.Registrar, pc.Officer)
	l.tell(a, l.c.begin(a, casework.CaseRegistered, pc.Voice))
	for {
		next, ok := pc.Next(l.c)
		if !ok || next.At.After(now) {
			break
		}
		if l.pass(next.At) {
			continue // time changed it first: who acts looks again
		}
		a := l.act(next.At, next.By, next.Name)
		events, err := next.Do(l.c, a)
		if err != nil {
			return nil, err
		}
		l.tell(a, events)
	}
	l.pass(now)
	return l, nil
}

// begun is the case as RegisterCase drafts it.
func (p *Past) begun(pc PastCase) *Case {
	c := p.s.draft(pc.Station, pc.Text, pc.Place, pc.At)
	c.ID, c.Category, c.Channel, c.ReceptionDay, c.ReceivedBy = pc.ID, pc.Category, pc.Channel, pc.ReceptionDay, orEmpty(pc.ReceivedBy)
	c.Registrar, c.Step, c.Number = pc.Registrar, casework.Registered, pc.Number
	v := casework.Voice{ID: pc.Voice, Number: pc.Number, At: pc.At, Anonymous: pc.Who.Anonymous, Reachable: pc.Who.Phone != "" || pc.Who.Email != ""}
	c.Anonymous, c.Voices, c.Codes[v.ID] = v.Anonymous, []casework.Voice{v}, p.s.receiptHash(v.Number, number.NewCode())
	return c
}

// pass lets time do what it does until a moment, each thing when it is due.
func (l *life) pass(until time.Time) (did bool) {
	for next := l.c.nextAt(); !next.IsZero() && !next.After(until); next = l.c.nextAt() {
		a := l.act(next, "system", "")
		l.tell(a, l.c.Tick(a))
		did = true
	}
	return did
}

func (l *life) act(at time.Time, by, name string) Act {
	a := l.s.actAt(l.c.Area, at)
	a.By, a.Name, a.Upto = by, name, "province"
	return a
}

func (l *life) tell(a Act, events []event.Event) {
	for _, e := range events {
		l.told = append(l.told, e.Past(l.NewID(a.At), a.At, a.By))
	}
}
