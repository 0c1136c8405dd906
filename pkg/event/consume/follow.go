package consume

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/internal/pace"
)

// follow applies what the topics bring until ctx ends.
func (c *Consumer) follow(ctx context.Context) {
	waits := pace.New(c.Wait, 50*time.Millisecond, 3*time.Second)
	for {
		err := c.session(ctx, waits)
		if ctx.Err() != nil {
			return
		}
		c.Log.Warn("consume: trying again", "consumer", c.Group(), "error", err)
		if waits.Failed(ctx) != nil {
			return
		}
	}
}

// Topics are those that the consumer reads, as the broker names them.
func (c *Consumer) Topics() []string {
	var out []string
	for _, service := range c.slots[0].services {
		out = append(out, event.Topic(service))
	}
	return out
}

// session is one membership of the group. It outlives the broker's absence and
// ends when the read model belongs to a newer version of this program.
func (c *Consumer) session(ctx context.Context, waits *pace.Pace) error {
	if _, err := c.serving(ctx); err != nil {
		return err
	}
	if err := c.Transport.EnsureTopics(ctx, c.Topics()); err != nil {
		return err
	}
	sub, err := c.Transport.Subscribe(c.Group(), c.Topics())
	if err != nil {
		return err
	}
	defer func() {
		if err := sub.Close(); err != nil {
			c.Log.Warn("consume: the group was not left in good order", "consumer", c.Group(), "error", err)
		}
	}()
	for {
		err := c.step(ctx, sub)
		if ctx.Err() != nil || errors.Is(err, errOutdated) {
			return err
		}
		if err == nil {
			waits.Worked()
			continue
		}
		c.Log.Warn("consume: the broker is away", "consumer", c.Group(), "error", err)
		if err := waits.Failed(ctx); err != nil {
			return err
		}
	}
}

// step applies one batch and commits it after its effects are durable.
func (c *Consumer) step(ctx context.Context, sub event.Subscription) error {
	messages, err := sub.Fetch(ctx, c.Batch)
	if err != nil {
		return err
	}
	if err := c.receive(ctx, messages); err != nil {
		return err
	}
	return sub.Commit(ctx, messages)
}

// receive makes a batch durable, however long it takes: only ctx's end or a
// newer version's model make it fail.
func (c *Consumer) receive(ctx context.Context, messages []event.Message) error {
	waits := pace.New(c.Wait, 50*time.Millisecond, 5*time.Second)
	for {
		err := c.receiveOnce(ctx, messages)
		if err == nil || ctx.Err() != nil || errors.Is(err, errOutdated) {
			return err
		}
		c.Log.Warn("consume: the store is away", "consumer", c.Group(), "error", err)
		if err := waits.Failed(ctx); err != nil {
			return err
		}
	}
}

func (c *Consumer) receiveOnce(ctx context.Context, messages []event.Message) error {
	s, err := c.serving(ctx)
	if err != nil {
		return err
	}
	events := make([]event.Event, 0, len(messages))
	for _, m := range messages {
		e, err := event.Parse(m.Value)
		if err == nil {
			events = append(events, e)
			continue
		}
		if err := c.parkRaw(ctx, s, m, err); err != nil {
			return err
		}
	}
	if err := c.deliver(ctx, s, events); err != nil {
		return err
	}
	c.meters.delivered(ctx, c.DB.Clock().Now(), events)
	return nil
}
