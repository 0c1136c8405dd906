package oidc

import (
	"context"
	"net/url"
	"slices"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// request is what a client asks the person for: to sign in (Redirect, Scopes) or
// to sign out (Out). It waits some minutes for the person's answer and is found by
// a secret that only their browser has.
type request struct {
	Hash      string    `json:"hash"`
	Client    string    `json:"client,omitempty"`
	Name      string    `json:"name,omitempty"`
	Redirect  string    `json:"redirect,omitempty"`
	Scopes    []string  `json:"scopes,omitempty"`
	State     string    `json:"state,omitempty"`
	Nonce     string    `json:"nonce,omitempty"`
	Challenge string    `json:"challenge,omitempty"`
	Prompts   []string  `json:"prompts,omitempty"`
	MaxAge    *uint     `json:"maxAge,omitempty"` // seconds since the sign-in
	Subject   string    `json:"subject,omitempty"`
	Out       bool      `json:"out,omitempty"`
	Made      time.Time `json:"made"`
	Until     time.Time `json:"until"`
}

var errRequest = fault.NotFound("authorization.gone", "这个登录请求已处理或已过期，请回到原来的应用重新登录",
	"This request was answered or has expired; go back to the application and sign in again")

func newRequests(db *store.DB) *store.Collection[request] {
	return store.NewCollection(db, "authrequest", store.Def[request]{
		ID:      func(r *request) string { return r.Hash },
		Indexes: []store.Index[request]{{Name: "until", Key: func(r *request) store.Key { return store.Key{r.Until} }}},
		Missing: errRequest,
	})
}

// ask keeps a request and returns its secret.
func (p *Provider) ask(ctx context.Context, r request) (string, error) {
	secret := newSecret()
	r.Hash, r.Made = hashOf(secret), p.now()
	r.Until = r.Made.Add(requestLife)
	return secret, p.requests.Create(store.System(ctx), r)
}

// asked finds a request that still waits. It fails with not_found otherwise, and
// for the other kind of request.
func (p *Provider) asked(ctx context.Context, secret string, out bool) (request, error) {
	r, err := p.requests.Get(store.System(ctx), hashOf(secret)) // the secret is the right to it
	if err == nil && (r.Out != out || !p.now().Before(r.Until)) {
		err = errRequest
	}
	return r, err
}

// stale reports whether the client wants a sign-in that is newer than this one.
func (r *request) stale(signedIn, now time.Time) bool {
	if slices.Contains(r.Prompts, "login") {
		return !signedIn.After(r.Made)
	}
	return r.MaxAge != nil && now.Sub(signedIn) > time.Duration(min(*r.MaxAge, 1<<31))*time.Second
}

// answer is where the browser carries what the client is told.
func (r *request) answer(issuer string, told url.Values) string {
	told.Set("state", r.State)
	told.Set("iss", issuer)
	return withQuery(r.Redirect, told)
}
