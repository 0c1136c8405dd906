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
	blob, err := f.db.OpenBlob(ctx, hex.EncodeToString(sum[:]))
	must(t, err)
	got, err := io.ReadAll(blob)
	must(t, err)
	must(t, blob.Close())
	expect(t, "content", string(got) == string(data), true)
	empty, err := f.db.PutBlob(ctx, nil)
	must(t, err)
	blob, err = f.db.OpenBlob(ctx, empty)
	must(t, err)
	got, err = io.ReadAll(blob)
	must(t, err)
	must(t, blob.Close())
	expect(t, "empty content", len(got), 0)
	for _, hash := range []string{strings.Repeat("0", 64), "", "../../store.db", "..", "zz", "\x00"} {
		_, err = f.db.OpenBlob(ctx, hash)
		expectKind(t, "blob "+hash, err, fault.KindNotFound)
	}
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
