package oidc_test

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func TestAClientActsForAPerson(t *testing.T) {
	w := newWorld(t)
	a := w.web("profile", "email", "offline_access", "account.read")
	got := a.granted(w.owner, "openid profile email offline_access account.read")
	if got.header.Get("Cache-Control") != "no-store" || got.at("refresh_token") == "" || got.at("id_token") == "" || got.at("token_type") != "Bearer" {
		t.Errorf("got %v %s", got.header, got.text)
	}
	api := w.client(got.at("access_token"))
	do(w, api, identity.GetAccount, identity.ByID{ID: w.owner.id}) // within what was granted
	refuses(w, api, identity.ListAudit, identity.ListAuditRequest{}, "denied")
	refuses(w, api, identity.GrantRole, identity.GrantRequest{ID: w.owner.id, Grant: identity.Grant{Role: "deputy", Area: town}}, "denied")
	refuses(w, api, identity.Me, rpc.None{}, "rpc.not_granted")
	refuses(w, api, identity.ChangePassword, identity.ChangePasswordRequest{Old: "x", New: "y"}, "denied")

	about := w.send(http.MethodGet, "/oauth/userinfo", nil, bearer(got.at("access_token")))
	if about.at("sub") != w.owner.id || about.at("name") != "姓名" || about.at("preferred_username") != "owner" || about.at("email") != "owner@example.org" {
		t.Errorf("got %s", about.text)
	}
	next := a.token(renewal(got.at("refresh_token")))
	if next.status != http.StatusOK || next.at("refresh_token") == got.at("refresh_token") {
		t.Errorf("got %d %s", next.status, next.text)
	}
}

func TestConsentIsRememberedByClientAndScope(t *testing.T) {
	w := newWorld(t)
	a := w.web("profile", "email")
	step := func(ask url.Values) identity.AuthorizationStep {
		return do(w, w.owner.client(), identity.GetAuthorization, identity.AuthorizationID{ID: a.request(ask)}).Step
	}
	if got := step(a.ask("openid profile")); got != identity.AuthorizationConsent {
		t.Errorf("at first: %s", got)
	}
	a.granted(w.owner, "openid profile")
	for name, tried := range map[string]struct {
		ask  url.Values
		want identity.AuthorizationStep
	}{
		"again":          {a.ask("openid profile"), identity.AuthorizationReady},
		"less":           {a.ask("openid"), identity.AuthorizationReady},
		"more":           {a.ask("openid email"), identity.AuthorizationConsent},
		"prompt=consent": {with(a.ask("openid"), "prompt", "consent"), identity.AuthorizationConsent},
		"prompt=login":   {with(a.ask("openid"), "prompt", "login"), identity.AuthorizationSignIn},
		"max_age=3600":   {with(a.ask("openid"), "max_age", "3600"), identity.AuthorizationReady},
		"another client": {w.web("profile").ask("openid profile"), ""},
	} {
		if tried.want != "" && step(tried.ask) != tried.want {
			t.Errorf("%s: got %s", name, step(tried.ask))
		}
	}
	all := do(w, w.owner.client(), identity.ListConsents, rpc.None{}).Items
	if len(all) != 1 || all[0].Name != "督查平台" || len(all[0].Scopes) != 2 {
		t.Errorf("got %+v", all)
	}
	refuses(w, w.admin.client(), identity.EndConsent, identity.ByID{ID: a.id}, "consent.not_found")
	do(w, w.owner.client(), identity.EndConsent, identity.ByID{ID: a.id})
	if got := step(a.ask("openid")); got != identity.AuthorizationConsent {
		t.Errorf("after the end: %s", got)
	}
}

func TestASignInThatIsTooOldIsAskedForAgain(t *testing.T) {
	w := newWorld(t)
	a := w.web()
	a.granted(w.owner, "openid")
	w.clock.Advance(10 * time.Minute)
	ask := with(a.ask("openid"), "max_age", "60")
	id := a.request(ask)
	refuses(w, w.owner.client(), identity.AllowAuthorization, identity.AuthorizationID{ID: id}, "authorization.sign_in")
	w.owner.signIn("owner")
	to := do(w, w.owner.client(), identity.AllowAuthorization, identity.AuthorizationID{ID: id})
	if to.URL == "" {
		t.Error("no way back")
	}
	refuses(w, w.owner.client(), identity.AllowAuthorization, identity.AuthorizationID{ID: id}, "authorization.gone")
}

