package store

import (
	"context"
	"errors"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// Has reports whether a document exists within the caller's scope. It fails with
// denied without a scope.
func (c *set) Has(ctx context.Context, id string) (bool, error) {
	_, _, err := c.load(ctx, id)
	if fault.Is(err, fault.KindNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (c *set) create(ctx context.Context, doc any, events []event.Event) error {
	return c.db.Transact(ctx, func(ctx context.Context) error {
		if err := c.permit(ctx, doc); err != nil {
			return err
		}
		id := c.id(doc)
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
			return u.clash(ctx, c.taken("id"))
		}
		return c.stage(ctx, id, Record{ID: id, Seq: old.Seq}, nil, doc, events)
	})
}

// change is one run of what changes a document in place.
type change func(doc any) ([]event.Event, error)

// update returns the document as fn last left it; nil where fn never came to it.
func (c *set) update(ctx context.Context, id string, fn change) (out any, err error) {
	err = c.db.Transact(ctx, func(ctx context.Context) error {
		doc, rec, err := c.load(ctx, id)
		if err == nil {
			out, err = c.changed(ctx, id, doc, rec, fn)
		}
		return err
	})
	return out, err
}

// changed runs fn on a document as it was loaded, and stages what comes of it.
func (c *set) changed(ctx context.Context, id string, doc any, rec Record, fn change) (any, error) {
	old := c.entries(doc)
	events, err := fn(doc)
	if err != nil {
		return nil, err
	}
	return doc, c.stage(ctx, id, rec, old, doc, events)
}

func (c *set) upsert(ctx context.Context, id string, init func() any, fn change) (out any, err error) {
	err = c.db.Transact(ctx, func(ctx context.Context) error {
		doc, rec, err := c.load(ctx, id)
		switch {
		case err == nil:
			out, err = c.changed(ctx, id, doc, rec, fn)
			return err
		case rec.Version != 0 || !fault.Is(err, fault.KindNotFound):
			return err
		}
		out = init()
		events, err := fn(out)
		if err != nil {
			return err
		}
		return c.create(ctx, out, events)
	})
	return out, err
}

func (c *set) delete(ctx context.Context, id string, events []event.Event) error {
	return c.db.Transact(ctx, func(ctx context.Context) error {
		doc, rec, err := c.load(ctx, id)
		if err != nil {
			return err
		}
		return c.stage(ctx, id, rec, c.entries(doc), nil, events)
	})
}

// stage puts the change into the unit of work.
func (c *set) stage(ctx context.Context, id string, rec Record, old []Entry, doc any, events []event.Event) error {
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
		last, err := c.db.journal.Last(ctx, c.name+"/"+id, w.Seq)
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
func (c *set) explain(err error) error {
	var unique *UniqueError
	if errors.As(err, &unique) {
		return c.taken(unique.Index).Because(err)
	}
	return err
}

// taken words a unique conflict.
func (c *set) taken(index string) *fault.Error {
	if ix, ok := c.by[index]; ok && ix.taken != nil {
		return ix.taken
	}
	return fault.Conflict(c.name+"."+index+".taken", "已存在相同的记录，请查看已有记录", "The same record exists already; look at the existing one")
}
