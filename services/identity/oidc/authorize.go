package oidc

import (
	"context"
	"net/url"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// consentPath is the portal's page that answers requests, signOutPath the one that
// ends the session.
const (
	consentPath = "/consent"
	signOutPath = "/consent/sign-out"
)

const maxText = 1000 // of state and nonce, which are kept

// VerifyAuthRequest implements op.Server.
func (p *Provider) VerifyAuthRequest(ctx context.Context, r *op.Request[spec.AuthRequest]) (*op.ClientRequest[spec.AuthRequest], error) {
	c, err := p.clientOf(ctx, r.Data.ClientID)
	if err != nil {
		return nil, spec.ErrInvalidRequestRedirectURI().WithDescription("unknown client")
	}
	return &op.ClientRequest[spec.AuthRequest]{Request: r, Client: asSpec{c}}, nil
}

// clientOf finds a client that has not ended.
func (p *Provider) clientOf(ctx context.Context, id string) (client, error) {
	c, err := p.clients.Get(store.System(ctx), id) // anybody may name a client
	if err == nil {
		err = c.live()
	}
	return c, err
}

// Authorize implements op.Server: the request is kept, and the portal asks the
// person.
func (p *Provider) Authorize(ctx context.Context, r *op.ClientRequest[spec.AuthRequest]) (*op.Redirect, error) {
	a := r.Data
	if err := fitsProvider(r); err != nil {
		return nil, err
	}
	hint, err := p.hinted(ctx, a.IDTokenHint)
	if err != nil {
		return nil, spec.ErrLoginRequired().WithDescription("id_token_hint is not one of ours")
	}
	secret, err := p.ask(ctx, request{Client: a.ClientID, Redirect: a.RedirectURI, Scopes: slices.Compact(slices.Sorted(slices.Values(a.Scopes))),
		State: a.State, Nonce: a.Nonce, Challenge: a.CodeChallenge, Prompts: a.Prompt, MaxAge: a.MaxAge, Subject: hint})
	if err != nil {
		return nil, asOAuth(err)
	}
	query := url.Values{"request": {secret}}
	if slices.Contains(a.Prompt, spec.PromptNone) {
		query.Set("prompt", spec.PromptNone)
	}
	return op.NewRedirect(p.issuer + consentPath + "?" + query.Encode()), nil
}

// fitsProvider refuses what this provider does not do: codes with PKCE and S256
// are the only way in.
func fitsProvider(r *op.ClientRequest[spec.AuthRequest]) error {
	a := r.Data
	allowed := r.Client.(asSpec).Scopes
	switch {
	case a.RequestParam != "":
		return spec.ErrRequestNotSupported()
	case r.Form.Get("request_uri") != "":
		return &spec.Error{ErrorType: "request_uri_not_supported", Description: "request_uri is not supported"}
	case a.ResponseMode != "" && a.ResponseMode != spec.ResponseModeQuery:
		return spec.ErrInvalidRequest().WithDescription("response_mode must be query")
	case a.CodeChallenge == "":
		return spec.ErrInvalidRequest().WithDescription("code_challenge is required (PKCE)")
	case a.CodeChallengeMethod != spec.CodeChallengeMethodS256 || len(a.CodeChallenge) != 43:
		return spec.ErrInvalidRequest().WithDescription("code_challenge_method must be S256")
	case !slices.Contains(a.Scopes, spec.ScopeOpenID):
		return spec.ErrInvalidScope().WithDescription("scope must contain openid")
	case !within(a.Scopes, allowed):
		return spec.ErrInvalidScope().WithDescription("a scope is beyond what the client is registered for")
	case len(a.State) > maxText || len(a.Nonce) > maxText:
		return spec.ErrInvalidRequest().WithDescription("state and nonce have at most %d characters", maxText)
	}
	return nil
}

// asOAuth words a fault of the store as the protocol does; what an error of the
// protocol says stays.
func asOAuth(err error) error {
	if err == nil || fault.Is(err, fault.KindUnavailable) || fault.Is(err, fault.KindInternal) {
		return err
	}
	return spec.ErrInvalidGrant().WithParent(err)
}

// stepOf is what the person of a session has to do before the client is answered.
func (p *Provider) stepOf(ctx context.Context, r *request, account string, s Session) (identity.AuthorizationStep, error) {
	if r.stale(s.Started, p.now()) || r.Subject != "" && r.Subject != account {
		return identity.AuthorizationSignIn, nil
	}
	known, err := p.consents.Get(store.System(ctx), consentID(account, r.Client)) // the caller's own
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		return "", err
	}
	if slices.Contains(r.Prompts, spec.PromptConsent) || !within(r.Scopes, known.Scopes) {
		return identity.AuthorizationConsent, nil
	}
	return identity.AuthorizationReady, nil
}
