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
}

// lead is the rarest term, and the first step under it. Terms of which nothing is
// remembered are read side by side.
func (c *collection) lead(ctx context.Context, ix index, s store.TextScan) (string, step, error) {
	apart, steps := make([]uint64, len(s.Terms)), make([]*step, len(s.Terms))
	var work errgroup.Group
	for i, term := range s.Terms {
		work.Go(func() (err error) {
			apart[i], err = c.rarity.Of(ix.field+" "+term, func() (uint64, error) {
				read, err := c.look(ctx, ix, s, term, near)
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
	term, first := s.Terms[rarest], step{}
	if steps[rarest] != nil {
		first = *steps[rarest]
		s.After = first.last
	}
	more := c.wanted(apart, rarest, s.Limit) - first.read
	if more <= 0 || steps[rarest] != nil && first.last == nil {
		return term, first, nil
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

// look looks at the signs of so many keys of a term, and where they lie. The index
// alone answers.
func (c *collection) look(ctx context.Context, ix index, s store.TextScan, term string, n int) (out step, err error) {
	cursor, err := c.docs.Aggregate(ctx, ix.signed(s, term, n), options.Aggregate().SetHint(ix.field))
	if err != nil {
		return out, err
	}
	var all []struct {
		Likely []bson.Raw
		Ends   []struct {
			Read                int
			First, Last, LastID string
		}
	}
	if err := cursor.All(ctx, &all); err != nil || len(all) != 1 || len(all[0].Ends) != 1 {
		return step{apart: math.MaxUint64}, err
	}
	for _, entry := range all[0].Likely {
		p, err := ix.place(entry)
		if err != nil {
			return out, err
		}
		out.likely = append(out.likely, p)
	}
	ends := all[0].Ends[0]
	out.read, out.apart = ends.Read, math.MaxUint64-uint64(ends.Read)
	if out.read == n {
		out.last, out.apart = &store.Position{Key: ends.Last, ID: ends.LastID}, apart(ends.First, ends.Last)
	}
	if len(out.likely) == sent(s, n) { // perhaps not all of them
		out.last = &out.likely[len(out.likely)-1]
	}
	return out, nil
}

// sent is how many places a step sends at most: where terms come together, those of
// a page and of what is taken for it are enough.
func sent(s store.TextScan, n int) int { return 2*s.Limit + n/32 }

// signed is what look asks: both answers in one call, for a call costs as much as
// three hundred keys.
func (ix index) signed(s store.TextScan, term string, n int) []bson.D {
	likely := bson.A{
		bson.D{{Key: "$match", Value: bson.D{{Key: ix.sign(), Value: bson.D{{Key: "$bitsAllSet", Value: signOf(s.Terms)}}}}}},
		bson.D{{Key: "$limit", Value: sent(s, n)}},
		bson.D{{Key: "$project", Value: bson.D{{Key: ix.k(), Value: 1}}}},
	}
	ends := bson.A{bson.D{{Key: "$group", Value: bson.D{
		{Key: "_id", Value: nil}, {Key: "read", Value: bson.D{{Key: "$sum", Value: 1}}}, {Key: "first", Value: bson.D{{Key: "$first", Value: "$" + ix.k()}}},
		{Key: "last", Value: bson.D{{Key: "$last", Value: "$" + ix.k()}}}, {Key: "lastid", Value: bson.D{{Key: "$last", Value: "$_id"}}},
	}}}}
	return []bson.D{
		{{Key: "$match", Value: under(ix, s, term)}},
		{{Key: "$sort", Value: newest(ix)}},
		{{Key: "$limit", Value: n}},
		{{Key: "$project", Value: bson.D{{Key: ix.k(), Value: 1}, {Key: ix.sign(), Value: 1}}}},
		{{Key: "$facet", Value: bson.D{{Key: "likely", Value: likely}, {Key: "ends", Value: ends}}}},
	}
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
