// Package oidc lets other systems sign people in with their account here and act
// for them: an OpenID Connect provider. The library speaks the protocol; what is
// granted, to whom and until when is kept in identity's own store, and every
// grant, refresh and end of one is journalled.
package oidc

import (
	"context"
	"net/http"
	"time"

	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"

	"github.com/zitadel/oidc/v3/pkg/op"
)

// How long things live. What a client holds lives as short as a person's access
// token; the rest is bounded by the grant.
const (
	AccessLife  = 5 * time.Minute // of access tokens
	idLife      = time.Hour       // of ID tokens
	codeLife    = time.Minute
	requestLife = 10 * time.Minute
	refreshLife = 14 * 24 * time.Hour // of a refresh token that nobody uses
	grantLife   = 90 * 24 * time.Hour // of a grant that outlives the session
)

// Host is what the provider knows of accounts: identity's own rules.
type Host interface {
	// Holder is an account with what it holds now; not active where it may not sign in.
	Holder(ctx context.Context, account string) (Holder, error)
	// Session is one of an account's sessions.
	Session(ctx context.Context, account, id string) (Session, error)
	// Mail is an account's address in full, "" where it has none.
	Mail(ctx context.Context, account string) (string, error)
	// Sign makes an access token.
	Sign(ctx context.Context, s authz.Subject, expires time.Time) (string, error)
	// MakeService makes an account without a way to sign in, for a client that acts
	// in its own name, and EndService ends it.
	MakeService(ctx context.Context, name, area string) (id string, err error)
	EndService(ctx context.Context, account, reason string) error
	// Permissions are all that a client may ask for.
	Permissions() []string
}

// Holder is an account as tokens tell it.
type Holder struct {
	authz.Subject
	Login, Lang string
	Active      bool
}

// Session is where a sign-in stands.
type Session struct {
	Open    bool
	Started time.Time
	Expires time.Time
}

// Provider is the OpenID Connect provider of this installation.
type Provider struct {
	op.UnimplementedServer
	issuer string
	host   Host
	db     *store.DB
	keeper *authz.Keeper
	vault  *vault.Vault
	clock  app.Clock

	clients   *store.Collection[client]
	requests  *store.Collection[request]
	grants    *store.Collection[grant]
	refreshes *store.Collection[refresh]
	consents  *store.Collection[consent]
	keys      *store.Collection[signingKey]
	opened    openedKeys
	handler   http.Handler
}

// New declares the provider's collections and operations. issuer is the address
// under which everybody reaches the system.
func New(b *app.Builder, issuer string, host Host) *Provider {
	p := &Provider{issuer: issuer, host: host, db: b.DB, keeper: b.Keeper, vault: b.Vault, clock: b.Clock,
		clients: newClients(b.DB), requests: newRequests(b.DB), grants: newGrants(b.DB), refreshes: newRefreshes(b.DB),
		consents: newConsents(b.DB), keys: newKeys(b.DB)}
	p.handler = p.newHandler()
	p.serve(b.RPC)
	b.Job("client-keys", time.Hour, p.upkeep)
	b.Job("sweep-grants", time.Hour, p.sweep)
	return p
}

// acting is a context for what a client does: grants and keys are reached through
// what it shows, and the journal says who it was.
func acting(ctx context.Context, actor, operation string) context.Context {
	return event.WithCause(store.System(ctx), event.Cause{Actor: actor, Operation: "identity.oauth." + operation, Trace: event.CauseOf(ctx).Trace})
}

// refused records an attempt that no honest client makes.
func (p *Provider) refused(ctx context.Context, who, operation, code string) {
	p.keeper.Refused(ctx, authz.Subject{ID: who}, "identity.oauth."+operation, fault.Denied(code, code, code))
}

// now is the present in UTC.
func (p *Provider) now() time.Time { return p.clock.Now().UTC() }
