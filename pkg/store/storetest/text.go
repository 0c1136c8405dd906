package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// saying is what the text index is tried on.
type saying struct {
	ID    string    `json:"id"`
	Areas []string  `json:"areas"`
	Words []string  `json:"words"`
	At    time.Time `json:"at"`
	Note  string    `json:"note"`
}

func sayings(db *store.DB, name string, indexes ...store.Index[saying]) *store.Collection[saying] {
	return store.NewCollection(db, name, store.Def[saying]{
		ID: func(s *saying) string { return s.ID }, Tokens: func(s *saying) []string { return s.Areas }, Indexes: indexes,
	})
}

func textIndex(rev int) store.Index[saying] {
	return store.Index[saying]{Name: "said", Rev: rev, Words: func(s *saying) []string { return s.Words },
		Key: func(s *saying) store.Key { return store.Key{s.At} }}
}

var sayingsFrom = time.Date(1969, 12, 31, 23, 0, 0, 0, time.UTC)

// said are words that are hard on tokenizers and query languages.
var said = []string{"路灯", "灯坏", "ab", "a", "AB", "é", "𠮷野", "AND", "OR", "NEAR", `"`, "*", "a:43", "k:case", "x61", "61", "-a", "$where", "\x00", "\xff", "　", " ", "a b"}

// testTextPurge: what was purged is not found, and may be stored again.
func testTextPurge(t *testing.T, f *fixture) {
	db := store.New("storetest", f.backend, WallClock{})
	c := sayings(db, "saying", textIndex(0))
	ctx := everywhere(t)
	must(t, db.Open(ctx))
	found := func() int {
		page, err := c.Search(ctx, store.Search{Index: "said", Words: []string{"路灯"}, Limit: 100})
		must(t, err)
		return len(page.Items)
	}
	for range 2 {
		for i := range 20 {
			must(t, c.Create(ctx, saying{ID: fmt.Sprint(i), Areas: []string{"a"}, Words: []string{"路灯"}, At: sayingsFrom}))
		}
		expect(t, "found", found(), 20)
		must(t, c.Purge(ctx))
		expect(t, "found", found(), 0)
	}
}

// testText compares random searches over random data with a naive model.
func testText(t *testing.T, f *fixture) {
	db := store.New("storetest", f.backend, WallClock{})
	c := sayings(db, "saying", textIndex(0))
	must(t, db.Open(t.Context()))
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	m := &model{r: rand.New(rand.NewPCG(seed, 1))}
	docs := map[string]saying{}
	for i := range 400 {
		m.say(t, c, docs, i)
		if i%4 == 0 {
			m.search(t, c, docs)
		}
	}
}

// say creates, changes or deletes one saying. No two are of the same time.
func (m *model) say(t *testing.T, c *store.Collection[saying], docs map[string]saying, i int) {
	t.Helper()
	ctx, id := everywhere(t), fmt.Sprint("s", m.r.IntN(80))
	fresh := saying{ID: id, Areas: m.some(tokens), Words: append(m.some(said), m.some(said)...), At: sayingsFrom.Add(time.Duration(m.r.IntN(9000)*1000+i) * time.Second), Note: fmt.Sprint(i)}
	old, stored := docs[id]
	switch {
	case stored && m.r.IntN(4) == 0:
		must(t, c.Delete(ctx, id))
		delete(docs, id)
		return
	case stored && m.r.IntN(2) == 0: // what is found by stays as it is
		fresh.Areas, fresh.Words, fresh.At = old.Areas, old.Words, old.At
	}
	must(t, c.Put(ctx, fresh))
	docs[id] = fresh
}

func (m *model) search(t *testing.T, c *store.Collection[saying], docs map[string]saying) {
	t.Helper()
	scope := store.Scope{All: true}
	if m.r.IntN(3) > 0 {
		scope = store.Scope{Tokens: m.some(tokens)}
	}
	q := store.Search{Index: "said", Words: append(m.some(said[:4]), said[m.r.IntN(len(said))]), Limit: 1 + m.r.IntN(9)}
	var want []saying
	for _, s := range docs {
		has := !slices.ContainsFunc(q.Words, func(w string) bool { return !slices.Contains(s.Words, w) })
		if has && scope.Permits(s.Areas) {
			want = append(want, s)
		}
	}
	sorting.By(want, func(a, b saying) int { return b.At.Compare(a.At) })
	ids := []string{}
	for _, s := range want {
		ids = append(ids, s.ID+" "+s.Note)
	}
	if got := foundBy(t, store.WithScope(t.Context(), scope), c, q); !slices.Equal(got, ids) {
		t.Fatalf("search %q in scope %+v:\n got %q\nwant %q", q.Words, scope, got, ids)
	}
}

