package store

import (
	"context"
	"errors"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// Get returns a document; not_found where it does not exist or is out of scope.
func (c *Collection[T]) Get(ctx context.Context, id string) (T, error) {
	doc, _, err := c.load(ctx, id)
	if err != nil {
		var zero T
		return zero, err
	}
	return *doc, nil
}

// Create stores a new document with the events it causes. It fails with
// not_found when the document would lie outside the caller's scope, with
// conflict when its id or a unique key is taken.
func (c *Collection[T]) Create(ctx context.Context, doc T, events ...event.Event) error {
	return c.db.Transact(ctx, func(ctx context.Context) error {
		if err := c.permit(ctx, &doc); err != nil {
			return err
		}
		id := c.def.ID(&doc)
		u := unitOf(ctx, c.db)
		old, had := u.pending(c.name, id)
		if u.attempt > 0 && !had { // the first try may have met an existing document
			stored, ok, err := c.db.record(ctx, c.name, id)
			if err != nil {
				return err
			}
			old, had = stored, ok
		}
		if had && old.Version != 0 {
			return c.taken("id")
		}
		return c.stage(ctx, id, Record{ID: id, Seq: old.Seq}, nil, &doc, events)
	})
}

// Update is the only way to change a document: fn checks the rules, changes the
// value and returns the events; all is stored together. fn may run several
// times. It fails with what fn fails with, not_found outside the scope.
func (c *Collection[T]) Update(ctx context.Context, id string, fn func(*T) ([]event.Event, error)) (T, error) {
	var out T
	err := c.db.Transact(ctx, func(ctx context.Context) error {
		doc, rec, err := c.load(ctx, id)
		if err != nil {
			return err
		}
		old := c.entries(doc)
		events, err := fn(doc)
		if err != nil {
			return err
		}
		out = *doc
		return c.stage(ctx, id, rec, old, doc, events)
	})
	return out, err
}

// Upsert changes the document, or a new one that init makes where there is none.
func (c *Collection[T]) Upsert(ctx context.Context, id string, init func() T, fn func(*T) ([]event.Event, error)) (T, error) {
	var out T
	err := c.db.Transact(ctx, func(ctx context.Context) error {
		_, rec, err := c.load(ctx, id)
		switch {
		case err == nil:
			out, err = c.Update(ctx, id, fn)
			return err
		case rec.Version != 0 || !fault.Is(err, fault.KindNotFound):
			return err
		}
		out = init()
		events, err := fn(&out)
		if err != nil {
			return err
		}
		return c.Create(ctx, out, events...)
	})
	return out, err
}

// Put stores a document in the place of the one with its id, or as a new one. It
// fails as Create and Update do.
func (c *Collection[T]) Put(ctx context.Context, doc T) error {
	_, err := c.Upsert(ctx, c.def.ID(&doc), func() T { return doc }, func(stored *T) ([]event.Event, error) {
		*stored = doc
		return nil, nil
	})
	return err
}

// Delete removes a document and tells events about it. It fails with not_found
// where there is none within the caller's scope, with denied without a scope.
func (c *Collection[T]) Delete(ctx context.Context, id string, events ...event.Event) error {
	return c.db.Transact(ctx, func(ctx context.Context) error {
		doc, rec, err := c.load(ctx, id)
		if err != nil {
			return err
		}
		return c.stage(ctx, id, rec, c.entries(doc), nil, events)
	})
}

// stage puts the change into the unit of work.
func (c *Collection[T]) stage(ctx context.Context, id string, rec Record, old []Entry, doc *T, events []event.Event) error {
	u := unitOf(ctx, c.db)
	w := Write{Collection: c.name, Record: Record{ID: id, Seq: rec.Seq}, Expect: rec.Version, Old: old}
	if doc != nil {
		raw, err := c.encode(rec, doc)
		if err != nil {
			return err
		}
		w.Doc, w.New, w.Version = raw, c.entries(doc), rec.Version+1
	}
	if u.attempt > 0 && len(events) > 0 {
		last, err := c.db.journal.last(ctx, c.name+"/"+id, w.Seq)
		if err != nil {
			return err
		}
		w.Seq = last
	}
	var tokens []string
	if doc != nil && len(events) > 0 {
		tokens = c.tokens(doc)
	}
	for _, e := range events {
		w.Seq++
		u.addEvent(ctx, c.name, id, w.Seq, e, tokens)
	}
	u.add(w, c.taken)
	return nil
}

// explain words a unique conflict as its index declares; other errors pass.
func (c *Collection[T]) explain(err error) error {
	var unique *UniqueError
	if errors.As(err, &unique) {
		return c.taken(unique.Index).Because(err)
	}
	return err
}

// taken words a unique conflict.
func (c *Collection[T]) taken(index string) *fault.Error {
	if ix, ok := c.by[index]; ok && ix.Taken != nil {
		return ix.Taken
	}
	return fault.Conflict(c.name+"."+index+".taken", "已存在相同的记录，请查看已有记录", "The same record exists already; look at the existing one")
}
