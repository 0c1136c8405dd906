package insight

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"lianluo/pkg/store"
)

// Numbers kept in memory over many units of work, and written in parts, are those
// that are written with each; nothing is kept of a unit that failed.
func TestHeldNumbersAreTheSame(t *testing.T) {
	for seed := range uint64(3) {
		events := story(rand.New(rand.NewPCG(seed, 4)), 300)
		plain, m := newModel(t), newModel(t)
		plain.fold(events...)
		within, take := m.Hold(m.system())
		for some := range slices.Chunk(events, 40) {
			m.foldIn(within, some, context.Canceled)
			m.foldIn(within, some, nil)
			if len(take(false)) > 0 {
				t.Fatal("few are written already")
			}
		}
		if len(m.stored()) > 0 {
			t.Fatal("nothing was kept")
		}
		for range 2 { // the second time nothing is left
			for _, part := range take(true) {
				must(t, m.db.Transact(m.system(), part))
			}
			if got, want := m.dump(), plain.dump(); !maps.Equal(got, want) {
				t.Fatalf("seed %d: held\n%v\nplain\n%v", seed, got, want)
			}
			if got, want := m.asOf(), plain.asOf(); !maps.Equal(got, want) {
				t.Fatalf("seed %d: held as of\n%v\nplain\n%v", seed, got, want)
			}
		}
	}
}

// asOf is how new each counter is.
func (m *model) asOf() map[string]string {
	out := map[string]string{}
	recs, err := m.db.Kept(m.system(), "counter_a", "", store.MaxPage)
	must(m.t, err)
	for _, r := range recs {
		out[r.ID] = string(r.Doc)
	}
	return out
}
