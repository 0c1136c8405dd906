// Package relay publishes what a service told: it gives the journal's rows
// their positions and hands them to the broker, in order, at least once. One
// process per service does it at a time, under a fenced lease.
package relay

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/internal/pace"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Options tune a relay; the zero value is right for a running system.
type Options struct {
	Holder string        // names this process among the replicas; a new id
	TTL    time.Duration // how long a dead holder keeps the others waiting; 10 s
	Poll   time.Duration // how often rows of other replicas are looked for; 200 ms
	Batch  int           // rows published at once, at most store.MaxPage; 250
	Log    *slog.Logger
	Wait   pace.Wait // waits between failed tries; wall clock
}

func (o Options) withDefaults(db *store.DB) Options {
	if o.Holder == "" {
		o.Holder = db.NewID()
	}
	if o.TTL == 0 {
		o.TTL = 10 * time.Second
	}
	if o.Poll == 0 {
		o.Poll = 200 * time.Millisecond
	}
	if o.Batch == 0 {
		o.Batch = 250
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return o
}

// LeaseName is the lease that a service's one relay holds.
const LeaseName = "relay"

type relay struct {
	Options
	db      *store.DB
	out     event.Publisher
	told    <-chan struct{}
	gauges  gauges
	lease   store.Lease
	renewed time.Time
}

// Run relays until ctx ends, then gives the lease up and returns nil. It
// outlives broker, store and lease being away: what was not acknowledged is
// published again, in order, when they are back.
func Run(ctx context.Context, db *store.DB, out event.Publisher, o Options) error {
	r := &relay{Options: o.withDefaults(db), db: db, out: out, told: db.Told(), gauges: newGauges(db.Name())}
	waits := pace.New(r.Wait, 50*time.Millisecond, 3*time.Second)
	for {
		err := r.term(ctx, waits.Worked)
		if ctx.Err() != nil {
			return r.leave(ctx)
		}
		if errors.Is(err, store.ErrLease) {
			r.Log.Debug("another replica relays", "service", db.Name())
		} else {
			r.Log.Warn("relay: trying again", "service", db.Name(), "error", err)
		}
		if waits.Failed(ctx) != nil {
			return r.leave(ctx)
		}
	}
}

// term is one term of office: from taking the lease to the first failure.
func (r *relay) term(ctx context.Context, worked func()) error {
	if err := r.renew(ctx, 0); err != nil {
		return err
	}
	poll := time.NewTicker(r.Poll)
	defer poll.Stop()
	for {
		busy, err := r.round(ctx)
		if err != nil {
			return err
		}
		worked()
		if busy {
			continue
		}
		r.gauges.set(ctx, 0, 0)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-r.told:
		case <-poll.C:
		}
	}
}

// round publishes one batch and records it; not busy means that nothing waits.
func (r *relay) round(ctx context.Context) (busy bool, err error) {
	if err := r.renew(ctx, r.TTL/3); err != nil {
		return false, err
	}
	rows, err := r.unacknowledged(ctx)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	r.gauges.set(ctx, len(rows), r.db.Clock().Now().Sub(rows[0].Event.Time))
	if err := r.publish(ctx, rows); err != nil {
		return false, err
	}
	// Also when ctx ends now: what is published need not go out again.
	lease, err := r.db.Held(context.WithoutCancel(ctx), r.lease, func(l *store.Lease) { l.Done = rows[len(rows)-1].Position })
	if err != nil {
		return false, err
	}
	r.lease = lease
	return true, nil
}

// unacknowledged returns the rows to publish next: those that have a position
// and no acknowledgement (a crash or a failure came between), else new ones.
func (r *relay) unacknowledged(ctx context.Context) ([]store.JournalRow, error) {
	if r.lease.Done < r.lease.Cursor {
		return r.db.Journal().ReadAfter(ctx, r.lease.Done, r.Batch)
	}
	rows, err := r.db.Journal().Pending(ctx, r.Batch)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	r.lease, rows, err = r.db.Journal().Assign(ctx, r.lease, rows)
	return rows, err
}

// renew takes the lease, or keeps it when the last time was longer ago than after.
func (r *relay) renew(ctx context.Context, after time.Duration) error {
	now := time.Now()
	if after > 0 && now.Sub(r.renewed) < after {
		return nil
	}
	lease, err := r.db.Acquire(ctx, LeaseName, r.Holder, r.TTL)
	if err == nil {
		r.lease, r.renewed = lease, now
	}
	return err
}

// leave gives the lease up, so that another replica takes over at once. Where the
// store does not answer in time, the lease runs out by itself.
func (r *relay) leave(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	err := r.db.Release(ctx, r.lease)
	if errors.Is(err, store.ErrLease) || fault.Is(err, fault.KindNotFound) || fault.Is(err, fault.KindUnavailable) {
		return nil
	}
	return err
}
