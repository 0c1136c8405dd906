package oidc_test

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
)

func TestACodeThatComesTwiceEndsItsTokens(t *testing.T) {
	w := newWorld(t)
	a := w.web("offline_access", "account.read")
	code := a.code(w.owner, a.ask("openid offline_access account.read"))
	got := a.token(exchange(code))
	fails(t, "again", a.token(exchange(code)), "invalid_grant")
	bites(w, got.at("access_token"))
	fails(t, "its refresh token", a.token(renewal(got.at("refresh_token"))), "invalid_grant")
}

func TestAStolenRefreshTokenEndsTheFamily(t *testing.T) {
	w := newWorld(t)
	a := w.web("offline_access", "account.read")
	first := a.granted(w.owner, "openid offline_access account.read")
	second := a.token(renewal(first.at("refresh_token")))
	fails(t, "reused", a.token(renewal(first.at("refresh_token"))), "invalid_grant")
	fails(t, "the honest one", a.token(renewal(second.at("refresh_token"))), "invalid_grant")
	bites(w, second.at("access_token"))
}

func TestCodesOfOthersAreOfNoUse(t *testing.T) {
	w := newWorld(t)
	a, other := w.web(), w.web()
	app := w.register(identity.RegisterClientRequest{Name: "手机应用", Kind: identity.PublicClient, Redirects: []string{back}, Scopes: []string{"openid"}})
	code := a.code(w.owner, a.ask("openid"))
	fails(t, "another client", other.token(exchange(code)), "invalid_grant")
	fails(t, "a public client", app.token(exchange(code)), "invalid_grant")
	fails(t, "no secret", w.send(http.MethodPost, "/oauth/token", with(exchange(code), "client_id", a.id)), "invalid_client")
	wrong := registered{w: w, id: a.id, secret: other.secret}
	fails(t, "a foreign secret", wrong.token(exchange(code)), "invalid_client")
	fails(t, "a service's grant", a.token(url.Values{"grant_type": {"client_credentials"}}), "unauthorized_client")
	if got := a.token(exchange(code)); got.status != http.StatusOK { // tries of others are no use of it
		t.Errorf("got %s", got.text)
	}
	fails(t, "a public client without a verifier", app.token(with(exchange(app.code(w.owner, app.ask("openid"))), "code_verifier", "")), "invalid_grant")
}

func TestAVerifierMustFit(t *testing.T) {
	w := newWorld(t)
	a := w.web()
	for name, v := range map[string]string{"wrong": strings.Repeat("x", 43), "short": "x", "long": strings.Repeat("x", 129), "missing": "", "the challenge itself": challenge(verifier)} {
		code := a.code(w.owner, a.ask("openid"))
		fails(t, name, a.token(with(exchange(code), "code_verifier", v)), "invalid_grant")
		fails(t, name+", then right", a.token(exchange(code)), "invalid_grant")
	}
	code := a.code(w.owner, a.ask("openid"))
	fails(t, "another redirect", a.token(with(exchange(code), "redirect_uri", back+"/")), "invalid_grant")
	code = a.code(w.owner, a.ask("openid"))
	w.clock.Advance(61 * time.Second)
	fails(t, "late", a.token(exchange(code)), "invalid_grant")
}

// Where the redirect cannot be trusted, nobody is led anywhere.
func TestRedirectsAreComparedLetterByLetter(t *testing.T) {
	w := newWorld(t)
	a := w.web()
	for _, to := range []string{"", "https://evil.example/back", back + "/", back + "?x=1", back + "#f", "http://app.example/back", "HTTPS://app.example/back",
		"https://app.example:443/back", "https://app.example/back/../evil", "https://app.example@evil.example/back", "https://app.example\\@evil.example/back",
		"//app.example/back", "javascript:alert(1)", "https://app.example/BACK", "https://app.example/back%00", "/back"} {
		got := w.send(http.MethodGet, "/oauth/authorize", with(a.ask("openid"), "redirect_uri", to))
		if got.status/100 != 4 || got.header.Get("Location") != "" {
			t.Errorf("%q: got %d to %q", to, got.status, got.header.Get("Location"))
		}
		seen := w.send(http.MethodGet, "/oauth/authorize", with(a.ask("openid"), "redirect_uri", to), func(r *http.Request) { r.Header.Set("Accept", "text/html") })
		if seen.header.Get("Location") != issuer+"/consent/refused" {
			t.Errorf("%q: a person gets %d %q", to, seen.status, seen.header.Get("Location"))
		}
	}
	fails(t, "an unknown client", w.send(http.MethodGet, "/oauth/authorize", with(a.ask("openid"), "client_id", "none")), "invalid_request")
	for _, to := range []string{"http://app.example/x", "https://app.example/#x", "https://u:p@app.example/", "https://*.example/", "app.example/x", "myapp:/x", "https:///x", "https://app.example/ x"} {
		refuses(w, w.security.client(), identity.RegisterClient, identity.RegisterClientRequest{Name: "x", Kind: identity.WebClient, Redirects: []string{to}, Scopes: []string{"openid"}}, "client.redirect")
	}
}

