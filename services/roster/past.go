package roster

import (
	"context"
	"errors"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Past writes units, persons and reception days together with all that ever
// happened to them, by the rules that operations go by, many at once.
type Past struct{ s *Service }

// PastModule is Module that hands out its past.
func PastModule(settings Settings, take func(*Past)) app.Module {
	m := Module(settings)
	m.Build = func(b *app.Builder) error {
		s, err := build(b)
		take(&Past{s})
		return err
	}
	return m
}

// PastPlace is what one division brought about.
type PastPlace struct {
	Units   []PastUnit
	Persons []PastPerson
	Days    []PastDay
	// NewID makes the ids of events, in order of time, and others.
	NewID func(at time.Time) string
}

// PastUnit is a handling unit and when it was entered.
type PastUnit struct {
	ID, Area string
	api.UnitDraft
	At time.Time
}

// PastPerson is a deputy and since when; Station "" is posted nowhere.
type PastPerson struct {
	ID, Area string
	api.PersonDraft
	Mandate api.MandateDraft
	Station string
	At      time.Time
}

// clerk enters what nobody in particular entered.
const clerk = "past"

// Written reports whether the person was written before. It fails with
// unavailable when the store is away.
func (p *Past) Written(ctx context.Context, person string) (bool, error) {
	return p.s.people.Has(store.System(ctx), person)
}

// Write stores what a place brought about until a time, in one unit of work. It
// fails with what a rule refuses, and with conflict for what was written before.
func (p *Past) Write(ctx context.Context, place PastPlace, now time.Time) error {
	ctx = store.System(ctx)
	return p.s.db.Transact(ctx, func(ctx context.Context) error {
		known := map[string]*person{}
		for _, u := range place.Units {
			if err := p.unit(ctx, u, place.NewID); err != nil {
				return err
			}
		}
		for _, d := range place.Persons {
			made, err := p.person(ctx, d, place.NewID, now)
			if err != nil {
				return errors.Join(errors.New("person "+d.ID), err)
			}
			known[d.ID] = made
		}
		for _, d := range place.Days {
			if err := p.day(ctx, d, known, place.NewID, now); err != nil {
				return errors.Join(errors.New("day "+d.ID), err)
			}
		}
		return nil
	})
}

func (p *Past) unit(ctx context.Context, d PastUnit, newID func(time.Time) string) error {
	u := unit{Areas: authz.AreaTokens(p.s.tree, d.Area)}
	u.ID, u.Area = d.ID, d.Area
	if err := u.enter(p.s.tree, d.UnitDraft, act{By: clerk, At: d.At}); err != nil {
		return err
	}
	return p.s.units.Create(ctx, u, api.UnitCreated.New(u.changed()).Past(newID(d.At), d.At, clerk))
}

func (p *Past) person(ctx context.Context, d PastPerson, newID func(time.Time) string, now time.Time) (*person, error) {
	made := newPerson(d.ID, d.Area, d.PersonDraft)
	if err := p.s.sealContact(ctx, &made, d.Phone, d.Email); err != nil {
		return nil, err
	}
	if err := made.addMandate(p.s.tree, newID(d.At), d.Mandate, act{By: clerk, At: d.At}); err != nil {
		return nil, err
	}
	if d.Station != "" {
		st := station{ID: d.Station, Open: true, Areas: authz.AreaTokens(p.s.tree, d.Area)}
		if err := made.post(&st, api.Posting{ID: newID(d.At), Station: d.Station, From: d.At}); err != nil {
			return nil, err
		}
	}
	made.settle(p.s.tree, now)
	return &made, p.s.people.Create(ctx, made, dated(told(api.PersonAdded, &made, ""), newID, d.At, clerk)...)
}

func dated(events []event.Event, newID func(time.Time) string, at time.Time, by string) []event.Event {
	for i, e := range events {
		events[i] = e.Past(newID(at), at, by)
	}
	return events
}
