package oidc

import (
	"context"

	"lianluo/api/identity"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// VerifyClient implements op.Server: a secret where the client has one, none where
// it has none.
func (p *Provider) VerifyClient(ctx context.Context, r *op.Request[op.ClientCredentials]) (op.Client, error) {
	c, err := p.clientOf(ctx, r.Data.ClientID)
	switch {
	case r.Data.ClientAssertion != "":
		err = spec.ErrInvalidClient().WithDescription("client_assertion is not supported")
	case err != nil:
		err = spec.ErrInvalidClient().WithDescription("unknown client")
	case c.Kind == identity.PublicClient && r.Data.ClientSecret == "":
		return asSpec{c}, nil
	case c.Kind == identity.PublicClient || !same(c.Hash, hashOf(r.Data.ClientSecret)):
		err = spec.ErrInvalidClient().WithDescription("wrong client_secret")
	default:
		return asSpec{c}, nil
	}
	p.refused(ctx, c.ID, "client", "oauth.invalid_client")
	return nil, op.NewStatusError(err, 401)
}
