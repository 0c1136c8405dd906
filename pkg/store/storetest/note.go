package storetest

import (
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// note is the battery's document: a bit of everything that documents hold.
type note struct {
	ID    string   `json:"id"`
	Areas []string `json:"areas"` // scope tokens
	Name  string   `json:"name"`
	Rank  int      `json:"rank"`
	Tags  []string `json:"tags,omitempty"`
	Files []string `json:"files,omitempty"` // blobs
	Open  bool     `json:"open"`
	Count int      `json:"count"`
}

type told struct {
	Count int `json:"count"`
}

var toldType = event.Define[told]("storetest", "Told")

func tell(n int) []event.Event { return []event.Event{toldType.New(told{Count: n})} }

var errNameTaken = fault.Conflict("note.name_taken", "名称已被使用，请换一个", "The name is taken; choose another")

func noteDef() store.Def[note] {
	return store.Def[note]{
		ID:     func(n *note) string { return n.ID },
		Tokens: func(n *note) []string { return n.Areas },
		Blobs:  func(n *note) []string { return n.Files },
		Indexes: []store.Index[note]{
			{Name: "rank", Scoped: true, Key: func(n *note) store.Key { return store.Key{n.Open, n.Rank} }},
			{Name: "name", Unique: true, Taken: errNameTaken, Key: func(n *note) store.Key {
				if n.Name == "" {
					return nil
				}
				return store.Key{n.Name}
			}},
			{Name: "tag", Of: func(n *note) []string { return n.Tags }, Key: func(n *note) store.Key { return store.Key{n.Rank} }},
			{Name: "open", Key: func(n *note) store.Key {
				if !n.Open {
					return nil
				}
				return store.Key{n.Rank}
			}},
			{Name: "all"},
		},
	}
}
