package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"
	"testing"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func testBlobs(t *testing.T, f *fixture) {
	ctx := t.Context()
	data := []byte(strings.Repeat("photo\x00", 100_000))
	sum := sha256.Sum256(data)
	together(t, writers, func(int) error {
		hash, err := f.db.PutBlob(ctx, data)
		if err == nil && hash != hex.EncodeToString(sum[:]) {
			t.Errorf("hash %s", hash)
		}
		return err
	})
	expect(t, "content", string(f.blob(t, hex.EncodeToString(sum[:]))) == string(data), true)
	empty, err := f.db.PutBlob(ctx, nil)
	must(t, err)
	expect(t, "empty content", len(f.blob(t, empty)), 0)
	together(t, writers, func(i int) error { // different ones at once
		own := []byte(strings.Repeat(string(rune('a'+i)), 700_000+i))
		hash, err := f.db.PutBlob(ctx, own)
		if err == nil && string(f.blob(t, hash)) != string(own) {
			t.Errorf("blob %d came back as another", i)
		}
		return err
	})
	for _, hash := range []string{strings.Repeat("0", 64), "", "../../store.db", "..", "zz", "\x00"} {
		_, err := f.db.OpenBlob(ctx, hash)
		expectKind(t, "blob "+hash, err, fault.KindNotFound)
	}
}

func (f *fixture) blob(t *testing.T, hash string) []byte {
	t.Helper()
	blob, err := f.db.OpenBlob(t.Context(), hash)
	if err != nil {
		t.Error(err)
		return nil
	}
	defer blob.Close()
	content, err := io.ReadAll(blob)
	if err != nil {
		t.Error(err)
	}
	return content
}

func testCancelled(t *testing.T, f *fixture) {
	must(t, f.notes.Create(everywhere(t), note{ID: "a"}))
	ctx, cancel := context.WithCancel(everywhere(t))
	cancel()
	_, err := f.notes.Get(ctx, "a")
	expectKind(t, "get", err, fault.KindUnavailable)
	_, err = f.notes.List(ctx, store.Query{Index: "all"})
	expectKind(t, "list", err, fault.KindUnavailable)
	expectKind(t, "create", f.notes.Create(ctx, note{ID: "b"}), fault.KindUnavailable)
	_, err = f.db.PutBlob(ctx, []byte("x"))
	expectKind(t, "blob", err, fault.KindUnavailable)
	expectIDs(t, "all", ids(t, everywhere(t), f.notes, store.Query{Index: "all"}), "a")
}

func testPing(t *testing.T, f *fixture) { must(t, f.db.Ping(t.Context())) }
