package store

import (
	"context"

	"lianluo/pkg/fault"
)

func (c *set) deleteBelow(ctx context.Context, index string, bound any) error {
	for {
		docs, _, err := c.list(ctx, Query{Index: index, Below: bound, Limit: MaxPage})
		if err != nil || len(docs) == 0 {
			return err
		}
		for _, doc := range docs {
			if err := c.delete(ctx, c.id(doc), nil); err != nil && !fault.Is(err, fault.KindNotFound) {
				return err
			}
		}
	}
}
