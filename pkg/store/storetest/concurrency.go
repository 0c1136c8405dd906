package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

const (
	writers = 10
	rounds  = 50
)

func testIncrements(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.notes.Create(ctx, note{ID: "n"}))
	together(t, writers, func(int) error {
		for range rounds {
			_, err := f.notes.Update(ctx, "n", func(n *note) ([]event.Event, error) {
				n.Count++
				return tell(n.Count), nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	f.expectCount(t, "n", writers*rounds)
}

// expectCount checks a document whose every event tells the count it led to.
func (f *fixture) expectCount(t *testing.T, id string, want int) {
	t.Helper()
	n, err := f.notes.Get(everywhere(t), id)
	must(t, err)
	expect(t, "count", n.Count, want)
	rows, err := f.db.Journal().ReadAggregate(t.Context(), "note/"+id, 0, want+10)
	must(t, err)
	expect(t, "events", len(rows), want)
	for i, row := range rows {
		data, err := toldType.Decode(row.Event)
		must(t, err)
		if data.Count != i+1 || row.Event.Sequence != int64(i+1) {
			t.Fatalf("event %d tells of %d with sequence %d", i+1, data.Count, row.Event.Sequence)
		}
	}
}

// testCreateBehind: one that chose its place by what it read, and finds the place
// taken because another wrote meanwhile, reads again and takes the next.
func testCreateBehind(t *testing.T, f *fixture) {
	must(t, f.notes.Create(everywhere(t), note{ID: "n"}))
	add := func(between func()) error {
		return f.db.Transact(everywhere(t), func(ctx context.Context) error {
			n, err := f.notes.Get(ctx, "n")
			must(t, err)
			between()
			if err := f.notes.Create(ctx, note{ID: fmt.Sprintf("n/%d", n.Count)}); err != nil {
				return err
			}
			_, err = f.notes.Update(ctx, "n", func(n *note) ([]event.Event, error) { n.Count++; return tell(n.Count), nil })
			return err
		})
	}
	tries := 0
	must(t, add(func() {
		if tries++; tries <= 2 {
			must(t, add(func() {}))
		}
	}))
	expect(t, "tries", tries, 3)
	f.expectCount(t, "n", 3)
	expectIDs(t, "all", ids(t, everywhere(t), f.notes, store.Query{Index: "all"}), "n", "n/0", "n/1", "n/2")
	expectKind(t, "a place that is taken for good", add(func() {
		if tries++; tries == 4 {
			must(t, f.notes.Create(everywhere(t), note{ID: "n/3"}))
		}
	}), fault.KindConflict)
}

var errMoved = errors.New("someone else was faster")

func testCompareAndSet(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	must(t, f.notes.Create(ctx, note{ID: "n"}))
	set := func(seen int) error {
		_, err := f.notes.Update(ctx, "n", func(n *note) ([]event.Event, error) {
			if n.Count != seen {
				return nil, errMoved
			}
			n.Count = seen + 1
			return tell(n.Count), nil
		})
		return err
	}
	together(t, writers, func(int) error {
		for won := 0; won < rounds; {
			n, err := f.notes.Get(ctx, "n")
			if err != nil {
				return err
			}
			switch err := set(n.Count); {
			case err == nil:
				won++
			case !errors.Is(err, errMoved):
				return err
			}
		}
		return nil
	})
	f.expectCount(t, "n", writers*rounds)
}

func testCreateRace(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	for round := range 5 {
		var won atomic.Int32
		together(t, writers, func(i int) error {
			err := f.notes.Create(ctx, note{ID: fmt.Sprint(round), Rank: i}, tell(1)...)
			if err == nil {
				won.Add(1)
			} else if !fault.Is(err, fault.KindConflict) {
				return err
			}
			return nil
		})
		expect(t, "winners", won.Load(), 1)
		rows, err := f.db.Journal().ReadAggregate(ctx, fmt.Sprintf("note/%d", round), 0, 10)
		must(t, err)
		expect(t, "events", len(rows), 1)
	}
}

func testUpsertRace(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	for round := range 5 {
		id := fmt.Sprint(round)
		together(t, writers, func(int) error {
			_, err := f.notes.Upsert(ctx, id, func() note { return note{ID: id} }, func(n *note) ([]event.Event, error) {
				n.Count++
				return tell(n.Count), nil
			})
			return err
		})
		f.expectCount(t, id, writers)
	}
}

func testUniqueRace(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	for round := range 5 {
		var won atomic.Int32
		together(t, writers, func(i int) error {
			err := f.notes.Create(ctx, note{ID: fmt.Sprint(round, "-", i), Name: fmt.Sprint(round)})
			if err == nil {
				won.Add(1)
			} else if !fault.HasCode(err, errNameTaken.Code) {
				return err
			}
			return nil
		})
		expect(t, "winners", won.Load(), 1)
	}
}
