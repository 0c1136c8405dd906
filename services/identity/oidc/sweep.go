package oidc

import (
	"context"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// keepEnded is how long grants and refresh tokens are kept after their end.
const keepEnded = 24 * time.Hour

// sweep deletes what nothing depends on any more; that it was is in the journal.
func (p *Provider) sweep(ctx context.Context) error {
	before := p.now().Add(-keepEnded)
	if err := sweepOf(ctx, p, p.requests, before, func(r request) string { return r.Hash }); err != nil {
		return err
	}
	if err := sweepOf(ctx, p, p.refreshes, before, func(r refresh) string { return r.Hash }); err != nil {
		return err
	}
	if err := sweepOf(ctx, p, p.grants, before, func(g grant) string { return g.ID }); err != nil {
		return err
	}
	return p.sweepKeys(ctx, before)
}

func sweepOf[T any](ctx context.Context, p *Provider, c *store.Collection[T], before time.Time, id func(T) string) error {
	page, err := c.List(ctx, store.Query{Index: "until", Below: before, Limit: store.MaxPage})
	if err != nil {
		return err
	}
	return p.db.Transact(ctx, func(ctx context.Context) error {
		for _, one := range page.Items {
			if err := c.Delete(ctx, id(one)); err != nil && !fault.Is(err, fault.KindNotFound) {
				return err
			}
		}
		return nil
	})
}

func (p *Provider) sweepKeys(ctx context.Context, before time.Time) error {
	page, err := p.keys.List(ctx, store.Query{Index: "from", Limit: store.MaxPage})
	for _, k := range page.Items {
		if k.Until.IsZero() || !k.Until.Before(before) {
			continue
		}
		if err := p.keys.Delete(ctx, k.ID); err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
	}
	return err
}
