package roster

import (
	"context"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// staff reports whether the caller reaches the day by an office, not only as a
// deputy on it.
func (d *day) staff(ctx context.Context) bool {
	scope, _ := store.ScopeOf(ctx)
	return scope.Permits(append([]string{authz.StationToken(d.Station)}, d.Areas...))
}

// attend changes who was there, and the deputies' years with it.
func (s *Service) attend(ctx context.Context, id string, fn func(*day, Rules, act) ([]event.Event, error)) (api.ReceptionDay, error) {
	a := s.act(ctx)
	d, err := s.days.Update(ctx, id, func(d *day) ([]event.Event, error) {
		r, _ := s.rules.At(d.Area, d.Start)
		return fn(d, r, a)
	})
	if err != nil {
		return api.ReceptionDay{}, err
	}
	return d.ReceptionDay, s.settle(ctx, &d)
}

// CheckIn serves roster.CheckIn.
func (s *Service) CheckIn(ctx context.Context, req api.CheckRequest) (api.ReceptionDay, error) {
	return s.attend(ctx, req.ID, func(d *day, r Rules, a act) ([]event.Event, error) {
		return d.checkIn(req, d.staff(ctx), r, a)
	})
}

// CheckOut serves roster.CheckOut.
func (s *Service) CheckOut(ctx context.Context, req api.CheckRequest) (api.ReceptionDay, error) {
	return s.attend(ctx, req.ID, func(d *day, r Rules, a act) ([]event.Event, error) {
		return d.checkOut(req, d.staff(ctx), r, a)
	})
}

// RecordVisitors serves roster.RecordVisitors.
func (s *Service) RecordVisitors(ctx context.Context, req api.VisitorsRequest) (api.ReceptionDay, error) {
	return s.attend(ctx, req.ID, func(d *day, r Rules, a act) ([]event.Event, error) {
		return d.recordVisitors(*req.Visitors, d.staff(ctx), r, a)
	})
}

// MarkAbsent serves roster.MarkAbsent.
func (s *Service) MarkAbsent(ctx context.Context, req api.MarkAbsentRequest) (api.ReceptionDay, error) {
	return s.attend(ctx, req.ID, func(d *day, r Rules, a act) ([]event.Event, error) {
		return d.markAbsent(req.Shift, req.Reason, r, a)
	})
}

// settleDays does what happens to days by themselves.
func (s *Service) settleDays(ctx context.Context) error {
	now := s.clock.Now().UTC()
	return s.days.Each(ctx, store.Query{Index: "timer", Below: now.Add(time.Microsecond)}, func(found day) error {
		return s.db.Transact(ctx, func(ctx context.Context) error {
			d, err := s.days.Update(ctx, found.ID, func(d *day) ([]event.Event, error) {
				if d.Timer.IsZero() || d.Timer.After(now) { // changed meanwhile
					return nil, nil
				}
				return d.tick(now), nil
			})
			if err != nil {
				return err
			}
			return s.settle(ctx, &d)
		})
	})
}
