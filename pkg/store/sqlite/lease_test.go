package sqlite

import (
	"context"
	"errors"
	"testing"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/store"
)

// A lease outlives its holder's process by nothing: whoever opens the directory
// next is alone and takes it over at once, under a new epoch. Within a process
// the holder's time counts.
func TestLeaseOfADeadProcess(t *testing.T) {
	dir, ctx := t.TempDir(), context.Background()
	open := func() *store.DB {
		b, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		db := store.New("leases", b, calendar.System())
		if err := db.Open(ctx); err != nil {
			t.Fatal(err)
		}
		return db
	}
	db := open()
	held, err := db.Acquire(ctx, "job", "first", time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Acquire(ctx, "job", "second", time.Hour); !errors.Is(err, store.ErrLease) {
		t.Errorf("taken from a living holder: %v", err)
	}
	if err := db.Close(); err != nil { // nobody released: as after a crash
		t.Fatal(err)
	}
	db = open()
	defer db.Close()
	taken, err := db.Acquire(ctx, "job", "third", time.Hour)
	if err != nil || taken.Epoch != held.Epoch+1 {
		t.Errorf("after a restart: %+v, %v", taken, err)
	}
	if _, err := db.Held(ctx, held, nil); !errors.Is(err, store.ErrLease) {
		t.Errorf("the dead one still holds it: %v", err)
	}
}
