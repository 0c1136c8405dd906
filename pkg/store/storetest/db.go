package storetest

import (
	"net/url"
	"os"
	"path/filepath"
	"strconv"
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

// Backend is a fresh SQLite directory, or under make test-engines a database in
// MongoDB, for a service whose whole suite runs on both in turn. Who opened it closes it.
func Backend(t testing.TB, name string) (store.Backend, error) {
	t.Helper()
	if testengines.Enabled() {
		return mongo.Open(t.Context(), testengines.StartMongo(t), testengines.Prefix(t)+name, mongo.Options{})
	}
	return sqlite.Open(t.TempDir(), sqlite.Options{})
}

// EachDB runs the test on SQLite, and under make test-engines on MongoDB, too.
func EachDB(t *testing.T, name string, test func(t *testing.T, db *store.DB), clock ...store.Clock) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, DB(t, name, clock...)) })
	if testengines.Enabled() {
		t.Run("mongo", func(t *testing.T) { test(t, MongoDB(t, name, clock...)) })
	}
}

// KeptDB is DB on a directory that stays, for benchmarks whose data are long to load.
func KeptDB(t testing.TB, dir, name string) *store.DB {
	t.Helper()
	backend, err := sqlite.Open(filepath.Join(dir, "sqlite"), sqlite.Options{})
	return use(t, name, backend, err, nil)
}

// KeptMongoDB is KeptDB on a MongoDB of its own, which ends with the test. A
// replica set's member has to come back under its port.
func KeptMongoDB(t testing.TB, dir, name string) (*store.DB, *testengines.Proc) {
	t.Helper()
	dir = filepath.Join(dir, "mongo")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	kept, _ := os.ReadFile(filepath.Join(dir, "port")) // none yet: any port
	port, _ := strconv.Atoi(string(kept))
	server, err := testengines.RunMongo(t.Context(), dir, port)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Stop)
	at, err := url.Parse(server.Addr())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "port"), []byte(at.Port()), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	backend, err := mongo.Open(t.Context(), server.Addr(), name, mongo.Options{})
	return use(t, name, backend, err, nil), server
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
