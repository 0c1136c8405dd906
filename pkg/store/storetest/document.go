package storetest

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// newer is what a later build makes of a note.
type newer struct {
	ID     string         `json:"id"`
	Areas  []string       `json:"areas"`
	Count  int            `json:"count"`
	Mood   string         `json:"mood"`
	Extras map[string]any `json:"extras"`
}

func testUnknownMembers(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	db := store.New("storetest", f.backend, WallClock{})
	later := store.NewCollection(db, "note", store.Def[newer]{ID: func(n *newer) string { return n.ID }})
	must(t, later.Create(ctx, newer{ID: "a", Mood: "好", Extras: map[string]any{"deep": []any{"x", 1.5}}}))

	bump := func(n *note) ([]event.Event, error) { n.Count++; n.Tags = nil; return nil, nil }
	_, err := f.notes.Update(ctx, "a", bump)
	must(t, err)
	must(t, f.db.Transact(ctx, func(ctx context.Context) error {
		if _, err := f.notes.Update(ctx, "a", bump); err != nil {
			return err
		}
		_, err := f.notes.Update(ctx, "a", bump)
		return err
	}))
	n, err := later.Get(ctx, "a")
	must(t, err)
	expect(t, "what this build changed", n.Count, 3)
	expect(t, "what it does not know", n.Mood, "好")
	expect(t, "what it does not know", string(mustJSON(t, n.Extras)), `{"deep":["x",1.5]}`)
}

func testPut(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.notes.Put(ctx, note{ID: "a", Areas: []string{"x"}, Tags: []string{"old"}, Count: 1}))
	must(t, f.notes.Put(ctx, note{ID: "a", Areas: []string{"x"}, Rank: 2}))
	n, err := f.notes.Get(ctx, "a")
	must(t, err)
	expect(t, "nothing of the one before", n.Rank == 2 && n.Count == 0 && n.Tags == nil, true)
	expectIDs(t, "by what it was", ids(t, ctx, f.notes, store.Query{Index: "tag", Of: "old"}))
	for _, c := range []struct {
		ctx  context.Context
		id   string
		want bool
	}{{ctx, "a", true}, {within(t, "x"), "a", true}, {within(t, "y"), "a", false}, {ctx, "b", false}} {
		there, err := f.notes.Has(c.ctx, c.id)
		must(t, err)
		expect(t, "there is "+c.id, there, c.want)
	}
	_, err = f.notes.Has(t.Context(), "a")
	expectCode(t, "no scope", err, "store.no_scope")
	expectKind(t, "out of reach", f.notes.Put(within(t, "y"), note{ID: "a", Areas: []string{"y"}}), fault.KindNotFound)
	expectKind(t, "into what is out of reach", f.notes.Put(within(t, "y"), note{ID: "b", Areas: []string{"x"}}), fault.KindNotFound)
}

// hard is a document with everything that a database could bend.
type hard struct {
	ID     string                     `json:"id"`
	Ints   []int64                    `json:"ints"`
	Uint   uint64                     `json:"uint"`
	Floats []float64                  `json:"floats"`
	Long   json.Number                `json:"long"`
	Keys   map[string]json.RawMessage `json:"keys"`
	Null   *string                    `json:"null"`
	Texts  []string                   `json:"texts"`
	Deep   any                        `json:"deep"`
}

func testDocuments(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	db := store.New("storetest", f.backend, WallClock{})
	docs := store.NewCollection(db, "hard", store.Def[hard]{ID: func(h *hard) string { return h.ID }})
	must(t, db.Open(ctx))
	want := hard{
		ID:     "甲/$x.y\x01\"",
		Ints:   []int64{0, -1, math.MaxInt32 + 1, math.MaxInt64, math.MinInt64, 1<<53 + 1},
		Uint:   math.MaxUint64,
		Floats: []float64{0.1, -1e300, 5e-324, 1.5, 1e21, math.MaxFloat64, 3},
		Long:   "12345678901234567890.123456789",
		Keys:   map[string]json.RawMessage{},
		Texts:  []string{"", "\x00", "a\x00b", "<&>\u2028", "😀", "\uFFFD"},
		Deep:   []any{map[string]any{"a": []any{}, "b": map[string]any{}}, nil, true, "x", []any{[]any{1.5}}},
	}
	for _, key := range []string{"", "a.b", "$set", "_id", "甲", "\x00", "\x1b", "\x1b0", "a\x00b", "k\x1b1"} {
		want.Keys[key] = mustJSON(t, key)
	}
	must(t, docs.Create(ctx, want))
	got, err := docs.Get(ctx, want.ID)
	must(t, err)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func testLargeDocument(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	big := note{ID: "a", Tags: []string{"t"}, Name: strings.Repeat("联", 1<<20)}
	must(t, f.notes.Create(ctx, note{ID: "a"}))
	_, err := f.notes.Update(ctx, "a", func(n *note) ([]event.Event, error) { n.Areas = []string{big.Name}; return nil, nil })
	must(t, err)
	n, err := f.notes.Get(ctx, "a")
	must(t, err)
	expect(t, "3 MB came back", n.Areas[0] == big.Name, true)
	_, err = f.notes.Update(ctx, "a", func(n *note) ([]event.Event, error) {
		n.Areas = []string{strings.Repeat("x", store.MaxDocument)}
		return nil, nil
	})
	expectKind(t, "over the limit", err, fault.KindTooLarge)
}
