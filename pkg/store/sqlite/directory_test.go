package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func codeOf(err error) string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return ""
	}
	return f.Code
}

func TestSecondOpenIsRefused(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "yet", "there")
	first, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, err = Open(dir, Options{})
	if codeOf(err) != "store.locked" || !fault.Is(err, fault.KindFailedPrecondition) {
		t.Fatalf("second: %v", err)
	}
	for _, part := range []string{dir, fmt.Sprint("pid ", os.Getpid()), "-data"} {
		if text := fault.Of(err).Text; !strings.Contains(text.ZH, part) || !strings.Contains(text.EN, part) {
			t.Errorf("the sentence does not name %q: %v", part, text)
		}
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir, Options{})
	if err != nil {
		t.Fatalf("after the first has closed: %v", err)
	}
	again.Close()
}

func TestReopen(t *testing.T) {
	dir := t.TempDir()
	spec := []store.Spec{{Collection: "c", Indexes: []store.IndexSpec{{Name: "i"}}}}
	for round := range int64(3) {
		b, err := Open(dir, Options{})
		if err != nil {
			t.Fatal(err)
		}
		stale, err := b.Ensure(t.Context(), spec)
		if err != nil || len(stale) > 0 {
			t.Fatalf("round %d: %v, %v", round, stale, err)
		}
		old, entry := []store.Entry{{Index: "i", Key: fmt.Sprint(round)}}, []store.Entry{{Index: "i", Key: fmt.Sprint(round + 1)}}
		if round == 0 {
			old = nil
		}
		err = b.Commit(t.Context(), []store.Write{{Collection: "c", Expect: round, Old: old, New: entry,
			Record: store.Record{ID: "x", Version: round + 1, Seq: 7, Doc: []byte(`{"甲":1}`)}}})
		if err != nil {
			t.Fatal(err)
		}
		hits, err := b.Find(t.Context(), store.Scan{Collection: "c", Index: "i", Limit: 9})
		if err != nil || len(hits) != 1 || hits[0].Version != round+1 || hits[0].Seq != 7 || string(hits[0].Doc) != `{"甲":1}` {
			t.Fatalf("round %d: %+v, %v", round, hits, err)
		}
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOwnerOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	b, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	info, err := os.Stat(dir)
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
}

func TestNewerLayout(t *testing.T) {
	dir := t.TempDir()
	b, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.(*backend).writer.conn.ExecContext(t.Context(), "PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	b.Close()
	for range 2 { // the refusal lets go of the directory
		if _, err = Open(dir, Options{}); codeOf(err) != "store.newer" {
			t.Fatal(err)
		}
	}
}

func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, fileName), []byte(strings.Repeat("no database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir, Options{}); codeOf(err) != "store.damaged" {
		t.Errorf("damaged: %v", err)
	}
}

func TestUnusableDirectory(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(filepath.Join(file, "data"), Options{}); codeOf(err) != "store.directory" {
		t.Errorf("below a file: %v", err)
	}
}

func TestClosed(t *testing.T) {
	b := ready(t, Options{})
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	write := store.Write{Collection: "c", Record: store.Record{ID: "x", Version: 1, Doc: []byte("{}")}}
	if err := b.Commit(t.Context(), []store.Write{write}); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("commit: %v", err)
	}
	if _, err := b.Get(t.Context(), "c", []string{"x"}); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("get: %v", err)
	}
	if err := b.Ping(t.Context()); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("ping: %v", err)
	}
}

// TestPartialBlob: what a crash left of a blob is not taken for it.
func TestPartialBlob(t *testing.T) {
	b := ready(t, Options{})
	hash := strings.Repeat("ab", 32)
	if err := os.MkdirAll(filepath.Join(b.dir, "blobs", "ab"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(b.dir, "blobs", "ab", ".new-1"), []byte("ha"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.OpenBlob(t.Context(), hash); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("open: %v", err)
	}
	if err := b.PutBlob(t.Context(), hash, []byte("half"), time.Now()); err != nil {
		t.Fatal(err)
	}
	found, err := b.Blobs(t.Context(), "", 10)
	if err != nil || !slices.Equal(found, []string{hash}) {
		t.Errorf("%v, %v", found, err)
	}
	left, err := os.ReadDir(filepath.Join(b.dir, "blobs", "ab"))
	if err != nil || len(left) != 1 {
		t.Errorf("the unfinished file stays: %v, %v", left, err)
	}
}

// FuzzBlobName: no name of a blob leads out of the folder of blobs.
func FuzzBlobName(f *testing.F) {
	for _, s := range []string{strings.Repeat("ab", 32), "../../../../../../etc/passwd", "ab", "", strings.Repeat("AB", 16), "ab/" + strings.Repeat("0", 32)} {
		f.Add(s)
	}
	b := &backend{dir: "/data"}
	f.Fuzz(func(t *testing.T, name string) {
		path, err := b.blobPath(name)
		if err == nil && (filepath.Clean(path) != path || filepath.Base(path) != name || filepath.Dir(filepath.Dir(path)) != "/data/blobs") {
			t.Fatalf("%q lies at %q", name, path)
		}
	})
}
