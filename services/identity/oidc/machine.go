package oidc

import (
	"context"

	"lianluo/api/identity"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// ClientCredentialsExchange implements op.Server: a service acts by the roles that
// its own account holds.
func (p *Provider) ClientCredentialsExchange(ctx context.Context, r *op.ClientRequest[spec.ClientCredentialsRequest]) (*op.Response, error) {
	c := r.Client.(asSpec).client
	ctx = acting(ctx, c.Account, "client")
	scopes := r.Data.Scope
	if len(scopes) == 0 {
		scopes = c.Scopes
	}
	if !within(scopes, c.Scopes) {
		return nil, spec.ErrInvalidScope().WithDescription("a scope is beyond what the client is registered for")
	}
	now := p.now()
	g := grant{ID: p.db.NewID(), Client: c.ID, Account: c.Account, Scopes: scopes, Made: now, Redeemed: now, Until: now.Add(AccessLife)}
	out, err := p.access(ctx, &c, &g, scopes)
	if err != nil {
		return nil, err
	}
	return tokens(out), p.grants.Create(ctx, g, identity.GrantMade.New(g.changed("")))
}
