package store

import (
	"context"
	"reflect"

	"lianluo/pkg/event"
)

// Collection is a typed, indexed, scoped set of documents. Its name is the
// aggregate kind on events.
type Collection[T any] struct{ set }

// NewCollection declares a collection of the database, before db.Open. It
// panics on a declaration that cannot work.
func NewCollection[T any](db *DB, name string, def Def[T]) *Collection[T] {
	c := &Collection[T]{set{
		db: db, name: name, by: map[string]*index{}, know: membersOf(reflect.TypeFor[T]()),
		busy: def.Busy, missing: def.Missing,
		fresh: func() any { return new(T) },
		id:    untyped(def.ID), reach: untyped(def.Tokens), lists: untyped(def.Lists),
	}}
	for _, ix := range def.Indexes {
		c.indexes = append(c.indexes, index{
			name: ix.Name, unique: ix.Unique, scoped: ix.Scoped, taken: ix.Taken, rev: ix.Rev,
			of: untyped(ix.Of), words: untyped(ix.Words), key: untyped(ix.Key),
		})
	}
	c.declare(untyped(def.Blobs))
	return c
}

func untyped[T, R any](fn func(*T) R) func(any) R {
	if fn == nil {
		return nil
	}
	return func(doc any) R { return fn(doc.(*T)) }
}

// valued is the value of a document; zero for none.
func valued[T any](doc any) T {
	if doc == nil {
		var zero T
		return zero
	}
	return *doc.(*T)
}

func paged[T any](docs []any, next string) Page[T] {
	page := Page[T]{Items: make([]T, len(docs)), Next: next}
	for i, doc := range docs {
		page.Items[i] = *doc.(*T)
	}
	return page
}

// Get returns a document; not_found where it does not exist or is out of scope.
func (c *Collection[T]) Get(ctx context.Context, id string) (T, error) {
	doc, _, err := c.load(ctx, id)
	if err != nil {
		doc = nil
	}
	return valued[T](doc), err
}

// GetAll returns those of the documents that exist within the caller's scope, in
// the order of the ids, with one read. It fails with denied without a scope.
func (c *Collection[T]) GetAll(ctx context.Context, ids []string) ([]T, error) {
	docs, err := c.all(ctx, ids)
	return paged[T](docs, "").Items, err
}

// Create stores a new document with the events it causes. It fails with
// not_found when the document would lie outside the caller's scope, with
// conflict when its id or a unique key is taken.
func (c *Collection[T]) Create(ctx context.Context, doc T, events ...event.Event) error {
	return c.create(ctx, &doc, events)
}

// Update is the only way to change a document: fn checks the rules, changes the
// value and returns the events; all is stored together. fn may run several
// times. It fails with what fn fails with, not_found outside the scope.
func (c *Collection[T]) Update(ctx context.Context, id string, fn func(*T) ([]event.Event, error)) (T, error) {
	doc, err := c.update(ctx, id, func(doc any) ([]event.Event, error) { return fn(doc.(*T)) })
	return valued[T](doc), err
}

// Upsert changes the document, or a new one that init makes where there is none.
func (c *Collection[T]) Upsert(ctx context.Context, id string, init func() T, fn func(*T) ([]event.Event, error)) (T, error) {
	made := func() any {
		doc := init()
		return &doc
	}
	doc, err := c.upsert(ctx, id, made, func(doc any) ([]event.Event, error) { return fn(doc.(*T)) })
	return valued[T](doc), err
}

// Put stores a document in the place of the one with its id, or as a new one. It
// fails as Create and Update do.
func (c *Collection[T]) Put(ctx context.Context, doc T) error {
	_, err := c.Upsert(ctx, c.id(&doc), func() T { return doc }, func(stored *T) ([]event.Event, error) {
		*stored = doc
		return nil, nil
	})
	return err
}

// Delete removes a document and tells events about it. It fails with not_found
// where there is none within the caller's scope, with denied without a scope.
func (c *Collection[T]) Delete(ctx context.Context, id string, events ...event.Event) error {
	return c.delete(ctx, id, events)
}

// List returns one page in key order. It fails with denied without a scope,
// invalid for a broken cursor, internal for an index that is not declared.
func (c *Collection[T]) List(ctx context.Context, q Query) (Page[T], error) {
	docs, next, err := c.list(ctx, q)
	return paged[T](docs, next), err
}

// First returns the first document of the query within reach and whether there
// is one.
func (c *Collection[T]) First(ctx context.Context, q Query) (T, bool, error) {
	doc, err := c.first(ctx, q)
	return valued[T](doc), doc != nil, err
}

// Each calls fn for every document of the query, page by page. It fails as List
// does, and with what fn fails with, which ends it.
func (c *Collection[T]) Each(ctx context.Context, q Query, fn func(T) error) error {
	return c.each(ctx, q, func(doc any) error { return fn(*doc.(*T)) })
}

// Search returns one page of what a text index finds among committed documents;
// of documents of the same time, in no certain order. A page may be short, even
// empty, and still have a next one: how far one call looks is bounded, however
// rare what it looks for. No words find nothing. It fails with denied without a
// scope, invalid for a broken cursor, internal for an index that is no text index.
func (c *Collection[T]) Search(ctx context.Context, q Search) (Page[T], error) {
	docs, next, err := c.search(ctx, q)
	return paged[T](docs, next), err
}

// DeleteBelow deletes the documents within reach whose key in the index lies
// below a bound, each page a unit of work, without events: what is too old to
// matter. Call it outside of a unit of work.
func (c *Collection[T]) DeleteBelow(ctx context.Context, index string, bound any) error {
	return c.deleteBelow(ctx, index, bound)
}

// Purge removes every document of the collection, part by part, each durable on
// its own, and tells nobody: for derived data that is built anew. It
// fails with denied unless the scope is the system's, and with internal inside
// a unit of work.
func (c *Collection[T]) Purge(ctx context.Context) error { return c.purge(ctx) }
