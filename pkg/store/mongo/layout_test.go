package mongo

import (
	"context"
	"testing"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/testengines"
)

// TestAwayWhileLooking: a server that goes away while a starting process looks
// for documents without entries is away, not unreadable: the process waits for
// it instead of ending.
func TestAwayWhileLooking(t *testing.T) {
	b, err := Open(t.Context(), testengines.StartMongo(t), testengines.Prefix(t)+"looking", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if _, err := b.Ensure(t.Context(), []store.Spec{{Collection: "thing"}}); err != nil {
		t.Fatal(err)
	}
	c, err := b.(*backend).collection("thing")
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := c.unbuilt(gone); !fault.Is(translate(err), fault.KindUnavailable) {
		t.Errorf("got %v", err)
	}
}