// What is wrong with a request that comes from a registered place is told there,
// with the state and the issuer.
func TestWrongRequestsAreToldToTheClient(t *testing.T) {
	w := newWorld(t)
	a := w.web("profile")
	for name, tried := range map[string]struct {
		ask  url.Values
		want string
	}{
		"no PKCE":             {with(a.ask("openid"), "code_challenge", "", "code_challenge_method", ""), "invalid_request"},
		"plain":               {with(a.ask("openid"), "code_challenge_method", "plain", "code_challenge", verifier), "invalid_request"},
		"no method":           {with(a.ask("openid"), "code_challenge_method", ""), "invalid_request"},
		"a short challenge":   {with(a.ask("openid"), "code_challenge", "short"), "invalid_request"},
		"implicit":            {with(a.ask("openid"), "response_type", "id_token token"), "unauthorized_client"},
		"hybrid":              {with(a.ask("openid"), "response_type", "code id_token"), "unauthorized_client"},
		"fragment":            {with(a.ask("openid"), "response_mode", "fragment"), "invalid_request"},
		"no openid":           {a.ask("profile"), "invalid_scope"},
		"beyond the client":   {a.ask("openid email"), "invalid_scope"},
		"none and login":      {with(a.ask("openid"), "prompt", "none login"), "invalid_request"},
		"a request object":    {with(a.ask("openid"), "request", "x.y.z"), "request_not_supported"},
		"a request_uri":       {with(a.ask("openid"), "request_uri", "https://evil.example/r"), "request_uri_not_supported"},
		"a forged hint":       {with(a.ask("openid"), "id_token_hint", "x.y.z"), "login_required"},
		"an enormous state":   {with(a.ask("openid"), "state", strings.Repeat("s", 1001)), "invalid_request"},
		"an unregistered one": {a.ask("openid case.read"), ""},
	} {
		got := w.send(http.MethodGet, "/oauth/authorize", tried.ask)
		to := got.to(t)
		if tried.want == "" { // the library leaves out what the client is not registered for
			if to.Path != "/consent" {
				t.Errorf("%s: got %s", name, to)
			}
			continue
		}
		q := to.Query()
		if to.Fragment != "" { // as the client asked
			q, _ = url.ParseQuery(to.Fragment)
			q.Set("iss", issuer)
		}
		if !strings.HasPrefix(to.String(), back) || q.Get("error") != tried.want || q.Get("state") != tried.ask.Get("state") || q.Get("iss") != issuer {
			t.Errorf("%s: got %d %s", name, got.status, to)
		}
	}
}

func TestScopesNeverGrow(t *testing.T) {
	w := newWorld(t)
	a := w.web("offline_access", "account.read", "audit.read")
	got := a.granted(w.owner, "openid offline_access account.read")
	fails(t, "wider", a.token(with(renewal(got.at("refresh_token")), "scope", "openid account.read audit.read")), "invalid_scope")
	narrow := a.token(with(renewal(got.at("refresh_token")), "scope", "openid"))
	refuses(w, w.client(narrow.at("access_token")), identity.GetAccount, identity.ByID{ID: w.owner.id}, "denied")
	c := do(w, w.security.client(), identity.GetClient, identity.ByID{ID: a.id})
	do(w, w.security.client(), identity.UpdateClient, identity.UpdateClientRequest{ID: a.id, Name: c.Name, Redirects: c.Redirects, Scopes: []string{"openid", "offline_access"}})
	next := a.token(renewal(narrow.at("refresh_token")))
	if next.status != http.StatusOK || strings.Contains(next.at("scope"), "account.read") {
		t.Errorf("got %d %s", next.status, next.text)
	}
	m := w.machine("account.read")
	fails(t, "a service", m.token(url.Values{"grant_type": {"client_credentials"}, "scope": {"audit.read"}}), "invalid_scope")
	refuses(w, w.security.client(), identity.RegisterClient, identity.RegisterClientRequest{Name: "x", Kind: identity.ServiceClient, Scopes: []string{"openid"}, Area: town}, "client.scope")
	refuses(w, w.security.client(), identity.RegisterClient, identity.RegisterClientRequest{Name: "x", Kind: identity.WebClient, Redirects: []string{back}, Scopes: []string{"openid", "*"}}, "client.scope")
}

