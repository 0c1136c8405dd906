package oidc

import (
	"context"
	"slices"
	"time"

	"lianluo/pkg/authz"

	"github.com/go-jose/go-jose/v4/jwt"
	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// access signs an access token for what is left of the asked scopes: what the
// client is still registered for. It fails with invalid_grant when the account or
// the session has ended.
func (p *Provider) access(ctx context.Context, c *client, g *grant, asked []string) (*spec.AccessTokenResponse, error) {
	holder, err := p.host.Holder(ctx, g.Account)
	if err != nil {
		return nil, asOAuth(err)
	}
	if !holder.Active || !p.goesOn(ctx, g) {
		return nil, spec.ErrInvalidGrant().WithDescription("the account or its session has ended")
	}
	scopes := both(asked, c.Scopes)
	s := holder.Subject
	s.Kind, s.Client, s.Grant, s.Token, s.Session, s.IssuedAt = authz.Program, c.ID, g.ID, p.db.NewID(), g.Session, p.now()
	s.Actions = actionsOf(scopes)
	expires := p.expires(g, s.IssuedAt)
	token, err := p.host.Sign(ctx, s, expires)
	return &spec.AccessTokenResponse{AccessToken: token, TokenType: spec.BearerToken, Scope: scopes,
		ExpiresIn: uint64(max(0, expires.Sub(s.IssuedAt)/time.Second))}, err
}

// expires is the end of an access token of the grant that was made then.
func (p *Provider) expires(g *grant, made time.Time) time.Time {
	if end := made.Add(AccessLife); end.Before(g.Until) {
		return end
	}
	return g.Until
}

// goesOn reports whether the session that the grant ends with, if any, goes on.
func (p *Provider) goesOn(ctx context.Context, g *grant) bool {
	if g.Session == "" {
		return true
	}
	s, err := p.host.Session(ctx, g.Account, g.Session)
	return err == nil && s.Open
}

// idClaims are those of an ID token; more about the person is told at userinfo.
type idClaims struct {
	jwt.Claims
	Nonce    string           `json:"nonce,omitempty"`
	AuthTime *jwt.NumericDate `json:"auth_time,omitempty"`
	Party    string           `json:"azp,omitempty"`
	Session  string           `json:"sid,omitempty"`
	Hash     string           `json:"at_hash,omitempty"`
}

// identify adds the ID token to an answer.
func (p *Provider) identify(ctx context.Context, g *grant, out *spec.AccessTokenResponse) error {
	if !slices.Contains(out.Scope, spec.ScopeOpenID) {
		return nil
	}
	signer, err := p.signer(ctx)
	if err != nil {
		return err
	}
	hash, err := spec.ClaimHash(out.AccessToken, "RS256")
	if err != nil {
		return err
	}
	now := p.now()
	out.IDToken, err = jwt.Signed(signer).Claims(idClaims{
		Claims: jwt.Claims{Issuer: p.issuer, Subject: g.Account, Audience: jwt.Audience{g.Client},
			IssuedAt: jwt.NewNumericDate(now), Expiry: jwt.NewNumericDate(now.Add(idLife))},
		Nonce: g.Nonce, AuthTime: jwt.NewNumericDate(g.AuthTime), Party: g.Client, Session: g.Session, Hash: hash,
	}).Serialize()
	return err
}

// tokens answers a client; nobody on the way may keep it.
func tokens(out *spec.AccessTokenResponse) *op.Response {
	res := op.NewResponse(out)
	res.Header.Set("Cache-Control", "no-store")
	res.Header.Set("Pragma", "no-cache")
	return res
}
