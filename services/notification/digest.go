package notification

import (
	"context"
	"slices"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// maxDigest is how many messages go into one.
const maxDigest = 50

// Digests sends what was collected for each recipient and is due as one message:
// the oldest carries the others, and all end as it does.
func (s *Service) Digests(ctx context.Context) error {
	ctx = store.System(ctx)
	due := map[string][]string{}
	var order []string
	err := s.deliveries.Each(ctx, store.Query{Index: "collected", Below: s.clock.Now().Add(time.Microsecond)}, func(d Delivery) error {
		if len(due[d.Recipient]) == 0 {
			order = append(order, d.Recipient)
		}
		due[d.Recipient] = append(due[d.Recipient], d.ID)
		return nil
	})
	if err != nil {
		return err
	}
	for _, ref := range order {
		ids := due[ref]
		slices.Sort(ids) // by time, as ids are
		for part := range slices.Chunk(ids, maxDigest) {
			if err := s.bundle(ctx, part); err != nil {
				return err
			}
		}
	}
	return nil
}

// bundle makes one message of several, in one unit of work.
func (s *Service) bundle(ctx context.Context, ids []string) error {
	now := s.clock.Now()
	return s.db.Transact(ctx, func(ctx context.Context) error {
		carried := []string{}
		for _, id := range ids[1:] {
			d, err := s.deliveries.Update(ctx, id, func(d *Delivery) ([]event.Event, error) {
				if d.State == notification.Collected {
					d.In, d.Next = ids[0], time.Time{}
				}
				return nil, nil
			})
			if err != nil {
				return err
			}
			if d.In == ids[0] {
				carried = append(carried, id)
			}
		}
		_, err := s.deliveries.Update(ctx, ids[0], func(d *Delivery) ([]event.Event, error) {
			d.State, d.Next, d.Released, d.Digest = notification.Waiting, now, true, carried
			return nil, nil
		})
		s.db.AfterCommit(ctx, s.poke)
		return err
	})
}

// final are the states that those carried along share.
var final = []notification.DeliveryState{notification.Delivered, notification.Failed, notification.Uncertain, notification.NoWay,
	notification.GivenUp, notification.OptedOut}

// update changes a delivery, and with it those that it carries.
func (s *Service) update(ctx context.Context, id string, fn func(*Delivery) ([]event.Event, error)) (Delivery, error) {
	var out Delivery
	err := s.db.Transact(ctx, func(ctx context.Context) error {
		var err error
		if out, err = s.deliveries.Update(ctx, id, fn); err != nil || !slices.Contains(final, out.State) {
			return err
		}
		for _, carried := range out.Digest {
			if err := s.share(store.System(ctx), carried, out); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// share ends a carried message as its carrier ended.
func (s *Service) share(ctx context.Context, id string, carrier Delivery) error {
	_, err := s.deliveries.Update(ctx, id, func(d *Delivery) ([]event.Event, error) {
		if d.State == carrier.State {
			return nil, nil
		}
		now := s.clock.Now()
		d.note(notification.Attempt{At: now, Result: "in_digest", Channel: carrier.Channel, Note: carrier.ID})
		d.Channel = carrier.Channel
		return d.settle(carrier.State, now), nil
	})
	return err
}

// carried are the messages that a delivery carries, itself first; nil where it is
// only itself.
func (s *Service) carried(ctx context.Context, d Delivery) ([]Delivery, error) {
	if len(d.Digest) == 0 {
		return nil, nil
	}
	out := []Delivery{d}
	for _, id := range d.Digest {
		one, err := s.deliveries.Get(ctx, id)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}
