package sqlite_test

import (
	"testing"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

func open(t *testing.T) store.Backend { return openAt(t, t.TempDir()) }

func openAt(t *testing.T, dir string) store.Backend {
	t.Helper()
	b, err := sqlite.Open(dir, sqlite.Options{})
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

func TestStills(t *testing.T) {
	storetest.Stills(t, storetest.Pictures{
		Open: func(t *testing.T, dir string) store.Backend { return openAt(t, dir) },
		Take: sqlite.Stills,
	}, [3]string{t.TempDir(), t.TempDir(), t.TempDir()})
	if _, err := sqlite.Stills(t.Context(), []string{t.TempDir()}); !fault.HasCode(err, "store.directory") {
		t.Errorf("a directory without data: %v", err)
	}
}
