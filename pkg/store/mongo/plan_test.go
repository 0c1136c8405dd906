package mongo

import (
	"fmt"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/store"
	"lianluo/pkg/testengines"
)

var planSpec = store.Spec{Collection: "c", Indexes: []store.IndexSpec{
	{Name: "list", Multi: true}, {Name: "plain"}, {Name: "unique", Unique: true}, {Name: "of", Multi: true, Unique: true, Rev: 2},
}}

func ready(t *testing.T) *backend {
	t.Helper()
	opened, err := Open(t.Context(), testengines.StartMongo(t), testengines.Prefix(t)+"in", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { opened.Close() })
	if _, err := opened.Ensure(t.Context(), []store.Spec{planSpec}); err != nil {
		t.Fatal(err)
	}
	return opened.(*backend)
}

// fill stores n documents with three tokens each.
func fill(t *testing.T, b *backend, n int) {
	t.Helper()
	var writes []store.Write
	for i := range n {
		key, id := fmt.Sprintf("%03d\x1f", i/10), fmt.Sprintf("%04d", i)
		w := store.Write{Collection: "c", Record: store.Record{ID: id, Version: 1, Doc: []byte("{}")}}
		for _, m := range []string{"a", "b", "m"} {
			w.New = append(w.New, store.Entry{Index: "list", Multi: m, Key: key},
				store.Entry{Index: "of", Multi: m + id, Key: key, Unique: true})
		}
		w.New = append(w.New, store.Entry{Index: "plain", Key: key}, store.Entry{Index: "unique", Key: id, Unique: true})
		writes = append(writes, w)
	}
	if err := b.Commit(t.Context(), writes); err != nil {
		t.Fatal(err)
	}
}

// TestPlans: every form of a list query walks one range of its index, reads no
// more than the page and sorts nothing.
func TestPlans(t *testing.T) {
	b := ready(t)
	fill(t, b, 600)
	after := &store.Position{Key: "030\x1f", ID: "0305"}
	for _, index := range []string{"list", "plain", "unique", "of"} {
		for _, base := range []store.Scan{
			{}, {From: "020"}, {To: "040"}, {From: "020", To: "040"},
			{After: after}, {From: "020", After: after}, {To: "040", After: after}, {From: "020", To: "040", After: after},
		} {
			for _, desc := range []bool{false, true} {
				s := base
				s.Collection, s.Index, s.Desc, s.Limit = "c", index, desc, 10
				switch index {
				case "list":
					s.Multi = "m"
				case "of":
					s.Multi = "m0310"
				}
				checkPlan(t, b, s)
			}
		}
	}
}

func checkPlan(t *testing.T, b *backend, s store.Scan) {
	t.Helper()
	ix := b.layout.Load().collections["c"].indexes[s.Index]
	filter, built := find(ix, s)
	var opts options.FindOptions
	for _, set := range built.List() {
		if err := set(&opts); err != nil {
			t.Fatal(err)
		}
	}
	var plan bson.D
	err := b.db.RunCommand(t.Context(), bson.D{
		{Key: "explain", Value: bson.D{
			{Key: "find", Value: "c"}, {Key: "filter", Value: filter}, {Key: "sort", Value: opts.Sort},
			{Key: "limit", Value: *opts.Limit}, {Key: "hint", Value: opts.Hint}, {Key: "projection", Value: opts.Projection},
		}},
		{Key: "verbosity", Value: "executionStats"},
	}).Decode(&plan)
	if err != nil {
		t.Fatal(err)
	}
	var stats struct {
		ExecutionStats struct {
			Keys int64 `bson:"totalKeysExamined"`
			Docs int64 `bson:"totalDocsExamined"`
		} `bson:"executionStats"`
	}
	raw, err := bson.Marshal(plan)
	if err == nil {
		err = bson.Unmarshal(raw, &stats)
	}
	if err != nil {
		t.Fatal(err)
	}
	text := bson.Raw(raw).String()
	for _, stage := range []string{`"SORT"`, `"COLLSCAN"`} {
		if strings.Contains(text, stage) {
			t.Errorf("%+v: the plan has %s", s, stage)
		}
	}
	if most := int64(s.Limit + 3); stats.ExecutionStats.Keys > most || stats.ExecutionStats.Docs > most {
		t.Errorf("%+v: read %d keys and %d documents for a page of %d", s, stats.ExecutionStats.Keys, stats.ExecutionStats.Docs, s.Limit)
	}
}
