package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// unit collects the writes of one unit of work. Reads by id see its own writes;
// lists see what is committed.
type unit struct {
	db      *DB
	order   []ref
	writes  map[ref]*staged
	told    bool // events were staged
	attempt int
	after   []func()
}

type ref struct{ collection, id string }

type staged struct {
	Write
	taken func(index string) *fault.Error
}

type unitKey struct{ db *DB }

func unitOf(ctx context.Context, db *DB) *unit {
	u, _ := ctx.Value(unitKey{db}).(*unit)
	return u
}

func (u *unit) pending(collection, id string) (Record, bool) {
	w, ok := u.writes[ref{collection, id}]
	if !ok {
		return Record{}, false
	}
	return w.Record, true
}

// add stages a write; a second write of the same document replaces the first,
// keeping what was stored before the unit.
func (u *unit) add(w Write, taken func(string) *fault.Error) {
	key := ref{w.Collection, w.ID}
	if first, ok := u.writes[key]; ok {
		w.Expect, w.Old = first.Expect, first.Old
		first.Write = w
		return
	}
	u.order = append(u.order, key)
	u.writes[key] = &staged{Write: w, taken: taken}
}

// addEvent completes the envelope and stages it as a journal row.
func (u *unit) addEvent(ctx context.Context, aggregate, id string, seq int64, e event.Event) {
	cause := event.CauseOf(ctx)
	e.SpecVersion, e.ID, e.Source = "1.0", u.db.NewID(), "lianluo/"+u.db.name
	e.Subject, e.Aggregate, e.Sequence = id, aggregate, seq
	e.Time, e.DataContentType = u.db.clock.Now().UTC(), "application/json"
	e.Actor, e.Operation, e.TraceParent = cause.Actor, cause.Operation, cause.Trace
	row := JournalRow{Event: e}
	u.add(u.db.journal.insert(row), nil)
	u.told = true
}

func (u *unit) batch() []Write {
	out := make([]Write, 0, len(u.order))
	for _, key := range u.order {
		w := u.writes[key].Write
		if w.Expect == 0 && w.Version == 0 {
			continue // created and deleted again
		}
		if w.Version != 0 {
			w.Version = w.Expect + 1
		}
		out = append(out, w)
	}
	return out
}

// Transact runs fn as one unit of work: all its creates, updates and deletes,
// of any collection of this database, are committed together. Inside another
// unit it joins that one. fn may run several times and must have no other
// effects; it fails with what fn fails with, conflict for a unique key, and
// unavailable when the store is away or too contended.
func (db *DB) Transact(ctx context.Context, fn func(ctx context.Context) error) error {
	if unitOf(ctx, db) != nil {
		return fn(ctx)
	}
	for attempt := 0; ; attempt++ {
		u := &unit{db: db, attempt: attempt, writes: map[ref]*staged{}}
		err := fn(context.WithValue(ctx, unitKey{db}, u))
		if err == nil {
			err = db.commit(ctx, u)
		}
		if !errors.Is(err, ErrVersion) {
			return err
		}
		if attempt == maxAttempts {
			return fault.Unavailable(err)
		}
		if err := pause(ctx, attempt); err != nil {
			return err
		}
	}
}

const maxAttempts = 60

// pause backs off with jitter, so that writers of one document take turns.
func pause(ctx context.Context, attempt int) error {
	limit := time.Millisecond << min(attempt, 5)
	select {
	case <-ctx.Done():
		return fault.Unavailable(ctx.Err())
	case <-time.After(rand.N(limit) + 100*time.Microsecond):
		return nil
	}
}

func (db *DB) commit(ctx context.Context, u *unit) error {
	writes := u.batch()
	if len(writes) > 0 {
		if err := db.backend.Commit(ctx, writes); err != nil {
			return u.explain(err)
		}
	}
	if u.told {
		db.wake()
	}
	for _, fn := range u.after {
		fn()
	}
	return nil
}

// explain words a unique conflict as its index declares.
func (u *unit) explain(err error) error {
	var unique *UniqueError
	if !errors.As(err, &unique) {
		return err
	}
	for _, w := range u.writes {
		if w.Collection == unique.Collection && w.taken != nil {
			return w.taken(unique.Index).Because(err)
		}
	}
	return fault.Internal(err)
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

// record reads one record, the unit's own writes first.
func (db *DB) record(ctx context.Context, collection, id string) (Record, bool, error) {
	if u := unitOf(ctx, db); u != nil {
		if rec, ok := u.pending(collection, id); ok {
			return rec, rec.Version != 0, nil
		}
	}
	recs, err := db.backend.Get(ctx, collection, []string{id})
	if err != nil || len(recs) == 0 {
		return Record{}, false, err
	}
	return recs[0], true, nil
}

func mustJSON(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: %T cannot be written as JSON: %v", v, err))
	}
	return raw
}
