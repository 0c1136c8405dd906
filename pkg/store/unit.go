package store

import (
	"context"
	"encoding/json"
	"fmt"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// unit collects the writes of one unit of work. Reads by id see its own writes
// and are repeatable; lists see its own writes upon what is committed. It
// belongs to one goroutine.
type unit struct {
	db      *DB
	order   []ref
	writes  map[ref]*staged
	read    map[ref]Record // as stored; Version 0 for none
	undo    []undo
	told    bool // events were staged
	attempt int
	after   []func()
	parts   []part
	done    bool
	turns   []chan struct{} // that it holds
	before  *unit           // that is stored meanwhile; nil for none
}

func newUnit(db *DB, attempt int) *unit {
	return &unit{db: db, attempt: attempt, writes: map[ref]*staged{}, read: map[ref]Record{}}
}

// run does all that the unit does but being stored.
func (u *unit) run(ctx context.Context, fn func(context.Context) error) error {
	within := context.WithValue(ctx, unitKey{u.db}, u)
	if err := fn(within); err != nil {
		return err
	}
	return u.complete(within)
}

type ref struct{ collection, id string }

type staged struct {
	Write
	taken func(index string) *fault.Error
}

// undo is what a reference held before one staging; nil for nothing.
type undo struct {
	key  ref
	prev *Write
}

type unitKey struct{ db *DB }

// unitOf returns the unit under way in ctx. One that has ended is none: a hook
// or a goroutine that kept its context starts units of its own.
func unitOf(ctx context.Context, db *DB) *unit {
	u, _ := ctx.Value(unitKey{db}).(*unit)
	if u == nil || u.done {
		return nil
	}
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
	first, ok := u.writes[key]
	if !ok {
		u.undo = append(u.undo, undo{key: key})
		u.order = append(u.order, key)
		u.writes[key] = &staged{Write: w, taken: taken}
		return
	}
	prev := first.Write
	u.undo = append(u.undo, undo{key: key, prev: &prev})
	w.Expect, w.Old = prev.Expect, prev.Old
	first.Write = w
}

// nested runs fn as a part of the unit that leaves nothing when it fails.
func (u *unit) nested(ctx context.Context, fn func(context.Context) error) error {
	staged, hooks, parts, told := len(u.undo), len(u.after), len(u.parts), u.told
	err := fn(ctx)
	if err == nil {
		return nil
	}
	for i := len(u.undo) - 1; i >= staged; i-- {
		last := u.undo[i]
		if last.prev != nil {
			u.writes[last.key].Write = *last.prev
			continue
		}
		delete(u.writes, last.key)
		u.order = u.order[:len(u.order)-1]
	}
	u.undo, u.after, u.parts, u.told = u.undo[:staged], u.after[:hooks], u.parts[:parts], told
	return err
}

// addEvent completes the envelope and stages it as a journal row.
func (u *unit) addEvent(ctx context.Context, aggregate, id string, seq int64, e event.Event, tokens []string) {
	cause := event.CauseOf(ctx)
	if cause.OnBehalf != nil {
		e.OnBehalf = cause.OnBehalf(tokens)
	}
	if e.ID == "" { // else it is of the past, and knows
		e.ID, e.Time, e.Actor = u.db.NewID(), u.db.clock.Now().UTC(), cause.Actor
	}
	e.SpecVersion, e.Source, e.DataContentType = "1.0", "lianluo/"+u.db.name, "application/json"
	e.Subject, e.Aggregate, e.Sequence = id, aggregate, seq
	e.Operation, e.TraceParent = cause.Operation, cause.Trace
	u.add(u.db.journal.insert(JournalRow{Event: e}), nil)
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

// record reads one record, the unit's own writes first.
func (db *DB) record(ctx context.Context, collection, id string) (Record, bool, error) {
	u := unitOf(ctx, db)
	if u == nil {
		recs, err := db.backend.Get(ctx, collection, []string{id})
		if err != nil || len(recs) == 0 {
			return Record{}, false, err
		}
		return recs[0], true, nil
	}
	if rec, ok := u.pending(collection, id); ok {
		return rec, rec.Version != 0, nil
	}
	err := u.fetch(ctx, collection, []string{id})
	rec := u.read[ref{collection, id}]
	return rec, rec.Version != 0, err
}

// records reads those of several records that exist, the unit's own writes first.
func (db *DB) records(ctx context.Context, collection string, ids []string) ([]Record, error) {
	u := unitOf(ctx, db)
	if u == nil {
		return db.backend.Get(ctx, collection, ids)
	}
	if err := u.fetch(ctx, collection, ids); err != nil {
		return nil, err
	}
	var out []Record
	for _, id := range ids {
		rec, ok, err := db.record(ctx, collection, id)
		if err != nil {
			return nil, err
		}
		if ok {
			out = append(out, rec)
		}
	}
	return out, nil
}

// fetch reads what the unit has not read yet.
func (u *unit) fetch(ctx context.Context, collection string, ids []string) error {
	var missing []string
	for _, id := range ids {
		key := ref{collection, id}
		if _, ok := u.read[key]; ok {
			continue
		}
		if rec, ok := u.before.written(key); ok {
			u.read[key] = rec
			continue
		}
		missing = append(missing, id)
	}
	if len(missing) == 0 {
		return nil
	}
	recs, err := u.db.backend.Get(ctx, collection, missing)
	if err != nil {
		return err
	}
	for _, id := range missing {
		u.read[ref{collection, id}] = Record{}
	}
	for _, rec := range recs {
		u.read[ref{collection, rec.ID}] = rec
	}
	return nil
}

// moved tells whether a record that the unit has read is stored otherwise by now.
func (u *unit) moved(ctx context.Context) (bool, error) {
	ids := map[string][]string{}
	for r := range u.read {
		ids[r.collection] = append(ids[r.collection], r.id)
	}
	for collection, some := range ids {
		recs, err := u.db.backend.Get(ctx, collection, some)
		if err != nil {
			return false, err
		}
		now := map[string]int64{}
		for _, rec := range recs {
			now[rec.ID] = rec.Version
		}
		for _, id := range some {
			if now[id] != u.read[ref{collection, id}].Version {
				return true, nil
			}
		}
	}
	return false, nil
}

func mustJSON(v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("store: %T cannot be written as JSON: %v", v, err))
	}
	return raw
}
