package sqlite

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"lianluo/pkg/store"
)

func ready(t *testing.T, opts Options) *backend {
	t.Helper()
	opened, err := Open(t.TempDir(), opts)
	if err != nil {
		t.Fatal(err)
	}
	b := opened.(*backend)
	t.Cleanup(func() { b.Close() })
	spec := store.Spec{Collection: "c", Indexes: []store.IndexSpec{{Name: "plain", Multi: true}, {Name: "unique", Unique: true}}}
	if _, err := b.Ensure(t.Context(), []store.Spec{spec}); err != nil {
		t.Fatal(err)
	}
	return b
}

// TestPlans: every form of a list query walks one range of one index and sorts
// nothing, so its cost is that of the page, whatever the size of the collection.
func TestPlans(t *testing.T) {
	b := ready(t, Options{})
	after := &store.Position{Key: "b", ID: "x"}
	for _, index := range []string{"plain", "unique"} {
		for _, base := range []store.Scan{
			{}, {From: "a"}, {To: "c"}, {From: "a", To: "c"},
			{After: after}, {From: "a", After: after}, {To: "c", After: after}, {From: "a", To: "c", After: after},
		} {
			for _, desc := range []bool{false, true} {
				s := base
				s.Collection, s.Index, s.Multi, s.Desc, s.Limit = "c", index, "m", desc, 10
				query, args := find(b.layout.Load().collections["c"].indexes[index], s)
				checkPlan(t, b, fmt.Sprintf("%+v", s), query, args)
			}
		}
	}
	checkPlan(t, b, "all", "SELECT "+columns+" FROM docs d WHERE d.c = ? AND d.id > ? ORDER BY d.id LIMIT ?", []any{1, "", 1})
}

func checkPlan(t *testing.T, b *backend, what, query string, args []any) {
	t.Helper()
	rows, err := b.reads.db.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(detail, "TEMP B-TREE") || strings.Contains(detail, "SCAN") {
			t.Errorf("%s: %s", what, detail)
		}
		if strings.Contains(query, "e.key >") && strings.Contains(detail, "SEARCH e") && !strings.Contains(detail, "key") {
			t.Errorf("%s: the key bounds nothing: %s", what, detail)
		}
	}
}

// TestGroup: what goes wrong with one batch of a group undoes that batch alone.
func TestGroup(t *testing.T) {
	b := ready(t, Options{})
	lay := b.layout.Load()
	write := func(id string, expect int64) *request {
		writes := []store.Write{
			{Collection: "c", Record: store.Record{ID: id + "-first", Version: 1, Doc: []byte("{}")}},
			{Collection: "c", Record: store.Record{ID: id, Version: expect + 1, Doc: []byte("{}")}, Expect: expect},
		}
		return &request{ctx: t.Context(), done: make(chan struct{}), do: func(w *writer) error { return w.apply(lay, writes) }}
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	group := []*request{write("a", 0), write("b", 7), write("c", 0), write("d", 0)}
	group[2].ctx = gone
	b.writer.group(group)
	for i, want := range []bool{true, false, false, true} {
		if got := group[i].err == nil; got != want {
			t.Errorf("request %d: %v", i, group[i].err)
		}
	}
	recs, err := b.All(t.Context(), "c", "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, r := range recs {
		ids = append(ids, r.ID)
	}
	if got := strings.Join(ids, " "); got != "a a-first d d-first" {
		t.Errorf("stored: %s", got)
	}
}

// TestDiskFull: it is said, nothing of the change is stored, and what is stored
// can be read and deleted.
func TestDiskFull(t *testing.T) {
	b := ready(t, Options{maxPages: 40})
	big := []byte(`"` + strings.Repeat("x", 20_000) + `"`)
	put := func(id string) error {
		return b.Commit(t.Context(), []store.Write{
			{Collection: "c", Record: store.Record{ID: id + "-note", Version: 1, Doc: []byte("{}")}},
			{Collection: "c", Record: store.Record{ID: id, Version: 1, Doc: big}},
		})
	}
	stored := 0
	var err error
	for ; err == nil && stored < 100; stored++ {
		err = put(fmt.Sprintf("%03d", stored))
	}
	if code := codeOf(err); code != "store.disk_full" {
		t.Fatalf("after %d: %v", stored, err)
	}
	recs, err := b.All(t.Context(), "c", "", 1000)
	if err != nil || len(recs) != 2*(stored-1) {
		t.Fatalf("%d stored, %v", len(recs), err)
	}
	for _, r := range recs {
		if err := b.Commit(t.Context(), []store.Write{{Collection: "c", Record: store.Record{ID: r.ID}, Expect: 1}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := put("again"); err != nil {
		t.Errorf("after room was made: %v", err)
	}
}
