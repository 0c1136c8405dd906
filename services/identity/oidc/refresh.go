package oidc

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/event"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// RefreshToken implements op.Server: each refresh token works once and gives the
// next. One that comes twice ends the whole family: two have it.
func (p *Provider) RefreshToken(ctx context.Context, r *op.ClientRequest[spec.RefreshTokenRequest]) (*op.Response, error) {
	c := r.Client.(asSpec).client
	ctx = acting(ctx, c.ID, "refresh")
	var g grant
	var next string
	err := p.db.Transact(ctx, func(ctx context.Context) (err error) {
		known, err := p.refreshes.Get(ctx, hashOf(r.Data.RefreshToken))
		if err != nil {
			return err
		}
		if g, err = p.grants.Get(ctx, known.Grant); err != nil {
			return err
		}
		if err := p.mayRefresh(&c, &g, r.Data.Scopes); err != nil {
			return err
		}
		if err := p.use(ctx, known.Hash); err != nil {
			return err
		}
		if err := p.refreshed(ctx, g.ID); err != nil {
			return err
		}
		next, err = p.refreshOf(ctx, &g)
		return err
	})
	if err != nil {
		return nil, p.suspected(ctx, c.ID, g.ID, err)
	}
	scopes := g.Scopes
	if len(r.Data.Scopes) > 0 {
		scopes = r.Data.Scopes
	}
	return p.answer(ctx, &c, &g, scopes, next)
}

func (p *Provider) mayRefresh(c *client, g *grant, scopes []string) error {
	switch {
	case g.Client != c.ID || !g.live(p.now()):
		return spec.ErrInvalidGrant().WithDescription("unknown refresh token")
	case !within(scopes, g.Scopes):
		return spec.ErrInvalidScope().WithDescription("scope is wider than what was granted")
	}
	return nil
}

// use marks a refresh token; it fails with errReused the second time.
func (p *Provider) use(ctx context.Context, hash string) error {
	_, err := p.refreshes.Update(ctx, hash, func(r *refresh) ([]event.Event, error) {
		switch now := p.now(); {
		case !r.Used.IsZero():
			return nil, errReused
		case !now.Before(r.Until):
			return nil, spec.ErrInvalidGrant().WithDescription("the refresh token has expired")
		default:
			r.Used = now
			return nil, nil
		}
	})
	return err
}

// refreshed tells of it. Writing the grant orders a refresh with its end: of two
// at once one fails.
func (p *Provider) refreshed(ctx context.Context, id string) error {
	_, err := p.grants.Update(ctx, id, func(g *grant) ([]event.Event, error) {
		if !g.live(p.now()) {
			return nil, spec.ErrInvalidGrant().WithDescription("the grant has ended")
		}
		return []event.Event{identity.GrantRefreshed.New(g.changed(""))}, nil
	})
	return err
}
