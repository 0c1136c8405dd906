package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Retention destroys the personal data of people whose cases ended long enough
// ago; the cases stay. Every case is a unit of work of its own.
func (s *Service) Retention(ctx context.Context) error {
	page, err := s.cases.List(ctx, store.Query{Index: "forget", Below: s.clock.Now(), Limit: store.MaxPage})
	if err != nil {
		return err
	}
	ctx = event.WithCause(ctx, event.Cause{Actor: "system", Operation: "job retention"})
	var failed []error
	for _, c := range page.Items {
		if err := s.db.Transact(ctx, func(ctx context.Context) error { return s.forgetPeople(ctx, c.ID) }); err != nil {
			failed = append(failed, fmt.Errorf("case %s: %w", c.ID, err))
		}
	}
	return errors.Join(failed...)
}

// forgetPeople destroys the people's keys, and with them what they are found by:
// a hash of a name could be guessed from all names there are.
func (s *Service) forgetPeople(ctx context.Context, id string) error {
	c, err := s.cases.Update(ctx, id, func(c *Case) ([]event.Event, error) { return c.Forget(s.actBy(c.Area)), nil })
	if err != nil {
		return err
	}
	for _, v := range c.Voices {
		if err := s.vault.Destroy(ctx, v.ID, s.clock.Now()); err != nil {
			return err
		}
		if _, err := s.contacts.Update(ctx, v.ID, func(c *Contact) ([]event.Event, error) {
			c.Phone, c.Tail, c.Names = "", "", nil
			return nil, nil
		}); err != nil {
			return err
		}
	}
	return nil
}

// remembers reports whether there are personal data that will be destroyed.
func (c *Case) remembers() bool { return !c.open() && !c.ForgetAt.IsZero() && len(c.Voices) > 0 }

// Forget records that the personal data of the case's people are destroyed.
func (c *Case) Forget(a Act) []event.Event {
	if !c.remembers() || a.At.Before(c.ForgetAt) {
		return nil
	}
	c.ForgetAt = time.Time{}
	return []event.Event{c.record(a, casework.DataDestroyed, casework.Entry{Kind: "note"})}
}
