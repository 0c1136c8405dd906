package sqlite

import (
	"context"
	"database/sql"
	"errors"
)

// What one transaction of a purge removes at the most: others wait for it.
const (
	purgedDocs    = 2_000
	purgedEntries = 20_000
)

// Purge removes stretches of rows: to find and remove each by its own key takes
// ten times as long. Where the last transaction removed all that was left of
// everything, nothing is left.
func (b *backend) Purge(ctx context.Context, name string) (more bool, err error) {
	col := b.layout.Load().collections[name]
	if col == nil {
		return false, errUndeclared(name)
	}
	err = b.writer.run(ctx, func(w *writer) error {
		more = false
		for _, ix := range col.indexes {
			left, err := w.purgeIndex(ix)
			if err != nil {
				return err
			}
			more = more || left
		}
		if more {
			return nil // documents go last
		}
		more, err = w.purgeDocs(col.c)
		return err
	})
	return more, err
}

func (w *writer) purgeDocs(c int64) (more bool, err error) {
	var id string
	err = w.row("SELECT id FROM docs WHERE c = ? ORDER BY id LIMIT 1 OFFSET ?", []any{c, purgedDocs}, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, w.exec("DELETE FROM docs WHERE c = ?", c)
	}
	if err != nil {
		return false, err
	}
	return true, w.exec("DELETE FROM docs WHERE c = ? AND id < ?", c, id)
}

func (w *writer) purgeIndex(ix index) (more bool, err error) {
	if ix.text {
		return w.purgeText(ix)
	}
	var multi, key, id string
	err = w.row("SELECT multi, key, id FROM "+ix.table()+" WHERE x = ? ORDER BY multi, key, id LIMIT 1 OFFSET ?", []any{ix.x, purgedEntries}, &multi, &key, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return false, w.exec("DELETE FROM "+ix.table()+" WHERE x = ?", ix.x)
	}
	if err != nil {
		return false, err
	}
	return true, w.exec("DELETE FROM "+ix.table()+" WHERE x = ? AND (multi, key, id) < (?, ?, ?)", ix.x, multi, key, id)
}

func (w *writer) purgeText(ix index) (more bool, err error) {
	row := int64(1<<63 - 1)
	err = w.row("SELECT row FROM texts WHERE x = ? ORDER BY row LIMIT 1 OFFSET ?", []any{ix.x, purgedDocs}, &row)
	if more = err == nil; err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	if err := w.exec("DELETE FROM "+ix.terms()+" WHERE rowid IN (SELECT row FROM texts WHERE x = ? AND row < ?)", ix.x, row); err != nil {
		return false, err
	}
	return more, w.exec("DELETE FROM texts WHERE x = ? AND row < ?", ix.x, row)
}
