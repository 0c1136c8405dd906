package store

import (
	"context"

	"lianluo/pkg/fault"
)

// DeleteBelow deletes the documents within reach whose key in the index lies
// below a bound, a page at a time, without events: what is too old to matter.
func (c *Collection[T]) DeleteBelow(ctx context.Context, index string, bound any) error {
	for {
		page, err := c.List(ctx, Query{Index: index, Below: bound, Limit: MaxPage})
		if err != nil || len(page.Items) == 0 {
			return err
		}
		for i := range page.Items {
			if err := c.Delete(ctx, c.def.ID(&page.Items[i])); err != nil && !fault.Is(err, fault.KindNotFound) {
				return err
			}
		}
	}
}
