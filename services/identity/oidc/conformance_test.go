package oidc_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
)

// The modules of the OpenID Foundation's plans for providers, as far as they need no
// browser and no server of theirs, under their own names (see plans).
func TestOIDCCBasicCertificationOffline(t *testing.T) {
	w := newWorld(t)
	c := certified{world: w, app: w.web("profile", "email", "offline_access")}
	c.app.granted(w.owner, "openid profile email offline_access")
	for _, modules := range c.all() {
		for name, run := range modules {
			t.Run(name, run)
		}
	}
}

// certified is the provider with a client whose person has agreed to all.
type certified struct {
	*world
	app registered
}

// step is what the person has to do for a request.
func (c certified) step(t *testing.T, ask url.Values) identity.AuthorizationStep {
	t.Helper()
	return do(c.world, c.owner.client(), identity.GetAuthorization, identity.AuthorizationID{ID: c.app.request(ask)}).Step
}

// first are the first third of the modules.
func (c certified) first() map[string]func(*testing.T) {
	w, a := c.world, c.app
	return map[string]func(*testing.T){
		"oidcc-server": func(t *testing.T) { w.idToken(t, a, a.ask("openid")) },
		"oidcc-response-type-missing": func(t *testing.T) {
			got := w.send(http.MethodGet, "/oauth/authorize", with(a.ask("openid"), "response_type", ""))
			if e := got.to(t).Query().Get("error"); e != "invalid_request" && e != "unauthorized_client" && e != "unsupported_response_type" {
				t.Errorf("got %s", got.header.Get("Location"))
			}
		},
		"oidcc-userinfo-get":         func(t *testing.T) { w.about(t, a, http.MethodGet, false) },
		"oidcc-userinfo-post-header": func(t *testing.T) { w.about(t, a, http.MethodPost, false) },
		"oidcc-userinfo-post-body":   func(t *testing.T) { w.about(t, a, http.MethodPost, true) },
		"oidcc-ensure-request-without-nonce-succeeds-for-code-flow": func(t *testing.T) {
			if claims := w.idToken(t, a, with(a.ask("openid"), "nonce", "")); claims["nonce"] != nil {
				t.Errorf("got %v", claims)
			}
		},
		"oidcc-scope-profile": func(t *testing.T) { w.tells(t, a, "openid profile", "name", "preferred_username", "locale") },
		"oidcc-scope-email":   func(t *testing.T) { w.tells(t, a, "openid email", "email") },
		"ours: scopes that are not registered are refused": func(t *testing.T) {
			if e := w.send(http.MethodGet, "/oauth/authorize", a.ask("openid address")).to(t).Query().Get("error"); e != "invalid_scope" {
				t.Errorf("got %q", e)
			}
		},
		"oidcc-display-page":  func(t *testing.T) { c.step(t, with(a.ask("openid"), "display", "page")) },
		"oidcc-display-popup": func(t *testing.T) { c.step(t, with(a.ask("openid"), "display", "popup")) },
		"oidcc-prompt-login": func(t *testing.T) {
			if got := c.step(t, with(a.ask("openid"), "prompt", "login")); got != identity.AuthorizationSignIn {
				t.Errorf("got %s", got)
			}
		},
		"oidcc-prompt-none-not-logged-in": func(t *testing.T) {
			to := w.send(http.MethodGet, "/oauth/authorize", with(a.ask("openid"), "prompt", "none")).to(t)
			out := do(w, w.client(""), identity.RefuseAuthorization, identity.RefuseAuthorizationRequest{ID: to.Query().Get("request"), Reason: "login_required"})
			if to.Query().Get("prompt") != "none" || !strings.Contains(out.URL, "error=login_required") || !strings.Contains(out.URL, "state=st-1") {
				t.Errorf("got %s, %s", to, out.URL)
			}
		},
		"oidcc-prompt-none-logged-in": func(t *testing.T) {
			if got := c.step(t, with(a.ask("openid"), "prompt", "none")); got != identity.AuthorizationReady {
				t.Errorf("got %s", got)
			}
		},
	}
}

