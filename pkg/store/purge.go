package store

import (
	"context"
	"errors"

	"lianluo/pkg/fault"
)

func (c *set) purge(ctx context.Context) error {
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

func (c *set) remove(ctx context.Context, recs []Record) error {
	for _, rec := range recs {
		if err := c.delete(ctx, rec.ID, nil); err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
	}
	return nil
}