// bites waits until the token is refused at the API.
func bites(w *world, token string) {
	w.t.Helper()
	eventtest.Eventually(w.t, func() error {
		if _, err := rpc.Call(w.t.Context(), w.client(token), identity.GetAccount, identity.ByID{ID: w.owner.id}); !fault.Is(err, fault.KindUnauthenticated) {
			return errors.Join(errors.New("the token still works"), err)
		}
		return nil
	})
}

func TestWhatEndsTokens(t *testing.T) {
	w := newWorld(t)
	scope := "openid offline_access account.read"
	for name, end := range map[string]func(a registered, got reply){
		"the person takes it back": func(a registered, _ reply) { do(w, w.owner.client(), identity.EndConsent, identity.ByID{ID: a.id}) },
		"the client ends": func(a registered, _ reply) {
			do(w, w.security.client(), identity.EndClient, identity.Reasoned{ID: a.id, Reason: "r"})
		},
		"it is revoked": func(a registered, got reply) {
			w.send(http.MethodPost, "/oauth/revoke", url.Values{"token": {got.at("refresh_token")}}, basic(a.id, a.secret))
		},
		"the access token is revoked": func(a registered, got reply) {
			w.send(http.MethodPost, "/oauth/revoke", url.Values{"token": {got.at("access_token")}}, basic(a.id, a.secret))
		},
		"a new password": func(a registered, _ reply) {
			do(w, w.owner.client(), identity.ChangePassword, identity.ChangePasswordRequest{Old: goodPassword, New: "another horse battery 1"})
			w.owner = w.join("owner2", identity.Grant{Role: string(authz.TownshipAdmin), Area: town})
		},
	} {
		a := w.web("offline_access", "account.read")
		got := a.granted(w.owner, scope)
		end(a, got)
		bites(w, got.at("access_token"))
		want := "invalid_grant"
		if name == "the client ends" {
			want = "invalid_client"
		}
		fails(t, name, a.token(renewal(got.at("refresh_token"))), want)
	}
}

func TestTokensOfASessionEndWithIt(t *testing.T) {
	w := newWorld(t)
	a := w.web("account.read", "offline_access")
	short, long := a.granted(w.owner, "openid account.read"), a.granted(w.owner, "openid account.read offline_access")
	if short.at("refresh_token") != "" {
		t.Error("a refresh token that nobody asked for")
	}
	do(w, w.owner.client(), identity.SignOut, identity.SignOutRequest{})
	bites(w, short.at("access_token"))
	if next := a.token(renewal(long.at("refresh_token"))); next.status != http.StatusOK {
		t.Errorf("offline_access ended, too: %s", next.text)
	}
}

func TestRevokedRolesBite(t *testing.T) {
	w := newWorld(t)
	a := w.web("account.read", "offline_access")
	got := a.granted(w.owner, "openid account.read offline_access")
	held := do(w, w.admin.client(), identity.GetAccount, identity.ByID{ID: w.owner.id}).Assignments
	do(w, w.admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: w.owner.id, Assignment: held[0].ID, Reason: "r"})
	bites(w, got.at("access_token"))
	next := a.token(renewal(got.at("refresh_token")))
	refuses(w, w.client(next.at("access_token")), identity.GetAccount, identity.ByID{ID: w.owner.id}, "denied")
	do(w, w.admin.client(), identity.Reinvite, identity.ByID{ID: w.owner.id})
	fails(t, "invited again", a.token(renewal(next.at("refresh_token"))), "invalid_grant")
}

