package consume

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/internal/pace"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// deliver applies events in order, all in one unit of work where that works,
// else each in its own, parking what fails. When it returns nil, every event is
// durably applied, dropped or parked. It fails only when ctx ends, or with
// ErrLease from the fence of ctx.
func (c *Consumer) deliver(ctx context.Context, s *slot, events []event.Event) error {
	ctx = store.System(ctx)
	if len(events) > 1 && c.together(ctx, s, events) == nil {
		return nil
	}
	for _, e := range events {
		if err := c.settle(ctx, s, e); err != nil {
			return err
		}
	}
	return nil
}

func (c *Consumer) together(ctx context.Context, s *slot, events []event.Event) error {
	return c.DB.Transact(ctx, func(ctx context.Context) error { return c.fold(ctx, s, events) })
}

// fold applies events in order, in the unit of work of ctx. How far their aggregates
// are is read once and written once.
func (c *Consumer) fold(ctx context.Context, s *slot, events []event.Event) error {
	if err := fenced(ctx); err != nil {
		return err
	}
	ctx, far, err := s.readMarks(ctx, events)
	if err != nil {
		return err
	}
	apply := func(e event.Event) error { return c.apply(ctx, s, e) }
	for _, e := range events {
		if err := c.inOrder(ctx, e, apply, apply); err != nil {
			return err
		}
	}
	return far.write(ctx, s)
}

// inOrder applies an event after those that it waits for have come.
func (c *Consumer) inOrder(ctx context.Context, e event.Event, apply, come func(event.Event) error) error {
	for {
		err := apply(e)
		var gap *gapError
		if !errors.As(err, &gap) {
			return err
		}
		before, err := c.missing(ctx, gap)
		if err != nil {
			return err
		}
		for _, b := range before {
			if err := come(b); err != nil {
				return err
			}
		}
	}
}

// settle applies one event in a unit of its own, trying again with back-off,
// and parks it when that does not help.
func (c *Consumer) settle(ctx context.Context, s *slot, e event.Event) error {
	waits := pace.New(c.Wait, 50*time.Millisecond, 5*time.Second)
	for tries := 1; ; tries++ {
		err := c.alone(ctx, s, e)
		if err == nil || errors.Is(err, store.ErrLease) {
			return err
		}
		if tries >= c.Tries || fault.Is(err, fault.KindInvalid) {
			if parkErr := c.park(ctx, s, e, err, tries); parkErr == nil {
				return nil
			}
			tries = 0 // the store is away: this event is not to blame
		}
		c.Log.Warn("consume: trying again", "consumer", c.Group(), "event", e.ID, "type", e.Type, "error", err)
		if err := waits.Failed(ctx); err != nil {
			return err
		}
	}
}

// alone applies an event after settling those that it waits for.
func (c *Consumer) alone(ctx context.Context, s *slot, e event.Event) error {
	return c.inOrder(ctx, e, func(e event.Event) error {
		return c.DB.Transact(ctx, func(ctx context.Context) error {
			if err := fenced(ctx); err != nil {
				return err
			}
			return c.apply(ctx, s, e)
		})
	}, func(e event.Event) error { return c.settle(ctx, s, e) })
}
