package foreign

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"lianluo/pkg/fault"
)

// Party is this system as an issuer knows it.
type Party struct {
	Description
	Client, Secret, Callback string
	Scopes                   []string
	Wanted                   []string // claims that the visit is about
}

// Answer is what an issuer sends a browser back with.
type Answer struct{ State, Code, Issuer, Error string }

// Refusal is why an answer does not count, for the record.
type Refusal struct {
	Why string
	err error
}

// Error implements error.
func (r *Refusal) Error() string { return "foreign: " + r.Why }

// Unwrap gives what the library said.
func (r *Refusal) Unwrap() error { return r.err }

// slack is how far an issuer's clock may be ahead.
const slack = 5 * time.Minute

// derived makes state, nonce and verifier of a visit from its secret, which only
// the browser has: whoever knows one of them knows neither the others nor it.
func derived(secret, use string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(use))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func (p *Party) config() oauth2.Config {
	style := oauth2.AuthStyleInHeader
	if p.Secret == "" || p.posts() {
		style = oauth2.AuthStyleInParams
	}
	return oauth2.Config{ClientID: p.Client, ClientSecret: p.Secret, RedirectURL: p.Callback, Scopes: append([]string{oidc.ScopeOpenID}, p.Scopes...),
		Endpoint: oauth2.Endpoint{AuthURL: p.Auth, TokenURL: p.Token, AuthStyle: style}}
}

// Begin is where a browser goes that holds the secret.
func (p *Party) Begin(secret string) string {
	c := p.config()
	return c.AuthCodeURL(derived(secret, "state"), oidc.Nonce(derived(secret, "nonce")), oauth2.S256ChallengeOption(derived(secret, "verifier")))
}

// Finish turns an issuer's answer to the browser that holds the secret into what
// the issuer says of somebody. It fails with a Refusal for whatever does not hold,
// with unavailable where the issuer cannot be reached.
func (r *Reader) Finish(ctx context.Context, p *Party, secret string, a Answer) (Claims, error) {
	switch {
	case !hmac.Equal([]byte(a.State), []byte(derived(secret, "state"))):
		return Claims{}, &Refusal{Why: "state"}
	case a.Issuer != p.Issuer && (a.Issuer != "" || p.Named):
		return Claims{}, &Refusal{Why: "issuer"}
	case a.Error != "" || a.Code == "":
		return Claims{}, &Refusal{Why: "answer"}
	}
	ctx = r.calling(ctx)
	c := p.config()
	token, err := c.Exchange(ctx, a.Code, oauth2.VerifierOption(derived(secret, "verifier")))
	if err != nil {
		return Claims{}, missed("exchange", err)
	}
	raw, _ := token.Extra("id_token").(string)
	said, err := r.verify(ctx, p, raw, token.AccessToken, derived(secret, "nonce"))
	if err != nil {
		return Claims{}, err
	}
	return said, r.complete(ctx, p, &said, token.AccessToken)
}

// missed tells an issuer that is away from one that refuses.
func missed(why string, err error) error {
	var reach *net.OpError
	var late net.Error
	var status *oauth2.RetrieveError
	if errors.As(err, &reach) || errors.As(err, &late) && late.Timeout() || errors.As(err, &status) && status.Response.StatusCode >= 500 {
		return fault.Unavailable(err)
	}
	return &Refusal{Why: why, err: err}
}

// verify checks an ID token for this visit.
func (r *Reader) verify(ctx context.Context, p *Party, raw, access, nonce string) (Claims, error) {
	v := oidc.NewVerifier(p.Issuer, r.keysAt(p.Keys), &oidc.Config{ClientID: p.Client, SupportedSigningAlgs: p.Algorithms, Now: r.now})
	token, err := v.Verify(ctx, raw)
	if err != nil {
		return Claims{}, missed("token", err)
	}
	said := Claims{Subject: token.Subject}
	if err := token.Claims(&said.all); err != nil {
		return said, &Refusal{Why: "token", err: err}
	}
	azp, named := said.Text("azp")
	switch {
	case !hmac.Equal([]byte(token.Nonce), []byte(nonce)):
		return said, &Refusal{Why: "nonce"}
	case named && azp != p.Client, !named && len(token.Audience) > 1:
		return said, &Refusal{Why: "audience"}
	case token.IssuedAt.IsZero(), token.IssuedAt.After(r.now().Add(slack)), token.Subject == "", len(token.Subject) > maxSubject:
		return said, &Refusal{Why: "token"}
	case token.AccessTokenHash != "" && token.VerifyAccessToken(access) != nil:
		return said, &Refusal{Why: "token"}
	}
	return said, nil
}
