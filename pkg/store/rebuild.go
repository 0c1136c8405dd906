package store

import (
	"context"
	"slices"
)

// rebuild fills indexes whose declaration changed, page by page; a document
// that changes meanwhile writes its own entries.
func (c *set) rebuild(ctx context.Context, indexes []string) error {
	after := ""
	for {
		recs, err := c.db.backend.All(ctx, c.name, after, MaxPage)
		if err != nil {
			return err
		}
		if len(recs) == 0 {
			return c.db.backend.Built(ctx, c.name, indexes)
		}
		after = recs[len(recs)-1].ID
		items, err := c.indexed(recs, indexes)
		if err != nil {
			return err
		}
		if err := c.db.backend.Reindex(ctx, c.name, items); err != nil {
			return c.explain(err)
		}
	}
}

// indexed computes the records' entries in the given indexes.
func (c *set) indexed(recs []Record, indexes []string) ([]Indexed, error) {
	out := make([]Indexed, 0, len(recs))
	for _, rec := range recs {
		doc, err := c.decode(rec)
		if err != nil {
			return nil, err
		}
		entries := slices.DeleteFunc(c.entries(doc), func(e Entry) bool { return !slices.Contains(indexes, e.Index) })
		out = append(out, Indexed{Record: rec, Entries: entries})
	}
	return out, nil
}
