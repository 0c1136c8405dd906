package storetest

import (
	"testing"

	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
)

// DB returns a database on a fresh SQLite directory that ends with the test.
// Declare collections on it, then Open it. clock is the wall clock when left out.
func DB(t testing.TB, name string, clock ...store.Clock) *store.DB {
	t.Helper()
	backend, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeBackend(t, backend) })
	return store.New(name, backend, pick(clock))
}

func pick(clock []store.Clock) store.Clock {
	if len(clock) > 0 {
		return clock[0]
	}
	return WallClock{}
}

func closeBackend(t testing.TB, b store.Backend) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Errorf("close the store: %v", err)
	}
}
