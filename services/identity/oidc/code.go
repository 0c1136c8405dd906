package oidc

import (
	"context"
	"errors"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/store"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// What ends a whole family.
var (
	errReplayed = errors.New("code_replayed")
	errVerifier = errors.New("wrong_verifier")
	errReused   = errors.New("refresh_reused")
)

// CodeExchange implements op.Server. A code that comes twice, or with a wrong
// verifier, was stolen: what came of it ends.
func (p *Provider) CodeExchange(ctx context.Context, r *op.ClientRequest[spec.AccessTokenRequest]) (*op.Response, error) {
	c := r.Client.(asSpec).client
	ctx = acting(ctx, c.ID, "code")
	var g grant
	var refreshToken string
	err := p.db.Transact(ctx, func(ctx context.Context) error {
		found, known, err := p.grants.First(ctx, store.Query{Index: "code", Eq: store.Key{hashOf(r.Data.Code)}})
		if err != nil {
			return err
		}
		g = found
		if !known || g.Client != c.ID {
			return spec.ErrInvalidGrant().WithDescription("unknown code")
		}
		redeemed, err := p.redeem(ctx, g.ID, r.Data)
		if err != nil {
			return err // whose code it was is needed to end it
		}
		g = redeemed
		refreshToken, err = p.refreshOf(ctx, &g)
		return err
	})
	if err != nil {
		return nil, p.suspected(ctx, c.ID, g.ID, err)
	}
	return p.answer(ctx, &c, &g, g.Scopes, refreshToken)
}

// redeem uses the grant's code once.
func (p *Provider) redeem(ctx context.Context, id string, r *spec.AccessTokenRequest) (grant, error) {
	return p.grants.Update(ctx, id, func(g *grant) ([]event.Event, error) {
		now := p.now()
		switch {
		case !g.Redeemed.IsZero():
			return nil, errReplayed
		case !g.live(now) || !now.Before(g.CodeUntil):
			return nil, spec.ErrInvalidGrant().WithDescription("the code has expired")
		case g.Redirect != r.RedirectURI:
			return nil, spec.ErrInvalidGrant().WithDescription("redirect_uri is not the one of the request")
		case len(r.CodeVerifier) < 43 || len(r.CodeVerifier) > 128 || !same(challengeOf(r.CodeVerifier), g.Challenge):
			return nil, errVerifier
		}
		g.Redeemed = now
		return []event.Event{identity.GrantRedeemed.New(g.changed(""))}, nil
	})
}

// suspected ends the family of what was used as only a thief would, records it,
// and words the answer.
func (p *Provider) suspected(ctx context.Context, client, grant string, err error) error {
	for _, why := range []error{errReplayed, errVerifier, errReused} {
		if !errors.Is(err, why) {
			continue
		}
		p.refused(ctx, client, "token", "oauth."+why.Error())
		if failed := p.end(ctx, grant, why.Error()); failed != nil {
			return failed
		}
		return spec.ErrInvalidGrant().WithDescription("it was used before, or by somebody else")
	}
	var protocol *spec.Error
	if errors.As(err, &protocol) {
		return protocol
	}
	return asOAuth(err)
}

// answer is what a client gets for a grant.
func (p *Provider) answer(ctx context.Context, c *client, g *grant, scopes []string, refreshToken string) (*op.Response, error) {
	out, err := p.access(ctx, c, g, scopes)
	if err != nil {
		return nil, err
	}
	out.RefreshToken = refreshToken
	return tokens(out), p.identify(ctx, g, out)
}

// refreshOf makes the next refresh token of a grant that goes on without the
// person; "" for others.
func (p *Provider) refreshOf(ctx context.Context, g *grant) (string, error) {
	if !slices.Contains(g.Scopes, spec.ScopeOfflineAccess) {
		return "", nil
	}
	token := newSecret()
	until := p.now().Add(refreshLife)
	if g.Until.Before(until) {
		until = g.Until
	}
	return token, p.refreshes.Create(ctx, refresh{Hash: hashOf(token), Grant: g.ID, Until: until})
}
