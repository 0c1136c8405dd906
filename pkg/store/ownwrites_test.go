package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type row struct {
	ID   string   `json:"id"`
	N    int64    `json:"n"`
	Tags []string `json:"tags"`
}

func rows(db *store.DB) *store.Collection[row] {
	return store.NewCollection(db, "row", store.Def[row]{
		ID:     func(r *row) string { return r.ID },
		Tokens: func(r *row) []string { return r.Tags },
		Indexes: []store.Index[row]{
			{Name: "n", Key: func(r *row) store.Key { return store.Key{r.N} }},
			{Name: "odd", Key: func(r *row) store.Key {
				if r.N%2 == 0 {
					return nil
				}
				return store.Key{r.N}
			}},
			{Name: "tag", Of: func(r *row) []string { return r.Tags }, Key: func(r *row) store.Key { return store.Key{r.N} }},
			{Name: "mine", Scoped: true, Key: func(r *row) store.Key { return store.Key{r.N} }},
		},
	})
}

// listed is everything that the queries return, page by page.
func listed(ctx context.Context, t *testing.T, c *store.Collection[row]) []string {
	t.Helper()
	var out []string
	two := store.WithScope(ctx, store.Scope{Tokens: []string{"x", "y"}})
	for i, q := range []store.Query{
		{Index: "n"}, {Index: "n", Desc: true}, {Index: "odd"}, {Index: "tag", Of: "x"}, {Index: "mine"},
		{Index: "n", From: int64(20), Below: int64(60), Desc: true},
	} {
		for _, ctx := range []context.Context{store.System(ctx), two} {
			q.Limit, q.After = 3, ""
			for {
				page, err := c.List(ctx, q)
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range page.Items {
					out = append(out, fmt.Sprint(i, r))
				}
				if q.After = page.Next; q.After == "" {
					break
				}
			}
		}
	}
	return out
}

func TestListsInAUnitSeeWhatItWillLeave(t *testing.T) {
	db := storetest.DB(t, "test")
	c := rows(db)
	ctx := store.System(context.Background())
	if err := db.Open(ctx); err != nil {
		t.Fatal(err)
	}
	for round := range uint64(30) {
		random := rand.New(rand.NewPCG(round, 1))
		var within []string
		err := db.Transact(ctx, func(ctx context.Context) error {
			for range 12 {
				if err := change(ctx, c, random); err != nil {
					return err
				}
			}
			within = listed(ctx, t, c)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if after := listed(ctx, t, c); !reflect.DeepEqual(within, after) {
			t.Fatalf("round %d: within\n%v\nafter\n%v", round, within, after)
		}
	}
}

// change puts or deletes one of 30 rows.
func change(ctx context.Context, c *store.Collection[row], random *rand.Rand) error {
	id := fmt.Sprint(random.IntN(30))
	if _, err := c.Get(ctx, id); err == nil && random.IntN(3) == 0 {
		return c.Delete(ctx, id)
	}
	_, err := c.Upsert(ctx, id, func() row { return row{ID: id} }, func(r *row) ([]event.Event, error) {
		r.N, r.Tags = random.Int64N(80), []string{"x", "y", "z"}[random.IntN(3):][:1]
		return nil, nil
	})
	return err
}

func TestListsInAUnitDoNotSeeWhatItUndid(t *testing.T) {
	db := storetest.DB(t, "test")
	c := rows(db)
	ctx := store.System(context.Background())
	if err := db.Open(ctx); err != nil {
		t.Fatal(err)
	}
	failed := errors.New("no")
	err := db.Transact(ctx, func(ctx context.Context) error {
		inner := db.Transact(ctx, func(ctx context.Context) error { return errors.Join(c.Create(ctx, row{ID: "1"}), failed) })
		if !errors.Is(inner, failed) {
			return inner
		}
		page, err := c.List(ctx, store.Query{Index: "n"})
		if len(page.Items) != 0 {
			t.Errorf("sees %v", page.Items)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPurgeRemovesAllWithEntries(t *testing.T) {
	db := storetest.DB(t, "test")
	c := rows(db)
	ctx := store.System(context.Background())
	if err := db.Open(ctx); err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		if err := c.Create(ctx, row{ID: fmt.Sprint(i), Tags: []string{"x"}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Purge(context.Background()); err == nil {
		t.Error("purged without the system's scope")
	}
	if err := db.Transact(ctx, c.Purge); err == nil {
		t.Error("purged inside a unit of work")
	}
	if err := c.Purge(ctx); err != nil {
		t.Fatal(err)
	}
	if left := listed(ctx, t, c); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}
