package platform

import (
	"sync"
	"time"

	"lianluo/pkg/calendar"
)

// pastWeeks is how long ago the life of a demonstration begins.
const pastWeeks = 8

// pastClock begins some weeks ago and is moved by the load of the demonstration,
// until it arrives at the real time; from then on it is the machine's clock. It
// never goes back.
type pastClock struct {
	mu      sync.RWMutex
	past    *calendar.Virtual
	arrived bool
}

func newPastClock() *pastClock {
	start := calendar.DateOf(time.Now()) - 7*pastWeeks
	return &pastClock{past: calendar.NewVirtual(start.Start().Add(8 * time.Hour))}
}

// Now is the moment it was moved to, or the real time.
func (c *pastClock) Now() time.Time {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.arrived {
		return time.Now()
	}
	return c.past.Now()
}

// After is Timer without a way to stop.
func (c *pastClock) After(d time.Duration) <-chan time.Time {
	passed, _ := c.Timer(d)
	return passed
}

// Timer waits until d has passed, by being moved or by itself.
func (c *pastClock) Timer(d time.Duration) (<-chan time.Time, func()) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.arrived {
		return calendar.System().Timer(d)
	}
	return c.past.Timer(d)
}

// settling is how long the work that a moved clock wakes may take before it is
// moved on: what is not done by then is done at a later moment.
const settling = 30 * time.Millisecond

// Set moves it on and lets those who were woken do their work; to an earlier
// moment, or once it has arrived, it stays.
func (c *pastClock) Set(at time.Time) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.arrived || !at.After(c.past.Now()) || !at.Before(time.Now()) {
		return
	}
	waiting := c.past.Waiting()
	c.past.Set(at)
	for began := time.Now(); c.past.Waiting() < waiting && time.Since(began) < settling; {
		time.Sleep(time.Millisecond)
	}
}

// Arrive brings it to the real time, once. Who waits for a moment that still lies
// ahead is woken then.
func (c *pastClock) Arrive() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.arrived {
		return
	}
	c.arrived = true
	c.past.Set(time.Now())
	go func() {
		for next, ok := c.past.Next(); ok; next, ok = c.past.Next() {
			time.Sleep(time.Until(next))
			c.past.Set(time.Now())
		}
	}()
}