// foundBy pages through a search.
func foundBy(t *testing.T, ctx context.Context, c *store.Collection[saying], q store.Search) []string {
	t.Helper()
	out := []string{}
	for {
		page, err := c.Search(ctx, q)
		must(t, err)
		if len(page.Items) > q.Limit {
			t.Fatalf("%d in a page of %d", len(page.Items), q.Limit)
		}
		for _, s := range page.Items {
			out = append(out, s.ID+" "+s.Note)
		}
		if q.After = page.Next; q.After == "" {
			return out
		}
	}
}

// testTextFar: words that many documents have each, and few have both, are found
// however far apart these lie; of one time, each is found once.
func testTextFar(t *testing.T, f *fixture) {
	db := store.New("storetest", f.backend, WallClock{})
	c := sayings(db, "saying", textIndex(0))
	must(t, db.Open(t.Context()))
	const many = 4000
	var want []string
	must(t, db.Transact(everywhere(t), func(ctx context.Context) error {
		for i := range many {
			s := saying{ID: fmt.Sprintf("%05d", i), Areas: []string{tokens[i%2]}, Words: []string{[]string{"路灯", "噪音"}[i%2]}, At: sayingsFrom.Add(time.Duration(i/2000) * time.Hour)}
			if i%1997 == 5 {
				s.Words = []string{"路灯", "噪音"}
				want = append(want, s.ID+" ")
			}
			if err := c.Create(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}))
	for _, scope := range []store.Scope{{All: true}, {Tokens: tokens[:2]}} {
		ctx := store.WithScope(t.Context(), scope)
		got := foundBy(t, ctx, c, store.Search{Index: "said", Words: []string{"路灯", "噪音"}, Limit: 2})
		slices.Sort(got)
		expectIDs(t, "rare together", got, want...)
		got = foundBy(t, ctx, c, store.Search{Index: "said", Words: []string{"路灯"}, Limit: 300})
		slices.Sort(got)
		expect(t, "of the same time", len(slices.Compact(got)), many/2+2)
	}
}

// testTextBroad: of a scope that nearly everything lies in, what lies outside is
// not found, nor what moves out of it, on whatever page; nor is anything of a scope
// that was nearly everything once missed.
func testTextBroad(t *testing.T, f *fixture) {
	db := store.New("storetest", f.backend, WallClock{})
	c := sayings(db, "saying", textIndex(0))
	must(t, db.Open(t.Context()))
	keep := func(from, to int, area func(i int) string) {
		must(t, db.Transact(everywhere(t), func(ctx context.Context) error {
			for i := from; i < to; i++ {
				s := saying{ID: fmt.Sprintf("%05d", i), Areas: []string{area(i)}, Words: []string{"路灯"}, At: sayingsFrom.Add(time.Duration(i) * time.Hour)}
				if err := c.Create(ctx, s); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	found := func(area string) int {
		return len(foundBy(t, within(t, area), c, store.Search{Index: "said", Words: []string{"路灯"}, Limit: 60}))
	}
	keep(0, 800, func(i int) string { return []string{"a:1", "a:2"}[(i%100)/99] })
	expect(t, "in nearly everything", found("a:1"), 792)
	expect(t, "in the rest", found("a:2"), 8)
	_, err := c.Update(everywhere(t), "00798", func(s *saying) ([]event.Event, error) { s.Areas = []string{"a:2"}; return nil, nil })
	must(t, err)
	expect(t, "when one moved out", found("a:1")*100+found("a:2"), 79109)
	keep(800, 2400, func(int) string { return "a:2" })
	expect(t, "when it is nearly everything no more", found("a:1"), 791)
	expect(t, "and the other is", found("a:2"), 1609)
}

// testSome: what is found has the members that were asked for; several documents
// are read at once, in order, within scope, with what the unit of work wrote.
func testSome(t *testing.T, f *fixture) {
	db := store.New("storetest", f.backend, WallClock{})
	c := sayings(db, "saying", textIndex(0))
	must(t, db.Open(t.Context()))
	for i, area := range []string{"a:1", "a:2", "a:1"} {
		must(t, c.Create(everywhere(t), saying{ID: fmt.Sprint(i), Areas: []string{area}, Words: []string{"路灯"}, At: sayingsFrom.Add(time.Duration(i) * time.Hour), Note: "n"}))
	}
	page, err := c.Search(within(t, "a:1"), store.Search{Index: "said", Words: []string{"路灯"}, Members: []string{"id", "areas"}})
	must(t, err)
	for i, s := range page.Items {
		if s.ID != fmt.Sprint(2-2*i) || s.Note != "" || s.Words != nil || len(s.Areas) != 1 {
			t.Errorf("%+v", s)
		}
	}
	expect(t, "found", len(page.Items), 2)
	read := func(ctx context.Context) (out []string) {
		all, err := c.GetAll(ctx, []string{"2", "none", "1", "0", "3"})
		must(t, err)
		for _, s := range all {
			out = append(out, s.ID+s.Note)
		}
		return out
	}
	expectIDs(t, "within", read(within(t, "a:1")), "2n", "0n")
	expectIDs(t, "all", read(everywhere(t)), "2n", "1n", "0n")
	must(t, db.Transact(everywhere(t), func(ctx context.Context) error {
		must(t, c.Create(ctx, saying{ID: "3", Note: "new"}))
		must(t, c.Delete(ctx, "1"))
		expectIDs(t, "in a unit", read(ctx), "2n", "0n", "3new")
		return nil
	}))
	_, err = c.GetAll(t.Context(), []string{"0"})
	expectCode(t, "no scope", err, "store.no_scope")
	none, err := c.GetAll(everywhere(t), nil)
	must(t, err)
	expect(t, "of no ids", len(none), 0)
}

func testTextRefusals(t *testing.T, f *fixture) {
	db := store.New("storetest", f.backend, WallClock{})
	c := sayings(db, "saying", textIndex(0))
	must(t, db.Open(t.Context()))
	ctx := everywhere(t)
	must(t, c.Create(ctx, saying{ID: "1", Words: []string{"ab", "cd"}, At: sayingsFrom}))
	must(t, c.Create(ctx, saying{ID: "2", At: sayingsFrom}))
	_, err := c.Search(ctx, store.Search{Index: "nothing", Words: []string{"ab"}})
	expectCode(t, "index that is not declared", err, "store.no_index")
	_, err = f.notes.Search(ctx, store.Search{Index: "all", Words: []string{"ab"}})
	expectCode(t, "index that is no text index", err, "store.no_index")
	_, err = c.List(ctx, store.Query{Index: "said"})
	expectCode(t, "list of a text index", err, "store.no_index")
	_, err = c.Search(t.Context(), store.Search{Index: "said", Words: []string{"ab"}})
	expectCode(t, "no scope", err, "store.no_scope")
	for _, cursor := range []string{"%", "bm8", "WyJhIl0"} {
		_, err = c.Search(ctx, store.Search{Index: "said", Words: []string{"ab"}, After: cursor})
		expectCode(t, "cursor "+cursor, err, "page.cursor")
	}
	for _, words := range [][]string{nil, {}, {""}, {"abc"}, {strings.Repeat("路", 10_000)}} {
		page, err := c.Search(ctx, store.Search{Index: "said", Words: words})
		must(t, err)
		expect(t, "found by nothing", len(page.Items), 0)
	}
}

// testTextRebuild: an index of words over documents that were there before, and
// one whose meaning changed.
func testTextRebuild(t *testing.T, f *fixture) {
	open := func(indexes ...store.Index[saying]) *store.Collection[saying] {
		db := store.New("storetest", f.backend, WallClock{})
		c := sayings(db, "saying", indexes...)
		must(t, db.Open(t.Context()))
		return c
	}
	before := open()
	for i := range 30 {
		must(t, before.Create(everywhere(t), saying{ID: fmt.Sprintf("%02d", i), Words: []string{"路灯"}, At: sayingsFrom.Add(time.Duration(i) * time.Hour)}))
	}
	find := func(c *store.Collection[saying], word string) int {
		return len(foundBy(t, everywhere(t), c, store.Search{Index: "said", Words: []string{word}, Limit: 7}))
	}
	c := open(textIndex(0))
	expect(t, "built", find(c, "路灯"), 30)
	_, err := c.Update(everywhere(t), "07", func(s *saying) ([]event.Event, error) { s.Words = []string{"噪音"}; return nil, nil })
	must(t, err)
	other := textIndex(1)
	other.Words = func(s *saying) []string { return append(slices.Clone(s.Words), "每件") }
	c = open(other)
	expect(t, "of another meaning", find(c, "每件")*100+find(c, "噪音"), 3001)
	open()
	c = open(textIndex(2))
	expect(t, "declared again", find(c, "路灯")*100+find(c, "每件"), 2900)
}
