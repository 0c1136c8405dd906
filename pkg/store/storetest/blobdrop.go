package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func testBlobDrop(t *testing.T, f *fixture) {
	ctx, noon := t.Context(), time.Now().Truncate(time.Second)
	hash := strings.Repeat("ab", 32)
	drop := func(what string, before time.Time, want bool) {
		t.Helper()
		got, err := f.backend.DropBlob(ctx, hash, before)
		must(t, err)
		expect(t, what, got, want)
	}
	drop("one that never was", noon.Add(time.Hour), false)
	must(t, f.backend.PutBlob(ctx, hash, []byte("first"), noon))
	drop("one just put", noon, false)
	must(t, f.backend.PutBlob(ctx, hash, []byte("first"), noon.Add(time.Hour)))
	drop("one put again", noon.Add(time.Minute), false)
	expect(t, "content", string(f.blob(t, hash)), "first")
	drop("an old one", noon.Add(2*time.Hour), true)
	_, err := f.db.OpenBlob(ctx, hash)
	expectKind(t, "dropped", err, fault.KindNotFound)
	drop("one dropped before", noon.Add(2*time.Hour), false)
	must(t, f.backend.PutBlob(ctx, hash, []byte("first"), noon.Add(3*time.Hour)))
	expect(t, "put after the drop", string(f.blob(t, hash)), "first")
}

func testBlobPages(t *testing.T, f *fixture) {
	ctx := t.Context()
	var want []string
	for i := range 7 {
		hash, err := f.db.PutBlob(ctx, fmt.Append(nil, "blob ", i))
		must(t, err)
		want = append(want, hash)
	}
	slices.Sort(want)
	var got []string
	for after := ""; ; after = got[len(got)-1] {
		page, err := f.backend.Blobs(ctx, after, 3)
		must(t, err)
		if len(page) == 0 {
			break
		}
		got = append(got, page...)
	}
	expectIDs(t, "blobs", got, want...)
}

// testBlobDropRace: whoever was told that a blob is stored finds it, however
// many drop it because it had long lain unused.
func testBlobDropRace(t *testing.T, f *fixture) {
	ctx, now := t.Context(), time.Now()
	together(t, writers, func(i int) error {
		for n := range 20 {
			hash := strings.Repeat(fmt.Sprintf("%02x", n), 32)
			if i%2 == 0 {
				if err := f.backend.PutBlob(ctx, hash, []byte("kept"), now.Add(-2*time.Hour)); err != nil {
					return err
				}
				if _, err := f.backend.DropBlob(ctx, hash, now.Add(-time.Hour)); err != nil {
					return err
				}
				continue
			}
			if err := f.backend.PutBlob(ctx, hash, []byte("kept"), now); err != nil {
				return err
			}
			if string(f.blob(t, hash)) != "kept" {
				return fmt.Errorf("round %d: not there", n)
			}
		}
		return nil
	})
}

// testBlobSweep: a blob stays while any document refers to it or may soon.
func testBlobSweep(t *testing.T, f *fixture) {
	ctx := everywhere(t)
	put := func(content string) string {
		hash, err := f.db.PutBlob(ctx, []byte(content))
		must(t, err)
		return hash
	}
	shared, own, orphan := put("shared"), put("own"), put("orphan")
	must(t, f.notes.Create(ctx, note{ID: "a", Files: []string{shared, own}}))
	must(t, f.notes.Create(ctx, note{ID: "b", Files: []string{shared}}))
	must(t, f.notes.Delete(ctx, "a"))
	n, err := f.db.SweepBlobs(ctx)
	must(t, err)
	expect(t, "dropped within the grace", n, 0)
	f.sweepsBlobs(t)
	for _, gone := range []string{own, orphan} {
		_, err := f.db.OpenBlob(ctx, gone)
		expectKind(t, "unused", err, fault.KindNotFound)
	}
	expect(t, "shared", string(f.blob(t, shared)), "shared")
	_, err = f.notes.Update(ctx, "b", func(n *note) ([]event.Event, error) { n.Files = nil; return nil, nil })
	must(t, err)
	f.sweepsBlobs(t)
	_, err = f.db.OpenBlob(ctx, shared)
	expectKind(t, "taken out of its last document", err, fault.KindNotFound)
	_, err = f.db.SweepBlobs(within(t, "somewhere"))
	expectKind(t, "a caller", err, fault.KindDenied)
}

// sweepsBlobs sweeps as a service does after the grace, and expects that every
// blob that is left is some document's.
func (f *fixture) sweepsBlobs(t *testing.T) {
	t.Helper()
	db := store.New("storetest", f.backend, NewClock(time.Now().Add(2*store.BlobGrace)))
	notes := store.NewCollection(db, "note", noteDef())
	ctx := everywhere(t)
	_, err := db.SweepBlobs(ctx)
	must(t, err)
	for after := ""; ; {
		page, err := f.backend.Blobs(ctx, after, 100)
		must(t, err)
		if len(page) == 0 {
			return
		}
		for _, hash := range page {
			f.expectOwner(t, ctx, notes, hash)
		}
		after = page[len(page)-1]
	}
}

func (f *fixture) expectOwner(t *testing.T, ctx context.Context, notes *store.Collection[note], hash string) {
	t.Helper()
	_, found, err := notes.First(ctx, store.Query{Index: "blob", Of: hash})
	must(t, err)
	expect(t, "a document has blob "+hash, found, true)
}
