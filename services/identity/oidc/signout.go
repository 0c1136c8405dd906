package oidc

import (
	"context"
	"net/url"
	"slices"

	"lianluo/api/identity"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// EndSession implements op.Server: the portal asks the person, ends the session
// and leads on to where the client has registered.
func (p *Provider) EndSession(ctx context.Context, r *op.Request[spec.EndSessionRequest]) (*op.Redirect, error) {
	out := request{Out: true}
	hint, err := p.hint(ctx, r.Data.IdTokenHint)
	if err != nil {
		return nil, spec.ErrInvalidRequest().WithDescription("id_token_hint is not one of ours")
	}
	id := r.Data.ClientID
	switch {
	case hint.Party != "" && id != "" && id != hint.Party:
		return nil, spec.ErrInvalidRequest().WithDescription("client_id is not the one of the id_token_hint")
	case id == "":
		id = hint.Party
	}
	if id != "" {
		c, err := p.clientOf(ctx, id)
		if err != nil {
			return nil, spec.ErrInvalidRequest().WithDescription("unknown client")
		}
		out.Client, out.Name = c.ID, c.Name
		if to := r.Data.PostLogoutRedirectURI; to != "" && slices.Contains(c.LogoutRedirects, to) {
			out.Redirect = withQuery(to, url.Values{"state": {r.Data.State}})
		}
	}
	if r.Data.PostLogoutRedirectURI != "" && out.Redirect == "" {
		return nil, spec.ErrInvalidRequest().WithDescription("post_logout_redirect_uri is not registered")
	}
	secret, err := p.ask(ctx, out)
	if err != nil {
		return nil, asOAuth(err)
	}
	return op.NewRedirect(p.issuer + signOutPath + "?" + url.Values{"request": {secret}}.Encode()), nil
}

// hint reads an ID token that this provider signed once: it may have expired, but
// must be whole. "" is none.
func (p *Provider) hint(ctx context.Context, token string) (idClaims, error) {
	var c idClaims
	if token == "" {
		return c, nil
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return c, err
	}
	keys, err := p.keySet(ctx)
	if err != nil {
		return c, err
	}
	if err := parsed.Claims(keys, &c); err != nil {
		return c, err
	}
	if c.Issuer != p.issuer || !c.Audience.Contains(c.Party) {
		return c, jwt.ErrInvalidIssuer
	}
	return c, nil
}

// hinted is whom an ID token speaks of.
func (p *Provider) hinted(ctx context.Context, token string) (string, error) {
	c, err := p.hint(ctx, token)
	return c.Subject, err
}

// GetSignOut serves identity.GetSignOut.
func (p *Provider) GetSignOut(ctx context.Context, req identity.AuthorizationID) (identity.SignOutAsked, error) {
	r, err := p.asked(ctx, req.ID, true)
	return identity.SignOutAsked{Client: r.Name, URL: r.Redirect}, err
}
