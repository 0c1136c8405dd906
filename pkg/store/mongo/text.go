package mongo

import (
	"context"
	"slices"
	"sync"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/store"
)

// The server walks a multikey index under one term only and looks at each
// document for the others. So the rarest one leads, and one call walks no more
// than reach documents.
const (
	reach = 1500
	probe = 200 // how far into a term's documents is looked to tell how rare it is
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
	lead, few, err := c.rarest(ctx, ix, s)
	if err != nil {
		return out, translate(err)
	}
	out.Hits, err = c.walk(ctx, ix, s, lead)
	if err == nil && len(out.Hits) < s.Limit && !few {
		out.Stopped, err = c.nth(ctx, ix, s, lead, reach)
	}
	return out, translate(err)
}

// rarest is the term whose documents lie farthest apart from here on, and whether
// these are so few that one walk sees all of them. Terms are asked about side by side.
func (c *collection) rarest(ctx context.Context, ix index, s store.TextScan) (lead string, few bool, err error) {
	if len(s.Terms) == 1 {
		return s.Terms[0], false, nil
	}
	at, errs := make([]*store.Position, len(s.Terms)), make([]error, len(s.Terms))
	var wg sync.WaitGroup
	for i, term := range s.Terms {
		wg.Go(func() { at[i], errs[i] = c.nth(ctx, ix, s, term, probe) })
	}
	wg.Wait()
	least := 0
	for i := range s.Terms {
		if errs[i] != nil {
			return "", false, errs[i]
		}
		if at[least] != nil && (at[i] == nil || at[i].Key < at[least].Key) {
			least = i
		}
	}
	return s.Terms[least], at[least] == nil, nil
}

// nth is the position of a term's nth document from where the scan begins, nil
// where there are fewer. The index alone answers.
func (c *collection) nth(ctx context.Context, ix index, s store.TextScan, term string, n int64) (*store.Position, error) {
	opts := options.Find().SetHint(ix.field).SetSort(newest(ix)).SetSkip(n - 1).SetLimit(1).
		SetProjection(bson.D{{Key: ix.k(), Value: 1}})
	cursor, err := c.docs.Find(ctx, under(ix, s, term), opts)
	if err != nil {
		return nil, err
	}
	var found []stored
	if err := cursor.All(ctx, &found); err != nil || len(found) == 0 {
		return nil, err
	}
	return &store.Position{Key: found[0].Entries[ix.field].Key, ID: found[0].ID}, nil
}

// steps look through the documents of the leading term for the other terms.
func steps(ix index, s store.TextScan, lead string) bson.A {
	out := bson.A{
		bson.D{{Key: "$match", Value: under(ix, s, lead)}},
		bson.D{{Key: "$sort", Value: newest(ix)}},
		bson.D{{Key: "$limit", Value: int64(reach)}},
	}
	if others := slices.DeleteFunc(slices.Clone(s.Terms), func(t string) bool { return t == lead }); len(others) > 0 {
		out = append(out, bson.D{{Key: "$match", Value: bson.D{{Key: ix.m(), Value: bson.D{{Key: "$all", Value: others}}}}}})
	}
	return append(out, bson.D{{Key: "$limit", Value: int64(s.Limit)}},
		bson.D{{Key: "$project", Value: append(bson.D{{Key: ix.k(), Value: 1}}, recordFields...)}})
}

func (c *collection) walk(ctx context.Context, ix index, s store.TextScan, lead string) ([]store.Hit, error) {
	cursor, err := c.docs.Aggregate(ctx, steps(ix, s, lead), options.Aggregate().SetHint(ix.field).SetBatchSize(int32(s.Limit)))
	if err != nil {
		return nil, err
	}
	var found []stored
	if err := cursor.All(ctx, &found); err != nil {
		return nil, err
	}
	out := make([]store.Hit, len(found))
	for i, st := range found {
		rec, err := st.record()
		if err != nil {
			return nil, err
		}
		out[i] = store.Hit{Record: rec, Key: st.Entries[ix.field].Key}
	}
	return out, nil
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
