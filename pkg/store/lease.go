package store

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/event"
)

// ErrLease: another process holds the lease now; stop what it covered.
var ErrLease = errors.New("store: the lease was lost")

// Lease lets one of several replicas do a job. Epoch rises with every new
// holder and fences the old one: work under the lease checks it in the same
// unit. Cursor and Done are the job's own progress.
type Lease struct {
	Name   string    `json:"name"`
	Holder string    `json:"holder"`
	Epoch  int64     `json:"epoch"`
	Until  time.Time `json:"until"`
	Cursor int64     `json:"cursor"`
	Done   int64     `json:"done"`
}

// soleOwner is a backend that one process at a time can open, and that remembers
// who held leases in this one: other holders are dead, and nobody need wait for
// their time to run out after a crash.
type soleOwner interface {
	Remember(holder string)
	Remembers(holder string) bool
}

// Acquire takes or renews the lease for ttl (wall-clock time). It fails with
// ErrLease while another living holder's time runs.
func (db *DB) Acquire(ctx context.Context, name, holder string, ttl time.Duration) (Lease, error) {
	now := time.Now()
	alive := func(string) bool { return true }
	if sole, ok := db.backend.(soleOwner); ok {
		sole.Remember(holder)
		alive = sole.Remembers
	}
	return db.journal.leases.Upsert(System(ctx), name, func() Lease { return Lease{Name: name} }, func(l *Lease) ([]event.Event, error) {
		if l.Holder != holder {
			if l.Holder != "" && now.Before(l.Until) && alive(l.Holder) {
				return nil, ErrLease
			}
			l.Holder = holder
			l.Epoch++
		}
		l.Until = now.Add(ttl)
		return nil, nil
	})
}

// Held changes the lease's own progress if it is still held, and is the fence
// inside a unit of work: with it, the unit commits only under this epoch. It
// fails with ErrLease when another has taken the lease since.
func (db *DB) Held(ctx context.Context, held Lease, fn func(*Lease)) (Lease, error) {
	return db.journal.leases.Update(System(ctx), held.Name, func(l *Lease) ([]event.Event, error) {
		if l.Epoch != held.Epoch {
			return nil, ErrLease
		}
		if fn != nil {
			fn(l)
		}
		return nil, nil
	})
}

// Release gives the lease up at once, so that another replica need not wait. It
// fails as Held does.
func (db *DB) Release(ctx context.Context, held Lease) error {
	_, err := db.Held(ctx, held, func(l *Lease) { l.Until, l.Holder = time.Time{}, "" })
	return err
}
