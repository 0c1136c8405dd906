package identity

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// leavingEvery is how often it is looked for issuers that ended. What was opened
// through one is refused from its end on (stillVouched); what is told here makes
// what was signed before void.
const leavingEvery = time.Second

// leaveIssuers ends what was opened through issuers that ended, each session in a
// unit of its own: there may be more than one unit can take. Cut off, it goes on in
// the next round. A job of the service; it fails as the store does.
func (s *service) leaveIssuers(ctx context.Context) error {
	ctx = store.System(ctx)
	page, err := s.issuers.List(ctx, store.Query{Index: "leaving", Limit: store.MaxPage})
	for _, i := range page.Items {
		by := event.WithCause(ctx, event.Cause{Actor: i.Leaving, Operation: "job leave-issuers"})
		err = errors.Join(err, s.leave(by, i.ID))
	}
	return err
}

// leave ends the sessions through one issuer that have not run out. That it is done
// is noted once none was left.
func (s *service) leave(ctx context.Context, id string) error {
	living := store.Query{Index: "vouched", Eq: store.Key{id}, From: s.clock.Now().UTC(), Limit: store.MaxPage}
	for {
		page, err := s.sessions.List(ctx, living)
		if err != nil {
			return err
		}
		if len(page.Items) == 0 {
			_, err = s.issuers.Update(ctx, id, func(i *issuer) ([]event.Event, error) { i.Leaving = ""; return nil, nil })
			return err
		}
		for _, x := range page.Items {
			if err := s.endSession(ctx, x.ID, "issuer_ended"); err != nil {
				return err
			}
		}
	}
}
