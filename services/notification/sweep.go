package notification

import (
	"context"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

const (
	// itemAge is how long messages stay in an inbox. What was told, to whom and
	// when stays in the deliveries.
	itemAge = 180 * 24 * time.Hour
	// endAge outlasts every look for ended sessions.
	endAge = time.Hour
)

// Sweep clears away what is too old to matter, a page at a time.
func (s *Service) Sweep(ctx context.Context) error {
	now := s.clock.Now()
	if err := removeOld(ctx, s.items, now.Add(-itemAge), func(i Item) string { return i.ID }); err != nil {
		return err
	}
	return removeOld(ctx, s.ends, now.Add(-endAge), func(e End) string { return e.ID })
}

// removeOld deletes the documents whose index "age" lies before the time.
func removeOld[T any](ctx context.Context, c *store.Collection[T], before time.Time, id func(T) string) error {
	for {
		page, err := c.List(ctx, store.Query{Index: "age", Below: before, Limit: store.MaxPage})
		if err != nil || len(page.Items) == 0 {
			return err
		}
		for _, doc := range page.Items {
			if err := c.Delete(ctx, id(doc)); err != nil && !fault.Is(err, fault.KindNotFound) {
				return err
			}
		}
	}
}
