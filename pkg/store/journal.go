package store

import (
	"context"
	"fmt"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
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
		ID: (*JournalRow).ID,
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

// ID is the row's own: of one aggregate, ids rise with the sequence.
func (r JournalRow) ID() string { return rowID(r.Event.Key(), r.Event.Sequence) }

func (j *Journal) insert(row JournalRow) Write {
	return Write{
		Collection: j.rows.name,
		Record:     Record{ID: j.rows.id(&row), Version: 1, Doc: mustJSON(row)},
		New:        j.rows.entries(&row),
	}
}

// Append tells one event that belongs to no document's change: a refusal, an
// unmasking, a sign-in that failed. aggregate and id name what it is about;
// the id must be new, else conflict. Durable when it returns (or when the unit
// commits).
func (db *DB) Append(ctx context.Context, aggregate, id string, e event.Event) error {
	return db.Transact(ctx, func(ctx context.Context) error {
		u := unitOf(ctx, db)
		if u.attempt > 0 {
			last, err := db.journal.Last(ctx, aggregate+"/"+id, 0)
			if err == nil && last > 0 {
				err = errTold
			}
			if err != nil {
				return err
			}
		}
		u.addEvent(ctx, aggregate, id, 1, e, nil)
		return nil
	})
}

var errTold = fault.Conflict("store.already_told", "该记录已存在，无需重复提交", "This was recorded already; there is no need to send it again")

// Last is the sequence of the aggregate's last event, looked for after seq. A
// document's own count starts anew when it was deleted and created again; the
// aggregate's does not.
func (j *Journal) Last(ctx context.Context, key string, seq int64) (int64, error) {
	told := func(n int64) (bool, error) {
		rows, err := j.ReadAggregate(ctx, key, n-1, 1)
		return len(rows) > 0, err
	}
	over := seq + 1 // not known to be told; all up to seq is
	for step := int64(1); ; step *= 2 {
		if ok, err := told(over); err != nil || !ok {
			if err != nil {
				return 0, err
			}
			break
		}
		seq, over = over, over+step
	}
	for over-seq > 1 { // sequences have no gaps
		middle := seq + (over-seq)/2
		ok, err := told(middle)
		if err != nil {
			return 0, err
		}
		if ok {
			seq = middle
		} else {
			over = middle
		}
	}
	return seq, nil
}

// ReadAfter returns rows in order of position, after the given one.
func (j *Journal) ReadAfter(ctx context.Context, position int64, limit int) ([]JournalRow, error) {
	page, err := j.rows.List(System(ctx), Query{Index: "position", From: position + 1, Limit: limit})
	return page.Items, err
}

// Newest is the time of the last event that has a position; zero where there is none.
func (j *Journal) Newest(ctx context.Context) (time.Time, error) {
	row, _, err := j.rows.First(System(ctx), Query{Index: "position", Desc: true})
	return row.Event.Time, err
}

// ReadWhole returns rows aggregate by aggregate, each in order of its sequence, after
// the row of an id, those without a position among them; and the last position that
// was given before it read. Who has read all rows, and then those after the end that
// the first page came with, has read everything.
func (j *Journal) ReadWhole(ctx context.Context, after string, limit int) (rows []JournalRow, end int64, err error) {
	last, _, err := j.rows.First(System(ctx), Query{Index: "position", Desc: true})
	if err != nil {
		return nil, 0, err
	}
	recs, err := j.rows.db.backend.All(ctx, j.rows.name, after, limit)
	if err != nil {
		return nil, 0, err
	}
	rows, err = j.decode(recs)
	return rows, last.Position, err
}

// ReadAggregate returns the aggregate's events after a sequence, in order:
// what a consumer fills a gap from.
func (j *Journal) ReadAggregate(ctx context.Context, key string, afterSeq int64, limit int) ([]JournalRow, error) {
	ids := make([]string, 0, limit)
	for i := range limit {
		ids = append(ids, rowID(key, afterSeq+1+int64(i)))
	}
	return j.get(ctx, ids)
}

func (j *Journal) get(ctx context.Context, ids []string) ([]JournalRow, error) {
	recs, err := j.rows.db.backend.Get(ctx, j.rows.name, ids)
	if err != nil {
		return nil, err
	}
	return j.decode(recs)
}

func (j *Journal) decode(recs []Record) ([]JournalRow, error) {
	out := make([]JournalRow, 0, len(recs))
	for _, rec := range recs {
		row, err := j.rows.decode(rec)
		if err != nil {
			return nil, err
		}
		out = append(out, *row.(*JournalRow))
	}
	return out, nil
}
