package eventtest

import (
	"context"
	"io"
	"testing"

	"lianluo/pkg/store"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/sqlite"
)

// SQLite opens an embedded database that ends with the test.
func SQLite(t testing.TB) store.Backend {
	t.Helper()
	backend, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	return ending(t, backend, err)
}

// backend opens a fresh database of the harness's kind that ends with the test.
func (h Harness) backend(t testing.TB) store.Backend {
	t.Helper()
	if h.Mongo == "" {
		return SQLite(t)
	}
	databases++
	backend, err := mongo.Open(context.Background(), h.Mongo, h.Prefix+string('a'+databases), mongo.Options{})
	return ending(t, backend, err)
}

var databases rune // tests on MongoDB do not run side by side

func ending(t testing.TB, backend store.Backend, err error) store.Backend {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closing(t, backend) })
	return backend
}

func closing(t testing.TB, c io.Closer) {
	t.Helper()
	if err := c.Close(); err != nil {
		t.Errorf("close: %v", err)
	}
}
