package store

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"lianluo/pkg/fault"
)

const (
	maxAttempts  = 60 // some seconds of contention
	freeAttempts = 3  // before a unit takes its turn
	turnLimit    = 250 * time.Millisecond
)

// Transact runs fn as one unit of work: all its creates, updates and deletes,
// of any collection of this database, are committed together. Inside another
// unit it joins that one; where it fails there, only its own part is undone. fn
// may run several times, must have no other effects and stays in one goroutine.
// It fails with what fn fails with, conflict for a unique key, and unavailable
// when the store is away or too contended. What fn wrote is guarded against
// concurrent change; what it only read is not: write it too where that matters.
func (db *DB) Transact(ctx context.Context, fn func(ctx context.Context) error) error {
	if u := unitOf(ctx, db); u != nil {
		return u.nested(ctx, fn)
	}
	for attempt := 0; ; attempt++ {
		err := db.attempt(ctx, attempt, fn)
		if !errors.Is(err, ErrVersion) {
			return err
		}
		if attempt == maxAttempts {
			return fault.Unavailable(err)
		}
		if ended := pause(ctx, attempt); ended != nil {
			return fault.Unavailable(fmt.Errorf("%w; tried %d times: %w", ended, attempt+1, err))
		}
	}
}

func (db *DB) attempt(ctx context.Context, attempt int, fn func(context.Context) error) error {
	defer db.queue(ctx, attempt)()
	u := newUnit(db, attempt)
	defer u.leaveTurns()
	defer func() { u.done = true }()
	if err := u.run(ctx, fn); err != nil {
		return err
	}
	return db.commit(ctx, u)
}

// queue lets units that met conflicts run one after the other in this process:
// chance alone would starve one of many that want the same document. It waits
// for a short time only, so that a unit never hangs on another.
func (db *DB) queue(ctx context.Context, attempt int) (leave func()) {
	if attempt < freeAttempts {
		return func() {}
	}
	select {
	case db.turn <- struct{}{}:
		return func() { <-db.turn }
	case <-ctx.Done():
	case <-time.After(turnLimit):
	}
	return func() {}
}

// pause backs off with jitter, so that writers of one document take turns, and
// in the end long enough to outlast what a crashed process left locked.
func pause(ctx context.Context, attempt int) error {
	limit := time.Millisecond << min(attempt, 5)
	if attempt > 20 {
		limit = 128 * time.Millisecond
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(rand.N(limit) + 100*time.Microsecond):
		return nil
	}
}

func (db *DB) commit(ctx context.Context, u *unit) error {
	writes := u.batch()
	if len(writes) > 0 {
		if err := db.backend.Commit(ctx, writes); err != nil {
			return u.explain(ctx, err)
		}
	}
	u.done = true
	if u.told {
		db.wake()
	}
	for _, fn := range u.after {
		fn()
	}
	return nil
}

// explain words a unique conflict as its index declares.
func (u *unit) explain(ctx context.Context, err error) error {
	var unique *UniqueError
	if !errors.As(err, &unique) {
		return err
	}
	for _, w := range u.writes {
		if w.Collection == unique.Collection && w.taken != nil {
			return u.clash(ctx, w.taken(unique.Index).Because(err))
		}
	}
	return fault.Internal(err)
}

// clash is what a unit fails with that met a record where it wants one of its own:
// taken, or ErrVersion where what it had read has changed since. It may then have
// chosen its place by what was no longer so, and chooses anew.
func (u *unit) clash(ctx context.Context, taken error) error {
	moved, err := u.moved(ctx)
	switch {
	case err != nil:
		return err
	case moved:
		return ErrVersion
	}
	return taken
}

// AfterCommit runs fn once the unit of work in ctx is durable; at once outside
// a unit. For in-process caches and wake-ups only: a crash loses it.
func (db *DB) AfterCommit(ctx context.Context, fn func()) {
	if u := unitOf(ctx, db); u != nil {
		u.after = append(u.after, fn)
		return
	}
	fn()
}
