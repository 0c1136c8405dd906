package mongo

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
	"go.mongodb.org/mongo-driver/v2/mongo/options"
	"golang.org/x/sync/errgroup"

	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// step is what was read of one term's keys, newest first.
type step struct {
	read   int
	apart  uint64           // how far apart they lie; the farther, the rarer is the term
	likely []store.Position // whose documents may have all the terms
	last   *store.Position  // nil where the term has no more
	open   bool             // that is not known yet
}

// lead is the rarest term, and the first step under it. Terms of which nothing is
// remembered are read side by side.
func (c *collection) lead(ctx context.Context, ix index, s store.TextScan) (string, step, error) {
	apart, steps := make([]uint64, len(s.Terms)), make([]*step, len(s.Terms))
	var work errgroup.Group
	for i, term := range s.Terms {
		work.Go(func() (err error) {
			apart[i], err = c.rarity.Of(ix.field+" "+term, func() (uint64, error) {
				read, err := c.keys(ctx, ix, s, term, near)
				steps[i] = &read
				return read.apart, err
			})
			return err
		})
	}
	if err := work.Wait(); err != nil {
		return "", step{}, err
	}
	rarest := slices.Index(apart, slices.Max(apart))
	term, first := s.Terms[rarest], step{open: true}
	if steps[rarest] != nil {
		first = *steps[rarest]
	}
	more := c.wanted(apart, rarest, s.Limit) - first.read
	if more <= 0 || first.last == nil && !first.open {
		return term, first, nil
	}
	if first.last != nil {
		s.After = first.last
	}
	rest, err := c.look(ctx, ix, s, term, more)
	rest.read, rest.likely = rest.read+first.read, append(first.likely, rest.likely...)
	return term, rest, err
}

// wanted is how many keys of the rarest term fill a page, and half as many, if the
// next rarest term is spread over its documents as over all.
func (c *collection) wanted(apart []uint64, rarest, limit int) int {
	apart = slices.Delete(slices.Clone(apart), rarest, rarest+1)
	oneIn := slices.Max(apart) / c.rarity.Least()
	return min(max(near, limit*int(min(oneIn, most))*3/2), most)
}

// look looks at the signs of so many keys of a term. The index alone answers.
func (c *collection) look(ctx context.Context, ix index, s store.TextScan, term string, n int) (step, error) {
	out := step{read: n, open: true}
	cursor, err := c.docs.Aggregate(ctx, ix.signed(s, term, n), options.Aggregate().SetHint(ix.field).SetBatchSize(int32(n)))
	if err != nil {
		return out, err
	}
	defer func() { _ = cursor.Close(ctx) }() // all of it was read, or the read failed
	for cursor.Next(ctx) {
		p, err := ix.place(cursor.Current)
		if err != nil {
			return out, err
		}
		out.likely = append(out.likely, p)
	}
	return out, cursor.Err()
}

func (ix index) signed(s store.TextScan, term string, n int) []bson.D {
	return []bson.D{
		{{Key: "$match", Value: under(ix, s, term)}},
		{{Key: "$sort", Value: newest(ix)}},
		{{Key: "$limit", Value: n}},
		{{Key: "$project", Value: bson.D{{Key: ix.k(), Value: 1}, {Key: ix.sign(), Value: 1}}}},
		{{Key: "$match", Value: bson.D{{Key: ix.sign(), Value: bson.D{{Key: "$bitsAllSet", Value: signOf(s.Terms)}}}}}},
		{{Key: "$project", Value: bson.D{{Key: ix.k(), Value: 1}}}},
	}
}

// close tells where a step ended, and whether the term did.
func (c *collection) close(ctx context.Context, ix index, s store.TextScan, term string, of *step) error {
	cursor, err := c.docs.Find(ctx, under(ix, s, term), options.Find().SetHint(ix.field).SetSort(newest(ix)).
		SetSkip(int64(of.read)-1).SetLimit(1).SetProjection(bson.D{{Key: ix.k(), Value: 1}}))
	if err != nil {
		return err
	}
	defer func() { _ = cursor.Close(ctx) }() // all of it was read, or the read failed
	if of.open = false; cursor.Next(ctx) {
		last, err := ix.place(cursor.Current)
		of.last = &last
		return err
	}
	return cursor.Err()
}

// keys reads so many keys of a term of which nothing is remembered, and tells how
// far apart they lie. The index alone answers.
func (c *collection) keys(ctx context.Context, ix index, s store.TextScan, term string, n int) (out step, err error) {
	cursor, err := c.docs.Find(ctx, under(ix, s, term), options.Find().SetHint(ix.field).SetSort(newest(ix)).
		SetLimit(int64(n)).SetBatchSize(int32(n)).SetProjection(bson.D{{Key: ix.k(), Value: 1}, {Key: ix.sign(), Value: 1}}))
	if err != nil {
		return out, err
	}
	defer func() { _ = cursor.Close(ctx) }() // all of it was read, or the read failed
	wanted := signOf(s.Terms)
	var first, last store.Position
	for cursor.Next(ctx) {
		if last, err = ix.place(cursor.Current); err != nil {
			return out, err
		}
		if out.read++; out.read == 1 {
			first = last
		}
		if _, sign, ok := cursor.Current.Lookup(ix.sign()).BinaryOK(); ok && holds(sign, wanted.Data) {
			out.likely = append(out.likely, last)
		}
	}
	if out.read == n {
		out.last, out.apart = &last, apart(first.Key, last.Key)
	} else {
		out.apart = math.MaxUint64 - uint64(out.read)
	}
	return out, cursor.Err()
}

// apart is how far apart two keys lie, which are times.
func apart(newer, older string) uint64 {
	at := func(key string) uint64 {
		n, _ := strconv.ParseUint(strings.TrimSuffix(key, "\x1f"), 16, 64) // what is no time lies anywhere
		return n
	}
	return at(newer) - at(older)
}

// place is where an entry lies that was read off the index.
func (ix index) place(entry bson.Raw) (p store.Position, err error) {
	var here, there bool
	p.ID, here = entry.Lookup("_id").StringValueOK()
	p.Key, there = entry.Lookup(ix.k()).StringValueOK()
	if !here || !there {
		return p, fault.Internal(errors.New("mongo: an entry of a text index has no position"))
	}
	return p, nil
}

// having reads those of the documents at the places that have all the terms,
// newest first.
func (c *collection) having(ctx context.Context, ix index, s store.TextScan, places []store.Position) ([]store.Hit, error) {
	cursor, err := c.docs.Find(ctx, at(ix, s, places), options.Find().SetHint("_id_").
		SetBatchSize(int32(len(places))).SetLimit(int64(len(places))).SetProjection(ix.shown(s)))
	if err != nil {
		return nil, err
	}
	found, err := hits(ctx, ix, cursor)
	sorting.By(found, func(a, b store.Hit) int { return cmp.Or(cmp.Compare(b.Key, a.Key), cmp.Compare(b.ID, a.ID)) })
	return found, err
}

// at selects those of the documents at the places that have all the terms.
func at(ix index, s store.TextScan, places []store.Position) bson.D {
	ids := make([]string, len(places))
	for i, p := range places {
		ids[i] = p.ID
	}
	return bson.D{{Key: "_id", Value: bson.D{{Key: "$in", Value: ids}}}, {Key: ix.m(), Value: bson.D{{Key: "$all", Value: s.Terms}}}}
}
