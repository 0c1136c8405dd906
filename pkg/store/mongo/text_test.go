package mongo

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.mongodb.org/mongo-driver/v2/bson"

	"lianluo/pkg/store"
)

// TestTextPlans: how rare a term is, and which documents may have the others, the
// index says alone, in the order of the answer; nothing is sorted.
func TestTextPlans(t *testing.T) {
	b := ready(t)
	spec := store.Spec{Collection: "said", Indexes: []store.IndexSpec{{Name: "text", Multi: true, Text: true}}}
	if _, err := b.Ensure(t.Context(), []store.Spec{spec}); err != nil {
		t.Fatal(err)
	}
	var writes []store.Write
	for i := range 600 {
		writes = append(writes, store.Write{Collection: "said", Record: store.Record{ID: fmt.Sprintf("%04d", i), Version: 1, Doc: []byte("{}")},
			New: []store.Entry{{Index: "text", Multi: fmt.Sprintf("common t%d", i%3), Key: fmt.Sprintf("%03d\x1f", i/10)}}})
	}
	if err := b.Commit(t.Context(), writes); err != nil {
		t.Fatal(err)
	}
	c := b.layout.Load().collections["said"]
	ix := c.indexes["text"]
	for _, after := range []*store.Position{nil, {Key: "050\x1f", ID: "0503"}} {
		s := store.TextScan{Collection: "said", Index: "text", Terms: []string{"common", "t1"}, After: after, Limit: 5}
		checkText(t, b, 0, 250, bson.D{{Key: "find", Value: "said"}, {Key: "filter", Value: under(ix, s, "common")}, {Key: "sort", Value: newest(ix)},
			{Key: "limit", Value: 200}, {Key: "hint", Value: ix.field}, {Key: "projection", Value: bson.D{{Key: ix.k(), Value: 1}, {Key: ix.sign(), Value: 1}}}})
		checkText(t, b, 0, 250, bson.D{{Key: "aggregate", Value: "said"}, {Key: "pipeline", Value: ix.signed(s, "t1", 500)},
			{Key: "cursor", Value: bson.D{}}, {Key: "hint", Value: ix.field}})
		if lead, first, err := c.lead(t.Context(), ix, s); err != nil || lead != "t1" || first.read < 160 || len(first.likely) < sent(s, near) {
			t.Errorf("%s leads, first %d with %d, %v", lead, first.read, len(first.likely), err)
		}
	}
}

// TestStepsMissNothing: steps that send less than they found, and those that end
// with their term, find each document once, newest first, wherever they begin.
func TestStepsMissNothing(t *testing.T) {
	b := ready(t)
	spec := store.Spec{Collection: "said", Indexes: []store.IndexSpec{{Name: "text", Multi: true, Text: true}}}
	if _, err := b.Ensure(t.Context(), []store.Spec{spec}); err != nil {
		t.Fatal(err)
	}
	var writes []store.Write
	var want []string
	for i := range 600 {
		terms, id := "common", fmt.Sprintf("%04d", i)
		if i%3 > 0 {
			terms, want = "common t", append(want, id)
		}
		writes = append(writes, store.Write{Collection: "said", Record: store.Record{ID: id, Version: 1, Doc: []byte("{}")},
			New: []store.Entry{{Index: "text", Multi: terms, Key: fmt.Sprintf("%03d\x1f", i/10)}}})
	}
	if err := b.Commit(t.Context(), writes); err != nil {
		t.Fatal(err)
	}
	slices.Reverse(want)
	c := b.layout.Load().collections["said"]
	for _, n := range []int{1, 7, 100, 256, 400, 1500} {
		for term, limit := range map[string]int{"common": 2, "t": 40} {
			s := store.TextScan{Collection: "said", Index: "text", Terms: []string{"common", "t"}, Limit: limit}
			var got []string
			for steps := 0; ; steps++ {
				step, err := c.look(t.Context(), c.indexes["text"], s, term, n)
				if err != nil || len(step.likely) > sent(s, n) || steps > 700 {
					t.Fatal(len(step.likely), steps, err)
				}
				for _, p := range step.likely {
					got = append(got, p.ID)
				}
				if s.After = step.last; s.After == nil {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s by %d: %d of %d", term, n, len(got), len(want))
			}
		}
	}
}

func checkText(t *testing.T, b *backend, docs, keys int32, command bson.D) {
	t.Helper()
	var plan bson.Raw
	err := b.db.RunCommand(t.Context(), bson.D{{Key: "explain", Value: command}, {Key: "verbosity", Value: "executionStats"}}).Decode(&plan)
	if err != nil {
		t.Fatal(err)
	}
	if text := plan.String(); strings.Contains(text, `"SORT"`) || strings.Contains(text, `"COLLSCAN"`) {
		t.Errorf("%v: %s", command[0].Value, text)
	}
	stats := plan.Lookup("executionStats")
	if stats.Type == 0 {
		stats = plan.Lookup("stages", "0", "$cursor", "executionStats")
	}
	gotDocs, _ := stats.Document().Lookup("totalDocsExamined").AsInt64OK()
	gotKeys, _ := stats.Document().Lookup("totalKeysExamined").AsInt64OK()
	if gotKeys == 0 || gotDocs > int64(docs) || gotKeys > int64(keys) {
		t.Errorf("%v reads %d documents and %d keys", command, gotDocs, gotKeys)
	}
}
