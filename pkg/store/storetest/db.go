package storetest

import (
	"testing"

	"lianluo/pkg/store"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/testengines"
)

// DB returns a database on a fresh SQLite directory that ends with the test.
// Declare collections on it, then Open it. clock is the wall clock when left out.
func DB(t testing.TB, name string, clock ...store.Clock) *store.DB {
	t.Helper()
	backend, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	return use(t, name, backend, err, clock)
}

// MongoDB is DB on the MongoDB that make test-engines runs; without it the test
// is skipped. Most want EachDB.
func MongoDB(t testing.TB, name string, clock ...store.Clock) *store.DB {
	t.Helper()
	backend, err := mongo.Open(t.Context(), testengines.StartMongo(t), testengines.Prefix(t)+name, mongo.Options{})
	return use(t, name, backend, err, clock)
}

// EachDB runs the test on SQLite, and under make test-engines on MongoDB, too.
func EachDB(t *testing.T, name string, test func(t *testing.T, db *store.DB), clock ...store.Clock) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, DB(t, name, clock...)) })
	if testengines.Enabled() {
		t.Run("mongo", func(t *testing.T) { test(t, MongoDB(t, name, clock...)) })
	}
}

func use(t testing.TB, name string, backend store.Backend, err error, clock []store.Clock) *store.DB {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closeBackend(t, backend) })
	if len(clock) == 0 {
		clock = []store.Clock{WallClock{}}
	}
	return store.New(name, backend, clock[0])
}

func closeBackend(t testing.TB, b store.Backend) {
	t.Helper()
	if err := b.Close(); err != nil {
		t.Errorf("close the store: %v", err)
	}
}
