// Package storetest is the battery that every store backend passes, and the
// databases that tests of services run on.
package storetest

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Run runs the battery; open returns a fresh, empty backend for each test.
func Run(t *testing.T, open func(t *testing.T) store.Backend) {
	battery := []struct {
		name string
		test func(t *testing.T, f *fixture)
	}{
		{"Increments", testIncrements},
	}
	for _, b := range battery {
		t.Run(b.name, func(t *testing.T) { b.test(t, newFixture(t, open(t))) })
	}
}

// note is the battery's document: a bit of everything that documents hold.
type note struct {
	ID    string   `json:"id"`
	Areas []string `json:"areas"` // scope tokens
	Name  string   `json:"name"`
	Rank  int      `json:"rank"`
	Tags  []string `json:"tags,omitempty"`
	Open  bool     `json:"open"`
	Count int      `json:"count"`
}

type told struct {
	Count int `json:"count"`
}

var toldType = event.Define[told]("storetest", "Told")

func tell(n int) []event.Event { return []event.Event{toldType.New(told{Count: n})} }

var errNameTaken = fault.Conflict("note.name_taken", "名称已被使用，请换一个", "The name is taken; choose another")

func noteDef() store.Def[note] {
	return store.Def[note]{
		ID:     func(n *note) string { return n.ID },
		Tokens: func(n *note) []string { return n.Areas },
		Indexes: []store.Index[note]{
			{Name: "rank", Scoped: true, Key: func(n *note) store.Key { return store.Key{n.Open, n.Rank} }},
			{Name: "name", Unique: true, Taken: errNameTaken, Key: func(n *note) store.Key {
				if n.Name == "" {
					return nil
				}
				return store.Key{n.Name}
			}},
			{Name: "tag", Of: func(n *note) []string { return n.Tags }, Key: func(n *note) store.Key { return store.Key{n.Rank} }},
			{Name: "open", Key: func(n *note) store.Key {
				if !n.Open {
					return nil
				}
				return store.Key{n.Rank}
			}},
			{Name: "all"},
		},
	}
}

type fixture struct {
	backend store.Backend
	db      *store.DB
	notes   *store.Collection[note]
}

func newFixture(t *testing.T, b store.Backend) *fixture {
	t.Helper()
	db := store.New("storetest", b, WallClock{})
	f := &fixture{backend: b, db: db, notes: store.NewCollection(db, "note", noteDef())}
	must(t, db.Open(t.Context()))
	return f
}

// everywhere is the context of system work in the test.
func everywhere(t *testing.T) context.Context { return store.System(t.Context()) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func expect[T comparable](t *testing.T, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// together runs n goroutines and reports their errors.
func together(t *testing.T, n int, fn func(i int) error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make(chan error, n)
	for i := range n {
		wg.Go(func() {
			if err := fn(i); err != nil {
				errs <- fmt.Errorf("goroutine %d: %w", i, err)
			}
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		t.Error(err)
	}
}
