package store

import (
	"context"
	"errors"
	"slices"
)

// rebuild fills indexes whose declaration changed, page by page; a document
// that changes meanwhile has written its own entries.
func (c *Collection[T]) rebuild(ctx context.Context, indexes []string) error {
	after := ""
	for {
		recs, err := c.db.backend.All(ctx, c.name, after, MaxPage)
		if err != nil || len(recs) == 0 {
			return err
		}
		for _, rec := range recs {
			after = rec.ID
			if err := c.rebuildOne(ctx, rec, indexes); err != nil {
				return err
			}
		}
	}
}

func (c *Collection[T]) rebuildOne(ctx context.Context, rec Record, indexes []string) error {
	doc, err := c.decode(rec)
	if err != nil {
		return err
	}
	entries := slices.DeleteFunc(c.entries(doc), func(e Entry) bool { return !slices.Contains(indexes, e.Index) })
	err = c.db.backend.Reindex(ctx, c.name, rec, entries)
	if errors.Is(err, ErrVersion) {
		return nil
	}
	return err
}
