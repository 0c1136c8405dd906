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
		more, err := c.db.backend.Purge(ctx, c.name)
		if err != nil || !more {
			return err
		}
	}
}
