package store

import "context"

// Prepared is a unit of work that has run and is not stored yet.
type Prepared struct{ u *unit }

// Prepare runs fn as a unit of work that Commit stores. Its reads see what the
// unit before wrote (nil for none), as if that were stored already, so that it can
// run while that one is stored; Search does not. Commit it after that one was
// stored, and throw it away where that one was not. It fails with what fn fails
// with, and inside another unit it must not be called.
func (db *DB) Prepare(ctx context.Context, before *Prepared, fn func(ctx context.Context) error) (*Prepared, error) {
	u := newUnit(db, 0)
	if before != nil {
		u.before = before.u
	}
	defer u.leaveTurns()
	defer func() { u.done, u.before = true, nil }()
	if err := u.run(ctx, fn); err != nil {
		return nil, err
	}
	return &Prepared{u}, nil
}

// Commit stores the unit. It fails as Transact does, and with ErrVersion where
// something that it changed was changed since it was read: run it again then.
func (p *Prepared) Commit(ctx context.Context) error { return p.u.db.commit(ctx, p.u) }

// written is what the unit leaves of a document, and whether it wrote it.
func (u *unit) written(key ref) (Record, bool) {
	if u == nil {
		return Record{}, false
	}
	w, ok := u.writes[key]
	if !ok {
		return Record{}, false
	}
	rec := w.Record
	if rec.Version != 0 {
		rec.Version = w.Expect + 1
	}
	return rec, true
}
