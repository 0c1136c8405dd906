package mongo

import (
	"go.mongodb.org/mongo-driver/v2/bson"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// stored is what is read of a document.
type stored struct {
	ID      string        `bson:"_id"`
	Version int64         `bson:"v"`
	Seq     int64         `bson:"s"`
	Doc     bson.RawValue `bson:"d"`
	Entries map[string]struct {
		Key string `bson:"k"`
	} `bson:"ix"`
}

func (s stored) record() (store.Record, error) {
	doc, err := toJSON(s.Doc)
	if err != nil {
		return store.Record{}, fault.Internal(err)
	}
	return store.Record{ID: s.ID, Version: s.Version, Seq: s.Seq, Doc: doc}, nil
}

// entry is a document's part in one index.
type entry struct {
	Multi []string `bson:"m,omitempty"`
	Key   string   `bson:"k"`
}

// set are the elements that put entries into a stored document.
func (c *collection) set(entries map[string]entry) (out bson.D, plain map[string]entry) {
	plain = map[string]entry{}
	for _, ix := range c.indexes {
		switch e, ok := entries[ix.field]; {
		case !ok:
		case ix.text:
			out = append(out, bson.E{Key: ix.m(), Value: e.Multi}, bson.E{Key: ix.k(), Value: e.Key}, bson.E{Key: ix.sign(), Value: signOf(e.Multi)})
		default:
			plain[ix.field] = e
		}
	}
	return out, plain
}

// entries gathers per index; all entries of one index have the same key.
func (c *collection) entries(list []store.Entry) (map[string]entry, error) {
	out := map[string]entry{}
	for _, e := range list {
		ix, ok := c.indexes[e.Index]
		if !ok {
			return nil, errUndeclared(c.name + "." + e.Index)
		}
		at := out[ix.field]
		switch at.Key = e.Key; {
		case ix.text:
			at.Multi = e.Terms()
		case ix.multi:
			at.Multi = append(at.Multi, e.Multi)
		}
		out[ix.field] = at
	}
	return out, nil
}

// document is the whole of what is stored for a write.
func (c *collection) document(w store.Write) (bson.D, error) {
	doc, err := fromJSON(w.Doc)
	if err != nil {
		return nil, fault.Internal(err)
	}
	entries, err := c.entries(w.New)
	if err != nil {
		return nil, err
	}
	text, plain := c.set(entries)
	return append(bson.D{
		{Key: "_id", Value: w.ID}, {Key: "v", Value: w.Version}, {Key: "s", Value: w.Seq},
		{Key: "d", Value: doc}, {Key: "ix", Value: plain}, {Key: "f", Value: c.form},
	}, text...), nil
}
