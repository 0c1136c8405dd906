package voting

import (
	"flag"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/rpc"
	"lianluo/services/voting/votingtest"
)

var (
	castLoad = flag.Int("casts", 30, "deputies who cast at once in TestCastsAtOnce")
	castFile = flag.String("bundle", "", "where TestCastsAtOnce leaves the bundle, for other verifiers")
)

// Everybody casts at once: each ballot stands on the board once, in one chain, and
// the whole verifies. make bench-ballot prints
// the figures of 450.
func TestCastsAtOnce(t *testing.T) {
	n := *castLoad
	h := gather(t, n, 12)
	h.prepare(10, 1, 2, 3)
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(n, 0)
	said := make([]ballottest.Said, n)
	for i, v := range h.Voters {
		said[i] = h.Cast(v)
	}
	took, order := h.together(said)
	for _, one := range order {
		h.Take(said[one.voter], one.receipt)
	}
	slices.Sort(took)
	t.Logf("%d casts: median %v, p99 %v, longest %v", n, took[n/2].Round(time.Millisecond), took[n*99/100].Round(time.Millisecond), took[n-1].Round(time.Millisecond))
	begun := time.Now()
	h.Finish()
	t.Logf("closed, opened, counted and signed in %v", time.Since(begun).Round(time.Millisecond))
	bundle := h.Bundle()
	begun = time.Now()
	if r := board.Verify(bundle, nil, nil); !r.Holds() {
		t.Errorf("the bundle does not verify: %v", r.Failures)
	}
	t.Logf("a bundle of %.1f MB verified in %v", float64(len(bundle))/1e6, time.Since(begun).Round(time.Millisecond))
	if *castFile != "" {
		must(t, os.WriteFile(*castFile, bundle, 0o600))
	}
}

type landed struct {
	voter   int
	receipt voting.EntryReceipt
}

// together posts all ballots from as many clients as there are deputies, spread as
// in a hall: within a minute of 450, faster for fewer.
func (h *hall) together(said []ballottest.Said) (took []time.Duration, order []landed) {
	h.t.Helper()
	var mu sync.Mutex
	var all sync.WaitGroup
	clients := make([]*rpc.Client, len(said))
	for i := range said {
		clients[i] = h.phone(i + 1)
	}
	for i := range said {
		all.Go(func() {
			time.Sleep(time.Duration(i) * 60 * time.Second / 450)
			begun := time.Now()
			r, err := rpc.Call(h.t.Context(), clients[i], voting.PostEntry, votingtest.Request(h.ID, said[i]))
			mu.Lock()
			defer mu.Unlock()
			took = append(took, time.Since(begun))
			if order = append(order, landed{i, r}); err != nil {
				h.t.Error(err)
			}
		})
	}
	all.Wait()
	slices.SortFunc(order, func(a, b landed) int { return a.receipt.Seq - b.receipt.Seq })
	return took, order
}
