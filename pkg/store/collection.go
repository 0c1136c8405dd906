package store

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// Index declares how documents are found. Key nil for a document leaves it out
// (a partial index). Exactly one of Scoped and Of may be given.
type Index[T any] struct {
	Name   string
	Unique bool
	Scoped bool              // one entry per scope token: what lists are made of
	Of     func(*T) []string // one entry per element: lookups by a list's members
	Key    func(*T) Key      // ordering; nil function: by nothing but id
	Taken  *fault.Error      // what to say when a unique key is taken
	Rev    int               // raise when Key or Of change meaning
}

// Def declares a collection.
type Def[T any] struct {
	// ID returns the document's id; ids are made with db.NewID unless natural.
	ID func(*T) string
	// Tokens are the scope tokens that reach the document. nil: only System
	// reaches the collection.
	Tokens  func(*T) []string
	Indexes []Index[T]
	// Missing is what to say when a document does not exist or is out of scope.
	Missing *fault.Error
}

// Collection is a typed, indexed, scoped set of documents. Its name is the
// aggregate kind on events.
type Collection[T any] struct {
	db   *DB
	name string
	def  Def[T]
	by   map[string]*Index[T]
}

// NewCollection declares a collection of the database, before db.Open.
func NewCollection[T any](db *DB, name string, def Def[T]) *Collection[T] {
	c := &Collection[T]{db: db, name: name, def: def, by: map[string]*Index[T]{}}
	if def.Missing == nil {
		c.def.Missing = fault.NotFound(name+".not_found", "没有找到，可能已删除或不在您的管辖范围内", "Not found: it may be gone, or outside your area")
	}
	for i := range c.def.Indexes {
		ix := &c.def.Indexes[i]
		if ix.Scoped && ix.Of != nil {
			panic("store: index " + name + "." + ix.Name + " is both scoped and multi-value")
		}
		c.by[ix.Name] = ix
	}
	db.declare(c.spec(), c.rebuild)
	return c
}

func (c *Collection[T]) spec() Spec {
	s := Spec{Collection: c.name}
	for _, ix := range c.def.Indexes {
		s.Indexes = append(s.Indexes, IndexSpec{Name: ix.Name, Multi: ix.Scoped || ix.Of != nil, Unique: ix.Unique, Rev: ix.Rev})
	}
	return s
}

func (c *Collection[T]) tokens(doc *T) []string {
	if c.def.Tokens == nil {
		return nil
	}
	return c.def.Tokens(doc)
}

// entries computes the document's index entries, without duplicates.
func (c *Collection[T]) entries(doc *T) []Entry {
	var out []Entry
	for i := range c.def.Indexes {
		ix := &c.def.Indexes[i]
		var key Key = Key{}
		if ix.Key != nil {
			if key = ix.Key(doc); key == nil {
				continue
			}
		}
		multis := []string{""}
		switch {
		case ix.Scoped:
			multis = append(slices.Clone(c.tokens(doc)), Everyone)
		case ix.Of != nil:
			multis = slices.Clone(ix.Of(doc))
		}
		slices.Sort(multis)
		for _, m := range slices.Compact(multis) {
			out = append(out, Entry{Index: ix.Name, Multi: m, Key: key.encode(), Unique: ix.Unique})
		}
	}
	return out
}

func (c *Collection[T]) permit(ctx context.Context, doc *T) error {
	s, ok := ScopeOf(ctx)
	if !ok {
		return errNoScope
	}
	if !s.Permits(c.tokens(doc)) {
		return c.def.Missing
	}
	return nil
}

func (c *Collection[T]) decode(r Record) (*T, error) {
	doc := new(T)
	if err := json.Unmarshal(r.Doc, doc); err != nil {
		return nil, fault.Internal(err)
	}
	return doc, nil
}

// load reads a document and its record through the scope, own writes included.
func (c *Collection[T]) load(ctx context.Context, id string) (*T, Record, error) {
	if _, ok := ScopeOf(ctx); !ok {
		return nil, Record{}, errNoScope
	}
	rec, ok, err := c.db.record(ctx, c.name, id)
	if err != nil {
		return nil, rec, err
	}
	if !ok {
		return nil, rec, c.def.Missing
	}
	doc, err := c.decode(rec)
	if err != nil {
		return nil, rec, err
	}
	return doc, rec, c.permit(ctx, doc)
}

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

// Delete removes a document and tells events about it.
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
		raw, err := json.Marshal(doc)
		if err != nil {
			return fault.Internal(err)
		}
		w.Doc, w.New, w.Version = raw, c.entries(doc), rec.Version+1
	}
	for _, e := range events {
		w.Seq++
		u.addEvent(ctx, c.name, id, w.Seq, e)
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
