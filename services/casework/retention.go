package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// mostPerRun bounds what one hour destroys, so that a mistake is noticed before
// all is gone. It is three times what a province of 300,000 cases a year needs.
const mostPerRun = 100

// Retention destroys the personal data of people whose cases ended long enough
// ago; the cases stay. Every case is a unit of work of its own.
func (s *Service) Retention(ctx context.Context) error {
	at, err := s.lived.Until(ctx)
	if err != nil {
		return err
	}
	page, err := s.cases.List(ctx, store.Query{Index: "forget", Below: at, Limit: mostPerRun})
	if err != nil {
		return err
	}
	ctx = event.WithCause(ctx, event.Cause{Actor: "system", Operation: "job retention"})
	var failed []error
	for _, c := range page.Items {
		if err := s.db.Transact(ctx, func(ctx context.Context) error { return s.forgetPeople(ctx, c.ID, at) }); err != nil {
			failed = append(failed, fmt.Errorf("case %s: %w", c.ID, err))
		}
	}
	return errors.Join(failed...)
}

// forgetPeople destroys the people's keys, and with them what they are found by:
// a hash of a name could be guessed from all names there are. Their photos go, too.
func (s *Service) forgetPeople(ctx context.Context, id string, at time.Time) error {
	var said []casework.Photo
	var told []event.Event
	c, err := s.cases.Update(ctx, id, func(c *Case) ([]event.Event, error) {
		said = c.Photos
		told = c.Forget(s.actBy(c.Area), at)
		return told, nil
	})
	if err != nil || len(told) == 0 {
		return err
	}
	for _, v := range c.Voices {
		if err := s.forgetVoice(ctx, v.ID); err != nil {
			return err
		}
	}
	return s.forgetPhotos(ctx, said, c.Replies)
}

func (s *Service) forgetVoice(ctx context.Context, id string) error {
	if err := s.vault.Destroy(ctx, id, s.clock.Now()); err != nil {
		return err
	}
	_, err := s.contacts.Update(ctx, id, func(c *Contact) ([]event.Event, error) {
		c.Phone, c.Tail, c.Names = "", "", nil
		return nil, nil
	})
	return err
}

// forgetPhotos removes what the people sent. The photos of replies are the
// office's record and stay as they are shown; their originals tell who took them
// and where, and go.
func (s *Service) forgetPhotos(ctx context.Context, said []casework.Photo, replies []casework.Reply) error {
	for _, p := range said {
		if err := s.photos.Delete(ctx, p.ID); err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
	}
	for _, r := range replies {
		for _, p := range r.Photos {
			if _, err := s.photos.Update(ctx, p.ID, func(p *Photo) ([]event.Event, error) { p.Original = ""; return nil, nil }); err != nil {
				return err
			}
		}
	}
	return nil
}

// remembers reports whether there are personal data that will be destroyed.
func (c *Case) remembers() bool { return !c.open() && !c.ForgetAt.IsZero() && len(c.Voices) > 0 }

// Forget records that the personal data of the case's people are destroyed, if
// their retention has ended by then.
func (c *Case) Forget(a Act, by time.Time) []event.Event {
	if !c.remembers() || by.Before(c.ForgetAt) {
		return nil
	}
	c.ForgetAt, c.Photos = time.Time{}, []casework.Photo{}
	return []event.Event{c.record(a, casework.DataDestroyed, casework.Entry{Kind: "note"})}
}
