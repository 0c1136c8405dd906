package oidc

import (
	"context"
	"errors"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// keepEnded is how long grants and refresh tokens are kept after their end.
const keepEnded = 24 * time.Hour

// sweep deletes what nothing depends on any more; that it was is in the journal.
func (p *Provider) sweep(ctx context.Context) error {
	before := p.now().Add(-keepEnded)
	err := errors.Join(p.requests.DeleteBelow(ctx, "until", p.now()), // anybody can ask: nothing is kept of what nobody answered
		p.refreshes.DeleteBelow(ctx, "until", before), p.grants.DeleteBelow(ctx, "until", before))
	return errors.Join(err, p.sweepKeys(ctx, before))
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
