package e2e

import (
	"context"
	"html"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"lianluo/api/identity"
	"lianluo/api/station"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

const (
	visitorLogin    = "visitor"
	visitorPassword = "correct horse battery"
	// The other system's addresses; nobody answers there, the browser stops before.
	appBack, appBye = "http://127.0.0.1:9/back", "http://127.0.0.1:9/bye"
)

// anotherSystemSignsIn: a client of libraries that nobody here wrote finds the
// provider, signs a person in through the pages, calls the API in their name,
// renews its tokens and signs the person out.
func anotherSystemSignsIn(g *stage) {
	ctx := g.t.Context()
	app := do(g, "security", identity.RegisterClient, identity.RegisterClientRequest{Name: "督查平台", Kind: identity.WebClient,
		Redirects: []string{appBack}, LogoutRedirects: []string{appBye}, Scopes: []string{"openid", "profile", "offline_access", "station.read"}})
	made := do(g, "county", identity.InviteAccount, identity.InviteRequest{Login: visitorLogin, Name: "来访者", Area: g.station().Area,
		Grants: []identity.Grant{{Role: "liaison_officer", Area: g.station().Area, Station: g.station().ID}}})
	do(g, "", identity.AcceptInvitation, identity.AcceptRequest{Code: made.Code, Password: visitorPassword})

	provider, err := oidc.NewProvider(ctx, g.URL)
	g.ok(err)
	config := &oauth2.Config{ClientID: app.Client.ID, ClientSecret: app.Secret, Endpoint: provider.Endpoint(), RedirectURL: appBack,
		Scopes: []string{oidc.ScopeOpenID, "profile", oidc.ScopeOfflineAccess, "station.read"}}
	verifier := oauth2.GenerateVerifier()
	b := newBrowser(g.t)
	page := b.get(config.AuthCodeURL("state-1", oidc.Nonce("nonce-1"), oauth2.S256ChallengeOption(verifier)))
	page = b.submit(page, g.URL+"/sign-in", url.Values{"login": {visitorLogin}, "password": {visitorPassword}})
	if !strings.Contains(page.body, "督查平台") {
		g.t.Fatalf("no consent is asked for: %s", page.body)
	}
	back := b.submit(page, g.URL+"/consent", url.Values{"answer": {"allow"}}).left.Query()
	if back.Get("state") != "state-1" || back.Get("iss") != g.URL {
		g.t.Fatalf("got %v", back)
	}
	token, err := config.Exchange(ctx, back.Get("code"), oauth2.VerifierOption(verifier))
	g.ok(err)
	raw, _ := token.Extra("id_token").(string)
	id, err := provider.Verifier(&oidc.Config{ClientID: app.Client.ID}).Verify(ctx, raw)
	g.ok(err)
	if id.Nonce != "nonce-1" || id.Subject != made.Account.ID || id.VerifyAccessToken(token.AccessToken) != nil {
		g.t.Errorf("got %+v", id)
	}
	about, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(token))
	g.ok(err)
	if about.Subject != id.Subject {
		g.t.Errorf("got %+v", about)
	}
	if err := g.calls(token.AccessToken); err != nil {
		g.t.Errorf("the API: %v", err)
	}
	renewed, err := config.TokenSource(ctx, &oauth2.Token{RefreshToken: token.RefreshToken}).Token()
	g.ok(err)
	if renewed.RefreshToken == token.RefreshToken || g.calls(renewed.AccessToken) != nil {
		g.t.Error("the tokens were not renewed")
	}
	g.signsOut(b, raw, made.Account.ID)
	do(g, "security", identity.EndClient, identity.Reasoned{ID: app.Client.ID, Reason: "end of the scene"})
	g.eventually("the client has ended", func() bool { return fault.Is(g.calls(renewed.AccessToken), fault.KindUnauthenticated) })
}

func (g *stage) ok(err error) {
	g.t.Helper()
	if err != nil {
		g.t.Fatal(err)
	}
}

// calls reads a station with a token, through the one door.
func (g *stage) calls(token string) error {
	c := &rpc.Client{Base: g.URL, HTTP: http.DefaultClient, Token: func(context.Context) string { return token }}
	_, err := rpc.Call(g.t.Context(), c, station.GetStation, station.ByID{ID: g.station().ID})
	return err
}

// signsOut lets the other system end the person's session.
func (g *stage) signsOut(b *browser, hint, account string) {
	g.t.Helper()
	page := b.get(g.URL + "/oauth/logout?" + url.Values{"id_token_hint": {hint}, "post_logout_redirect_uri": {appBye}, "state": {"s"}}.Encode())
	if to := b.submit(page, g.URL+"/consent/sign-out", nil).left; to == nil || to.String() != appBye+"?state=s" {
		g.t.Errorf("signing out leads to %v", to)
	}
	if b.get(g.URL+"/me").at.Path != "/sign-in" {
		g.t.Error("the session goes on")
	}
}

// browser keeps cookies and follows redirects within the system.
type browser struct {
	t testing.TB
	http.Client
	left *url.URL
}

// shown is a page, or the address at which the browser left the system.
type shown struct {
	at   *url.URL
	body string
	left *url.URL
}

func newBrowser(t testing.TB) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t}
	b.Jar = jar
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), "http://127.0.0.1:9/") {
			b.left = r.URL
			return http.ErrUseLastResponse
		}
		return nil
	}
	return b
}

func (b *browser) get(address string) shown {
	b.t.Helper()
	b.left = nil
	res, err := b.Get(address)
	return b.read(res, err)
}

func (b *browser) read(res *http.Response, err error) shown {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return shown{at: res.Request.URL, body: string(body), left: b.left}
}

var hidden = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// submit sends the page's form: what is hidden in it, and what was typed.
func (b *browser) submit(page shown, action string, typed url.Values) shown {
	b.t.Helper()
	form := url.Values{}
	for _, field := range hidden.FindAllStringSubmatch(page.body, -1) {
		form.Set(field[1], html.UnescapeString(field[2]))
	}
	for name, values := range typed {
		form[name] = values
	}
	b.left = nil
	res, err := b.PostForm(action, form)
	return b.read(res, err)
}
