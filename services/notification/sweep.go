package notification

import (
	"context"
	"time"
)

const (
	// itemAge is how long messages stay in an inbox. What was told, to whom and
	// when stays in the deliveries.
	itemAge = 180 * 24 * time.Hour
	// endAge outlasts every look for ended sessions.
	endAge = time.Hour
	// caughtAge is how long a trial's messages stay to be looked at.
	caughtAge = 7 * 24 * time.Hour
	// weekAge outlasts the week that is counted.
	weekAge = 15 * 24 * time.Hour
	// callbackAge outlasts the time in which a callback's signature is good.
	callbackAge = time.Hour
)

// Sweep clears away what is too old to matter, a page at a time.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.clock.Now()
	if err := s.items.DeleteBelow(ctx, "age", now.Add(-itemAge)); err != nil {
		return err
	}
	if err := s.caught.DeleteBelow(ctx, "age", now.Add(-caughtAge)); err != nil {
		return err
	}
	if err := s.callbacks.DeleteBelow(ctx, "age", now.Add(-callbackAge)); err != nil {
		return err
	}
	if err := s.reached.DeleteBelow(ctx, "age", now.Add(-reachedAge)); err != nil {
		return err
	}
	if err := s.weeks.DeleteBelow(ctx, "age", now.Add(-weekAge)); err != nil {
		return err
	}
	return s.ends.DeleteBelow(ctx, "age", now.Add(-endAge))
}
