package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// testPrepared: a unit that runs before the one before it is stored finds all as that
// one leaves it, by id and in lists.
func testPrepared(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	bump := func(n *note) ([]event.Event, error) { n.Count++; return nil, nil }
	must(t, f.notes.Create(ctx, note{ID: "kept"}))
	must(t, f.notes.Create(ctx, note{ID: "gone"}))
	var stored []string
	hook := func(ctx context.Context, name string) {
		f.db.AfterCommit(ctx, func() { stored = append(stored, name) })
	}
	counted := func(id string, want int) {
		t.Helper()
		n, err := f.notes.Get(ctx, id)
		must(t, err)
		expect(t, id, n.Count, want)
	}
	first, err := f.db.Prepare(ctx, nil, func(ctx context.Context) error {
		must(t, f.notes.Create(ctx, note{ID: "new"}))
		_, err := f.notes.Update(ctx, "new", bump)
		must(t, err)
		must(t, f.notes.Delete(ctx, "gone"))
		hook(ctx, "first")
		_, err = f.notes.Update(ctx, "kept", bump)
		return err
	})
	must(t, err)
	next := func(ctx context.Context) error {
		expectIDs(t, "list", ids(t, ctx, f.notes, store.Query{Index: "all"}), "kept", "new")
		hook(ctx, "second")
		for _, id := range []string{"kept", "new"} {
			_, err := f.notes.Update(ctx, id, bump)
			must(t, err)
		}
		has, err := f.notes.Has(ctx, "gone")
		expect(t, "what was deleted", has, false)
		must(t, err)
		return f.notes.Create(ctx, note{ID: "gone"})
	}
	second, err := f.db.Prepare(ctx, first, next)
	must(t, err)
	expectIDs(t, "nothing is stored yet", ids(t, ctx, f.notes, store.Query{Index: "all"}), "gone", "kept")
	must(t, first.Commit(ctx))
	again, err := f.db.Prepare(ctx, first, next) // that one was stored makes no difference
	must(t, err)
	must(t, second.Commit(ctx))
	expect(t, "hooks", fmt.Sprint(stored), "[first second]")
	counted("kept", 2)
	counted("new", 2)
	expect(t, "what was changed since", errors.Is(again.Commit(ctx), store.ErrVersion), true)

	_, err = f.db.Prepare(ctx, second, func(ctx context.Context) error {
		must(t, f.notes.Delete(ctx, "kept"))
		return errStop
	})
	expect(t, "fn's own error", errors.Is(err, errStop), true)
	counted("kept", 2)
}

// testPurge: nothing is left of what takes several parts to remove, neither in lists
// nor of unique keys.
func testPurge(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	fill := func() {
		for part := range 5 {
			must(t, f.db.Transact(ctx, func(ctx context.Context) error {
				for i := range 420 {
					id := fmt.Sprintf("%d-%03d", part, i)
					must(t, f.notes.Create(ctx, note{ID: id, Name: id, Areas: []string{"x"}, Rank: i}))
				}
				return nil
			}))
		}
	}
	for range 2 {
		fill()
		expect(t, "notes", len(ids(t, ctx, f.notes, store.Query{Index: "rank", Limit: store.MaxPage})), 2100)
		must(t, f.notes.Purge(ctx))
		left, err := f.backend.All(ctx, "note", "", 1)
		must(t, err)
		expect(t, "left", len(left), 0)
		for _, index := range []string{"all", "rank"} {
			expect(t, "listed by "+index, len(ids(t, ctx, f.notes, store.Query{Index: index})), 0)
		}
	}
}
