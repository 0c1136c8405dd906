package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/store"
)

var recordFields = bson.D{{Key: "v", Value: 1}, {Key: "s", Value: 1}, {Key: "d", Value: 1}}

// Get reads by id.
func (b *backend) Get(ctx context.Context, collection string, ids []string) ([]store.Record, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	// With the limit the server knows that there are no more, and is not asked for them.
	found, err := b.records(ctx, collection, bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}},
		options.Find().SetBatchSize(int32(len(ids))).SetLimit(int64(len(ids))))
	if err != nil || len(ids) == 1 {
		return found, err
	}
	by := make(map[string]store.Record, len(found))
	for _, rec := range found {
		by[rec.ID] = rec
	}
	out := make([]store.Record, 0, len(found))
	for _, id := range ids {
		if rec, ok := by[id]; ok {
			out = append(out, rec)
		}
	}
	return out, nil
}

// All reads in order of id.
func (b *backend) All(ctx context.Context, collection, afterID string, limit int) ([]store.Record, error) {
	return b.records(ctx, collection, bson.D{{Key: "_id", Value: bson.D{{Key: "$gt", Value: afterID}}}},
		options.Find().SetSort(bson.D{{Key: "_id", Value: 1}}).SetLimit(int64(limit)))
}

func (b *backend) records(ctx context.Context, collection string, filter bson.D, opts *options.FindOptionsBuilder) ([]store.Record, error) {
	c, err := b.collection(collection)
	if err != nil {
		return nil, err
	}
	var out []store.Record
	err = b.each(ctx, c, filter, opts.SetProjection(recordFields), func(s stored) error {
		rec, err := s.record()
		out = append(out, rec)
		return err
	})
	return out, err
}

func (b *backend) each(ctx context.Context, c *collection, filter bson.D, opts *options.FindOptionsBuilder, fn func(stored) error) error {
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	cursor, err := c.docs.Find(ctx, filter, opts)
	if err != nil {
		return translate(err)
	}
	defer cursor.Close(ctx) //nolint:errcheck // what could be read was read
	for cursor.Next(ctx) {
		var s stored
		if err := cursor.Decode(&s); err != nil {
			return translate(err)
		}
		if err := fn(s); err != nil {
			return err
		}
	}
	return translate(cursor.Err())
}

// Find reads a range of one index.
func (b *backend) Find(ctx context.Context, s store.Scan) ([]store.Hit, error) {
	c, err := b.collection(s.Collection)
	if err != nil {
		return nil, err
	}
	ix, ok := c.indexes[s.Index]
	if !ok {
		return nil, errUndeclared(s.Collection + "." + s.Index)
	}
	var out []store.Hit
	filter, opts := find(ix, s)
	err = b.each(ctx, c, filter, opts, func(st stored) error {
		rec, err := st.record()
		out = append(out, store.Hit{Record: rec, Key: st.Entries[ix.field].Key})
		return err
	})
	return out, err
}

// find words the scan so that its bounds are the bounds of the index. The hint
// makes the server refuse rather than scan where the index is not there.
func find(ix index, s store.Scan) (bson.D, *options.FindOptionsBuilder) {
	dir := 1
	if s.Desc {
		dir = -1
	}
	sort := bson.D{{Key: ix.k(), Value: dir}}
	if !ix.unique {
		sort = append(sort, bson.E{Key: "_id", Value: dir})
	}
	opts := options.Find().SetHint(ix.field).SetSort(sort).SetLimit(int64(s.Limit)).SetBatchSize(int32(s.Limit)).
		SetProjection(append(bson.D{{Key: ix.k(), Value: 1}}, recordFields...))
	where := func(key bson.D, more ...bson.E) bson.D {
		filter := bson.D{{Key: ix.k(), Value: key}}
		if ix.multi {
			filter = append(bson.D{{Key: ix.m(), Value: s.Multi}}, filter...)
		}
		return append(filter, more...)
	}
	if s.After == nil || ix.unique {
		return where(keys(s)), opts
	}
	beyond := "$gt"
	if s.Desc {
		beyond = "$lt"
	}
	same := where(bson.D{{Key: "$eq", Value: s.After.Key}}, bson.E{Key: "_id", Value: bson.D{{Key: beyond, Value: s.After.ID}}})
	return bson.D{{Key: "$or", Value: bson.A{same, where(keys(s))}}}, opts
}

// keys bounds the key: by the range's ends, and by the last key that was read.
func keys(s store.Scan) bson.D {
	var out bson.D
	if s.After != nil && !s.Desc {
		out = append(out, bson.E{Key: "$gt", Value: s.After.Key})
	} else {
		out = append(out, bson.E{Key: "$gte", Value: s.From})
	}
	if s.After != nil && s.Desc {
		out = append(out, bson.E{Key: "$lt", Value: s.After.Key})
	} else if s.To != "" {
		out = append(out, bson.E{Key: "$lt", Value: s.To})
	}
	return out
}
