package storetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// testPagesUnderWrites: while others come, go and move, a reader who pages sees
// every document that stays exactly once.
func testPagesUnderWrites(t *testing.T, f *fixture) {
	const stay, churners, passes = 120, 4, 6
	for i := range stay {
		must(t, f.notes.Create(everywhere(t), note{ID: fmt.Sprintf("stay%03d", i), Areas: []string{"x", "y"}, Rank: i % 17}))
	}
	ctx, stop := context.WithCancel(everywhere(t))
	reading := make(chan error, 1)
	go func() {
		defer stop()
		reading <- f.readPages(t, stay, passes)
	}()
	together(t, churners, func(i int) error {
		for n := 0; ctx.Err() == nil; n++ {
			if err := f.churn(ctx, fmt.Sprintf("churn%d-%d", i, n%20)); err != nil && ctx.Err() == nil {
				return err
			}
		}
		return nil
	})
	must(t, <-reading)
}

func (f *fixture) churn(ctx context.Context, id string) error {
	fresh := note{ID: id, Areas: []string{"x"}, Rank: rand.IntN(17)}
	_, err := f.notes.Upsert(ctx, id, func() note { return fresh }, func(n *note) ([]event.Event, error) {
		n.Rank = fresh.Rank
		return nil, nil
	})
	if err == nil && rand.IntN(4) == 0 {
		err = f.notes.Delete(ctx, id)
	}
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}

func (f *fixture) readPages(t *testing.T, stay, passes int) error {
	for pass := range passes {
		ctx := within(t, "x", "y")
		if pass%3 == 0 {
			ctx = everywhere(t)
		}
		seen := map[string]int{}
		err := f.notes.Each(ctx, store.Query{Index: "rank"}, func(n note) error { seen[n.ID]++; return nil })
		for _, id := range ids(t, ctx, f.notes, store.Query{Index: "rank", Limit: 7, Desc: pass%2 == 0}) {
			seen[id]++
		}
		if err != nil {
			return err
		}
		for i := range stay {
			if id := fmt.Sprintf("stay%03d", i); seen[id] != 2 {
				return fmt.Errorf("pass %d: %s was seen %d times in two readings", pass, id, seen[id])
			}
		}
	}
	return nil
}

// testSameKeyPages: the id goes on where keys are equal, from both ends, and a
// page position outside the query's range stays inside the range.
func testSameKeyPages(t *testing.T, f *fixture) {
	var all []string
	for i := range 23 {
		all = append(all, fmt.Sprintf("%02d", i))
		must(t, f.notes.Create(everywhere(t), note{ID: all[i], Open: true, Rank: i / 10}))
	}
	for limit := 1; limit <= 24; limit++ {
		expectIDs(t, "all", ids(t, everywhere(t), f.notes, store.Query{Index: "all", Limit: limit}), all...)
	}
	page, err := f.notes.List(everywhere(t), store.Query{Index: "open", Limit: 3})
	must(t, err)
	late := store.Query{Index: "open", From: 1, Limit: 1, After: page.Next}
	page, err = f.notes.List(everywhere(t), late)
	must(t, err)
	expect(t, "first of the range", page.Items[0].ID, "10")
	late = store.Query{Index: "open", Below: 1, Desc: true, Limit: 1}
	_, err = f.notes.List(everywhere(t), late)
	must(t, err)
	last, err := f.notes.List(everywhere(t), store.Query{Index: "open", Desc: true, Limit: 1})
	must(t, err)
	late.After = last.Next
	page, err = f.notes.List(everywhere(t), late)
	must(t, err)
	expect(t, "last of the range", page.Items[0].ID, "09")
}
