package consume

import (
	"context"
	"fmt"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// park puts an event aside after tries in vain; from now on what follows on its
// aggregate joins it.
func (c *Consumer) park(ctx context.Context, s *slot, e event.Event, why error, tries int) error {
	err := c.DB.Transact(ctx, func(ctx context.Context) error {
		if err := fenced(ctx); err != nil {
			return err
		}
		m, err := s.mark(ctx, aggregateID(e))
		if err != nil || e.Sequence <= max(m.Last, m.Parked) {
			return err // another replica was quicker
		}
		return c.putParked(ctx, s, m, c.row(e, why, tries))
	})
	if err == nil {
		c.meters.count(ctx, "parked", 1)
		c.Log.Error("consume: event parked", "consumer", c.Group(), "event", e.ID, "type", e.Type,
			"aggregate", aggregateID(e), "tries", tries, "error", why)
	}
	return err
}

func (c *Consumer) row(e event.Event, why error, tries int) Parked {
	return Parked{
		ID: parkedID(e), Aggregate: aggregateID(e), Event: e, Reason: why.Error(), Tries: tries,
		Since: c.DB.Clock().Now().UTC(), Waiting: fault.Is(why, fault.KindUnavailable),
	}
}

func (c *Consumer) parkBehind(ctx context.Context, s *slot, m mark, e event.Event) error {
	return c.putParked(ctx, s, m, Parked{ID: parkedID(e), Aggregate: m.ID, Event: e, Since: c.DB.Clock().Now().UTC()})
}

func (c *Consumer) putParked(ctx context.Context, s *slot, m mark, p Parked) error {
	m.Parked = max(m.Parked, p.Event.Sequence)
	if err := s.parked.Put(ctx, p); err != nil {
		return err
	}
	return s.setMark(ctx, m)
}

// parkRaw keeps a message that is no event. It holds nothing up: if it stands
// for an event, that one is missing from its aggregate and read from the journal.
func (c *Consumer) parkRaw(ctx context.Context, s *slot, m event.Message, why error) error {
	p := Parked{
		ID:  fmt.Sprintf("raw/%s/%d/%d", m.Topic, m.Partition, m.Offset),
		Raw: m.Value, Reason: why.Error(), Tries: 1, Since: c.DB.Clock().Now().UTC(),
	}
	c.Log.Error("consume: message parked", "consumer", c.Group(), "id", p.ID, "key", m.Key, "error", why)
	return s.parked.Put(store.System(ctx), p)
}
