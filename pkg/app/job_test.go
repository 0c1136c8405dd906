package app

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// A job comes round each time that the clock says so, under one lease that is
// given up at the end.
func TestJobRounds(t *testing.T) {
	clock := calendar.NewVirtual(time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone))
	s := &Service{env: Env{Clock: clock}, log: slog.New(slog.DiscardHandler), db: storetest.DB(t, "jobs", clock)}
	if err := s.db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	rounds, ended := make(chan time.Time), make(chan error)
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		ended <- s.runJob(ctx, job{name: "count", every: time.Minute, fn: func(context.Context) error {
			rounds <- clock.Now()
			return nil
		}})
	}()
	for n := range 50 {
		if at := <-rounds; !at.Equal(clock.Now()) {
			t.Errorf("round %d at %v", n, at)
		}
		for clock.Waiting() == 0 { // the job has to wait before the clock is moved
			time.Sleep(time.Millisecond)
		}
		if _, err := s.db.Acquire(ctx, "job/count", "another", jobLease); !errors.Is(err, store.ErrLease) {
			t.Fatalf("round %d: another replica has the lease: %v", n, err)
		}
		clock.Advance(time.Minute)
	}
	<-rounds
	stop()
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	if _, err := s.db.Acquire(t.Context(), "job/count", "another", jobLease); err != nil {
		t.Errorf("the lease was not given up: %v", err)
	}
}

// What falls due while a job is at work is seen by its next round, though the clock
// stands still from then on.
func TestJobSeesWhatFellDueMeanwhile(t *testing.T) {
	clock := calendar.NewVirtual(time.Date(2026, time.March, 2, 9, 0, 0, 0, calendar.Zone))
	s := &Service{env: Env{Clock: clock}}
	next, err := s.round(t.Context(), job{every: time.Minute, fn: func(context.Context) error {
		clock.Advance(time.Hour)
		return nil
	}})
	if err != nil || next.After(clock.Now()) {
		t.Errorf("the next round is at %v, it is %v (%v)", next, clock.Now(), err)
	}
}