// second are the second third of the modules.
func (c certified) second() map[string]func(*testing.T) {
	w, a := c.world, c.app
	return map[string]func(*testing.T){
		"oidcc-max-age-1": func(t *testing.T) {
			w.clock.Advance(2 * time.Second)
			if got := c.step(t, with(a.ask("openid"), "max_age", "1")); got != identity.AuthorizationSignIn {
				t.Errorf("got %s", got)
			}
		},
		"oidcc-max-age-10000": func(t *testing.T) {
			if claims := w.idToken(t, a, with(a.ask("openid"), "max_age", "10000")); claims["auth_time"] == nil {
				t.Errorf("got %v", claims)
			}
		},
		"oidcc-ensure-request-with-unknown-parameter-succeeds": func(t *testing.T) { c.step(t, with(a.ask("openid"), "extra", "foobar")) },
		"oidcc-id-token-hint": func(t *testing.T) {
			hint := a.granted(w.owner, "openid").at("id_token")
			if got := c.step(t, with(a.ask("openid"), "prompt", "none", "id_token_hint", hint)); got != identity.AuthorizationReady {
				t.Errorf("got %s", got)
			}
			other := do(w, w.admin.client(), identity.GetAuthorization, identity.AuthorizationID{ID: a.request(with(a.ask("openid"), "id_token_hint", hint))})
			if other.Step != identity.AuthorizationSignIn {
				t.Errorf("somebody else: got %s", other.Step)
			}
		},
		"oidcc-login-hint":                              func(t *testing.T) { c.step(t, with(a.ask("openid"), "login_hint", "buffy@example.org")) },
		"oidcc-ui-locales":                              func(t *testing.T) { c.step(t, with(a.ask("openid"), "ui_locales", "se")) },
		"oidcc-claims-locales":                          func(t *testing.T) { c.step(t, with(a.ask("openid"), "claims_locales", "se")) },
		"oidcc-ensure-request-with-acr-values-succeeds": func(t *testing.T) { c.step(t, with(a.ask("openid"), "acr_values", "1 2")) },
		"oidcc-codereuse": func(t *testing.T) {
			code := a.code(w.owner, a.ask("openid"))
			a.token(exchange(code))
			fails(t, "reused", a.token(exchange(code)), "invalid_grant")
		},
		"oidcc-codereuse-30seconds": func(t *testing.T) {
			code := a.code(w.owner, a.ask("openid"))
			got := a.token(exchange(code))
			w.clock.Advance(30 * time.Second)
			fails(t, "reused", a.token(exchange(code)), "invalid_grant")
			if r := w.send(http.MethodGet, "/oauth/userinfo", nil, bearer(got.at("access_token"))); r.status != http.StatusUnauthorized {
				t.Errorf("the token outlives it: %d", r.status)
			}
		},
		"oidcc-ensure-registered-redirect-uri": func(t *testing.T) {
			if got := w.send(http.MethodGet, "/oauth/authorize", with(a.ask("openid"), "redirect_uri", back+"2")); got.header.Get("Location") != "" || got.status/100 != 4 {
				t.Errorf("got %d", got.status)
			}
		},
	}
}

