package mongo

import (
	"errors"
	"slices"
	"testing"

	"lianluo/pkg/store"
	"lianluo/pkg/testengines"
)

// buildOf opens the database as a build with the given indexes does, beside others.
func buildOf(t *testing.T, database string, indexes ...store.IndexSpec) (*backend, []string) {
	t.Helper()
	opened, err := Open(t.Context(), testengines.StartMongo(t), database, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	b := opened.(*backend)
	return b, ensure(t, b, indexes...)
}

func ensure(t *testing.T, b *backend, indexes ...store.IndexSpec) []string {
	t.Helper()
	stale, err := b.Ensure(t.Context(), []store.Spec{{Collection: "c", Indexes: indexes}})
	if err != nil {
		t.Fatal(err)
	}
	return stale["c"]
}

func (b *backend) put(t *testing.T, id string, version int64, indexes ...string) {
	t.Helper()
	w := store.Write{Collection: "c", Record: store.Record{ID: id, Version: version, Doc: []byte("{}")}, Expect: version - 1}
	for _, name := range indexes {
		w.New = append(w.New, store.Entry{Index: name, Key: id})
	}
	if err := b.Commit(t.Context(), []store.Write{w}); err != nil {
		t.Fatal(err)
	}
}

func (b *backend) found(t *testing.T, index string) []string {
	t.Helper()
	hits, err := b.Find(t.Context(), store.Scan{Collection: "c", Index: index, Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids
}

func (b *backend) rebuild(t *testing.T, index string) {
	t.Helper()
	recs, err := b.All(t.Context(), "c", "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var items []store.Indexed
	for _, rec := range recs {
		items = append(items, store.Indexed{Record: rec, Entries: []store.Entry{{Index: index, Key: rec.ID}}})
	}
	if err := b.Reindex(t.Context(), "c", items); err != nil {
		t.Fatal(err)
	}
}

// TestTwoBuilds: during a rolling upgrade the build before and the next one
// write the same documents. What the old one writes has no entries of an index
// that it does not know (rather than wrong ones), and the next Ensure says so.
func TestTwoBuilds(t *testing.T) {
	database := testengines.Prefix(t) + "builds"
	a, b := store.IndexSpec{Name: "a"}, store.IndexSpec{Name: "b"}
	old, stale := buildOf(t, database, a)
	expectNames(t, "an empty collection", stale)
	old.put(t, "1", 1, "a")
	old.put(t, "2", 1, "a")

	next, stale := buildOf(t, database, a, b)
	expectNames(t, "a new index", stale, "b")
	next.rebuild(t, "b")
	expectNames(t, "after the rebuild", ensure(t, next, a, b))
	expectNames(t, "by b", next.found(t, "b"), "1", "2")

	next.put(t, "3", 1, "a", "b")
	expectNames(t, "the old build starts again", ensure(t, old, a))
	expectNames(t, "by a, in the old build", old.found(t, "a"), "1", "2", "3")
	expectNames(t, "the new index is left alone", next.found(t, "b"), "1", "2", "3")

	old.put(t, "3", 2, "a")
	expectNames(t, "what the old build wrote is out", next.found(t, "b"), "1", "2")
	expectNames(t, "and the next build is told", ensure(t, next, a, b), "b")
	next.rebuild(t, "b")
	expectNames(t, "by b", next.found(t, "b"), "1", "2", "3")
}

func expectNames(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// TestReindexLeavesNewer: a rebuild does not touch what was written meanwhile.
func TestReindexLeavesNewer(t *testing.T) {
	b := ready(t)
	b.put(t, "x", 1, "plain")
	b.put(t, "x", 2, "plain")
	old := store.Indexed{Record: store.Record{ID: "x", Version: 1}, Entries: []store.Entry{{Index: "plain", Key: "old"}}}
	if err := b.Reindex(t.Context(), "c", []store.Indexed{old}); err != nil {
		t.Fatal(err)
	}
	hits, err := b.Find(t.Context(), store.Scan{Collection: "c", Index: "plain", Limit: 9})
	if err != nil || len(hits) != 1 || hits[0].Key != "x" {
		t.Errorf("%+v, %v", hits, err)
	}
}

func TestUniqueNames(t *testing.T) {
	b := ready(t)
	taken := func(id string, entries ...store.Entry) {
		t.Helper()
		w := store.Write{Collection: "c", Record: store.Record{ID: id, Version: 1, Doc: []byte("{}")}, New: entries}
		other := store.Write{Collection: "c", Record: store.Record{ID: id + "+", Version: 1, Doc: []byte("{}")}}
		for _, batch := range [][]store.Write{{w}, {other, w}} {
			var unique *store.UniqueError
			if err := b.Commit(t.Context(), batch); !errors.As(err, &unique) || unique.Collection != "c" || unique.Index != entries[0].Index {
				t.Errorf("%v", err)
			}
		}
	}
	one, two := store.Entry{Index: "unique", Key: "k index: x dup key", Unique: true}, store.Entry{Index: "of", Multi: "m", Key: "k", Unique: true}
	w := store.Write{Collection: "c", Record: store.Record{ID: "1", Version: 1, Doc: []byte("{}")}, New: []store.Entry{one, two}}
	if err := b.Commit(t.Context(), []store.Write{w}); err != nil {
		t.Fatal(err)
	}
	taken("2", one)
	taken("2", two)
	if err := b.Commit(t.Context(), []store.Write{w}); !errors.Is(err, store.ErrVersion) {
		t.Errorf("the same id: %v", err)
	}
}

// TestRevisions: a build drops what was before it, never what comes after.
func TestRevisions(t *testing.T) {
	database := testengines.Prefix(t) + "revs"
	first, later := store.IndexSpec{Name: "a"}, store.IndexSpec{Name: "a", Rev: 12, Multi: true}
	old, _ := buildOf(t, database, first)
	old.put(t, "1", 1, "a")
	next, stale := buildOf(t, database, later)
	expectNames(t, "another meaning", stale, "a")
	next.rebuild(t, "a")
	if _, err := old.Find(t.Context(), store.Scan{Collection: "c", Index: "a", Limit: 9}); err == nil {
		t.Error("the build before lists by an index that is not maintained any more")
	}
	expectNames(t, "the build before is put back", ensure(t, old, first))
	expectNames(t, "by a", old.found(t, "a"), "1")
	expectNames(t, "in the later build", next.found(t, "a"), "1")
}

// TestTextFields: the build before, which cuts names at @, * and !, does not take a
// text index for its own and drop it; its own stays for its replicas.
func TestTextFields(t *testing.T) {
	for field, spec := range map[string]store.IndexSpec{
		"text#*": {Name: "text", Multi: true, Text: true}, "text#@2*": {Name: "text", Multi: true, Text: true, Rev: 2}, "list@2*": {Name: "list", Multi: true, Rev: 2},
	} {
		ix := indexOf(spec)
		if ix.field != field || nameOf(field) != spec.Name || revOf(field) != spec.Rev {
			t.Errorf("%+v: %s, %s, %d", spec, ix.field, nameOf(field), revOf(field))
		}
	}
	database := testengines.Prefix(t) + "fields"
	spec := store.IndexSpec{Name: "said", Multi: true, Text: true}
	b, _ := buildOf(t, database)
	c := b.layout.Load().collections["c"]
	before := index{name: "said", field: "said*", multi: true}
	if _, err := c.docs.Indexes().CreateOne(t.Context(), before.model()); err != nil {
		t.Fatal(err)
	}
	ensure(t, b, spec)
	specs, err := c.docs.Indexes().ListSpecifications(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range specs {
		names = append(names, s.Name)
	}
	slices.Sort(names)
	expectNames(t, "indexes", names, "_id_", "f", "said#*", "said*")
}
