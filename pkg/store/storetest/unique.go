package storetest

import (
	"context"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

func rename(name string) func(*note) ([]event.Event, error) {
	return func(n *note) ([]event.Event, error) {
		n.Name = name
		return tell(1), nil
	}
}

func testUnique(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.notes.Create(ctx, note{ID: "a", Name: "甲"}))
	must(t, f.notes.Create(ctx, note{ID: "b", Name: "乙"}))
	must(t, f.notes.Create(ctx, note{ID: "c"}))
	must(t, f.notes.Create(ctx, note{ID: "d"})) // no name is no entry, and so no clash

	expectCode(t, "insert", f.notes.Create(ctx, note{ID: "e", Name: "甲"}, tell(1)...), errNameTaken.Code)
	_, err := f.notes.Update(ctx, "b", rename("甲"))
	expectCode(t, "update", err, errNameTaken.Code)
	b, err := f.notes.Get(ctx, "b")
	must(t, err)
	expect(t, "name after the clash", b.Name, "乙")

	_, err = f.notes.Update(ctx, "b", rename("乙")) // its own key is no clash
	must(t, err)
	_, err = f.notes.Update(ctx, "a", rename("丙"))
	must(t, err)
	_, err = f.notes.Update(ctx, "b", rename("甲")) // free again by change
	must(t, err)
	must(t, f.notes.Delete(ctx, "a"))
	must(t, f.notes.Create(ctx, note{ID: "e", Name: "丙"})) // free again by deletion
	expectIDs(t, "by name", ids(t, ctx, f.notes, store.Query{Index: "name"}), "e", "b")
	n, ok, err := f.notes.First(ctx, store.Query{Index: "name", Eq: store.Key{"甲"}})
	must(t, err)
	expect(t, "found by name", ok && n.ID == "b", true)
}

// testUniqueSwap: within one unit only the end counts, not the order of writes.
func testUniqueSwap(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	for _, id := range []string{"a", "b", "c"} {
		must(t, f.notes.Create(ctx, note{ID: id, Name: id}))
	}
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		if _, err := f.notes.Update(ctx, "a", rename("b")); err != nil {
			return err
		}
		if _, err := f.notes.Update(ctx, "b", rename("a")); err != nil {
			return err
		}
		if err := f.notes.Create(ctx, note{ID: "d", Name: "c"}); err != nil {
			return err
		}
		return f.notes.Delete(ctx, "c")
	}))
	expectIDs(t, "by name", ids(t, ctx, f.notes, store.Query{Index: "name"}), "b", "a", "d")
}
