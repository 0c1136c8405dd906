package mongo_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/storetest"
	"lianluo/pkg/testengines"
)

type thing struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
	Fill  []int  `json:"fill,omitempty"`
}

func things(t *testing.T, b store.Backend) *store.Collection[thing] {
	t.Helper()
	db := store.New("away", b, storetest.WallClock{})
	c := store.NewCollection(db, "thing", store.Def[thing]{ID: func(x *thing) string { return x.ID }, Indexes: []store.Index[thing]{{Name: "all"}}})
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c
}

// own is a server that the test may kill, and its store, whose calls give up soon.
func own(t *testing.T) (*testengines.Proc, store.Backend) {
	t.Helper()
	server := testengines.OwnMongo(t)
	b, err := mongo.Open(t.Context(), server.Addr()+"&serverSelectionTimeoutMS=300", "own", mongo.Options{Timeout: 3 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return server, b
}

// TestServerAway: without the server every call says unavailable, and with the
// server back the same client goes on.
func TestServerAway(t *testing.T) {
	server, b := own(t)
	ctx := store.System(t.Context())
	c := things(t, b)
	bump := func(x *thing) ([]event.Event, error) { x.Count++; return nil, nil }
	if err := c.Create(ctx, thing{ID: "x"}); err != nil {
		t.Fatal(err)
	}
	server.Kill()
	calls := map[string]func() error{
		"ping":   func() error { return b.Ping(ctx) },
		"get":    func() error { _, err := c.Get(ctx, "x"); return err },
		"list":   func() error { _, err := c.List(ctx, store.Query{Index: "all"}); return err },
		"update": func() error { _, err := c.Update(ctx, "x", bump); return err },
		"blob":   func() error { return b.PutBlob(ctx, "hash", []byte("x"), time.Now()) },
		"read":   func() error { _, err := b.OpenBlob(ctx, "hash"); return err },
		"drop":   func() error { _, err := b.DropBlob(ctx, "hash", time.Now()); return err },
		"blobs":  func() error { _, err := b.Blobs(ctx, "", 10); return err },
		"ensure": func() error { _, err := b.Ensure(ctx, nil); return err },
		"batch":  func() error { return b.Commit(ctx, twoThings(0, 0)) },
	}
	for name, call := range calls {
		if err := call(); !fault.Is(err, fault.KindUnavailable) {
			t.Errorf("%s: %v", name, err)
		}
	}
	starting, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := server.Restart(starting); err != nil {
		t.Fatal(err)
	}
	for err := b.Ping(ctx); err != nil && starting.Err() == nil; err = b.Ping(ctx) {
	}
	if x, err := c.Update(ctx, "x", bump); err != nil || x.Count != 1 {
		t.Errorf("after the server was back: %+v, %v", x, err)
	}
}

func TestBadAddress(t *testing.T) {
	for _, uri := range []string{"", "postgres://x", "mongodb://"} {
		if _, err := mongo.Open(t.Context(), uri, "x", mongo.Options{}); !fault.Is(err, fault.KindFailedPrecondition) {
			t.Errorf("%q: %v", uri, err)
		}
	}
}

// TestGrownDocument: small numbers grow in BSON beyond what the server takes
// while the JSON is within the port's limit.
func TestGrownDocument(t *testing.T) {
	c := things(t, open(t))
	err := c.Create(store.System(t.Context()), thing{ID: "x", Fill: make([]int, 2_000_000)})
	if !fault.Is(err, fault.KindTooLarge) {
		t.Errorf("create: %.200s", strings.ToValidUTF8(err.Error(), "?"))
	}
}
