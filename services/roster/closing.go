package roster

import (
	"context"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// windUp ends what a closed station had before it: announced days to come are
// cancelled with the reason, plans are dropped, postings end. A reception that
// goes on, or to which somebody has come already, is held to its end.
func (s *Service) windUp(ctx context.Context, st station) error {
	a := s.act(ctx)
	if st.ClosedBy != "" {
		a.By = st.ClosedBy
	}
	reason := "站点关闭：" + st.Reason
	err := s.days.Each(ctx, store.Query{Index: "station", Eq: store.Key{st.ID}, From: a.At}, func(d day) error {
		return s.callOff(ctx, d.ID, reason, a)
	})
	if err != nil {
		return err
	}
	return s.people.Each(ctx, store.Query{Index: "station", Of: st.ID}, func(p person) error {
		return s.unpostFrom(ctx, p.ID, st.ID, reason)
	})
}

// callOff drops a planned day and cancels an announced one.
func (s *Service) callOff(ctx context.Context, id, reason string, a act) error {
	d, err := s.days.Get(ctx, id)
	switch {
	case err != nil:
		return err
	case d.State == api.DayPlanned:
		return s.days.Delete(ctx, id, api.DayDropped.New(d.changed(reason)))
	case !d.pending() || d.begun():
		return nil
	}
	_, err = s.cancel(ctx, id, reason, a)
	return err
}

// unpostFrom ends a person's postings to a station.
func (s *Service) unpostFrom(ctx context.Context, id, station, reason string) error {
	_, err := s.people.Update(ctx, id, func(p *person) ([]event.Event, error) {
		now := s.clock.Now().UTC()
		var out []event.Event
		for _, q := range p.Postings {
			if q.Station != station || over(q.Until, now) {
				continue
			}
			if err := p.unpost(q.ID, now); err != nil {
				return nil, err
			}
			out = told(api.PostingEnded, p, reason)
		}
		p.settle(s.tree, now)
		return out, nil
	})
	return err
}

// lately is how long after a station's end it is looked after: what crossed with
// its closing is ended as well.
const lately = time.Hour

// windUpAgain ends what was posted, planned or announced at a station while the
// word of its closing was on its way.
func (s *Service) windUpAgain(ctx context.Context) error {
	since := s.clock.Now().UTC().Add(-lately)
	return s.stations.Each(ctx, store.Query{Index: "closed", From: since}, func(st station) error {
		return s.db.Transact(ctx, func(ctx context.Context) error { return s.windUp(ctx, st) })
	})
}