func TestAServiceActsByItsOwnRoles(t *testing.T) {
	w := newWorld(t)
	a := w.machine("account.read")
	form := url.Values{"grant_type": {"client_credentials"}}
	got := a.token(form)
	refuses(w, w.client(got.at("access_token")), identity.GetAccount, identity.ByID{ID: w.owner.id}, "denied")
	account := do(w, w.security.client(), identity.GetClient, identity.ByID{ID: a.id}).Account
	grant := identity.Grant{Role: string(authz.TownshipAdmin), Area: town}
	do(w, w.admin.client(), identity.GrantRole, identity.GrantRequest{ID: account, Grant: grant})
	got = a.token(form)
	c := w.client(got.at("access_token"))
	mine := do(w, c, identity.GetAccount, identity.ByID{ID: account})
	if !mine.Service {
		t.Errorf("got %+v", mine)
	}
	refuses(w, c, identity.GetAccount, identity.ByID{ID: w.admin.id}, "not_found") // above its area
	refuses(w, c, identity.RevokeRole, identity.RevokeRequest{ID: account, Assignment: mine.Assignments[0].ID, Reason: "r"}, "denied")
	refuses(w, w.admin.client(), identity.Reinvite, identity.ByID{ID: account}, "account.service")
	do(w, w.admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: account, Assignment: mine.Assignments[0].ID, Reason: "r"})
	bites(w, got.at("access_token"))
	do(w, w.admin.client(), identity.DisableAccount, identity.Reasoned{ID: account, Reason: "r"})
	fails(t, "disabled", a.token(form), "invalid_grant")
}

func TestIntrospectionTellsAClientOfItsOwnTokens(t *testing.T) {
	w := newWorld(t)
	a, other := w.web("account.read", "offline_access"), w.web()
	got := a.granted(w.owner, "openid account.read offline_access")
	look := func(a registered, token string) reply {
		return w.send(http.MethodPost, "/oauth/introspect", url.Values{"token": {token}}, basic(a.id, a.secret))
	}
	for _, kind := range []string{"access_token", "refresh_token"} {
		if r := look(a, got.at(kind)); r.body["active"] != true || r.at("sub") != w.owner.id || r.at("client_id") != a.id || r.at("scope") != "account.read offline_access openid" || r.body["exp"] == nil {
			t.Errorf("%s: got %s", kind, r.text)
		}
		if r := look(other, got.at(kind)); r.body["active"] != false || len(r.body) != 1 {
			t.Errorf("%s of another client: got %s", kind, r.text)
		}
	}
	w.clock.Advance(6 * time.Minute)
	for name, token := range map[string]string{"expired": got.at("access_token"), "nonsense": "x.y.z", "an ID token": got.at("id_token"), "a session": w.owner.session.Secret} {
		if r := look(a, token); r.body["active"] != false || len(r.body) != 1 {
			t.Errorf("%s: got %s", name, r.text)
		}
	}
	fails(t, "no secret", w.send(http.MethodPost, "/oauth/introspect", url.Values{"token": {"x"}, "client_id": {a.id}}), "invalid_client")
}

func TestKeysRotateWithoutBreakingTokens(t *testing.T) {
	w := newWorld(t)
	a := w.web("offline_access")
	kids := func() (out []string) {
		r := w.send(http.MethodGet, "/oauth/keys", nil)
		for _, k := range r.body["keys"].([]any) {
			out = append(out, k.(map[string]any)["kid"].(string))
			if k.(map[string]any)["d"] != nil {
				t.Fatal("a private key is published")
			}
		}
		return out
	}
	old := a.granted(w.owner, "openid offline_access")
	before := kids()
	if len(before) != 2 || !slices.Contains(before, kidOf(t, old.at("id_token"))) {
		t.Fatalf("got %v", before)
	}
	next := do(w, w.security.client(), identity.RotateClientKey, identity.RotateClientKeyRequest{Reason: "r"})
	refuses(w, w.security.client(), identity.RotateClientKey, identity.RotateClientKeyRequest{Reason: "r"}, "client.key")
	if got := a.token(renewal(old.at("refresh_token"))); kidOf(t, got.at("id_token")) == next.ID {
		t.Error("a key signs before everybody knows it")
	} else {
		old = got
	}
	w.clock.Advance(11 * time.Minute)
	fresh := a.token(renewal(old.at("refresh_token")))
	if kidOf(t, fresh.at("id_token")) != next.ID {
		t.Error("the new key does not sign")
	}
	if !slices.Contains(kids(), kidOf(t, old.at("id_token"))) {
		t.Error("the old key is gone while what it signed is good")
	}
	eventtest.Eventually(t, func() error { // the job comes round
		w.clock.Advance(time.Hour)
		if now := kids(); len(now) != 2 || now[0] == before[0] && now[1] == before[1] || slices.Contains(now, kidOf(t, old.at("id_token"))) {
			return errors.New("the old key does not go")
		}
		return nil
	})
}
