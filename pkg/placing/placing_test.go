package placing

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
)

// sortTokens puts arrays of texts in order: what follows from a line is a set.
func sortTokens(value any) {
	switch v := value.(type) {
	case map[string]any:
		for _, one := range v {
			sortTokens(one)
		}
	case []any:
		for _, one := range v {
			sortTokens(one)
		}
		slices.SortStableFunc(v, func(a, b any) int { return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	}
}

type thing struct {
	ID    string   `json:"id"`
	Area  string   `json:"area"`
	Reach []string `json:"reach"`
}

type world struct {
	*Placing
	t      *testing.T
	tree   *area.Tree
	things *store.Collection[thing]
	other  *store.Collection[thing] // reached by the system alone
}

func newWorld(t *testing.T) *world {
	t.Helper()
	backend, err := sqlite.Open(filepath.Join(t.TempDir(), "db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, tree: area.Default().Live()}
	db := store.New("test", backend, calendar.NewVirtual(day))
	t.Cleanup(func() { _ = db.Close() })
	w.Placing = Declare(db, w.tree, slog.New(slog.DiscardHandler))
	id := func(x *thing) string { return x.ID }
	w.things = store.NewCollection(db, "thing", store.Def[thing]{ID: id, Tokens: func(x *thing) []string { return x.Reach },
		Indexes: []store.Index[thing]{{Name: "id", Scoped: true, Key: func(x *thing) store.Key { return store.Key{x.ID} }}}})
	w.other = store.NewCollection(db, "other", store.Def[thing]{ID: id})
	w.ok(db.Open(t.Context()))
	return w
}

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) system() context.Context { return store.System(w.t.Context()) }

func (w *world) add(id, code string) {
	w.t.Helper()
	x := thing{ID: id, Area: code, Reach: authz.AreaTokens(w.tree, code)}
	w.ok(errors.Join(w.things.Create(w.system(), x), w.other.Create(w.system(), x)))
}

// seen are the things that who answers for a division lists.
func (w *world) seen(code string) (out []string) {
	w.t.Helper()
	ctx := store.WithScope(w.t.Context(), store.Scope{Tokens: []string{authz.AreaToken(code)}})
	w.ok(w.things.Each(ctx, store.Query{Index: "id"}, func(x thing) error { out = append(out, x.ID); return nil }))
	return out
}

func (w *world) sees(code string, want ...string) {
	w.t.Helper()
	if got := w.seen(code); !slices.Equal(got, want) {
		w.t.Errorf("%s sees %v, want %v", code, got, want)
	}
}

func (w *world) rounds(n int) {
	w.t.Helper()
	for range n {
		w.ok(w.Round(w.t.Context()))
	}
}

var (
	merge = area.Division{Code: "431223200", ValidTo: day, SupersededBy: "431223100"}
	move  = area.Division{Code: "431222102", Parent: "431223", ValidFrom: day}
)

func TestWhoeverAnswersNowSeesWhatWasThere(t *testing.T) {
	w := newWorld(t)
	w.add("1", "431223200")
	w.add("2", "431222102")
	w.add("3", "431222105")
	w.rounds(2)
	w.ok(w.tree.Learn("a", []area.Division{merge, move}))
	w.rounds(1) // only noted: replicas may not have heard yet
	w.sees("431223", "1")
	w.rounds(1)
	w.sees("431223", "1", "2")
	w.sees("431223100", "1")
	w.sees("431223200", "1")
	w.sees("431222", "3")
	if x, _ := w.other.Get(w.system(), "2"); slices.Contains(x.Reach, "a:431223") {
		t.Error("what nobody reaches by it was rewritten")
	}
	p, err := w.Progress(t.Context())
	w.ok(err)
	if len(p.Work) != 0 || p.Changed != 2 || p.Ended.IsZero() {
		t.Errorf("%+v", p)
	}
	w.rounds(3)
	if again, _ := w.Progress(t.Context()); !again.Started.Equal(p.Started) {
		t.Error("it was done again")
	}
	// And back.
	w.ok(w.tree.Learn("a", nil))
	w.rounds(2)
	w.sees("431223", "1")
	w.sees("431223100")
	w.sees("431222", "2", "3")
}

func TestItGoesOnWhereItWasCutOff(t *testing.T) {
	w := newWorld(t)
	for i := range 2*store.MaxPage + 10 {
		w.ok(w.things.Create(w.system(), thing{ID: fmt.Sprintf("%06d", i), Area: "431222102", Reach: authz.AreaTokens(w.tree, "431222102")}))
	}
	w.ok(w.tree.Learn("a", []area.Division{move}))
	w.rounds(1)
	pages := 0
	w.Specially("thing", func(ctx context.Context, collection, after string, shifts []Shift) (store.Rewritten, error) {
		if pages++; pages == 2 {
			return store.Rewritten{}, fault.Unavailable(errors.New("cut off"))
		}
		return w.db.Rewrite(ctx, collection, after, func(doc []byte) ([]byte, error) { return Apply(w.tree, shifts, doc) })
	})
	if err := w.Round(t.Context()); err == nil {
		t.Fatal("it was not cut off")
	}
	p, err := w.Progress(t.Context())
	w.ok(err)
	if p.Seen != store.MaxPage || p.After == "" || p.Collection != "thing" || len(p.Work) != 1 {
		t.Fatalf("progress %+v", p)
	}
	w.rounds(1)
	if p, _ = w.Progress(t.Context()); p.Changed != 2*store.MaxPage+10 || len(p.Work) != 0 || pages != 4 {
		t.Errorf("%d pages, %+v", pages, p)
	}
	if n := len(w.seen("431222")); n != 0 {
		t.Errorf("the old county still sees %d", n)
	}
}

func TestOnlyTheSystemRewrites(t *testing.T) {
	w := newWorld(t)
	nobody := store.WithScope(t.Context(), store.Scope{Tokens: []string{"a:43"}})
	if _, err := w.db.Rewrite(nobody, "thing", "", func([]byte) ([]byte, error) { return nil, nil }); !fault.Is(err, fault.KindDenied) {
		t.Errorf("%v", err)
	}
	if Every > 10*time.Second {
		t.Error("whoever merges divisions waits too long")
	}
}

// TestWhoOnceWasThereIsNotReachedFromThere: a document that still names a place of
// its past moves with its own, and what it follows from it is computed anew.
func TestWhoOnceWasThereIsNotReachedFromThere(t *testing.T) {
	type member struct {
		ID    string   `json:"id"`
		Area  string   `json:"area"`
		Ended []thing  `json:"ended"`
		Reach []string `json:"reach"`
	}
	for _, settled := range []bool{false, true} {
		w := newWorld(t)
		members := store.NewCollection(w.db, "member", store.Def[member]{ID: func(m *member) string { return m.ID }, Tokens: func(m *member) []string { return m.Reach }})
		if settled {
			Settle(w.Placing, "member", func(m *member) { m.Reach = authz.AreaTokens(w.tree, m.Area) })
		}
		w.ok(w.db.Open(t.Context()))
		w.ok(members.Create(w.system(), member{ID: "1", Area: "431222102", Reach: authz.AreaTokens(w.tree, "431222102"), Ended: []thing{{ID: "mandate", Area: "431222"}}}))
		w.ok(w.tree.Learn("a", []area.Division{move}))
		w.rounds(2)
		got, err := members.Get(w.system(), "1")
		w.ok(err)
		if !slices.Contains(got.Reach, "a:431223") || slices.Contains(got.Reach, "a:431222") == settled {
			t.Errorf("settled %v: reached from %v", settled, got.Reach)
		}
	}
}
