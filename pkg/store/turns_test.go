package store_test

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type tally struct {
	ID   string `json:"id"`
	Last int    `json:"last"`
}

type tallies struct {
	db   *store.DB
	kept *store.Collection[tally]
}

func openTallies(t *testing.T) (tallies, context.Context) {
	t.Helper()
	db := storetest.DB(t, "tallies")
	kept := store.NewCollection(db, "tally", store.Def[tally]{ID: func(c *tally) string { return c.ID }, Busy: true})
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tallies{db, kept}, store.System(t.Context())
}

func (c tallies) next(ctx context.Context, id string) error {
	_, err := c.kept.Upsert(ctx, id, func() tally { return tally{ID: id} }, func(n *tally) ([]event.Event, error) {
		n.Last++
		return nil, nil
	})
	return err
}

func (c tallies) expect(t *testing.T, ctx context.Context, id string, want int) {
	t.Helper()
	if got, err := c.kept.Get(ctx, id); err != nil || got.Last != want {
		t.Errorf("%s: %d, want %d (%v)", id, got.Last, want, err)
	}
}

func TestBusyDocumentsCountEveryUnit(t *testing.T) {
	c, ctx := openTallies(t)
	const writers, rounds = 8, 25
	var work sync.WaitGroup
	for range writers {
		work.Go(func() {
			for range rounds {
				if err := c.next(ctx, "a"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	work.Wait()
	c.expect(t, ctx, "a", writers*rounds)
}

// Units that want the same two documents in opposite orders do not hang.
func TestBusyDocumentsInOppositeOrders(t *testing.T) {
	c, ctx := openTallies(t)
	var met sync.WaitGroup
	met.Add(2)
	both := func(first, second string) error {
		var once atomic.Bool
		return c.db.Transact(ctx, func(ctx context.Context) error {
			if err := c.next(ctx, first); err != nil {
				return err
			}
			if once.CompareAndSwap(false, true) {
				met.Done()
				met.Wait() // each has its first and wants the other's
			}
			return c.next(ctx, second)
		})
	}
	var work sync.WaitGroup
	for _, order := range [][2]string{{"a", "b"}, {"b", "a"}} {
		work.Go(func() {
			if err := both(order[0], order[1]); err != nil {
				t.Error(err)
			}
		})
	}
	work.Wait()
	c.expect(t, ctx, "a", 2)
	c.expect(t, ctx, "b", 2)
}

// A unit that ended, even by failing, leaves its turns.
func TestAFailedUnitLeavesItsTurn(t *testing.T) {
	c, ctx := openTallies(t)
	err := c.db.Transact(ctx, func(ctx context.Context) error {
		if err := c.next(ctx, "a"); err != nil {
			return err
		}
		return context.Canceled
	})
	if err == nil {
		t.Error("the unit did not fail")
	}
	for range 2 {
		if err := c.next(ctx, "a"); err != nil {
			t.Error(err)
		}
	}
	c.expect(t, ctx, "a", 2)
}
