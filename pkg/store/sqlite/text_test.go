package sqlite

import (
	"fmt"
	"strings"
	"testing"

	"lianluo/pkg/store"
)

var textSpec = store.Spec{Collection: "said", Indexes: []store.IndexSpec{{Name: "text", Multi: true, Text: true}}}

func said(id, terms, key string) store.Write {
	return store.Write{Collection: "said", Record: store.Record{ID: id, Version: 1, Doc: []byte("{}")},
		New: []store.Entry{{Index: "text", Multi: terms, Key: key}}}
}

// TestTextPlan: rows come in the order of the answer, each document by its number.
func TestTextPlan(t *testing.T) {
	b := ready(t, Options{})
	if _, err := b.Ensure(t.Context(), []store.Spec{textSpec}); err != nil {
		t.Fatal(err)
	}
	for _, after := range []*store.Position{nil, {Key: position(5)}} {
		query, args, err := search(b.layout.Load().collections["said"].indexes["text"], store.TextScan{Terms: []string{"a", "b"}, After: after, Limit: 5})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := b.reads.db.Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(detail, "TEMP B-TREE") || strings.HasPrefix(detail, "SCAN") && !strings.Contains(detail, "VIRTUAL TABLE INDEX") {
				t.Error(detail)
			}
		}
		rows.Close()
	}
}

// A key that is not one time is a fault of the declaration, and stores nothing.
func TestTextKey(t *testing.T) {
	b := ready(t, Options{})
	if _, err := b.Ensure(t.Context(), []store.Spec{textSpec}); err != nil {
		t.Fatal(err)
	}
	for i, key := range []string{"", "x\x1f", "8000000000000000", "8000000000000000\x1f8000000000000000\x1f", "ffffffffffffffff\x1f"} {
		if err := b.Commit(t.Context(), []store.Write{said(fmt.Sprint(i), "a b", key)}); err == nil {
			t.Errorf("%q is taken for a time", key)
		}
	}
	if err := b.Commit(t.Context(), []store.Write{said("1", "a b", "8000000000000000\x1f")}); err != nil {
		t.Error(err)
	}
}

// A build without text indexes may have taken an index's number for another.
func TestLeftOverText(t *testing.T) {
	b := ready(t, Options{})
	ensure := func() {
		t.Helper()
		if _, err := b.Ensure(t.Context(), []store.Spec{textSpec}); err != nil {
			t.Fatal(err)
		}
	}
	ensure()
	if err := b.Commit(t.Context(), []store.Write{said("1", "a b", "8000000000000000\x1f")}); err != nil {
		t.Fatal(err)
	}
	forget := func(w *writer) error { return w.exec("DELETE FROM indexes WHERE name = 'text'") }
	if err := b.writer.run(t.Context(), forget); err != nil {
		t.Fatal(err)
	}
	ensure()
	hits, err := b.Search(t.Context(), store.TextScan{Collection: "said", Index: "text", Terms: []string{"a"}, Limit: 5})
	if err != nil || len(hits.Hits) != 0 {
		t.Errorf("%+v, %v", hits, err)
	}
}
