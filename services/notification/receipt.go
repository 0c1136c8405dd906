package notification

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/notification/sms"
)

// receipt finds the delivery that a provider speaks of and applies its word.
func (s *Service) receipt(ctx context.Context, provider string, said sms.Said) error {
	id, again := cutKey(said.Key)
	if id == "" {
		found, ok, err := s.deliveries.First(ctx, store.Query{Index: "ref", Eq: store.Key{provider, said.Ref}})
		if err != nil || !ok {
			return err
		}
		id, again = found.ID, found.Again
	}
	_, err := s.update(ctx, id, func(d *Delivery) ([]event.Event, error) {
		if d.To.Name != provider || d.Again != again {
			return nil, nil
		}
		return d.heard(said, s.clock.Now()), nil
	})
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	s.db.AfterCommit(ctx, s.poke)
	return err
}

// cutKey splits an idempotency key into the delivery's id and how often it was
// sent again.
func cutKey(key string) (id string, again int) {
	id, n, found := strings.Cut(key, ".")
	if !found {
		return id, 0
	}
	again, err := strconv.Atoi(n)
	if err != nil || again < 1 {
		return id, -1
	}
	return id, again
}

// heard applies a provider's word about a message that it has. Only a later word
// changes an earlier one; a person's decision stands.
func (d *Delivery) heard(said sms.Said, now time.Time) []event.Event {
	if !said.At.After(d.Said) || d.State == notification.GivenUp || d.State == notification.NoWay || d.State == notification.Failed {
		return nil
	}
	d.Said = said.At
	told := d.State == notification.Delivered || d.State == notification.Uncertain
	if said.Delivered {
		if d.State == notification.Delivered {
			return nil
		}
		d.note(notification.Attempt{At: now, Result: "delivered", Code: said.Code, Channel: d.Channel, Provider: d.To.Name})
		return d.settle(notification.Delivered, now)
	}
	d.note(notification.Attempt{At: now, Result: "bounced", Code: said.Code, Channel: d.Channel, Provider: d.To.Name})
	settled := d.hop(notification.Failed, now)
	if told && len(settled) == 0 { // what was said before does not hold any more
		return []event.Event{notification.DeliveryRetried.New(d.settled(now))}
	}
	return settled
}

// Unheard ends the wait for receipts that did not come: nobody knows then.
func (s *Service) Unheard(ctx context.Context) error {
	ctx, now := store.System(ctx), s.clock.Now()
	return s.deliveries.Each(ctx, store.Query{Index: "accepted", Below: now}, func(d Delivery) error {
		_, err := s.update(ctx, d.ID, func(d *Delivery) ([]event.Event, error) {
			if d.State != notification.Accepted || d.Next.After(now) {
				return nil, nil
			}
			d.note(notification.Attempt{At: now, Result: "no_receipt", Channel: d.Channel, Provider: d.To.Name})
			return d.settle(notification.Uncertain, now), nil
		})
		return err
	})
}
