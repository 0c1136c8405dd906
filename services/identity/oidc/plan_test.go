package oidc_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"lianluo/api/identity"
)

// plans are the modules of oidcc-basic-certification-test-plan and
// oidcc-config-certification-test-plan as the conformance suite listed them in
// August 2026 (release tree of 12f2a4d).
var plans = strings.Fields(`
	oidcc-server oidcc-response-type-missing oidcc-idtoken-signature oidcc-idtoken-unsigned
	oidcc-userinfo-get oidcc-userinfo-post-header oidcc-userinfo-post-body
	oidcc-ensure-request-without-nonce-succeeds-for-code-flow
	oidcc-scope-profile oidcc-scope-email oidcc-scope-address oidcc-scope-phone oidcc-scope-all
	oidcc-alternate-happy-flow oidcc-display-page oidcc-display-popup
	oidcc-prompt-login oidcc-prompt-none-not-logged-in oidcc-prompt-none-logged-in
	oidcc-max-age-1 oidcc-max-age-10000 oidcc-ensure-request-with-unknown-parameter-succeeds
	oidcc-id-token-hint oidcc-login-hint oidcc-ui-locales oidcc-claims-locales oidcc-ensure-request-with-acr-values-succeeds
	oidcc-codereuse oidcc-codereuse-30seconds oidcc-ensure-registered-redirect-uri oidcc-ensure-post-request-succeeds
	oidcc-server-client-secret-post
	oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported
	oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported
	oidcc-claims-essential oidcc-ensure-request-object-with-redirect-uri oidcc-refresh-token
	oidcc-ensure-request-with-valid-pkce-succeeds
	oidcc-discovery-endpoint-verification`)

// passedOver are those that the suite itself passes over at a provider like this one,
// and what it looks for in the description before it does.
var passedOver = map[string]string{
	"oidcc-idtoken-unsigned": "id_token_signing_alg_values_supported without none",
	"oidcc-scope-address":    "scopes_supported without address: accounts have none",
	"oidcc-scope-phone":      "scopes_supported without phone: accounts have none",
	"oidcc-scope-all":        "scopes_supported without address and phone",
}

// Every module of the plans is run, or passed over for a reason that the
// description gives.
func TestThePlansAreComplete(t *testing.T) {
	w := newWorld(t)
	c := certified{world: w, app: w.web("profile", "email", "offline_access")}
	run := map[string]bool{}
	for _, modules := range c.all() {
		for name := range modules {
			run[name] = true
		}
	}
	for _, name := range plans {
		if run[name] == (passedOver[name] != "") {
			t.Errorf("%s: run %v, passed over for %q", name, run[name], passedOver[name])
		}
	}
	for name := range run {
		if !slices.Contains(plans, name) && !strings.HasPrefix(name, "ours: ") {
			t.Errorf("the plans have no %s", name)
		}
	}
	d := w.send(http.MethodGet, "/.well-known/openid-configuration", nil)
	for _, lacks := range []string{`"address"`, `"phone"`} {
		if strings.Contains(d.text, lacks) {
			t.Errorf("%s in %s", lacks, d.text)
		}
	}
	if algs, ok := d.body["id_token_signing_alg_values_supported"].([]any); !ok || slices.Contains(algs, any("none")) {
		t.Errorf("got %v", d.body["id_token_signing_alg_values_supported"])
	}
}

func (c certified) all() []map[string]func(*testing.T) {
	return []map[string]func(*testing.T){c.first(), c.second(), c.third(), c.fourth()}
}

// fourth are what the suite has gained since the profile was written.
func (c certified) fourth() map[string]func(*testing.T) {
	w, a := c.world, c.app
	return map[string]func(*testing.T){
		"oidcc-idtoken-signature": func(t *testing.T) { w.idToken(t, a, a.ask("openid")) },
		"oidcc-alternate-happy-flow": func(t *testing.T) { // parameters in another order
			query := strings.Split(a.ask("openid").Encode(), "&")
			slices.Reverse(query)
			to := w.send(http.MethodGet, "/oauth/authorize?"+strings.Join(query, "&"), nil).to(t)
			if got := do(w, w.owner.client(), identity.GetAuthorization, identity.AuthorizationID{ID: to.Query().Get("request")}).Step; got != identity.AuthorizationReady {
				t.Errorf("got %s", got)
			}
		},
		"oidcc-ensure-request-with-valid-pkce-succeeds": func(t *testing.T) {
			w.idToken(t, a, a.ask("openid"))
			code := a.code(w.owner, a.ask("openid"))
			fails(t, "another verifier", a.token(with(exchange(code), "code_verifier", verifier+"y")), "invalid_grant")
		},
		"oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported": func(t *testing.T) {
			ask := with(a.ask("openid"), "request_uri", "https://app.example/request.jwt")
			if e := w.send(http.MethodGet, "/oauth/authorize", ask).to(t).Query().Get("error"); e != "request_uri_not_supported" {
				t.Errorf("got %q", e)
			}
		},
		"ours: a request that names nobody's redirect leads nowhere": func(t *testing.T) {
			if got := w.send(http.MethodGet, "/oauth/authorize", url.Values{"client_id": {a.id}}); got.header.Get("Location") != "" || got.status/100 != 4 {
				t.Errorf("got %d %s", got.status, got.header.Get("Location"))
			}
		},
	}
}
