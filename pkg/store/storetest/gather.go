package storetest

import (
	"context"
	"fmt"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// adds counts a note up by the sum of all that one unit gathered.
func (f *fixture) adds(id string, finished *int) func(ctx context.Context, items []any) error {
	return func(ctx context.Context, items []any) error {
		*finished++
		_, err := f.notes.Upsert(ctx, id, func() note { return note{ID: id} }, func(n *note) ([]event.Event, error) {
			for _, item := range items {
				n.Count += item.(int)
				n.Tags = append(n.Tags, fmt.Sprint(item))
			}
			return nil, nil
		})
		return err
	}
}

func testGather(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	finished := 0
	a, b := f.adds("a", &finished), f.adds("b", &finished)
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		must(t, f.db.Gather(ctx, "a", 1, a))
		must(t, f.db.Gather(ctx, "b", 10, b))
		must(t, f.db.Gather(ctx, "a", 2, a))
		err := f.db.Transact(ctx, func(ctx context.Context) error {
			must(t, f.db.Gather(ctx, "a", 100, a))
			return errStop
		})
		expect(t, "the part's error", err, errStop)
		return f.db.Gather(ctx, "a", 3, func(ctx context.Context, items []any) error { return errStop }) // the first one's finish counts
	}))
	f.expectSum(t, "a", 6)
	f.expectSum(t, "b", 10)
	expect(t, "finished", finished, 2)
	n, err := f.notes.Get(ctx, "a")
	must(t, err)
	expect(t, "in order", fmt.Sprint(n.Tags), "[1 2 3]")
	expect(t, "written once", f.version(t, "a"), 1)

	must(t, f.db.Gather(ctx, "a", 4, a)) // a unit of its own
	f.expectSum(t, "a", 10)
}

// What cannot be finished fails the unit, and what is gathered while finishing is
// finished, too.
func testGatherEnds(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	finished := 0
	err := f.db.Transact(ctx, func(ctx context.Context) error {
		must(t, f.notes.Create(ctx, note{ID: "x"}, tell(1)...))
		return f.db.Gather(ctx, "x", 1, func(context.Context, []any) error { return errStop })
	})
	expect(t, "the unit's error", err, errStop)
	expectIDs(t, "nothing is stored", ids(t, ctx, f.notes, store.Query{Index: "all"}))
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		return f.db.Gather(ctx, "x", 1, func(ctx context.Context, items []any) error {
			return f.db.Gather(ctx, "y", len(items), f.adds("y", &finished))
		})
	}))
	f.expectSum(t, "y", 1)
}

func (f *fixture) expectSum(t *testing.T, id string, want int) {
	t.Helper()
	n, err := f.notes.Get(everywhere(t), id)
	must(t, err)
	expect(t, "sum of "+id, n.Count, want)
}

func (f *fixture) version(t *testing.T, id string) int {
	t.Helper()
	recs, err := f.backend.Get(t.Context(), "note", []string{id})
	must(t, err)
	return int(recs[0].Version)
}
