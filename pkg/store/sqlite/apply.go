package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"strings"

	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// Commit applies the writes in the writer's next transaction.
func (b *backend) Commit(ctx context.Context, writes []store.Write) error {
	lay := b.layout.Load()
	for _, w := range writes {
		if lay.collections[w.Collection] == nil {
			return errUndeclared(w.Collection)
		}
	}
	return b.writer.run(ctx, func(w *writer) error { return w.apply(lay, writes) })
}

// apply goes over the batch three times: all version checks first, then all old
// entries out before any new one in, so that documents may swap unique keys.
func (w *writer) apply(lay *layout, writes []store.Write) error {
	rows := make([]int64, len(writes))
	for i, wr := range writes {
		var err error
		if rows[i], err = w.document(lay.collections[wr.Collection].c, wr); err != nil {
			return err
		}
	}
	for _, wr := range writes {
		if err := w.remove(lay.collections[wr.Collection], wr.ID, without(wr.Old, wr.New)); err != nil {
			return err
		}
	}
	var fresh []entryRow
	for i, wr := range writes {
		var err error
		if fresh, err = w.insert(fresh, lay.collections[wr.Collection], wr.ID, rows[i], without(wr.New, wr.Old)); err != nil {
			return err
		}
	}
	return w.enter(fresh)
}

// document stores or deletes the document itself and returns its row number.
func (w *writer) document(c int64, wr store.Write) (n int64, err error) {
	switch {
	case wr.Version == 0:
		err = w.row("DELETE FROM docs WHERE c = ? AND id = ? AND version = ? RETURNING n",
			[]any{c, wr.ID, wr.Expect}, &n)
	case wr.Expect == 0:
		err = w.row("INSERT INTO docs (c, id, version, seq, doc) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING n",
			[]any{c, wr.ID, wr.Version, wr.Seq, string(wr.Doc)}, &n)
	default:
		err = w.row("UPDATE docs SET version = ?, seq = ?, doc = ? WHERE c = ? AND id = ? AND version = ? RETURNING n",
			[]any{wr.Version, wr.Seq, string(wr.Doc), c, wr.ID, wr.Expect}, &n)
	}
	if errors.Is(err, sql.ErrNoRows) {
		return 0, store.ErrVersion
	}
	return n, err
}

func (w *writer) remove(col *collection, id string, entries []store.Entry) error {
	for _, e := range entries {
		ix, ok := col.indexes[e.Index]
		if !ok {
			continue // it went when the index was dropped
		}
		if ix.text {
			if err := w.removeText(ix, id); err != nil {
				return err
			}
			continue
		}
		if err := w.exec("DELETE FROM "+ix.table()+" WHERE x = ? AND multi = ? AND key = ? AND id = ?", ix.x, e.Multi, e.Key, id); err != nil {
			return err
		}
	}
	return nil
}

// entryRow is an entry that is not unique, as it is stored.
type entryRow struct {
	x              int64
	multi, key, id string
	n              int64
}

// insert adds entries. Those that are unique go one by one, since each may clash;
// the others are added to rows.
func (w *writer) insert(rows []entryRow, col *collection, id string, n int64, entries []store.Entry) ([]entryRow, error) {
	for _, e := range entries {
		ix, ok := col.indexes[e.Index]
		var err error
		switch {
		case !ok:
			err = errUndeclared(col.name + "." + e.Index)
		case ix.text:
			err = w.insertText(ix, e, id, n)
		case ix.unique:
			err = w.claim(col, ix, e, id, n)
		default:
			rows = append(rows, entryRow{ix.x, e.Multi, e.Key, id, n})
		}
		if err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// enter stores entries in the order of their keys, so that those on one page come
// one after the other, and many to a statement, which costs a third of one each.
func (w *writer) enter(rows []entryRow) error {
	sorting.By(rows, func(a, b entryRow) int {
		return cmp.Or(cmp.Compare(a.x, b.x), cmp.Compare(a.multi, b.multi), cmp.Compare(a.key, b.key), cmp.Compare(a.id, b.id))
	})
	args := make([]any, 0, chunks[0]*5)
	for len(rows) > 0 {
		some := chunk(len(rows))
		args = args[:0]
		for _, r := range rows[:some] {
			args = append(args, r.x, r.multi, r.key, r.id, r.n)
		}
		if err := w.exec(insertMany[some], args...); err != nil {
			return err
		}
		rows = rows[some:]
	}
	return nil
}

// claim adds a unique entry, and fails with a UniqueError where it is taken.
func (w *writer) claim(col *collection, ix index, e store.Entry, id string, n int64) error {
	res, err := w.changed("INSERT INTO uniques (x, multi, key, id, n) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", ix.x, e.Multi, e.Key, id, n)
	if err != nil {
		return err
	}
	added, err := res.RowsAffected()
	if err == nil && added == 0 {
		return &store.UniqueError{Collection: col.name, Index: e.Index}
	}
	return err
}

// insertMany are statements for so many entries at once; a few sizes, so that
// each is prepared once. OR IGNORE, and not ON CONFLICT: with that a row could
// still fail for a NULL, and SQLite would copy every page beforehand to undo it.
var insertMany = func() map[int]string {
	out := map[int]string{}
	for _, rows := range chunks {
		out[rows] = "INSERT OR IGNORE INTO entries (x, multi, key, id, n) VALUES (?, ?, ?, ?, ?)" +
			strings.Repeat(", (?, ?, ?, ?, ?)", rows-1)
	}
	return out
}()

var chunks = []int{64, 16, 4, 1}

// chunk is the largest of the sizes that rows fill.
func chunk(rows int) int {
	for _, size := range chunks {
		if rows >= size {
			return size
		}
	}
	return rows
}

// without returns the entries that are not among the others.
func without(entries, others []store.Entry) []store.Entry {
	if len(others) == 0 {
		return entries
	}
	known := make(map[store.Entry]bool, len(others))
	for _, e := range others {
		known[e] = true
	}
	var out []store.Entry
	for _, e := range entries {
		if !known[e] {
			out = append(out, e)
		}
	}
	return out
}

// Reindex adds the entries of records that did not change meanwhile.
func (b *backend) Reindex(ctx context.Context, collection string, items []store.Indexed) error {
	col := b.layout.Load().collections[collection]
	if col == nil {
		return errUndeclared(collection)
	}
	return b.writer.run(ctx, func(w *writer) error {
		for _, it := range items {
			if err := w.reindex(col, it); err != nil {
				return err
			}
		}
		return nil
	})
}

func (w *writer) reindex(col *collection, it store.Indexed) error {
	var n int64
	err := w.row("SELECT n FROM docs WHERE c = ? AND id = ? AND version = ?", []any{col.c, it.ID, it.Version}, &n)
	if errors.Is(err, sql.ErrNoRows) {
		return nil // whoever changed it wrote all entries
	}
	if err != nil {
		return err
	}
	for _, e := range it.Entries {
		if err := w.remove(col, it.ID, []store.Entry{e}); err != nil {
			return err
		}
	}
	fresh, err := w.insert(nil, col, it.ID, n, it.Entries)
	if err != nil {
		return err
	}
	return w.enter(fresh)
}
