package calendar

import (
	"context"
	"time"
)

// Clock tells the time. Nothing in the system asks the machine directly, so that
// a replay can live through years and a test through midnight.
type Clock interface {
	Now() time.Time
}

// Waiter is a clock that can also wait. System and Virtual both are.
type Waiter interface {
	Clock
	// After gives a channel that receives the time once, when d has passed;
	// at once if d is not positive.
	After(d time.Duration) <-chan time.Time
	// Timer is After for those who may stop waiting before: stop gives up the
	// wait and may be called at any time, more than once.
	Timer(d time.Duration) (c <-chan time.Time, stop func())
}

type system struct{}

// System is the machine's clock.
func System() Waiter { return system{} }

func (system) Now() time.Time                         { return time.Now() }
func (system) After(d time.Duration) <-chan time.Time { return time.After(d) }

func (system) Timer(d time.Duration) (<-chan time.Time, func()) {
	timer := time.NewTimer(d)
	return timer.C, func() { timer.Stop() }
}

// Sleep waits until d has passed on the clock. It fails with the context's error
// when that ends first.
func Sleep(ctx context.Context, clock Waiter, d time.Duration) error {
	passed, stop := clock.Timer(d)
	defer stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-passed:
		return nil
	}
}
