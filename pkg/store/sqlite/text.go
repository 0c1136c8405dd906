package sqlite

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// A text index is an FTS5 table of terms, which keeps no text, and rows that say
// which document each of its rows is. Row numbers rise with the entries' times, so
// that newest first is the table's own order. These tables stand beside the
// layout: a build that does not know them leaves them alone.
var textTables = []string{
	`CREATE TABLE IF NOT EXISTS textual (x INTEGER PRIMARY KEY) STRICT`,
	`CREATE TABLE IF NOT EXISTS texts (x INTEGER, row INTEGER, id TEXT NOT NULL, n INTEGER NOT NULL,
		PRIMARY KEY (x, row), UNIQUE (x, id)) STRICT, WITHOUT ROWID`,
}

func (i index) terms() string { return "text_" + strconv.FormatInt(i.x, 10) }

// makeText makes the tables of a new text index. What bears its number is left
// over from an index that a build without text indexes dropped.
func (w *writer) makeText(x int64) error {
	if err := w.dropText(x); err != nil {
		return err
	}
	if _, err := w.conn.ExecContext(backgroundC, "CREATE VIRTUAL TABLE "+index{x: x}.terms()+
		" USING fts5(terms, content='', contentless_delete=1, detail=none, tokenize='ascii')"); err != nil {
		return err
	}
	return w.exec("INSERT INTO textual (x) VALUES (?)", x)
}

func (w *writer) dropText(x int64) error {
	if _, err := w.conn.ExecContext(backgroundC, "DROP TABLE IF EXISTS "+index{x: x}.terms()); err != nil {
		return err
	}
	for _, table := range []string{"texts", "textual"} {
		if err := w.exec("DELETE FROM "+table+" WHERE x = ?", x); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) insertText(ix index, e store.Entry, id string, n int64) error {
	row, err := w.freeRow(ix.x, e.Key)
	if err != nil {
		return err
	}
	if err := w.exec("INSERT INTO texts (x, row, id, n) VALUES (?, ?, ?, ?)", ix.x, row, id, n); err != nil {
		return err
	}
	return w.exec("INSERT INTO "+ix.terms()+" (rowid, terms) VALUES (?, ?)", row, e.Multi)
}

func (w *writer) removeText(ix index, id string) error {
	var row int64
	err := w.row("DELETE FROM texts WHERE x = ? AND id = ? RETURNING row", []any{ix.x, id}, &row)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return w.exec("DELETE FROM "+ix.terms()+" WHERE rowid = ?", row)
}

// sameTime is how many rows one microsecond has; what comes on top of that is
// found as if it were of the next one.
const sameTime = 1 << 10

// freeRow is the row number for an entry of the key's time.
func (w *writer) freeRow(x int64, key string) (int64, error) {
	from, err := rowAt(key)
	if err != nil {
		return 0, err
	}
	for {
		var last sql.NullInt64
		if err := w.row("SELECT max(row) FROM texts WHERE x = ? AND row >= ? AND row < ?", []any{x, from, from + sameTime}, &last); err != nil {
			return 0, err
		}
		switch {
		case !last.Valid:
			return from, nil
		case last.Int64 < from+sameTime-1:
			return last.Int64 + 1, nil
		}
		from += sameTime
	}
}

// rowAt is the first row number of a key's time: microseconds, at most some
// 280,000 years away from 1970.
func rowAt(key string) (int64, error) {
	hex, one := strings.CutSuffix(key, "\x1f")
	raw, err := strconv.ParseUint(hex, 16, 64)
	micros := int64(raw ^ 1<<63)
	if err != nil || !one || micros > 1<<52 || micros < -1<<52 {
		return 0, fault.Internal(fmt.Errorf("sqlite: the key %q of a text index is not one time", key))
	}
	return micros * sameTime, nil
}
