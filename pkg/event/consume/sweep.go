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

// CatchUp applies what the journals hold now and returns when nothing is left: for
// tools that run no consumer. each is called with the number of rows after every
// page. It fails with unavailable when the store or an origin is away.
func (c *Consumer) CatchUp(ctx context.Context, each func(rows int)) error {
	if err := c.settleGeneration(ctx); err != nil {
		return err
	}
	s, err := c.serving(ctx)
	if err != nil {
		return err
	}
	for _, service := range s.services {
		err = errors.Join(err, c.sweep(ctx, s, service, func(rows int) error {
			each(rows)
			return nil
		}))
	}
	return err
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
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	for page := range ahead(ctx, c.journal(ctx, service, at.Position)) {
		if page.err != nil || len(page.rows) == 0 {
			return page.err
		}
		events := make([]event.Event, len(page.rows))
		for i, row := range page.rows {
			events[i] = row.Event
		}
		if err := c.deliver(ctx, s, events); err != nil {
			return err
		}
		at.Position = page.rows[len(page.rows)-1].Position
		if err := errors.Join(c.advance(ctx, s, at), each(len(page.rows))); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// journalPage is a page of a journal, or why there is none.
type journalPage struct {
	rows []store.JournalRow
	err  error
}

// journal reads a service's journal after a position, page by page, to its end as it
// was when asked.
func (c *Consumer) journal(ctx context.Context, service string, after int64) func() (journalPage, bool) {
	return func() (journalPage, bool) {
		rows, err := c.Gap.ReadJournal(ctx, service, after, c.Batch)
		more := err == nil && len(rows) == c.Batch
		if more {
			after = rows[len(rows)-1].Position
		}
		return journalPage{rows, err}, more
	}
}

// ahead reads the next page while one is applied, to the last or until ctx ends.
func ahead[Page any](ctx context.Context, read func() (page Page, more bool)) <-chan Page {
	out := make(chan Page)
	go func() {
		defer close(out)
		for more := true; more; {
			var page Page
			page, more = read()
			select {
			case out <- page:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
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
