package app

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/store"
)

// job is scheduled work of one replica at a time.
type job struct {
	name  string
	every time.Duration
	fn    func(ctx context.Context) error
}

const (
	refreshEvery = 500 * time.Millisecond
	jobLease     = 30 * time.Second
	renewEvery   = jobLease / 3
	leaseRetry   = 5 * time.Second
)

// runJob runs a job while this replica holds its lease, and waits for the lease
// otherwise.
func (s *Service) runJob(ctx context.Context, j job) error {
	holder := s.db.NewID()
	for ctx.Err() == nil {
		lease, err := s.db.Acquire(ctx, "job/"+j.name, holder, jobLease)
		if err == nil {
			err = s.term(ctx, j, holder, lease)
		}
		if err != nil && !errors.Is(err, store.ErrLease) && ctx.Err() == nil {
			s.log.Warn("job will be tried again", "job", j.name, "error", err)
		}
		pause(ctx, leaseRetry)
	}
	return nil
}

// term runs rounds under the lease, renewing it while it waits.
func (s *Service) term(ctx context.Context, j job, holder string, lease store.Lease) error {
	defer func() {
		release, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		_ = s.db.Release(release, lease) // a lost lease needs no release
	}()
	renewed := time.Now()
	for ctx.Err() == nil {
		next, err := s.round(ctx, j)
		if err != nil {
			return err
		}
		for {
			if time.Since(renewed) >= renewEvery/2 { // not each time: a virtual clock wakes jobs by the thousand
				if _, err := s.db.Acquire(ctx, "job/"+j.name, holder, jobLease); err != nil {
					return err
				}
				renewed = time.Now()
			}
			if !s.env.Clock.Now().Before(next) {
				break
			}
			s.waitFor(ctx, next)
			if ctx.Err() != nil {
				return nil
			}
		}
	}
	return nil
}

// round runs a job once and tells when it is due again: counted from what the clock
// said before, since one that is moved meanwhile may have moved past the next round;
// after a round that took longer than that, it rests as long.
func (s *Service) round(ctx context.Context, j job) (next time.Time, err error) {
	began, start := s.env.Clock.Now(), time.Now()
	err = j.fn(store.System(ctx))
	if took := time.Since(start); took > j.every {
		began = began.Add(took)
	}
	return began.Add(j.every), err
}

// waitFor waits until next on the injected clock, but no longer than a third of
// the lease in real time.
func (s *Service) waitFor(ctx context.Context, next time.Time) {
	ctx, cancel := context.WithTimeout(ctx, renewEvery)
	defer cancel()
	_ = calendar.Sleep(ctx, s.env.Clock, next.Sub(s.env.Clock.Now())) // ended by either
}

// refresh keeps caches of stored facts fresh on every replica.
func (s *Service) refresh(ctx context.Context) error {
	for ctx.Err() == nil {
		for _, fn := range s.refreshers {
			if err := fn(ctx); err != nil && ctx.Err() == nil {
				s.log.Warn("refresh will be tried again", "error", err)
			}
		}
		pause(ctx, refreshEvery)
	}
	return nil
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
