package store

import (
	"slices"
	"testing"
	"time"
)

type item struct {
	ID    string   `json:"id"`
	Tags  []string `json:"tags"`
	Areas []string `json:"areas"`
}

type still struct{}

func (still) Now() time.Time { return time.Time{} }

func itemDef(indexes ...Index[item]) Def[item] {
	return Def[item]{ID: func(i *item) string { return i.ID }, Tokens: func(i *item) []string { return i.Areas }, Indexes: indexes}
}

func TestEntries(t *testing.T) {
	c := NewCollection(New("test", nil, still{}), "item", itemDef(
		Index[item]{Name: "tag", Of: func(i *item) []string { return i.Tags }},
		Index[item]{Name: "list", Scoped: true, Key: func(i *item) Key { return Key{i.ID} }},
		Index[item]{Name: "never", Key: func(*item) Key { return nil }},
		Index[item]{Name: "all", Unique: true},
	))
	doc := item{ID: "a", Tags: []string{"z", "b", "z"}, Areas: []string{"x", "*"}}
	want := []Entry{
		{Index: "tag", Multi: "b"}, {Index: "tag", Multi: "z"},
		{Index: "list", Multi: "*", Key: "a\x1f"}, {Index: "list", Multi: "x", Key: "a\x1f"},
		{Index: "all", Unique: true},
	}
	if got := c.entries(&doc); !slices.Equal(got, want) {
		t.Errorf("got %+v", got)
	}
	if !slices.Equal(doc.Tags, []string{"z", "b", "z"}) || !slices.Equal(doc.Areas, []string{"x", "*"}) {
		t.Errorf("indexing changed the document: %+v", doc)
	}
	spec := c.spec()
	if !spec.Indexes[0].Multi || !spec.Indexes[1].Multi || spec.Indexes[2].Multi || !spec.Indexes[3].Unique {
		t.Errorf("spec %+v", spec)
	}
}

func TestDeclarationsThatCannotWork(t *testing.T) {
	of := func(i *item) []string { return i.Tags }
	for name, indexes := range map[string][]Index[item]{
		"a.b": nil, "": nil, "$x": nil, "journal": nil,
		"item":  {{Name: "both", Scoped: true, Of: of}},
		"item2": {{Name: "twice"}, {Name: "twice"}},
		"item3": {{Name: "with.dot"}},
	} {
		if !panics(func() { NewCollection(New("test", nil, still{}), name, itemDef(indexes...)) }) {
			t.Errorf("collection %q with %+v was accepted", name, indexes)
		}
	}
}
