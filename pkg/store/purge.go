package store

import (
	"context"
	"errors"

	"lianluo/pkg/fault"
)

// Purge removes every document of the collection, page by page in units of
// work of their own, and tells nobody: for derived data that is built anew. It
// fails with denied unless the scope is the system's, and with internal inside
// a unit of work.
func (c *Collection[T]) Purge(ctx context.Context) error {
	if s, _ := ScopeOf(ctx); !s.All {
		return errNoScope
	}
	if unitOf(ctx, c.db) != nil {
		return fault.Internal(errors.New("store: Purge inside a unit of work"))
	}
	for {
		recs, err := c.db.backend.All(ctx, c.name, "", MaxPage)
		if err != nil || len(recs) == 0 {
			return err
		}
		if err := c.db.Transact(ctx, func(ctx context.Context) error { return c.remove(ctx, recs) }); err != nil {
			return err
		}
	}
}

func (c *Collection[T]) remove(ctx context.Context, recs []Record) error {
	for _, rec := range recs {
		if err := c.Delete(ctx, rec.ID); err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
	}
	return nil
}
