package store

import (
	"context"
	"reflect"
	"slices"

	jsonv2 "github.com/go-json-experiment/json"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// Rewritten is how far a rewriting came.
type Rewritten struct {
	Next    string // where the next page begins; "" at the end
	Seen    int
	Changed int
}

// Placed are the collections whose documents say who reaches them, in order.
func (db *DB) Placed() []string {
	db.mu.Lock()
	defer db.mu.Unlock()
	var out []string
	for name, c := range db.sets {
		if c.reach != nil {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// Rewrite passes the stored form of a page of a collection's documents to fn and
// stores what comes back, each document a unit of work, without events: for what
// follows from elsewhere, like the divisions above a place. fn returns nil for a
// document to be left alone; it may run several times. Repeating it does no harm
// where fn is so. It fails with what fn fails with, and with denied unless the
// scope is the system's.
func (db *DB) Rewrite(ctx context.Context, collection, after string, fn func(doc []byte) ([]byte, error)) (Rewritten, error) {
	var out Rewritten
	if s, _ := ScopeOf(ctx); !s.All {
		return out, errNoScope
	}
	c := db.sets[collection]
	recs, err := db.backend.All(ctx, collection, after, MaxPage)
	for _, rec := range recs {
		out.Seen++
		fresh, err := fn(rec.Doc)
		if err != nil {
			return out, err
		}
		if fresh == nil {
			continue
		}
		if err := c.rewrite(ctx, rec.ID, fn); err != nil {
			return out, err
		}
		out.Changed++
	}
	if err == nil && len(recs) == MaxPage {
		out.Next = recs[len(recs)-1].ID
	}
	return out, err
}

// rewrite changes one document, as it is then: it may have gone since.
func (c *set) rewrite(ctx context.Context, id string, fn func(doc []byte) ([]byte, error)) error {
	return c.db.Transact(ctx, func(ctx context.Context) error {
		rec, ok, err := c.db.record(ctx, c.name, id)
		if err != nil || !ok {
			return err
		}
		doc, err := c.decode(rec)
		if err != nil {
			return err
		}
		fresh, err := fn(rec.Doc)
		if err != nil || fresh == nil {
			return err
		}
		_, err = c.changed(ctx, id, doc, rec, func(doc any) ([]event.Event, error) { return nil, c.refill(doc, fresh) })
		return err
	})
}

// refill puts the value of a stored form in the place of a document's.
func (c *set) refill(doc any, raw []byte) error {
	reflect.ValueOf(doc).Elem().SetZero()
	if err := jsonv2.Unmarshal(raw, doc, stored); err != nil {
		return fault.Internal(err)
	}
	return nil
}
