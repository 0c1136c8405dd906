package store

import (
	"context"
	"errors"
	"slices"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
)

// Pending returns rows without a position, oldest first and every aggregate's
// in sequence: at most limit, and what must come before them.
func (j *Journal) Pending(ctx context.Context, limit int) ([]JournalRow, error) {
	page, err := j.rows.List(System(ctx), Query{Index: "pending", Limit: limit})
	if err != nil {
		return nil, err
	}
	rows, err := j.complete(ctx, page.Items)
	inSequence(rows)
	return rows, err
}

// complete puts in front what the rows follow and what is pending, too. Event
// ids carry the clocks of the replicas that made them, so by id alone an effect
// may come before its cause.
func (j *Journal) complete(ctx context.Context, rows []JournalRow) ([]JournalRow, error) {
	have := map[string]bool{}
	for i := range rows {
		have[j.rows.id(&rows[i])] = true
	}
	for latest := rows; len(latest) > 0; {
		var before []string
		for _, r := range latest {
			id := rowID(r.Event.Key(), r.Event.Sequence-1)
			if r.Event.Sequence > 1 && !have[id] {
				before, have[id] = append(before, id), true
			}
		}
		if len(before) == 0 {
			break
		}
		found, err := j.get(ctx, before)
		if err != nil {
			return nil, err
		}
		latest = slices.DeleteFunc(found, func(r JournalRow) bool { return r.Position != 0 })
		rows = append(slices.Clone(latest), rows...)
	}
	return rows, nil
}

// inSequence puts each aggregate's rows in order, in the places that they hold.
func inSequence(rows []JournalRow) {
	places := map[string][]int{}
	for i, r := range rows {
		places[r.Event.Key()] = append(places[r.Event.Key()], i)
	}
	for _, at := range places {
		own := make([]JournalRow, len(at))
		for i, place := range at {
			own[i] = rows[place]
		}
		sorting.By(own, func(a, b JournalRow) int { return int(a.Event.Sequence - b.Event.Sequence) })
		for i, place := range at {
			rows[place] = own[i]
		}
	}
}

var errAssigned = errors.New("store: a journal row was given its position meanwhile")

// Assign gives the rows the positions after the lease's cursor, in their order,
// and moves the cursor, in one unit that fails with ErrLease when another holder
// took the lease over, and with unavailable for rows that are not pending any
// more: read Pending again.
func (j *Journal) Assign(ctx context.Context, held Lease, rows []JournalRow) (Lease, []JournalRow, error) {
	ctx = System(ctx)
	db := j.rows.db
	out := make([]JournalRow, len(rows))
	lease := held
	err := db.Transact(ctx, func(ctx context.Context) error {
		var err error
		lease, err = db.Held(ctx, held, func(l *Lease) { l.Cursor += int64(len(rows)) })
		if err != nil {
			return err
		}
		ids := make([]string, len(rows))
		for i := range rows {
			ids[i] = j.rows.id(&rows[i])
		}
		if err := unitOf(ctx, db).fetch(ctx, j.rows.name, ids); err != nil {
			return err
		}
		first := lease.Cursor - int64(len(rows)) + 1
		for i, id := range ids {
			if out[i], err = j.place(ctx, id, first+int64(i)); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return held, rows, err
	}
	return lease, out, nil
}

func (j *Journal) place(ctx context.Context, id string, position int64) (JournalRow, error) {
	return j.rows.Update(ctx, id, func(r *JournalRow) ([]event.Event, error) {
		if r.Position != 0 {
			return nil, fault.Unavailable(errAssigned)
		}
		r.Position = position
		return nil, nil
	})
}
