package store

import (
	"context"
	"fmt"

	"lianluo/pkg/event"
)

// JournalRow is one told event. Position is 0 until the relay gives it one;
// positions rise by one in an order that keeps every aggregate's sequence.
type JournalRow struct {
	Position int64       `json:"position"`
	Event    event.Event `json:"event"`
}

// Journal keeps a service's own events for good.
type Journal struct {
	rows   *Collection[JournalRow]
	leases *Collection[Lease]
}

func newJournal(db *DB) *Journal {
	j := &Journal{}
	j.rows = NewCollection(db, "journal", Def[JournalRow]{
		ID: func(r *JournalRow) string { return rowID(r.Event.Key(), r.Event.Sequence) },
		Indexes: []Index[JournalRow]{
			{Name: "pending", Key: func(r *JournalRow) Key {
				if r.Position != 0 {
					return nil
				}
				return Key{r.Event.ID}
			}},
			{Name: "position", Unique: true, Key: func(r *JournalRow) Key {
				if r.Position == 0 {
					return nil
				}
				return Key{r.Position}
			}},
		},
	})
	j.leases = NewCollection(db, "lease", Def[Lease]{ID: func(l *Lease) string { return l.Name }})
	return j
}

func rowID(key string, seq int64) string { return fmt.Sprintf("%s/%012d", key, seq) }

func (j *Journal) insert(row JournalRow) Write {
	return Write{
		Collection: "journal",
		Record:     Record{ID: j.rows.def.ID(&row), Version: 1, Doc: mustJSON(row)},
		New:        j.rows.entries(&row),
	}
}

// Append tells one event that belongs to no document's change: a refusal, an
// unmasking, a sign-in that failed. aggregate and id name what it is about;
// the id must be new. Durable when it returns (or when the unit commits).
func (db *DB) Append(ctx context.Context, aggregate, id string, e event.Event) error {
	return db.Transact(ctx, func(ctx context.Context) error {
		unitOf(ctx, db).addEvent(ctx, aggregate, id, 1, e)
		return nil
	})
}

// ReadAfter returns rows in order of position, after the given one.
func (j *Journal) ReadAfter(ctx context.Context, position int64, limit int) ([]JournalRow, error) {
	page, err := j.rows.List(System(ctx), Query{Index: "position", From: position + 1, Limit: limit})
	return page.Items, err
}

// ReadAggregate returns the aggregate's events after a sequence, in order:
// what a consumer fills a gap from.
func (j *Journal) ReadAggregate(ctx context.Context, key string, afterSeq int64, limit int) ([]JournalRow, error) {
	ids := make([]string, 0, limit)
	for i := range limit {
		ids = append(ids, rowID(key, afterSeq+1+int64(i)))
	}
	recs, err := j.rows.db.backend.Get(ctx, "journal", ids)
	if err != nil {
		return nil, err
	}
	out := make([]JournalRow, 0, len(recs))
	for _, rec := range recs {
		row, err := j.rows.decode(rec)
		if err != nil {
			return nil, err
		}
		out = append(out, *row)
	}
	return out, nil
}

// Pending returns rows without a position, oldest first.
func (j *Journal) Pending(ctx context.Context, limit int) ([]JournalRow, error) {
	page, err := j.rows.List(System(ctx), Query{Index: "pending", Limit: limit})
	return page.Items, err
}

// Assign gives the rows the positions after the lease's cursor, in their order,
// and moves the cursor, in one unit that fails with ErrLease when another holder
// took the lease over.
func (j *Journal) Assign(ctx context.Context, held Lease, rows []JournalRow) (Lease, []JournalRow, error) {
	ctx = System(ctx)
	err := j.rows.db.Transact(ctx, func(ctx context.Context) error {
		lease, err := j.leases.Update(ctx, held.Name, func(l *Lease) ([]event.Event, error) {
			if l.Epoch != held.Epoch {
				return nil, ErrLease
			}
			l.Cursor += int64(len(rows))
			return nil, nil
		})
		if err != nil {
			return err
		}
		first := lease.Cursor - int64(len(rows)) + 1
		for i := range rows {
			row, err := j.rows.Update(ctx, j.rows.def.ID(&rows[i]), func(r *JournalRow) ([]event.Event, error) {
				r.Position = first + int64(i)
				return nil, nil
			})
			if err != nil {
				return err
			}
			rows[i] = row
		}
		held = lease
		return nil
	})
	return held, rows, err
}
