package consume

import (
	"context"
	"errors"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// The operations on parked events act on the serving read model, for the whole
// service: an operation that exposes them asks for a permission of its own.

// Parked returns a page of the parked events, oldest first; after is the cursor
// of the page before.
func (c *Consumer) Parked(ctx context.Context, after string, limit int) (store.Page[Parked], error) {
	return c.list(ctx, store.Query{Index: "open", After: after, Limit: limit})
}

// GivenUp returns a page of the events given up, newest first.
func (c *Consumer) GivenUp(ctx context.Context, after string, limit int) (store.Page[Parked], error) {
	return c.list(ctx, store.Query{Index: "given_up", Desc: true, After: after, Limit: limit})
}

func (c *Consumer) list(ctx context.Context, q store.Query) (store.Page[Parked], error) {
	s, err := c.serving(ctx)
	if err != nil {
		return store.Page[Parked]{}, err
	}
	return s.parked.List(store.System(ctx), q)
}

// Show returns one parked or given-up event; not_found when there is none.
func (c *Consumer) Show(ctx context.Context, id string) (Parked, error) {
	s, err := c.serving(ctx)
	if err != nil {
		return Parked{}, err
	}
	return s.parked.Get(store.System(ctx), id)
}

// Replay applies a parked event's aggregate from where it stopped, in order, and
// lets it flow again. It returns how many events were applied, and fails with
// not_found, or with failed_precondition when one still cannot be applied; that
// one and what follows stay parked.
func (c *Consumer) Replay(ctx context.Context, id string) (applied int, err error) {
	s, err := c.serving(ctx)
	if err != nil {
		return 0, err
	}
	ctx = store.System(ctx)
	p, err := s.parked.Get(ctx, id)
	switch {
	case err != nil:
		return 0, err
	case p.GivenUp != nil:
		return 0, errGivenUp
	case p.Aggregate == "":
		return c.replayRaw(ctx, s, p)
	}
	return c.replay(ctx, s, p.Aggregate)
}

// GiveUp decides that an event is never applied, records who and why, and
// applies what follows on its aggregate as far as it goes. It fails with
// not_found, invalid without a reason, and failed_precondition for an event
// behind another parked one.
func (c *Consumer) GiveUp(ctx context.Context, id, reason string) (applied int, err error) {
	if reason == "" {
		return 0, errNoReason
	}
	s, err := c.serving(ctx)
	if err != nil {
		return 0, err
	}
	ctx = store.System(ctx)
	var p Parked
	err = c.DB.Transact(ctx, func(ctx context.Context) (err error) {
		if p, err = s.parked.Get(ctx, id); err != nil {
			return err
		}
		return c.giveUp(ctx, s, p, reason)
	})
	if err != nil || p.Aggregate == "" {
		return 0, err
	}
	if applied, err = c.replay(ctx, s, p.Aggregate); err != nil {
		c.Log.Warn("consume: behind a given-up event", "consumer", c.Group(), "aggregate", p.Aggregate, "error", err)
	}
	return applied, nil
}

// giveUp moves the mark over an event and over what was missing before it: that
// is why it was parked.
func (c *Consumer) giveUp(ctx context.Context, s *slot, p Parked, reason string) error {
	if p.GivenUp != nil {
		return errGivenUp
	}
	p.GivenUp = &GivenUp{By: event.CauseOf(ctx).Actor, Reason: reason, At: c.DB.Clock().Now().UTC()}
	if p.Aggregate == "" {
		return s.parked.Put(ctx, p)
	}
	head, _, err := s.head(ctx, p.Aggregate)
	if err != nil {
		return err
	}
	if head.ID != p.ID {
		return errBehind
	}
	m, err := s.mark(ctx, p.Aggregate)
	if err != nil {
		return err
	}
	m.pass(p.Event.Sequence)
	return errors.Join(s.parked.Put(ctx, p), s.setMark(ctx, m))
}

// head returns the first parked event of an aggregate, as committed.
func (s *slot) head(ctx context.Context, aggregate string) (Parked, bool, error) {
	return s.parked.First(ctx, store.Query{Index: "aggregate", Eq: store.Key{aggregate}})
}

// pass moves the mark to a sequence, and lets the aggregate flow when nothing
// parked is beyond it.
func (m *mark) pass(seq int64) {
	m.Last = max(m.Last, seq)
	if m.Parked <= m.Last {
		m.Parked = 0
	}
}

var (
	errGivenUp  = fault.FailedPrecondition("parked.given_up", "这条事件已被放弃，不能再处理", "This event was given up and cannot be applied any more")
	errNoReason = fault.Invalid("parked.reason", "请填写放弃的理由", "Say why the event is given up").At("reason", "必填", "required")
	errBehind   = fault.FailedPrecondition("parked.behind", "请先处理同一对象上更早搁置的事件", "Deal first with the earlier parked event of the same object")
)
