package storetest

import (
	"context"
	"errors"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var errStop = errors.New("stop")

func testRollback(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.notes.Create(ctx, note{ID: "old", Name: "old"}))
	bump := func(n *note) ([]event.Event, error) { n.Count++; return tell(n.Count), nil }

	err := f.db.Transact(ctx, func(ctx context.Context) error {
		must(t, f.notes.Create(ctx, note{ID: "new"}, tell(1)...))
		_, err := f.notes.Update(ctx, "old", bump)
		must(t, err)
		return errStop
	})
	expect(t, "fn's own error", errors.Is(err, errStop), true)

	// The second write clashes when the batch is committed.
	err = f.db.Transact(ctx, func(ctx context.Context) error {
		_, err := f.notes.Update(ctx, "old", bump)
		must(t, err)
		return f.notes.Create(ctx, note{ID: "new", Name: "old"}, tell(1)...)
	})
	expectCode(t, "clash in the batch", err, errNameTaken.Code)

	err = f.db.Transact(ctx, func(ctx context.Context) error {
		must(t, f.notes.Create(ctx, note{ID: "new"}, tell(1)...))
		return f.notes.Create(ctx, note{ID: "old"}, tell(1)...)
	})
	expectKind(t, "id taken in the batch", err, fault.KindConflict)

	expectIDs(t, "all", ids(t, ctx, f.notes, store.Query{Index: "all"}), "old")
	f.expectCount(t, "old", 0)
	pending, err := f.db.Journal().Pending(ctx, 10)
	must(t, err)
	expect(t, "events", len(pending), 0)
}

func testNestedRollback(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	ran := 0
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		must(t, f.notes.Create(ctx, note{ID: "a", Count: 1}, tell(1)...))
		err := f.db.Transact(ctx, func(ctx context.Context) error {
			must(t, f.notes.Create(ctx, note{ID: "b"}, tell(1)...))
			must(t, f.notes.Delete(ctx, "a"))
			f.db.AfterCommit(ctx, func() { t.Error("the hook of a part that failed ran") })
			return errStop
		})
		expect(t, "the part's error", errors.Is(err, errStop), true)
		f.db.AfterCommit(ctx, func() { ran++ })
		return nil
	}))
	expect(t, "hooks", ran, 1)
	expectIDs(t, "all", ids(t, ctx, f.notes, store.Query{Index: "all"}), "a")
	f.expectCount(t, "a", 1)
}

func testOwnWrites(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		must(t, f.notes.Create(ctx, note{ID: "a", Name: "x"}, tell(1)...))
		a, err := f.notes.Get(ctx, "a")
		must(t, err)
		expect(t, "name", a.Name, "x")
		_, err = f.notes.Update(ctx, "a", func(n *note) ([]event.Event, error) { n.Count = 2; n.Name = "y"; return tell(2), nil })
		must(t, err)
		must(t, f.notes.Create(ctx, note{ID: "gone"}))
		must(t, f.notes.Delete(ctx, "gone"))
		_, err = f.notes.Get(ctx, "gone")
		expectKind(t, "deleted in the unit", err, fault.KindNotFound)
		expectKind(t, "created twice in the unit", f.notes.Create(ctx, note{ID: "a"}), fault.KindConflict)
		expectIDs(t, "listed in the unit", ids(t, ctx, f.notes, store.Query{Index: "all"}), "a")
		return nil
	}))
	f.expectCount(t, "a", 2)
	expectIDs(t, "all", ids(t, ctx, f.notes, store.Query{Index: "all"}), "a")
	expectIDs(t, "by the first name", ids(t, ctx, f.notes, store.Query{Index: "name", Eq: store.Key{"x"}}))
	expectIDs(t, "by the last name", ids(t, ctx, f.notes, store.Query{Index: "name", Eq: store.Key{"y"}}), "a")
}

func testDeleteAndCreate(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.notes.Create(ctx, note{ID: "a", Name: "x", Tags: []string{"old"}}))
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		must(t, f.notes.Delete(ctx, "a"))
		_, err := f.notes.Upsert(ctx, "a", func() note { return note{ID: "a", Name: "y"} },
			func(n *note) ([]event.Event, error) { n.Tags = []string{"new"}; return nil, nil })
		return err
	}))
	expectIDs(t, "old tag", ids(t, ctx, f.notes, store.Query{Index: "tag", Of: "old"}))
	expectIDs(t, "new tag", ids(t, ctx, f.notes, store.Query{Index: "tag", Of: "new"}), "a")
	expectIDs(t, "old name", ids(t, ctx, f.notes, store.Query{Index: "name", Eq: store.Key{"x"}}))
}

// testEndedUnit: what keeps a unit's context after its end writes for itself.
func testEndedUnit(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		f.db.AfterCommit(ctx, func() { must(t, f.notes.Create(ctx, note{ID: "late"})) })
		return f.notes.Create(ctx, note{ID: "early"})
	}))
	expectIDs(t, "all", ids(t, ctx, f.notes, store.Query{Index: "all"}), "early", "late")
}