// Tokens of one kind are of no use as another, and none survives a change.
func TestForgedTokens(t *testing.T) {
	w := newWorld(t)
	a := w.web("account.read")
	got := a.granted(w.owner, "openid account.read")
	good := strings.Split(got.at("access_token"), ".")
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"JWT"}`))
	flipped := []byte(good[2])
	flipped[0] ^= 1
	for name, token := range map[string]string{
		"alg none":        none + "." + good[1] + ".",
		"another body":    good[0] + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"x"}`)) + "." + good[2],
		"a flipped bit":   good[0] + "." + good[1] + "." + string(flipped),
		"an ID token":     got.at("id_token"),
		"a refresh token": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
		"a client secret": a.secret,
		"a session":       w.owner.session.Secret,
		"nothing":         "",
	} {
		if r := w.send(http.MethodGet, "/oauth/userinfo", nil, bearer(token)); r.status != http.StatusUnauthorized || r.header.Get("WWW-Authenticate") == "" {
			t.Errorf("%s: userinfo: %d %s", name, r.status, r.text)
		}
		refuses(w, w.client(token), identity.GetAccount, identity.ByID{ID: w.owner.id}, "unauthenticated")
	}
	own := w.owner.client().Token(t.Context()) // a person's own token is none of a client
	if r := w.send(http.MethodGet, "/oauth/userinfo", nil, bearer(own)); r.status != http.StatusUnauthorized {
		t.Errorf("a person's token: %d %s", r.status, r.text)
	}
}

func TestSecretsDoNotTravelInAddresses(t *testing.T) {
	w := newWorld(t)
	a := w.web()
	form := with(exchange(a.code(w.owner, a.ask("openid"))), "client_id", a.id, "client_secret", a.secret)
	if got := w.send(http.MethodGet, "/oauth/token", form); got.status != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d %s", got.status, got.text)
	}
	fails(t, "in the query", w.send(http.MethodPost, "/oauth/token?"+form.Encode(), nil), "invalid_request")
	twice := form
	twice["code"] = append(twice["code"], "other")
	fails(t, "twice", w.send(http.MethodPost, "/oauth/token", twice), "invalid_request")
	fails(t, "huge", w.send(http.MethodPost, "/oauth/token", url.Values{"code": {strings.Repeat("x", 70<<10)}}), "invalid_request")
	fails(t, "an unknown grant", a.token(url.Values{"grant_type": {"password"}, "username": {"owner"}, "password": {goodPassword}}), "unsupported_grant_type")
}

func TestSignOutLeadsOnlyWhereRegistered(t *testing.T) {
	w := newWorld(t)
	a, other := w.web(), w.web()
	token := a.granted(w.owner, "openid").at("id_token")
	ask := url.Values{"id_token_hint": {token}, "post_logout_redirect_uri": {bye}, "state": {"s1"}}
	to := w.send(http.MethodGet, "/oauth/logout", ask).to(t)
	out := do(w, w.client(""), identity.GetSignOut, identity.AuthorizationID{ID: to.Query().Get("request")})
	if to.Path != "/consent/sign-out" || out.Client != "督查平台" || out.URL != bye+"?state=s1" {
		t.Errorf("got %s, %+v", to, out)
	}
	refuses(w, w.owner.client(), identity.GetAuthorization, identity.AuthorizationID{ID: to.Query().Get("request")}, "authorization.gone")
	for name, bad := range map[string]url.Values{
		"elsewhere":      with(ask, "post_logout_redirect_uri", "https://evil.example/"),
		"no client":      {"post_logout_redirect_uri": {bye}},
		"another client": with(ask, "client_id", other.id),
		"a forged hint":  with(ask, "id_token_hint", token[:len(token)-4]+"AAAA"),
	} {
		fails(t, name, w.send(http.MethodGet, "/oauth/logout", bad), "invalid_request")
	}
}
