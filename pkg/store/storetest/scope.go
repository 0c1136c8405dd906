package storetest

import (
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func idle(*note) ([]event.Event, error) { return nil, nil }

func testNoScope(t *testing.T, f *fixture) {
	must(t, f.notes.Create(everywhere(t), note{ID: "a"}))
	ctx := t.Context()
	_, err := f.notes.Get(ctx, "a")
	expectKind(t, "get", err, fault.KindDenied)
	_, err = f.notes.Update(ctx, "a", idle)
	expectKind(t, "update", err, fault.KindDenied)
	_, err = f.notes.Upsert(ctx, "b", func() note { return note{ID: "b"} }, idle)
	expectKind(t, "upsert", err, fault.KindDenied)
	expectKind(t, "create", f.notes.Create(ctx, note{ID: "b"}), fault.KindDenied)
	expectKind(t, "delete", f.notes.Delete(ctx, "a"), fault.KindDenied)
	for _, index := range []string{"all", "rank"} {
		_, err = f.notes.List(ctx, store.Query{Index: index})
		expectKind(t, "list "+index, err, fault.KindDenied)
	}
}

func testOutsideScope(t *testing.T, f *fixture) {
	must(t, f.notes.Create(everywhere(t), note{ID: "in", Areas: []string{"a:43", "a:4312"}, Tags: []string{"x"}}))
	must(t, f.notes.Create(everywhere(t), note{ID: "out", Areas: []string{"a:43", "a:4313"}, Tags: []string{"x"}}))
	ctx := within(t, "a:4312")
	_, err := f.notes.Get(ctx, "out")
	expectKind(t, "get", err, fault.KindNotFound)
	_, missing := f.notes.Get(ctx, "never")
	expect(t, "outside and missing read the same", err.Error(), missing.Error())
	_, err = f.notes.Update(ctx, "out", idle)
	expectKind(t, "update", err, fault.KindNotFound)
	_, err = f.notes.Upsert(ctx, "out", func() note { return note{ID: "out", Areas: []string{"a:4312"}} }, idle)
	expectKind(t, "upsert", err, fault.KindNotFound)
	expectKind(t, "delete", f.notes.Delete(ctx, "out"), fault.KindNotFound)
	expectKind(t, "create", f.notes.Create(ctx, note{ID: "new", Areas: []string{"a:4313"}}), fault.KindNotFound)

	expectIDs(t, "scoped list", ids(t, ctx, f.notes, store.Query{Index: "rank"}), "in")
	expectIDs(t, "list that is not scoped", ids(t, ctx, f.notes, store.Query{Index: "tag", Of: "x"}), "in")
	for _, scope := range []store.Scope{{}, {Tokens: []string{"a:44"}}} {
		ctx := store.WithScope(t.Context(), scope)
		expectIDs(t, "nothing in reach", ids(t, ctx, f.notes, store.Query{Index: "rank"}))
		expectIDs(t, "nothing in reach", ids(t, ctx, f.notes, store.Query{Index: "all"}))
	}
	_, err = f.notes.Get(ctx, "in")
	must(t, err)
	_, err = f.notes.Update(ctx, "in", idle)
	must(t, err)
	expectIDs(t, "what was refused left nothing", ids(t, everywhere(t), f.notes, store.Query{Index: "all"}), "in", "out")
}

func testScopeTokens(t *testing.T, f *fixture) {
	for i, areas := range [][]string{{"x"}, {"x", "y"}, {"y"}, {"z"}, {"x", "y", "z"}} {
		must(t, f.notes.Create(everywhere(t), note{ID: string(rune('a' + i)), Areas: areas, Rank: i % 3}))
	}
	for limit := 1; limit < 6; limit++ {
		q := store.Query{Index: "rank", Limit: limit}
		expectIDs(t, "x and y", ids(t, within(t, "x", "y", "x"), f.notes, q), "a", "b", "e", "c")
		expectIDs(t, "everything", ids(t, everywhere(t), f.notes, q), "a", "d", "b", "e", "c")
		q.Desc = true
		expectIDs(t, "x and y from the end", ids(t, within(t, "x", "y"), f.notes, q), "c", "e", "b", "a")
	}
	// A token of the system's own is worth nothing in a caller's hand.
	expectIDs(t, "a forged token", ids(t, within(t, store.Everyone), f.notes, store.Query{Index: "rank"}))
}

func testFirst(t *testing.T, f *fixture) {
	must(t, f.notes.Create(everywhere(t), note{ID: "a", Areas: []string{"x"}, Open: true}))
	must(t, f.notes.Create(everywhere(t), note{ID: "b", Areas: []string{"y"}, Open: true}))
	n, ok, err := f.notes.First(within(t, "y"), store.Query{Index: "open"})
	must(t, err)
	expect(t, "found behind what is out of reach", ok && n.ID == "b", true)
	_, ok, err = f.notes.First(within(t, "z"), store.Query{Index: "open"})
	must(t, err)
	expect(t, "found", ok, false)
}

// Scoped indexes may be scanned under fewer tokens than documents are reached by.
func testListTokens(t *testing.T, f *fixture) {
	db := store.New("listed", f.backend, WallClock{})
	def := noteDef()
	def.Lists = func(n *note) []string { return n.Areas[:1] }
	notes := store.NewCollection(db, "listed", def)
	must(t, db.Open(t.Context()))
	must(t, notes.Create(everywhere(t), note{ID: "a", Areas: []string{"x", "y"}}))
	q := store.Query{Index: "rank"}
	expectIDs(t, "under what it is listed by", ids(t, within(t, "x"), notes, q), "a")
	expectIDs(t, "under what it is only reached by", ids(t, within(t, "y"), notes, q))
	_, err := notes.Get(within(t, "y"), "a")
	must(t, err)
	expectIDs(t, "by another index", ids(t, within(t, "y"), notes, store.Query{Index: "all"}), "a")
	_, err = notes.List(everywhere(t), q)
	expectCode(t, "the system's list", err, "store.no_index")
	_, err = notes.Update(everywhere(t), "a", func(n *note) ([]event.Event, error) { n.Areas = []string{"y"}; return nil, nil })
	must(t, err)
	expectIDs(t, "where it was", ids(t, within(t, "x"), notes, q))
	expectIDs(t, "where it is", ids(t, within(t, "y"), notes, q), "a")
}
