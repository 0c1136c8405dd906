package mongo

import (
	"context"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/mongo/options"

	"lianluo/pkg/store"
)

// Commit is one operation where there is one write, else one transaction.
func (b *backend) Commit(ctx context.Context, writes []store.Write) error {
	batches, err := b.batches(writes)
	if err != nil {
		return err
	}
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	if len(writes) == 1 {
		return batches[0].apply(ctx)
	}
	session, err := b.client.StartSession()
	if err != nil {
		return translate(err)
	}
	defer session.EndSession(ctx)
	// The driver runs it again while the server says that this may help. Conflicts
	// come translated and are not among that: the unit has to read again.
	_, err = session.WithTransaction(ctx, func(ctx context.Context) (any, error) {
		for _, batch := range batches {
			if err := batch.apply(ctx); err != nil {
				return nil, err
			}
		}
		return nil, nil
	})
	return translate(err)
}

// batch is the writes of one collection.
type batch struct {
	*collection
	first    []mongo.WriteModel // what makes unique keys free
	rest     []mongo.WriteModel
	inserted int64
	matched  int64
	deleted  int64
}

func (b *backend) batches(writes []store.Write) ([]*batch, error) {
	by := map[string]*batch{}
	var order []*batch
	freed := freedKeys(writes)
	for _, w := range writes {
		if by[w.Collection] == nil {
			col, err := b.collection(w.Collection)
			if err != nil {
				return nil, err
			}
			by[w.Collection] = &batch{collection: col}
			order = append(order, by[w.Collection])
		}
		if err := by[w.Collection].add(w, freed); err != nil {
			return nil, err
		}
	}
	return order, nil
}

func current(w store.Write) bson.D {
	return bson.D{{Key: "_id", Value: w.ID}, {Key: "v", Value: w.Expect}}
}

func (b *batch) add(w store.Write, freed map[unique]bool) error {
	if w.Version == 0 {
		b.first = append(b.first, mongo.NewDeleteOneModel().SetFilter(current(w)))
		b.deleted++
		return nil
	}
	doc, err := b.document(w)
	if err != nil {
		return err
	}
	if w.Expect == 0 {
		b.rest = append(b.rest, mongo.NewInsertOneModel().SetDocument(doc))
		b.inserted++
		return nil
	}
	if drop := b.dropped(w, freed); len(drop) > 0 {
		b.first = append(b.first, mongo.NewUpdateOneModel().SetFilter(current(w)).SetUpdate(bson.D{{Key: "$unset", Value: drop}}))
		b.matched++
	}
	b.rest = append(b.rest, mongo.NewReplaceOneModel().SetFilter(current(w)).SetReplacement(doc))
	b.matched++
	return nil
}

// unique is a key that only one document may hold.
type unique struct {
	collection string
	entry      store.Entry
}

// freedKeys are unique keys that the writes take from one document and give to
// another. The server checks each step of a transaction and not its end, so
// they have to be free before they are given.
func freedKeys(writes []store.Write) map[unique]bool {
	given := map[unique]string{}
	for _, w := range writes {
		for _, e := range w.New {
			if e.Unique {
				given[unique{w.Collection, e}] = w.ID
			}
		}
	}
	freed := map[unique]bool{}
	for _, w := range writes {
		for _, e := range w.Old {
			if to, ok := given[unique{w.Collection, e}]; ok && to != w.ID {
				freed[unique{w.Collection, e}] = true
			}
		}
	}
	return freed
}

// dropped are the fields of w's entries to take out beforehand.
func (b *batch) dropped(w store.Write, freed map[unique]bool) bson.D {
	var out bson.D
	for _, e := range w.Old {
		ix, ok := b.indexes[e.Index]
		if ok && freed[unique{w.Collection, e}] && (len(out) == 0 || out[len(out)-1].Key != "ix."+ix.field) {
			out = append(out, bson.E{Key: "ix." + ix.field, Value: ""})
		}
	}
	return out
}

// apply runs the batch and checks that every write met the version it expected.
func (b *batch) apply(ctx context.Context) error {
	res, err := b.docs.BulkWrite(ctx, append(b.first[:len(b.first):len(b.first)], b.rest...), options.BulkWrite().SetOrdered(true))
	if err != nil {
		return b.translateWrite(err)
	}
	if res.InsertedCount != b.inserted || res.MatchedCount != b.matched || res.DeletedCount != b.deleted {
		return store.ErrVersion
	}
	return nil
}

// Reindex sets entries beside those that a document has, for every form that
// lacks them. A document that changed meanwhile has another version.
func (b *backend) Reindex(ctx context.Context, name string, items []store.Indexed) error {
	c, err := b.collection(name)
	if err != nil {
		return err
	}
	ctx, cancel := b.bounded(ctx)
	defer cancel()
	forms, err := c.forms(ctx)
	if err != nil {
		return translate(err)
	}
	var models []mongo.WriteModel
	for _, it := range items {
		entries, err := c.entries(it.Entries)
		if err != nil {
			return err
		}
		for _, f := range forms {
			if lacks := f.lacks(c.form); len(lacks) > 0 {
				models = append(models, c.reindex(it.Record, f, lacks, entries))
			}
		}
	}
	if len(models) == 0 {
		return nil
	}
	_, err = c.docs.BulkWrite(ctx, models, options.BulkWrite().SetOrdered(false))
	return c.translateWrite(err)
}

func (c *collection) reindex(rec store.Record, f form, lacks []string, entries map[string]entry) mongo.WriteModel {
	wanted := map[string]entry{}
	for _, field := range lacks {
		if e, ok := entries[field]; ok {
			wanted[field] = e
		}
	}
	set, plain := c.set(wanted)
	for field, e := range plain {
		set = append(set, bson.E{Key: "ix." + field, Value: e})
	}
	set = append(set, bson.E{Key: "f", Value: f.with(c.form)})
	return mongo.NewUpdateOneModel().SetUpdate(bson.D{{Key: "$set", Value: set}}).
		SetFilter(bson.D{{Key: "_id", Value: rec.ID}, {Key: "v", Value: rec.Version}, {Key: "f", Value: f}})
}

// Built has nothing to record: the documents themselves tell what they lack.
func (b *backend) Built(context.Context, string, []string) error { return nil }
