package store

import "context"

// part is one of several that are finished together at a unit's end.
type part struct {
	of     any
	item   any
	finish func(ctx context.Context, items []any) error
}

// Gather keeps an item of the unit of work in ctx until the unit's end, when
// finish gets all items that were kept under the same value of of, in their
// order, and may read and write within the unit: for what many changes of one
// unit add to, such as counters, so that each is read and written once. Until
// then reads within the unit do not see it. What a failed part of the unit kept
// is dropped with it. Outside a unit finish runs at once. It fails as finish does;
// within a unit the unit does.
func (db *DB) Gather(ctx context.Context, of, item any, finish func(ctx context.Context, items []any) error) error {
	if u := unitOf(ctx, db); u != nil {
		u.parts = append(u.parts, part{of, item, finish})
		return nil
	}
	return db.Transact(ctx, func(ctx context.Context) error { return finish(ctx, []any{item}) })
}

// complete finishes what was gathered, and what that gathers in turn.
func (u *unit) complete(ctx context.Context) error {
	for len(u.parts) > 0 {
		first, items, others := u.parts[0], []any{}, []part(nil)
		for _, p := range u.parts {
			if p.of == first.of {
				items = append(items, p.item)
				continue
			}
			others = append(others, p)
		}
		u.parts = others
		if err := first.finish(ctx, items); err != nil {
			return err
		}
	}
	return nil
}
