// Package pace waits between tries, longer each time, with jitter.
package pace

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Wait waits for a duration of wall-clock time, or fails with ctx's error.
type Wait func(ctx context.Context, d time.Duration) error

// Sleep is the Wait of running systems. A virtual clock has no part in it:
// brokers and databases live in real time.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// Pace is the waiting of one worker; it is not for concurrent use.
type Pace struct {
	wait Wait
	next *backoff.ExponentialBackOff
}

// New waits about first after one failure, doubling up to most.
func New(wait Wait, first, most time.Duration) *Pace {
	if wait == nil {
		wait = Sleep
	}
	return &Pace{wait: wait, next: &backoff.ExponentialBackOff{
		InitialInterval: first, MaxInterval: most, Multiplier: 2, RandomizationFactor: 0.3,
	}}
}

// Failed waits before the next try; it fails with ctx's error.
func (p *Pace) Failed(ctx context.Context) error { return p.wait(ctx, p.next.NextBackOff()) }

// Worked makes the next wait short again.
func (p *Pace) Worked() { p.next.Reset() }
