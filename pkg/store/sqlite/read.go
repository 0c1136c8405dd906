package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"sync"
	"sync/atomic"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// statements prepares each query once; every query is one statement and so sees
// one state of the database.
type statements struct {
	db       *sql.DB
	mu       sync.RWMutex
	prepared map[string]*sql.Stmt
	closed   atomic.Bool
}

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, prepared: map[string]*sql.Stmt{}}
}

func (s *statements) stmt(query string) (*sql.Stmt, error) {
	s.mu.RLock()
	st, ok := s.prepared[query]
	s.mu.RUnlock()
	if ok {
		return st, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if st, ok := s.prepared[query]; ok {
		return st, nil
	}
	st, err := s.db.Prepare(query)
	if err == nil {
		s.prepared[query] = st
	}
	return st, err
}

// each runs the query and hands every row over. A read is short by construction
// (an index range with a limit), so ctx is looked at once and not passed on:
// that would cost a goroutine per query.
func (s *statements) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	if err := ctx.Err(); err != nil {
		return fault.Unavailable(err)
	}
	err := s.run(query, args, scan)
	if err != nil && s.closed.Load() {
		return fault.Unavailable(err)
	}
	return translate(err)
}

func (s *statements) run(query string, args []any, scan func(*sql.Rows) error) error {
	st, err := s.stmt(query)
	if err != nil {
		return err
	}
	rows, err := st.Query(args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *statements) close() {
	s.closed.Store(true)
	_ = s.db.Close() // nothing was written through it
}

const columns = "d.id, d.version, d.seq, d.doc"

// Get reads by id.
func (b *backend) Get(ctx context.Context, collection string, ids []string) ([]store.Record, error) {
	col := b.layout.Load().collections[collection]
	if col == nil {
		return nil, errUndeclared(collection)
	}
	if len(ids) == 1 {
		return b.records(ctx, "SELECT "+columns+" FROM docs d WHERE d.c = ? AND d.id = ?", col.c, ids[0])
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, fault.Internal(err)
	}
	return b.records(ctx, "SELECT "+columns+` FROM json_each(?) j CROSS JOIN docs d ON d.c = ? AND d.id = j.value
		ORDER BY j.key`, string(list), col.c)
}

// All reads in order of id.
func (b *backend) All(ctx context.Context, collection, afterID string, limit int) ([]store.Record, error) {
	col := b.layout.Load().collections[collection]
	if col == nil {
		return nil, errUndeclared(collection)
	}
	return b.records(ctx, "SELECT "+columns+" FROM docs d WHERE d.c = ? AND d.id > ? ORDER BY d.id LIMIT ?", col.c, afterID, limit)
}

func (b *backend) records(ctx context.Context, query string, args ...any) ([]store.Record, error) {
	var out []store.Record
	err := b.reads.each(ctx, query, args, func(rows *sql.Rows) error {
		var r store.Record
		err := rows.Scan(&r.ID, &r.Version, &r.Seq, &r.Doc)
		out = append(out, r)
		return err
	})
	return out, err
}

// Find reads a range of one index.
func (b *backend) Find(ctx context.Context, s store.Scan) ([]store.Hit, error) {
	col := b.layout.Load().collections[s.Collection]
	if col == nil {
		return nil, errUndeclared(s.Collection)
	}
	ix, ok := col.indexes[s.Index]
	if !ok {
		return nil, errUndeclared(s.Collection + "." + s.Index)
	}
	query, args := find(ix, s)
	var out []store.Hit
	err := b.reads.each(ctx, query, args, func(rows *sql.Rows) error {
		var h store.Hit
		err := rows.Scan(&h.Key, &h.ID, &h.Version, &h.Seq, &h.Doc)
		out = append(out, h)
		return err
	})
	return out, err
}

// find words the scan so that its bounds are the ends of one range of the
// entries' own key, whose order is the answer's order.
func find(ix index, s store.Scan) (string, []any) {
	where, args := "e.x = ? AND e.multi = ?", []any{ix.x, s.Multi}
	after := s.After
	if after != nil && !s.Desc {
		where, args = where+" AND (e.key, e.id) > (?, ?)", append(args, after.Key, after.ID)
	} else if s.From != "" {
		where, args = where+" AND e.key >= ?", append(args, s.From)
	}
	if after != nil && s.Desc {
		where, args = where+" AND (e.key, e.id) < (?, ?)", append(args, after.Key, after.ID)
	} else if s.To != "" {
		where, args = where+" AND e.key < ?", append(args, s.To)
	}
	order := " ORDER BY e.key, e.id LIMIT ?"
	if s.Desc {
		order = " ORDER BY e.key DESC, e.id DESC LIMIT ?"
	}
	return "SELECT e.key, " + columns + " FROM " + ix.table() + " e CROSS JOIN docs d ON d.n = e.n AND d.id = e.id WHERE " +
		where + order, append(args, s.Limit)
}
