package sqlite_test

import (
	"testing"

	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

func open(t *testing.T) store.Backend {
	t.Helper()
	b, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	return b
}

func TestBattery(t *testing.T) { storetest.Run(t, open) }

func TestCrash(t *testing.T) {
	storetest.Crash(t, t.TempDir(), func(dir string) (store.Backend, error) {
		return sqlite.Open(dir, sqlite.Options{})
	})
}
