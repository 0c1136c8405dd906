package oidc

import (
	"context"
	"net/url"
	"slices"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"

	spec "github.com/zitadel/oidc/v3/pkg/oidc"
)

// consent is what a person has agreed to give to a client, so that they are asked
// once.
type consent struct {
	ID      string    `json:"id"`
	Account string    `json:"account"`
	Client  string    `json:"client"`
	Scopes  []string  `json:"scopes"`
	Since   time.Time `json:"since"`
}

func consentID(account, client string) string { return account + "/" + client }

func newConsents(db *store.DB) *store.Collection[consent] {
	return store.NewCollection(db, "consent", store.Def[consent]{
		ID:      func(c *consent) string { return c.ID },
		Tokens:  func(c *consent) []string { return []string{"acct:" + c.Account} },
		Indexes: []store.Index[consent]{{Name: "account", Key: func(c *consent) store.Key { return store.Key{c.Account, c.Since} }}},
		Missing: fault.NotFound("consent.not_found", "您没有授权过这个应用，可能已经撤回", "You granted this client nothing, or took it back already"),
	})
}

// person is the caller, who must be somebody: clients grant nothing to clients.
func person(ctx context.Context) (authz.Subject, error) {
	caller := authz.Actor(ctx)
	if caller.Kind != authz.Person {
		return caller, fault.Denied("person_only", "程序令牌不能做这件事，请本人登录后操作", "Programs cannot do this; sign in yourself")
	}
	return caller, nil
}

// pending is a request with who would answer it.
type pending struct {
	request
	client  client
	caller  authz.Subject
	session Session
	step    identity.AuthorizationStep
}

func (p *Provider) pending(ctx context.Context, id string) (out pending, err error) {
	if out.caller, err = person(ctx); err != nil {
		return out, err
	}
	if out.request, err = p.asked(ctx, id, false); err != nil {
		return out, err
	}
	if out.client, err = p.clientOf(ctx, out.Client); err != nil {
		return out, errRequest
	}
	if out.session, err = p.host.Session(ctx, out.caller.ID, out.caller.Session); err != nil {
		return out, err
	}
	out.step, err = p.stepOf(ctx, &out.request, out.caller.ID, out.session)
	return out, err
}

// GetAuthorization serves identity.GetAuthorization.
func (p *Provider) GetAuthorization(ctx context.Context, req identity.AuthorizationID) (identity.Authorization, error) {
	a, err := p.pending(ctx, req.ID)
	if err != nil {
		return identity.Authorization{}, err
	}
	to, _ := url.Parse(a.Redirect) // checked at registration
	return identity.Authorization{ID: req.ID, Client: a.client.Name, Origin: to.Scheme + "://" + to.Host, Scopes: a.Scopes, Step: a.step,
		Quiet: slices.Contains(a.Prompts, spec.PromptNone)}, nil
}

// AllowAuthorization serves identity.AllowAuthorization.
func (p *Provider) AllowAuthorization(ctx context.Context, req identity.AuthorizationID) (identity.Redirection, error) {
	a, err := p.pending(ctx, req.ID)
	if err != nil {
		return identity.Redirection{}, err
	}
	if a.step == identity.AuthorizationSignIn || !a.session.Open {
		return identity.Redirection{}, fault.FailedPrecondition("authorization.sign_in", "应用要求您重新登录，请先重新登录再继续", "The application wants you to sign in again; do that first")
	}
	ctx = store.System(ctx) // what is granted is the caller's own
	code := newSecret()
	g := p.grantOf(&a, code)
	if err := p.requests.Delete(ctx, a.Hash); err != nil {
		return identity.Redirection{}, err
	}
	if err := p.grants.Create(ctx, g, identity.GrantMade.New(g.changed(""))); err != nil {
		return identity.Redirection{}, err
	}
	return identity.Redirection{URL: a.answer(p.issuer, url.Values{"code": {code}})}, p.remember(ctx, &g)
}

// grantOf is what the person grants: it ends with the session, unless the client
// may go on without them.
func (p *Provider) grantOf(a *pending, code string) grant {
	now := p.now()
	g := grant{ID: p.db.NewID(), Client: a.Client, Account: a.caller.ID, Session: a.caller.Session, Scopes: a.Scopes,
		Redirect: a.Redirect, Challenge: a.Challenge, Nonce: a.Nonce, Code: hashOf(code), CodeUntil: now.Add(codeLife),
		AuthTime: a.session.Started, Made: now, Until: a.session.Expires}
	if slices.Contains(a.Scopes, spec.ScopeOfflineAccess) {
		g.Session, g.Until = "", now.Add(grantLife)
	}
	return g
}

// remember adds to what the person has agreed to.
func (p *Provider) remember(ctx context.Context, g *grant) error {
	id := consentID(g.Account, g.Client)
	_, err := p.consents.Upsert(ctx, id, func() consent {
		return consent{ID: id, Account: g.Account, Client: g.Client, Since: g.Made}
	}, func(c *consent) ([]event.Event, error) {
		c.Scopes = slices.Compact(slices.Sorted(slices.Values(slices.Concat(c.Scopes, g.Scopes))))
		return nil, nil
	})
	return err
}

// RefuseAuthorization serves identity.RefuseAuthorization.
func (p *Provider) RefuseAuthorization(ctx context.Context, req identity.RefuseAuthorizationRequest) (identity.Redirection, error) {
	r, err := p.asked(ctx, req.ID, false)
	if err != nil {
		return identity.Redirection{}, err
	}
	to := r.answer(p.issuer, url.Values{"error": {req.Reason}})
	return identity.Redirection{URL: to}, p.requests.Delete(store.System(ctx), r.Hash) // the secret is the right to it
}

// ListConsents serves identity.ListConsents.
func (p *Provider) ListConsents(ctx context.Context, _ rpc.None) (rpc.Page[identity.Consent], error) {
	out := rpc.Page[identity.Consent]{Items: []identity.Consent{}}
	caller, err := person(ctx)
	if err != nil {
		return out, err
	}
	page, err := p.consents.List(ctx, store.Query{Index: "account", Eq: store.Key{caller.ID}, Desc: true, Limit: store.MaxPage})
	for _, c := range page.Items {
		known, err := p.clients.Get(store.System(ctx), c.Client) // its name alone
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, identity.Consent{Client: c.Client, Name: known.Name, Scopes: c.Scopes, Since: c.Since})
	}
	return out, err
}

// EndConsent serves identity.EndConsent.
func (p *Provider) EndConsent(ctx context.Context, req identity.ByID) (rpc.None, error) {
	caller, err := person(ctx)
	if err != nil {
		return rpc.None{}, err
	}
	ended := identity.ConsentEnded.New(identity.ConsentChanged{Client: req.ID, Account: caller.ID})
	if err := p.consents.Delete(ctx, consentID(caller.ID, req.ID), ended); err != nil {
		return rpc.None{}, err
	}
	return rpc.None{}, p.endOf(ctx, store.Key{caller.ID, req.ID}, "consent_ended")
}
