package consume

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// upkeep does what must not depend on messages coming, until ctx ends.
func (c *Consumer) upkeep(ctx context.Context) {
	sweep, retry := time.NewTicker(c.Sweep), time.NewTicker(c.Retry)
	defer sweep.Stop()
	defer retry.Stop()
	c.renewOutdated(ctx)
	c.measure(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-sweep.C:
			c.sweepServing(ctx)
		case <-retry.C:
			c.retryWaiting(ctx)
			c.renewOutdated(ctx)
			c.measure(ctx)
		}
	}
}

// sweepServing compares the journals with what was applied, from where it was
// last done: a new consumer reads them whole, and what the broker lost or
// dropped while a consumer was away comes this way. An origin that does not
// answer has its turn next time.
func (c *Consumer) sweepServing(ctx context.Context) {
	s, err := c.serving(ctx)
	if err != nil {
		return
	}
	for _, service := range s.services {
		if err := c.sweep(ctx, s, service, func(int) error { return nil }); err != nil && ctx.Err() == nil {
			c.Log.Warn("consume: journal not compared", "consumer", c.Group(), "service", service, "error", err)
		}
	}
}

// sweep applies a service's journal from the slot's cursor to its end, and
// calls each with the number of rows after every page.
func (c *Consumer) sweep(ctx context.Context, s *slot, service string, each func(rows int) error) error {
	ctx = store.System(ctx)
	at, err := s.cursors.Get(ctx, service)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return err
	}
	at.Service = service
	for {
		rows, err := c.Gap.ReadJournal(ctx, service, at.Position, c.Batch)
		if err != nil || len(rows) == 0 {
			return err
		}
		events := make([]event.Event, len(rows))
		for i, row := range rows {
			events[i] = row.Event
		}
		if err := c.deliver(ctx, s, events); err != nil {
			return err
		}
		at.Position = rows[len(rows)-1].Position
		if err := errors.Join(c.advance(ctx, s, at), each(len(rows))); err != nil {
			return err
		}
		if len(rows) < c.Batch { // the end as it was when asked
			return nil
		}
	}
}

// advance moves a cursor forward; another replica's may be ahead.
func (c *Consumer) advance(ctx context.Context, s *slot, to cursor) error {
	_, err := s.cursors.Upsert(ctx, to.Service, func() cursor { return to }, func(at *cursor) ([]event.Event, error) {
		at.Position = max(at.Position, to.Position)
		return nil, nil
	})
	return err
}

// retryWaiting tries parked events whose obstacle was something being away.
func (c *Consumer) retryWaiting(ctx context.Context) {
	s, err := c.serving(ctx)
	if err != nil {
		return
	}
	err = s.parked.Each(store.System(ctx), store.Query{Index: "waiting"}, func(p Parked) error {
		n, err := c.replay(store.System(ctx), s, p.Aggregate)
		c.Log.Info("consume: waiting event tried", "consumer", c.Group(), "aggregate", p.Aggregate, "applied", n, "error", err)
		return ctx.Err()
	})
	if err != nil && ctx.Err() == nil {
		c.Log.Warn("consume: waiting events not tried", "consumer", c.Group(), "error", err)
	}
}
