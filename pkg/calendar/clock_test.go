package calendar

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"
)

var start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

func TestSystemClock(t *testing.T) {
	clock, before := System(), time.Now()
	if now := clock.Now(); now.Before(before) {
		t.Fatalf("%s is before %s", now, before)
	}
	<-clock.After(0)
	if err := Sleep(t.Context(), clock, time.Nanosecond); err != nil {
		t.Fatal(err)
	}
	_, stop := clock.Timer(time.Hour)
	stop()
	stop()
}

func TestVirtualMovesOnlyWhenMoved(t *testing.T) {
	clock := NewVirtual(start)
	if !clock.Now().Equal(start) {
		t.Fatal("it shows another time")
	}
	clock.Advance(36 * time.Hour)
	if got := clock.Now(); !got.Equal(start.Add(36 * time.Hour)) {
		t.Fatalf("got %s", got)
	}
	clock.Set(start.AddDate(-1, 0, 0))
	if got := clock.Now(); !got.Equal(start.AddDate(-1, 0, 0)) {
		t.Fatalf("got %s", got)
	}
}

func woken(c <-chan time.Time) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

func TestVirtualWakesWhoseTimeHasCome(t *testing.T) {
	clock := NewVirtual(start)
	hour, minute, now := clock.After(time.Hour), clock.After(time.Minute), clock.After(0)
	if !woken(now) || woken(minute) || clock.Waiting() != 2 {
		t.Fatal("only what is due at once wakes at once")
	}
	if next, ok := clock.Next(); !ok || !next.Equal(start.Add(time.Minute)) {
		t.Fatalf("next is %s", next)
	}
	clock.Set(start.AddDate(-1, 0, 0))
	clock.Set(start)
	clock.Advance(time.Minute - 1)
	if woken(minute) {
		t.Fatal("woken too early")
	}
	clock.Advance(1)
	if !woken(minute) || woken(minute) || woken(hour) {
		t.Fatal("woken once, when it is due")
	}
	clock.Advance(24 * time.Hour)
	if got := <-hour; !got.Equal(clock.Now()) {
		t.Fatalf("told %s", got)
	}
	if _, ok := clock.Next(); ok || clock.Waiting() != 0 {
		t.Fatal("nobody waits any more")
	}
}

func TestVirtualForgetsWhoStopped(t *testing.T) {
	clock := NewVirtual(start)
	c, stop := clock.Timer(time.Hour)
	other := clock.After(time.Hour)
	stop()
	stop()
	clock.Advance(time.Hour)
	if woken(c) || !woken(other) || clock.Waiting() != 0 {
		t.Fatal("a stopped timer is still there, or took another one along")
	}
	stop()
}

func TestSleepOnAVirtualClock(t *testing.T) {
	clock := NewVirtual(start)
	done := make(chan error, 1)
	go func() { done <- Sleep(t.Context(), clock, time.Hour) }()
	for clock.Waiting() == 0 {
		time.Sleep(time.Millisecond)
	}
	clock.Advance(time.Hour)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if err := Sleep(ended, clock, time.Hour); !errors.Is(err, context.Canceled) || clock.Waiting() != 0 {
		t.Fatalf("got %v, %d still wait", err, clock.Waiting())
	}
}

// Whoever waits in rounds misses none when the clock goes from one Next to the next.
func TestRoundsFromNextToNext(t *testing.T) {
	clock := NewVirtual(start)
	var all sync.WaitGroup
	rounds := make(chan time.Time, 1000)
	for _, every := range []time.Duration{time.Hour, 24 * time.Hour} {
		all.Go(func() {
			for range 48 / int(every.Hours()) {
				rounds <- <-clock.After(every)
			}
		})
	}
	finished := make(chan struct{})
	go func() { all.Wait(); close(finished) }()
	for running := true; running; {
		if next, ok := clock.Next(); ok {
			clock.Set(next)
		}
		select {
		case <-finished:
			running = false
		case <-time.After(time.Millisecond):
		}
	}
	if len(rounds) != 50 {
		t.Fatalf("%d rounds, want 50", len(rounds))
	}
}
