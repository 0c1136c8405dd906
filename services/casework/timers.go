package casework

import (
	"context"
	"errors"
	"fmt"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// batches bounds one round of the timers; the next goes on.
const batches = 40

// Timers does what time does to cases: lights, questions about results, ends of
// questions that nobody answers, filing. Every case is a unit of work of its
// own, so a round may be cut off anywhere and repeated.
func (s *Service) Timers(ctx context.Context) error {
	now := s.clock.Now()
	var failed []error
	for range batches {
		page, err := s.cases.List(ctx, store.Query{Index: "timer", Below: now.Add(time.Microsecond), Limit: store.MaxPage})
		if err != nil {
			return errors.Join(append(failed, err)...)
		}
		for _, c := range page.Items {
			if err := s.tick(ctx, c.ID); err != nil {
				failed = append(failed, fmt.Errorf("case %s: %w", c.ID, err))
			}
		}
		if page.Next == "" || len(failed) > 0 {
			break
		}
	}
	return errors.Join(failed...)
}

func (s *Service) tick(ctx context.Context, id string) error {
	ctx = event.WithCause(ctx, event.Cause{Actor: "system", Operation: "job timers"})
	_, err := s.cases.Update(ctx, id, func(c *Case) ([]event.Event, error) { return c.Tick(s.actBy(c.Area)), nil })
	return err
}
