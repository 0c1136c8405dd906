package consume

import (
	"context"
	"errors"
	"fmt"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// replay applies parked events of an aggregate until none is left or one fails.
func (c *Consumer) replay(ctx context.Context, s *slot, aggregate string) (applied int, err error) {
	for {
		head, ok, err := s.head(ctx, aggregate)
		if err != nil || !ok {
			return applied, err
		}
		n, err := c.replayOne(ctx, s, head)
		applied += n
		if err != nil && !fault.Is(err, fault.KindUnavailable) {
			err = fault.FailedPrecondition("parked.still_fails", "事件仍然无法处理：%s", "The event still cannot be applied: %s", head.ID).Because(err)
		}
		if err != nil {
			return applied, err
		}
	}
}

// replayOne applies a parked event and what is missing before it.
func (c *Consumer) replayOne(ctx context.Context, s *slot, p Parked) (applied int, err error) {
	for {
		did := false
		err := c.DB.Transact(ctx, func(ctx context.Context) (err error) {
			did, err = c.unpark(ctx, s, p)
			return err
		})
		var gap *gapError
		if !errors.As(err, &gap) {
			if did && err == nil {
				applied++
			}
			return applied, c.record(ctx, s, p, err)
		}
		before, err := c.missing(ctx, gap)
		if err != nil {
			return applied, c.record(ctx, s, p, err)
		}
		for _, b := range before {
			n, err := c.replayOne(ctx, s, Parked{ID: parkedID(b), Aggregate: p.Aggregate, Event: b})
			applied += n
			if err != nil {
				return applied, err
			}
		}
	}
}

// unpark applies one event although its aggregate is parked, in the unit of ctx.
func (c *Consumer) unpark(ctx context.Context, s *slot, p Parked) (did bool, err error) {
	m, err := s.mark(ctx, p.Aggregate)
	if err != nil {
		return false, err
	}
	if err := s.parked.Delete(ctx, p.ID); err != nil && !fault.Is(err, fault.KindNotFound) {
		return false, err
	}
	switch {
	case p.Event.Sequence <= m.Last:
		m.pass(m.Last)
		return false, s.setMark(ctx, m)
	case p.Event.Sequence > m.Last+1:
		return false, &gapError{last: m.Last, e: p.Event}
	}
	m.pass(p.Event.Sequence)
	handlers, _ := s.wanted(p.Event)
	return true, c.effect(ctx, s, handlers, p.Event, m)
}

// record keeps why a replay failed on the event that did, unless another
// replica has applied it since, and returns why.
func (c *Consumer) record(ctx context.Context, s *slot, p Parked, why error) error {
	if why == nil {
		return nil
	}
	p.Reason, p.Tries, p.Waiting = why.Error(), p.Tries+1, fault.Is(why, fault.KindUnavailable)
	if p.Since.IsZero() {
		p.Since = c.DB.Clock().Now().UTC()
	}
	return errors.Join(why, c.DB.Transact(ctx, func(ctx context.Context) error {
		if m, err := s.mark(ctx, p.Aggregate); err != nil || p.Aggregate != "" && p.Event.Sequence <= m.Last {
			return err
		}
		return s.parked.Put(ctx, p)
	}))
}

func (c *Consumer) replayRaw(ctx context.Context, s *slot, p Parked) (int, error) {
	e, err := event.Parse(p.Raw)
	if err != nil {
		return 0, c.record(ctx, s, p, err)
	}
	if err := c.settle(ctx, s, e); err != nil {
		return 0, fmt.Errorf("replay %s: %w", p.ID, err)
	}
	return 1, s.parked.Delete(ctx, p.ID)
}
