package oidc

import (
	"context"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// Prefix is where the provider's addresses stand.
const Prefix = "/oauth/"

// endpoints are the provider's addresses; what it does not do has none.
var endpoints = op.Endpoints{
	Authorization: op.NewEndpoint("/oauth/authorize"), Token: op.NewEndpoint("/oauth/token"),
	Introspection: op.NewEndpoint("/oauth/introspect"), Userinfo: op.NewEndpoint("/oauth/userinfo"),
	Revocation: op.NewEndpoint("/oauth/revoke"), EndSession: op.NewEndpoint("/oauth/logout"), JwksURI: op.NewEndpoint("/oauth/keys"),
}

// discovery is the library's description with what it does not know of.
type discovery struct {
	spec.DiscoveryConfiguration
	Issues bool `json:"authorization_response_iss_parameter_supported"` // RFC 9207
}

// Discovery implements op.Server.
func (p *Provider) Discovery(context.Context, *op.Request[struct{}]) (*op.Response, error) {
	secret := []spec.AuthMethod{spec.AuthMethodBasic, spec.AuthMethodPost}
	return op.NewResponse(discovery{Issues: true, DiscoveryConfiguration: spec.DiscoveryConfiguration{
		Issuer: p.issuer, AuthorizationEndpoint: endpoints.Authorization.Absolute(p.issuer), TokenEndpoint: endpoints.Token.Absolute(p.issuer),
		IntrospectionEndpoint: endpoints.Introspection.Absolute(p.issuer), UserinfoEndpoint: endpoints.Userinfo.Absolute(p.issuer),
		RevocationEndpoint: endpoints.Revocation.Absolute(p.issuer), EndSessionEndpoint: endpoints.EndSession.Absolute(p.issuer),
		JwksURI: endpoints.JwksURI.Absolute(p.issuer), ScopesSupported: p.scopes(),
		ResponseTypesSupported: []string{"code"}, ResponseModesSupported: []string{"query"},
		GrantTypesSupported:   []spec.GrantType{spec.GrantTypeCode, spec.GrantTypeRefreshToken, spec.GrantTypeClientCredentials},
		SubjectTypesSupported: []string{"public"}, IDTokenSigningAlgValuesSupported: []string{"RS256"},
		TokenEndpointAuthMethodsSupported:      append(secret, spec.AuthMethodNone),
		RevocationEndpointAuthMethodsSupported: append(secret, spec.AuthMethodNone), IntrospectionEndpointAuthMethodsSupported: secret,
		ClaimTypesSupported:           []string{"normal"},
		ClaimsSupported:               []string{"sub", "iss", "aud", "exp", "iat", "auth_time", "nonce", "azp", "sid", "at_hash", "name", "preferred_username", "locale", "zoneinfo", "email"},
		CodeChallengeMethodsSupported: []spec.CodeChallengeMethod{spec.CodeChallengeMethodS256},
	}}), nil
}

// Keys implements op.Server.
func (p *Provider) Keys(ctx context.Context, _ *op.Request[struct{}]) (*op.Response, error) {
	set, err := p.keySet(ctx)
	res := op.NewResponse(set)
	res.Header.Set("Cache-Control", "public, max-age=300")
	return res, err
}