// third are the third third of the modules.
func (c certified) third() map[string]func(*testing.T) {
	w, a := c.world, c.app
	return map[string]func(*testing.T){
		"oidcc-ensure-post-request-succeeds": func(t *testing.T) {
			if to := w.send(http.MethodPost, "/oauth/authorize", a.ask("openid")).to(t); to.Path != "/consent" {
				t.Errorf("got %s", to)
			}
		},
		"oidcc-server-client-secret-post": func(t *testing.T) {
			form := with(exchange(a.code(w.owner, a.ask("openid"))), "client_id", a.id, "client_secret", a.secret)
			if got := w.send(http.MethodPost, "/oauth/token", form); got.status != http.StatusOK {
				t.Errorf("got %d %s", got.status, got.at("error"))
			}
		},
		"oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported": func(t *testing.T) {
			if e := w.send(http.MethodGet, "/oauth/authorize", with(a.ask("openid"), "request", "e30.e30.")).to(t).Query().Get("error"); e != "request_not_supported" {
				t.Errorf("got %q", e)
			}
		},
		"oidcc-claims-essential": func(t *testing.T) {
			c.step(t, with(a.ask("openid"), "claims", `{"userinfo":{"name":{"essential":true}}}`))
		},
		"oidcc-ensure-request-object-with-redirect-uri": func(t *testing.T) {
			if e := w.send(http.MethodGet, "/oauth/authorize", with(a.ask("openid"), "request", "x.y.z")).to(t).Query().Get("error"); e != "request_not_supported" {
				t.Errorf("got %q", e)
			}
		},
		"oidcc-refresh-token": func(t *testing.T) {
			got := a.granted(w.owner, "openid offline_access")
			next := a.token(renewal(got.at("refresh_token")))
			if next.status != http.StatusOK || next.at("id_token") == "" {
				t.Errorf("got %d", next.status)
			}
			fails(t, "another client", w.web().token(renewal(next.at("refresh_token"))), "invalid_grant")
		},
		"ours: client assertions are refused": func(t *testing.T) {
			form := with(exchange("x"), "client_id", a.id, "client_assertion", "x.y.z", "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
			fails(t, "assertion", w.send(http.MethodPost, "/oauth/token", form), "invalid_client")
		},
		"oidcc-discovery-endpoint-verification": w.discovers,
	}
}

// idToken is a flow whose ID token a library of others verifies; its claims.
func (w *world) idToken(t *testing.T, a registered, ask url.Values) map[string]any {
	t.Helper()
	got := a.token(exchange(a.code(w.owner, ask)))
	ctx := oidc.ClientContext(t.Context(), &http.Client{Transport: inside{w}})
	verifier := oidc.NewVerifier(issuer, oidc.NewRemoteKeySet(ctx, issuer+"/oauth/keys"), &oidc.Config{ClientID: a.id, Now: w.clock.Now})
	token, err := verifier.Verify(ctx, got.at("id_token"))
	if err != nil {
		t.Fatal(err)
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil || token.Subject != w.owner.id || token.VerifyAccessToken(got.at("access_token")) != nil || token.Nonce != ask.Get("nonce") {
		t.Errorf("got %+v, %v", claims, err)
	}
	return claims
}

// inside leads the issuer's public addresses to the service, as the gateway does.
type inside struct{ w *world }

// RoundTrip implements http.RoundTripper.
func (i inside) RoundTrip(r *http.Request) (*http.Response, error) {
	in := r.Clone(r.Context())
	in.URL.Scheme, in.URL.Host, in.URL.Path = "http", "identity", "/api/identity"+r.URL.Path
	return i.w.http.Transport.RoundTrip(in)
}

// about asks userinfo by a method, with the token in the header or in the body.
func (w *world) about(t *testing.T, a registered, method string, inBody bool) {
	t.Helper()
	token := a.granted(w.owner, "openid").at("access_token")
	got := reply{}
	if inBody {
		got = w.send(method, "/oauth/userinfo", url.Values{"access_token": {token}})
	} else {
		got = w.send(method, "/oauth/userinfo", nil, bearer(token))
	}
	if got.status != http.StatusOK || got.at("sub") != w.owner.id || got.header.Get("Cache-Control") != "no-store" {
		t.Errorf("got %d %s", got.status, got.text)
	}
}

// tells checks that a scope gives just these claims besides the subject.
func (w *world) tells(t *testing.T, a registered, scope string, claims ...string) {
	t.Helper()
	got := w.send(http.MethodGet, "/oauth/userinfo", nil, bearer(a.granted(w.owner, scope).at("access_token")))
	for _, c := range append(claims, "sub") {
		if got.body[c] == nil {
			t.Errorf("no %s in %s", c, got.text)
		}
	}
	for _, c := range []string{"name", "email"} {
		if got.body[c] != nil && !slices.Contains(claims, c) {
			t.Errorf("%s tells %s", scope, c)
		}
	}
}

// discovers checks the description against what the plan demands of it.
func (w *world) discovers(t *testing.T) {
	ctx := oidc.ClientContext(t.Context(), &http.Client{Transport: inside{w}})
	p, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Algorithms []string `json:"id_token_signing_alg_values_supported"`
		Methods    []string `json:"code_challenge_methods_supported"`
		Types      []string `json:"response_types_supported"`
		Subjects   []string `json:"subject_types_supported"`
		RequestURI bool     `json:"request_uri_parameter_supported"`
		EndSession string   `json:"end_session_endpoint"`
		Registers  string   `json:"registration_endpoint"`
		Scopes     []string `json:"scopes_supported"`
	}
	if err := p.Claims(&d); err != nil || !slices.Equal(d.Algorithms, []string{"RS256"}) || !slices.Equal(d.Methods, []string{"S256"}) ||
		!slices.Equal(d.Types, []string{"code"}) || d.RequestURI || d.EndSession != issuer+"/oauth/logout" || d.Registers != "" || !slices.Contains(d.Scopes, "openid") {
		t.Errorf("got %+v, %v", d, err)
	}
	if p.Endpoint().TokenURL != issuer+"/oauth/token" || !strings.HasPrefix(p.UserInfoEndpoint(), issuer) {
		t.Errorf("got %+v", p.Endpoint())
	}
	do(w, w.security.client(), identity.ListClientKeys, rpc.None{})
}
