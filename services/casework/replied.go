package casework

import (
	"context"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// onReplied takes an answer that came by text message or link, as if the person
// had given it on the page. One that comes too late, or about an earlier round,
// changes nothing.
func (s *Service) onReplied(ctx context.Context, _ event.Event, d notification.Answered) error {
	_, err := s.cases.Update(ctx, d.Case, func(c *Case) ([]event.Event, error) { return c.Replied(s.actBy(c.Area), d) })
	if fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindFailedPrecondition) {
		return nil
	}
	return err
}

// Replied takes the answer to a question of this round.
func (c *Case) Replied(a Act, d notification.Answered) ([]event.Event, error) {
	if err := c.allow(a, casework.RateCase.Declared()); err != nil {
		return nil, err
	}
	k, err := c.question(d.Voice)
	if err != nil || k.About != d.About || k.Round != d.Round {
		return nil, err
	}
	return c.Answer(a, k.Voice, casework.Outcome(d.Answer), "", d.By)
}
