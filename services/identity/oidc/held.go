package oidc

import (
	"context"
	"slices"

	"lianluo/pkg/authz"
	"lianluo/pkg/store"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// held is the grant of an access token that is good now; ok false for all others.
// What ended a moment ago counts here before other services have heard of it.
func (p *Provider) held(ctx context.Context, token string) (authz.Subject, grant, bool) {
	s, err := p.keeper.Authenticate(ctx, token)
	if err != nil || s.Client == "" {
		return s, grant{}, false
	}
	g, err := p.grants.Get(ctx, s.Grant)
	if err != nil || !g.live(p.now()) || !p.goesOn(ctx, &g) {
		return s, g, false
	}
	_, err = p.clientOf(ctx, g.Client)
	return s, g, err == nil
}

// UserInfo implements op.Server.
func (p *Provider) UserInfo(ctx context.Context, r *op.Request[spec.UserInfoRequest]) (*op.Response, error) {
	ctx = store.System(ctx) // the token is the right to it
	_, g, ok := p.held(ctx, r.Data.AccessToken)
	if !ok || !slices.Contains(g.Scopes, spec.ScopeOpenID) {
		return nil, errBearer
	}
	holder, err := p.host.Holder(ctx, g.Account)
	if err != nil || !holder.Active {
		return nil, errBearer
	}
	out := &spec.UserInfo{Subject: g.Account}
	if slices.Contains(g.Scopes, spec.ScopeProfile) {
		out.Name, out.PreferredUsername, out.Zoneinfo = holder.Name, holder.Login, "Asia/Shanghai"
		out.AppendClaims("locale", map[string]string{"zh": "zh-CN", "en": "en"}[holder.Lang])
	}
	if slices.Contains(g.Scopes, spec.ScopeEmail) {
		if out.Email, err = p.host.Mail(ctx, g.Account); err != nil {
			return nil, err
		}
	}
	return tokensOf(out), nil
}

// errBearer says no more than that the token is of no use here.
var errBearer = op.NewStatusError(&spec.Error{ErrorType: "invalid_token", Description: "the access token is not valid here"}, 401)

// tokensOf answers with what nobody on the way may keep.
func tokensOf(data any) *op.Response {
	res := op.NewResponse(data)
	res.Header.Set("Cache-Control", "no-store")
	return res
}

// Introspect implements op.Server: a client learns of its own tokens only.
func (p *Provider) Introspect(ctx context.Context, r *op.Request[op.IntrospectionRequest]) (*op.Response, error) {
	ctx = store.System(ctx) // the client's secret and the token are the right to it
	c, err := p.VerifyClient(ctx, &op.Request[op.ClientCredentials]{Data: r.Data.ClientCredentials})
	if err != nil {
		return nil, err
	}
	id, token := c.GetID(), r.Data.Token
	if s, g, ok := p.held(ctx, token); ok && g.Client == id {
		out := p.told(&g, c)
		out.TokenType, out.JWTID, out.IssuedAt, out.Expiration = spec.BearerToken, s.Token, spec.FromTime(s.IssuedAt), spec.FromTime(p.expires(&g, s.IssuedAt))
		return tokensOf(out), nil
	}
	known, err := p.refreshes.Get(ctx, hashOf(token))
	if err != nil || !known.Used.IsZero() || !p.now().Before(known.Until) {
		return tokensOf(&spec.IntrospectionResponse{}), nil
	}
	if g, err := p.grants.Get(ctx, known.Grant); err == nil && g.Client == id && g.live(p.now()) {
		out := p.told(&g, c)
		out.TokenType, out.Expiration = "refresh_token", spec.FromTime(known.Until)
		return tokensOf(out), nil
	}
	return tokensOf(&spec.IntrospectionResponse{}), nil
}

func (p *Provider) told(g *grant, c op.Client) *spec.IntrospectionResponse {
	return &spec.IntrospectionResponse{Active: true, Scope: both(g.Scopes, c.(asSpec).Scopes), ClientID: g.Client, Subject: g.Account,
		Issuer: p.issuer, Audience: spec.Audience{g.Client}}
}

// Revocation implements op.Server: whichever token of a family comes, the family
// ends. What is no token of the client's own is answered alike.
func (p *Provider) Revocation(ctx context.Context, r *op.ClientRequest[spec.RevocationRequest]) (*op.Response, error) {
	c := r.Client.(asSpec).client
	ctx = acting(ctx, c.ID, "revocation")
	_, g, ok := p.held(ctx, r.Data.Token)
	if !ok {
		known, err := p.refreshes.Get(ctx, hashOf(r.Data.Token))
		if err != nil {
			return tokensOf(nil), nil
		}
		if g, err = p.grants.Get(ctx, known.Grant); err != nil {
			return tokensOf(nil), nil
		}
	}
	if g.Client != c.ID {
		p.refused(ctx, c.ID, "revocation", "oauth.foreign_token")
		return tokensOf(nil), nil
	}
	return tokensOf(nil), p.end(ctx, g.ID, "revoked")
}
