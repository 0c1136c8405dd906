package calendar

import (
	"slices"
	"sync"
	"time"
)

// Virtual is a clock that stands still until it is moved. It is safe for
// concurrent use.
type Virtual struct {
	mu      sync.Mutex
	now     time.Time
	waiting []waiting // ordered by when they are due
}

type waiting struct {
	due  time.Time
	wake chan time.Time
}

// NewVirtual makes a clock that shows start.
func NewVirtual(start time.Time) *Virtual { return &Virtual{now: start.Round(0)} }

// Now is the time the clock was last moved to.
func (v *Virtual) Now() time.Time {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.now
}

// After gives a channel that receives the time once the clock was moved by d or
// more; at once if d is not positive.
func (v *Virtual) After(d time.Duration) <-chan time.Time {
	c, _ := v.Timer(d)
	return c
}

// Timer is After with a way to stop waiting, after which the wait no longer
// counts in Next and Waiting.
func (v *Virtual) Timer(d time.Duration) (<-chan time.Time, func()) {
	v.mu.Lock()
	defer v.mu.Unlock()
	w := waiting{due: v.now.Add(d), wake: make(chan time.Time, 1)}
	at, _ := slices.BinarySearchFunc(v.waiting, w.due, func(w waiting, due time.Time) int {
		if w.due.After(due) {
			return 1
		}
		return -1 // behind those that are due at the same time
	})
	v.waiting = slices.Insert(v.waiting, at, w)
	v.wake()
	return w.wake, func() { v.forget(w.wake) }
}

func (v *Virtual) forget(wake chan time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.waiting = slices.DeleteFunc(v.waiting, func(w waiting) bool { return w.wake == wake })
}

// Advance moves the clock by d; see Set.
func (v *Virtual) Advance(d time.Duration) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.move(v.now.Add(d))
}

// Set moves the clock and wakes, in order, all whose time has come by then, each
// once. Whoever waits again and again should be moved from one Next to the next,
// or it misses the rounds in between. Moving back wakes nobody.
func (v *Virtual) Set(now time.Time) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.move(now.Round(0))
}

func (v *Virtual) move(now time.Time) {
	v.now = now
	v.wake()
}

func (v *Virtual) wake() {
	n := 0
	for n < len(v.waiting) && !v.waiting[n].due.After(v.now) {
		v.waiting[n].wake <- v.now
		n++
	}
	v.waiting = slices.Delete(v.waiting, 0, n)
}

// Next is the earliest moment that somebody waits for; false when nobody does.
func (v *Virtual) Next() (time.Time, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.waiting) == 0 {
		return time.Time{}, false
	}
	return v.waiting[0].due, true
}

// Waiting is how many wait, so that a test can know that they do before it moves
// the clock.
func (v *Virtual) Waiting() int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return len(v.waiting)
}
