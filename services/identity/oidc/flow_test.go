package oidc_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/identity"
)

// registered is a client.
type registered struct {
	w  *world
	id string
	// secret is empty for a public client.
	secret string
}

func (w *world) register(req identity.RegisterClientRequest) registered {
	w.t.Helper()
	got := do(w, w.security.client(), identity.RegisterClient, req)
	return registered{w: w, id: got.Client.ID, secret: got.Secret}
}

// web registers a server that signs people in.
func (w *world) web(scopes ...string) registered {
	return w.register(identity.RegisterClientRequest{Name: "督查平台", Kind: identity.WebClient, Redirects: []string{back},
		LogoutRedirects: []string{bye}, Scopes: append([]string{"openid"}, scopes...)})
}

// machine registers a server that acts by itself.
func (w *world) machine(scopes ...string) registered {
	return w.register(identity.RegisterClientRequest{Name: "数据交换", Kind: identity.ServiceClient, Scopes: scopes, Area: town})
}

func challenge(v string) string {
	h := sha256.Sum256([]byte(v))
	return base64.RawURLEncoding.EncodeToString(h[:])
}

// ask is a request for authorization as it should be.
func (a registered) ask(scope string) url.Values {
	return url.Values{"response_type": {"code"}, "client_id": {a.id}, "redirect_uri": {back}, "scope": {scope},
		"state": {"st-1"}, "nonce": {"no-1"}, "code_challenge": {challenge(verifier)}, "code_challenge_method": {"S256"}}
}

func with(v url.Values, pairs ...string) url.Values {
	out := maps.Clone(v)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] == "" {
			out.Del(pairs[i])
		} else {
			out.Set(pairs[i], pairs[i+1])
		}
	}
	return out
}

// request gives the secret of a request that waits for the person.
func (a registered) request(ask url.Values) string {
	a.w.t.Helper()
	to := a.w.send(http.MethodGet, "/oauth/authorize", ask).to(a.w.t)
	if to.Path != "/consent" || to.Query().Get("request") == "" {
		a.w.t.Fatalf("got %s", to)
	}
	return to.Query().Get("request")
}

// code lets the person allow what is asked.
func (a registered) code(p *person, ask url.Values) string {
	a.w.t.Helper()
	to := do(a.w, p.client(), identity.AllowAuthorization, identity.AuthorizationID{ID: a.request(ask)})
	u, err := url.Parse(to.URL)
	a.w.ok(err)
	if u.Query().Get("state") != ask.Get("state") || u.Query().Get("iss") != issuer {
		a.w.t.Fatalf("got %s", u)
	}
	return u.Query().Get("code")
}

// token calls the token endpoint as the client.
func (a registered) token(form url.Values) reply {
	if a.secret == "" {
		return a.w.send(http.MethodPost, "/oauth/token", with(form, "client_id", a.id))
	}
	return a.w.send(http.MethodPost, "/oauth/token", form, basic(a.id, a.secret))
}

func exchange(code string) url.Values {
	return url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {back}, "code_verifier": {verifier}}
}

func renewal(token string) url.Values {
	return url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}}
}

// granted are the tokens of a whole flow.
func (a registered) granted(p *person, scope string) reply {
	a.w.t.Helper()
	got := a.token(exchange(a.code(p, a.ask(scope))))
	if got.status != http.StatusOK || got.at("access_token") == "" {
		a.w.t.Fatalf("got %d %s", got.status, got.text)
	}
	return got
}

// fails expects the protocol's error.
func fails(t testing.TB, name string, got reply, want string) {
	t.Helper()
	if got.status/100 != 4 || got.at("error") != want {
		t.Errorf("%s: got %d %s, want %s", name, got.status, got.at("error"), want)
	}
}

// kidOf is the key that signed a token.
func kidOf(t testing.TB, token string) string {
	t.Helper()
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	var header struct {
		Kid string `json:"kid"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &header)
	}
	if err != nil {
		t.Fatalf("%q: %v", token, err)
	}
	return header.Kid
}
