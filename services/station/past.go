package station

import (
	"context"
	"time"

	api "lianluo/api/station"
	"lianluo/pkg/app"
	"lianluo/pkg/store"
)

// Past writes stations as if they had been opened at another time, many at once,
// as CreateStation would have.
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

// PastStation is a station and when it was opened.
type PastStation struct {
	ID, Area, Event string // Event is the id of what was told
	api.Draft
	At time.Time
	By string
}

// Written reports whether the station was written before. It fails with
// unavailable when the store is away.
func (p *Past) Written(ctx context.Context, id string) (bool, error) {
	return p.s.stations.Has(store.System(ctx), id)
}

// Write stores stations in one unit of work. It fails with what a rule refuses,
// and with conflict for one that was written before.
func (p *Past) Write(ctx context.Context, all []PastStation) error {
	ctx = store.System(ctx)
	return p.s.db.Transact(ctx, func(ctx context.Context) error {
		for _, one := range all {
			if err := p.open(ctx, one); err != nil {
				return err
			}
		}
		return nil
	})
}

func (p *Past) open(ctx context.Context, one PastStation) error {
	st, err := p.s.founded(ctx, one.ID, one.Area)
	if err != nil {
		return err
	}
	a := act{By: one.By, At: one.At}
	a.Rules, a.Rule = p.s.rules.At(one.Area, a.At)
	events, err := st.open(one.Draft, a)
	if err != nil {
		return err
	}
	for i, e := range events {
		events[i] = e.Past(one.Event, one.At, one.By)
	}
	return p.s.stations.Create(ctx, st, events...)
}
