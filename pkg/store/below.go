package store

import (
	"context"

	"lianluo/pkg/fault"
)

func (c *set) deleteBelow(ctx context.Context, index string, bound any) error {
	for {
		n := 0
		err := c.db.Transact(ctx, func(ctx context.Context) error {
			docs, _, err := c.list(ctx, Query{Index: index, Below: bound, Limit: MaxPage})
			n = len(docs)
			for _, doc := range docs {
				if err := c.delete(ctx, c.id(doc), nil); err != nil && !fault.Is(err, fault.KindNotFound) {
					return err
				}
			}
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
