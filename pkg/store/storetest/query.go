package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

func testRefusals(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	_, err := f.notes.List(ctx, store.Query{Index: "nothing"})
	expectCode(t, "index that is not declared", err, "store.no_index")
	_, err = f.notes.List(ctx, store.Query{Index: "open", Of: "x"})
	expectCode(t, "element of an index without elements", err, "store.no_index")
	for _, cursor := range []string{"%", "bm8", "WyJhIl0"} {
		_, err = f.notes.List(ctx, store.Query{Index: "all", After: cursor})
		expectCode(t, "cursor "+cursor, err, "page.cursor")
	}
}

// testQueries compares random queries over random data with a naive model.
func testQueries(t *testing.T, f *fixture) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	m := &model{r: r, docs: map[string]note{}}
	for range 6 {
		for range 40 {
			m.change(t, f)
		}
		for range 60 {
			m.compare(t, f)
		}
	}
}

// words are hard on keys: empty, prefixes of each other, controls, beyond ASCII.
var words = []string{"", "a", "a ", "ab", "a/b", "A", "a.b", "$a", "甲", "甲乙", "乙", "z\x01", "é", "\x7f", "😀", `"\`, "a\x00b"}

var tokens = []string{"a:43", "a:4312", "a:4313", "u:甲", "p:1"}

type model struct {
	r    *rand.Rand
	docs map[string]note
}

func (m *model) some(from []string) []string {
	out := []string{}
	for range m.r.IntN(4) {
		out = append(out, from[m.r.IntN(len(from))])
	}
	return out
}

func (m *model) note(id string) note {
	return note{ID: id, Areas: m.some(tokens), Tags: m.some(words), Rank: m.r.IntN(9) - 4, Open: m.r.IntN(2) == 0,
		Name: fmt.Sprint(words[m.r.IntN(len(words))], "/", id)}
}

// change creates, replaces or deletes one document, in the store and the model.
func (m *model) change(t *testing.T, f *fixture) {
	t.Helper()
	ctx := everywhere(t)
	id := fmt.Sprint(m.r.IntN(100), "-", words[1+m.r.IntN(len(words)-2)])
	fresh := m.note(id)
	_, stored := m.docs[id]
	switch {
	case stored && m.r.IntN(3) == 0:
		must(t, f.notes.Delete(ctx, id))
		delete(m.docs, id)
		return
	case stored:
		_, err := f.notes.Update(ctx, id, func(n *note) ([]event.Event, error) { *n = fresh; return nil, nil })
		must(t, err)
	default:
		must(t, f.notes.Create(ctx, fresh))
	}
	m.docs[id] = fresh
}

// compare makes a query, and the same selection and order by hand.
func (m *model) compare(t *testing.T, f *fixture) {
	t.Helper()
	scope := store.Scope{All: true}
	if m.r.IntN(3) > 0 {
		scope = store.Scope{Tokens: m.some(tokens)}
	}
	q := store.Query{Limit: 1 + m.r.IntN(12), Desc: m.r.IntN(2) == 0}
	where := m.where(&q)
	var want []note
	for _, n := range m.docs {
		if scope.Permits(n.Areas) && where(n) {
			want = append(want, n)
		}
	}
	sorting.By(want, func(a, b note) int { return naiveOrder(q.Index, a, b) })
	if q.Desc {
		slices.Reverse(want)
	}
	got := ids(t, store.WithScope(t.Context(), scope), f.notes, q)
	wantIDs := []string{}
	for _, n := range want {
		wantIDs = append(wantIDs, n.ID)
	}
	if !slices.Equal(got, wantIDs) {
		t.Fatalf("query %+v in scope %+v:\n got %q\nwant %q", q, scope, got, wantIDs)
	}
}

// where fills the query at random and returns what it selects.
func (m *model) where(q *store.Query) func(note) bool {
	low, high, ranged := m.r.IntN(9)-4, m.r.IntN(9)-4, m.r.IntN(2) == 0
	inRange := func(n note) bool { return !ranged || n.Rank >= low && n.Rank < high }
	if ranged {
		q.From, q.Below = low, high
	}
	switch m.r.IntN(5) {
	case 0:
		q.Index, q.Eq = "rank", store.Key{true}
		return func(n note) bool { return n.Open && inRange(n) }
	case 1:
		q.Index, q.Of = "tag", words[m.r.IntN(len(words))]
		of := q.Of
		return func(n note) bool { return slices.Contains(n.Tags, of) && inRange(n) }
	case 2:
		q.Index = "open"
		return func(n note) bool { return n.Open && inRange(n) }
	case 3:
		q.Index, q.From, q.Below = "name", nil, nil
		if ranged {
			q.From = words[m.r.IntN(len(words))]
		}
		from, _ := q.From.(string)
		return func(n note) bool { return clean(n.Name) >= clean(from) }
	}
	q.Index, q.From, q.Below = "all", nil, nil
	return func(note) bool { return true }
}
