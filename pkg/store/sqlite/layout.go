package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// layoutVersion is raised when the tables below change.
const layoutVersion = 1

// Documents may be large, so they live in a rowid table; entries are small and
// are their own key. Unique entries have a table of their own, whose key leaves
// the id out.
var tables = []string{
	`CREATE TABLE collections (c INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT`,
	`CREATE TABLE indexes (x INTEGER PRIMARY KEY, c INTEGER NOT NULL, name TEXT NOT NULL, rev INTEGER NOT NULL,
		multi INTEGER NOT NULL, uniq INTEGER NOT NULL, built INTEGER NOT NULL, UNIQUE (c, name)) STRICT`,
	`CREATE TABLE docs (n INTEGER PRIMARY KEY, c INTEGER NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
		seq INTEGER NOT NULL, doc TEXT NOT NULL, UNIQUE (c, id)) STRICT`,
	`CREATE TABLE entries (x INTEGER, multi TEXT, key TEXT, id TEXT, n INTEGER NOT NULL,
		PRIMARY KEY (x, multi, key, id)) STRICT, WITHOUT ROWID`,
	`CREATE TABLE uniques (x INTEGER, multi TEXT, key TEXT, id TEXT NOT NULL, n INTEGER NOT NULL,
		PRIMARY KEY (x, multi, key)) STRICT, WITHOUT ROWID`,
	fmt.Sprintf(`PRAGMA user_version = %d`, layoutVersion),
}

// layout maps declared names to the numbers that rows carry. It is replaced,
// never changed.
type layout struct{ collections map[string]*collection }

type collection struct {
	c       int64
	name    string
	indexes map[string]index
}

type index struct {
	x      int64
	unique bool
	text   bool
}

func (i index) table() string {
	if i.unique {
		return "uniques"
	}
	return "entries"
}

func errUndeclared(name string) error {
	return fault.Internal(errors.New("sqlite: " + name + " was not declared before Open"))
}

func migrate(w *writer) error {
	var version int
	if err := w.row("PRAGMA user_version", nil, &version); err != nil {
		return err
	}
	if version > layoutVersion {
		return errNewer
	}
	missing := textTables
	if version < layoutVersion {
		missing = slices.Concat(tables, textTables)
	}
	for _, ddl := range missing {
		if _, err := w.conn.ExecContext(backgroundC, ddl); err != nil {
			return err
		}
	}
	return nil
}

// Ensure records the declared collections and indexes. An index that is not
// declared any more is dropped: this build will not maintain it, so a build
// that declares it again must build it anew.
func (b *backend) Ensure(ctx context.Context, specs []store.Spec) (map[string][]string, error) {
	b.ensures.Lock()
	defer b.ensures.Unlock()
	next := &layout{collections: maps.Clone(b.layout.Load().collections)}
	if next.collections == nil {
		next.collections = map[string]*collection{}
	}
	stale := map[string][]string{}
	err := b.writer.run(ctx, func(w *writer) error {
		clear(stale)
		for _, spec := range specs {
			col, unbuilt, err := w.ensure(spec)
			if err != nil {
				return err
			}
			next.collections[spec.Collection] = col
			if len(unbuilt) > 0 {
				stale[spec.Collection] = unbuilt
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	b.layout.Store(next)
	return stale, nil
}

func (w *writer) ensure(spec store.Spec) (*collection, []string, error) {
	col := &collection{name: spec.Collection, indexes: map[string]index{}}
	if err := w.exec("INSERT INTO collections (name) VALUES (?) ON CONFLICT DO NOTHING", spec.Collection); err != nil {
		return nil, nil, err
	}
	if err := w.row("SELECT c FROM collections WHERE name = ?", []any{spec.Collection}, &col.c); err != nil {
		return nil, nil, err
	}
	if err := w.dropOthers(col.c, spec); err != nil {
		return nil, nil, err
	}
	var unbuilt []string
	for _, ix := range spec.Indexes {
		x, built, err := w.ensureIndex(col.c, ix)
		if err != nil {
			return nil, nil, err
		}
		col.indexes[ix.Name] = index{x: x, unique: ix.Unique, text: ix.Text}
		if !built {
			unbuilt = append(unbuilt, ix.Name)
		}
	}
	return col, unbuilt, nil
}

// ensureIndex returns the number of the index and whether its entries are complete.
func (w *writer) ensureIndex(c int64, ix store.IndexSpec) (x int64, built bool, err error) {
	err = w.row("SELECT x, built FROM indexes WHERE c = ? AND name = ?", []any{c, ix.Name}, &x, &built)
	if !errors.Is(err, sql.ErrNoRows) {
		return x, built, err
	}
	err = w.row(`INSERT INTO indexes (c, name, rev, multi, uniq, built)
		VALUES (?, ?, ?, ?, ?, NOT EXISTS (SELECT 1 FROM docs WHERE c = ?)) RETURNING x, built`,
		[]any{c, ix.Name, ix.Rev, ix.Multi, ix.Unique, c}, &x, &built)
	if err == nil && ix.Text {
		err = w.makeText(x)
	}
	return x, built, err
}

// dropOthers removes stored indexes that are not declared exactly like this.
func (w *writer) dropOthers(c int64, spec store.Spec) error {
	declared := map[store.IndexSpec]bool{}
	for _, ix := range spec.Indexes {
		declared[ix] = true
	}
	rows, err := w.conn.QueryContext(backgroundC, "SELECT x, name, rev, multi, uniq, x IN (SELECT x FROM textual) FROM indexes WHERE c = ?", c)
	if err != nil {
		return err
	}
	defer rows.Close()
	var drop []int64
	for rows.Next() {
		var x int64
		var ix store.IndexSpec
		if err := rows.Scan(&x, &ix.Name, &ix.Rev, &ix.Multi, &ix.Unique, &ix.Text); err != nil {
			return err
		}
		if !declared[ix] {
			drop = append(drop, x)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return w.drop(drop)
}

func (w *writer) drop(indexes []int64) error {
	for _, x := range indexes {
		if err := w.dropText(x); err != nil {
			return err
		}
		for _, table := range []string{"entries", "uniques", "indexes"} {
			if err := w.exec("DELETE FROM "+table+" WHERE x = ?", x); err != nil {
				return err
			}
		}
	}
	return nil
}

// Built marks indexes as complete.
func (b *backend) Built(ctx context.Context, collection string, indexes []string) error {
	col := b.layout.Load().collections[collection]
	if col == nil {
		return errUndeclared(collection)
	}
	return b.writer.run(ctx, func(w *writer) error {
		for _, name := range indexes {
			if err := w.exec("UPDATE indexes SET built = 1 WHERE x = ?", col.indexes[name].x); err != nil {
				return err
			}
		}
		return nil
	})
}
