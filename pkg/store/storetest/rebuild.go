package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// reopened is the same backend under another build's declarations.
func (f *fixture) reopened(t *testing.T, change func(*store.Def[note])) (*store.DB, *store.Collection[note]) {
	t.Helper()
	def := noteDef()
	change(&def)
	db := store.New("storetest", f.backend, WallClock{})
	return db, store.NewCollection(db, "note", def)
}

// nextBuild has another meaning for one index, a new one, and one less.
func nextBuild(def *store.Def[note]) {
	def.Indexes[0].Rev++
	def.Indexes[0].Key = func(n *note) store.Key { return store.Key{-n.Rank} }
	def.Indexes[4] = store.Index[note]{Name: "count", Key: func(n *note) store.Key { return store.Key{n.Count} }}
}

func testRebuild(t *testing.T, f *fixture) {
	const docs, same = store.MaxPage + 30, (store.MaxPage + 30 + 3) / 7 // same: how many have count 3
	ctx := everywhere(t)
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		for i := range docs {
			must(t, f.notes.Create(ctx, note{ID: fmt.Sprintf("%04d", i), Areas: []string{"x"}, Rank: i, Count: i % 7}))
		}
		return nil
	}))
	db, notes := f.reopened(t, nextBuild)
	must(t, db.Open(ctx))
	byRank := ids(t, within(t, "x"), notes, store.Query{Index: "rank", Limit: 100})
	expect(t, "documents by rank", len(byRank), docs)
	expect(t, "the first has the highest rank", byRank[0], fmt.Sprintf("%04d", docs-1))
	expect(t, "documents by count", len(ids(t, ctx, notes, store.Query{Index: "count", Eq: store.Key{3}})), same)
	_, err := notes.List(ctx, store.Query{Index: "all"})
	expectCode(t, "the index that went", err, "store.no_index")

	_, err = notes.Update(ctx, "0003", func(n *note) ([]event.Event, error) { n.Rank, n.Count = 9999, 5; return nil, nil })
	must(t, err)
	must(t, notes.Delete(ctx, "0010"))
	first, _, err := notes.First(ctx, store.Query{Index: "rank"})
	must(t, err)
	expect(t, "a rebuilt entry is replaced", first.ID, "0003")
	expect(t, "documents by count", len(ids(t, ctx, notes, store.Query{Index: "count", Eq: store.Key{3}})), same-2)
	must(t, db.Open(ctx)) // safe to repeat

	old := store.New("storetest", f.backend, WallClock{})
	back := store.NewCollection(old, "note", noteDef())
	must(t, old.Open(ctx)) // the build before, put back
	expect(t, "documents by rank", len(ids(t, ctx, back, store.Query{Index: "rank"})), docs-1)
	expect(t, "documents", len(ids(t, ctx, back, store.Query{Index: "all"})), docs-1)
}

// stumbling is a backend that stops in the middle of a rebuild.
type stumbling struct{ store.Backend }

func (stumbling) Reindex(context.Context, string, []store.Indexed) error { return errStop }

func testRebuildInterrupted(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	for i := range 5 {
		must(t, f.notes.Create(ctx, note{ID: fmt.Sprint(i), Count: i}))
	}
	db := store.New("storetest", stumbling{f.backend}, WallClock{})
	def := noteDef()
	nextBuild(&def)
	store.NewCollection(db, "note", def)
	expect(t, "the rebuild stops", errors.Is(db.Open(ctx), errStop), true)
	db, notes := f.reopened(t, nextBuild)
	must(t, db.Open(ctx))
	expectIDs(t, "by count", ids(t, ctx, notes, store.Query{Index: "count", From: 2}), "2", "3", "4")
}

// testRebuildUniqueClash: what is stored may already break a new rule; it is
// said and stays unbuilt, and nothing stored is lost.
func testRebuildUniqueClash(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.notes.Create(ctx, note{ID: "a", Count: 1}))
	must(t, f.notes.Create(ctx, note{ID: "b", Count: 1}))
	strict := func(def *store.Def[note]) {
		def.Indexes = append(def.Indexes, store.Index[note]{Name: "count", Unique: true,
			Key: func(n *note) store.Key { return store.Key{n.Count} }})
	}
	for range 2 {
		db, _ := f.reopened(t, strict)
		expectKind(t, "open", db.Open(ctx), fault.KindConflict)
	}
	db, notes := f.reopened(t, func(*store.Def[note]) {})
	must(t, db.Open(ctx))
	_, err := notes.Update(ctx, "b", func(n *note) ([]event.Event, error) { n.Count = 2; return nil, nil })
	must(t, err)
	db, notes = f.reopened(t, strict)
	must(t, db.Open(ctx))
	expectKind(t, "the new rule", notes.Create(ctx, note{ID: "c", Count: 2}), fault.KindConflict)
}
