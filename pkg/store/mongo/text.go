package mongo

import (
	"context"
	"slices"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/store"
)

// The server walks a multikey index under one term only. So the rarest term leads,
// and the signs in its keys tell which of its documents may have the others; those
// are read and decide. The server reads all keys of a step before it looks at the
// first of them, so a step is as long as it probably takes to fill the page.
const (
	near = 256  // keys that a step looks at, at least
	most = 1500 // keys that one search looks at
)

// Search reads a text index.
func (b *backend) Search(ctx context.Context, s store.TextScan) (store.TextHits, error) {
	var out store.TextHits
	c, err := b.collection(s.Collection)
	if err != nil {
		return out, err
	}
	ix, ok := c.indexes[s.Index]
	if !ok || !ix.text {
		return out, errUndeclared(s.Collection + "." + s.Index)
	}
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	if s.Under != "" {
		s.Terms = append(slices.Clone(s.Terms), s.Under)
	}
	if len(s.Terms) == 1 {
		out.Hits, err = c.walk(ctx, ix, s)
		return out, translate(err)
	}
	out, err = c.searched(ctx, ix, s)
	return out, translate(err)
}

// walk reads the documents of the only term.
func (c *collection) walk(ctx context.Context, ix index, s store.TextScan) ([]store.Hit, error) {
	cursor, err := c.docs.Find(ctx, under(ix, s, s.Terms[0]), options.Find().SetHint(ix.field).SetSort(newest(ix)).
		SetLimit(int64(s.Limit)).SetBatchSize(int32(s.Limit)).SetProjection(ix.shown(s)))
	if err != nil {
		return nil, err
	}
	return hits(ctx, ix, cursor)
}

// searched looks through the documents of the rarest term, newest first, as far as
// it takes to fill the page, but for so many keys.
func (c *collection) searched(ctx context.Context, ix index, s store.TextScan) (out store.TextHits, err error) {
	lead, step, err := c.lead(ctx, ix, s)
	for looked := 0; err == nil; {
		if err = c.decided(ctx, ix, s, step, &out); err != nil || step.last == nil || len(out.Hits) >= s.Limit {
			return out, err
		}
		s.After = step.last
		if looked += step.read; looked >= most {
			out.Stopped = s.After
			return out, nil
		}
		step, err = c.look(ctx, ix, s, lead, enough(looked, len(out.Hits), s.Limit))
	}
	return out, err
}

// enough keys fill the page by half as much again as it takes if found are in looked.
func enough(looked, found, wanted int) int {
	return min(max(near, (wanted-found)*looked*3/2/max(found, 1)), most-looked)
}

// decided reads documents that a step found likely, newest first, and keeps those
// that have all the terms, until the page is full. One key in 32 is taken for what
// it is not; a document more in a call costs little beside a call more.
func (c *collection) decided(ctx context.Context, ix index, s store.TextScan, step step, out *store.TextHits) error {
	likely := step.likely
	for read := s.Limit - len(out.Hits) + 2 + step.read/32; len(likely) > 0 && len(out.Hits) < s.Limit; read *= 2 {
		some := likely[:min(len(likely), read)]
		found, err := c.having(ctx, ix, s, some)
		if err != nil {
			return err
		}
		out.Hits, likely = append(out.Hits, found...), likely[len(some):]
	}
	out.Hits = out.Hits[:min(len(out.Hits), s.Limit)]
	return nil
}

// hits are the documents of a cursor with their keys.
func hits(ctx context.Context, ix index, cursor *mongo.Cursor) ([]store.Hit, error) {
	defer func() { _ = cursor.Close(ctx) }() // all of it was read, or the read failed
	var out []store.Hit
	for cursor.Next(ctx) {
		var st stored
		if err := cursor.Decode(&st); err != nil {
			return nil, err
		}
		rec, err := st.record()
		if err != nil {
			return nil, err
		}
		key, _ := cursor.Current.Lookup(ix.k()).StringValueOK() // the index has no documents without
		out = append(out, store.Hit{Record: rec, Key: key})
	}
	return out, cursor.Err()
}

// shown are the fields of a document that a search reads: its key, and the members
// that are wanted, all where none is named.
func (ix index) shown(s store.TextScan) bson.D {
	out := bson.D{{Key: ix.k(), Value: 1}}
	if s.Members == nil {
		return append(out, recordFields...)
	}
	out = append(out, bson.E{Key: "v", Value: 1}, bson.E{Key: "s", Value: 1})
	for _, m := range s.Members {
		out = append(out, bson.E{Key: "d." + storedKey(m), Value: 1})
	}
	return out
}

// newest is the index's own order, backwards.
func newest(ix index) bson.D { return bson.D{{Key: ix.k(), Value: -1}, {Key: "_id", Value: -1}} }

// under selects the documents of one term from where the scan begins.
func under(ix index, s store.TextScan, term string) bson.D {
	of := bson.E{Key: ix.m(), Value: term}
	if s.After == nil {
		return bson.D{of, {Key: ix.k(), Value: bson.D{{Key: "$gte", Value: ""}}}}
	}
	same := bson.D{of, {Key: ix.k(), Value: s.After.Key}, {Key: "_id", Value: bson.D{{Key: "$lt", Value: s.After.ID}}}}
	older := bson.D{of, {Key: ix.k(), Value: bson.D{{Key: "$gte", Value: ""}, {Key: "$lt", Value: s.After.Key}}}}
	return bson.D{{Key: "$or", Value: bson.A{same, older}}}
}
