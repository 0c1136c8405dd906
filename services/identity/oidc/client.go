package oidc

import (
	"slices"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// client is another system as it is kept.
type client struct {
	identity.Client
	Hash string `json:"hash,omitempty"` // of its secret, which is shown once
}

func newClients(db *store.DB) *store.Collection[client] {
	return store.NewCollection(db, "client", store.Def[client]{
		ID:      func(c *client) string { return c.ID },
		Indexes: []store.Index[client]{{Name: "created", Key: func(c *client) store.Key { return store.Key{c.Created} }}},
		Missing: fault.NotFound("client.not_found", "没有这个应用，请核对", "There is no such client; check its id"),
	})
}

// live fails with failed_precondition for a client that has ended.
func (c *client) live() error {
	if !c.Ended.IsZero() {
		return fault.FailedPrecondition("client.ended", "应用已停用，不能再修改；如需继续使用请重新登记", "The client has ended; register it anew if it is needed")
	}
	return nil
}

// changed is the client as events tell it.
func (c *client) changed(reason string) identity.ClientChanged {
	return identity.ClientChanged{Client: c.ID, Name: c.Name, Kind: c.Kind, Redirects: c.Redirects, Scopes: c.Scopes, Reason: reason}
}

// renew makes a new secret.
func (c *client) renew(secret string, now time.Time) { c.Hash, c.SecretSince = hashOf(secret), now }

// end ends it for good.
func (c *client) end(reason string, now time.Time) []event.Event {
	c.Ended, c.Hash = now, ""
	return []event.Event{identity.ClientEnded.New(c.changed(reason))}
}

// asSpec is the client as the library asks it about the protocol.
type asSpec struct{ client }

var _ op.Client = asSpec{}

// GetID implements op.Client.
func (c asSpec) GetID() string { return c.ID }

// RedirectURIs implements op.Client.
func (c asSpec) RedirectURIs() []string { return c.Redirects }

// PostLogoutRedirectURIs implements op.Client.
func (c asSpec) PostLogoutRedirectURIs() []string { return c.LogoutRedirects }

// ApplicationType implements op.Client: redirects are compared letter by letter
// for all, ports of apps included.
func (c asSpec) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }

// AuthMethod implements op.Client.
func (c asSpec) AuthMethod() spec.AuthMethod {
	if c.Kind == identity.PublicClient {
		return spec.AuthMethodNone
	}
	return spec.AuthMethodBasic
}

// ResponseTypes implements op.Client: codes only.
func (c asSpec) ResponseTypes() []spec.ResponseType {
	if c.Kind == identity.ServiceClient {
		return nil
	}
	return []spec.ResponseType{spec.ResponseTypeCode}
}

// GrantTypes implements op.Client.
func (c asSpec) GrantTypes() []spec.GrantType {
	if c.Kind == identity.ServiceClient {
		return []spec.GrantType{spec.GrantTypeClientCredentials}
	}
	return []spec.GrantType{spec.GrantTypeCode, spec.GrantTypeRefreshToken}
}

// LoginURL implements op.Client.
func (c asSpec) LoginURL(id string) string { return consentPath + "?request=" + id }

// AccessTokenType implements op.Client.
func (c asSpec) AccessTokenType() op.AccessTokenType { return op.AccessTokenTypeJWT }

// IDTokenLifetime implements op.Client.
func (c asSpec) IDTokenLifetime() time.Duration { return idLife }

// DevMode implements op.Client: registration has decided which redirects may do
// without TLS.
func (c asSpec) DevMode() bool { return true }

// RestrictAdditionalIdTokenScopes implements op.Client.
func (c asSpec) RestrictAdditionalIdTokenScopes() func([]string) []string {
	return func(s []string) []string { return s }
}

// RestrictAdditionalAccessTokenScopes implements op.Client.
func (c asSpec) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(s []string) []string { return s }
}

// IsScopeAllowed implements op.Client.
func (c asSpec) IsScopeAllowed(scope string) bool { return slices.Contains(c.Scopes, scope) }

// IDTokenUserinfoClaimsAssertion implements op.Client.
func (c asSpec) IDTokenUserinfoClaimsAssertion() bool { return false }

// ClockSkew implements op.Client.
func (c asSpec) ClockSkew() time.Duration { return 0 }
