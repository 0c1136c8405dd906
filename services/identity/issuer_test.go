package identity

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/foreign/foreigntest"
)

const staffNumber = "staff_no"

// doored is a world with an issuer that two security administrators have opened.
type doored struct {
	*world
	crooked *foreigntest.Crooked
	issuer  identity.Issuer
}

// staff makes an account of an area; signing in as it is as.
func (w *world) staff(login, at string, grants ...identity.Grant) *user {
	w.t.Helper()
	return w.accept(do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: login, Name: "姓名", Area: at, Grants: grants}))
}

func (w *world) as(login string) *rpc.Client {
	w.t.Helper()
	opened, err := w.signIn(login, goodPassword)
	w.ok(err)
	return w.client(do(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret}).Token)
}

func settings(adjust ...func(*identity.IssuerSettings)) identity.IssuerSettings {
	s := identity.IssuerSettings{Label: "市政务账号", LabelEn: "City account", Scopes: []string{"profile"}, Claim: staffNumber, Required: []string{}, Factors: []string{}}
	for _, fn := range adjust {
		fn(&s)
	}
	return s
}

func onTrial(s *Settings) { s.Loopback, s.BaseURL = true, "https://lianluo.example" }

func newDoored(t *testing.T, adjust ...func(*identity.IssuerSettings)) doored {
	slog.SetLogLoggerLevel(slog.LevelError) // the library tells its routes
	w := newWorld(t, onTrial)
	d := doored{world: w, crooked: foreigntest.StartCrooked(t, w.clock.Now)}
	w.staff("guard", county, role(authz.SecurityAdmin, county))
	w.staff("other-guard", county, role(authz.SecurityAdmin, county))
	d.issuer = d.open(d.crooked.URL, adjust...)
	return d
}

func (d doored) open(address string, adjust ...func(*identity.IssuerSettings)) identity.Issuer {
	d.t.Helper()
	made := do(d.world, d.as("guard"), identity.RegisterIssuer, identity.RegisterIssuerRequest{IssuerSettings: settings(adjust...), URL: address,
		Client: "lianluo", Secret: "sealed-secret", Area: county})
	return do(d.world, d.as("other-guard"), identity.ConfirmIssuer, identity.ByID{ID: made.ID})
}

// begin sends a browser to the issuer.
func (d doored) begin() identity.IssuerSignIn {
	d.t.Helper()
	return do(d.world, d.client(""), identity.BeginIssuerSignIn, identity.ByID{ID: d.issuer.ID})
}

// answer is what the issuer sends it back with.
func (d doored) answer(began identity.IssuerSignIn) identity.FinishIssuerRequest {
	d.t.Helper()
	state, code := d.crooked.Visit(d.t, began.URL)
	return identity.FinishIssuerRequest{ID: d.issuer.ID, Secret: began.Secret, State: state, Code: code, Device: "Firefox"}
}

// enter signs in as whom the issuer shows.
func (d doored) enter() identity.Session {
	d.t.Helper()
	return do(d.world, d.client(""), identity.FinishIssuerSignIn, d.answer(d.begin()))
}

// refused expects that whom the issuer shows is not let in.
func (d doored) refused(want string) {
	d.t.Helper()
	refuses(d.world, d.client(""), identity.FinishIssuerSignIn, d.answer(d.begin()), want)
}

// why is the reason that was journalled last.
func (d doored) why() string {
	d.t.Helper()
	all := told(d.world, identity.SignInFailed)
	return all[len(all)-1].Reason
}

func TestSignInThroughAnIssuer(t *testing.T) {
	d := newDoored(t)
	officer := d.staff("X-1024", county, role(authz.TownshipAdmin, town))
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	opened := d.enter()
	if opened.Step != "" || opened.Secret == "" {
		t.Fatalf("got %+v", opened)
	}
	access := do(d.world, d.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret})
	if access.Account.ID != officer.id || len(access.Account.Assignments) != 1 {
		t.Errorf("got %+v", access.Account)
	}
	in := told(d.world, identity.SignedIn)
	if last := in[len(in)-1]; last.Issuer != d.issuer.ID || last.Account != officer.id || last.Factor != "" {
		t.Errorf("told %+v", last)
	}
	links := do(d.world, d.client(access.Token), identity.ListLinks, rpc.None{}).Items
	if len(links) != 1 || links[0].Subject != "sub-1" || links[0].Label != "市政务账号" {
		t.Fatalf("got %+v", links)
	}
	d.crooked.Says("sub-1", nil) // the link counts from now on
	d.enter()
	if made := told(d.world, identity.LinkMade); len(made) != 1 || made[0].Account != officer.id {
		t.Errorf("told %+v", made)
	}
}

func TestTheSecondFactorAppliesUnlessTheIssuerStandsForIt(t *testing.T) {
	d := newDoored(t, func(s *identity.IssuerSettings) { s.Factors = []string{"mfa", "urn:strong"} })
	d.svc.SecondFactor = FactorAll
	d.staff("x-1024", county)
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024", "amr": []any{"pwd"}, "acr": "1"})
	if opened := d.enter(); opened.Step != identity.StepEnrol || opened.ID != "" {
		t.Errorf("got %+v", opened)
	}
	for _, extra := range []map[string]any{{"amr": []any{"pwd", "mfa"}}, {"acr": "urn:strong"}} {
		d.crooked.Says("sub-1", extra)
		opened := d.enter()
		if opened.Step != "" {
			t.Fatalf("%v: got %+v", extra, opened)
		}
		do(d.world, d.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret})
	}
	in := told(d.world, identity.SignedIn)
	if in[len(in)-1].Factor != vouched {
		t.Errorf("told %+v", in[len(in)-1])
	}
}

func TestAnIssuerIsSettledByTwo(t *testing.T) {
	d := newDoored(t)
	w, guard, other := d.world, d.as("guard"), d.as("other-guard")
	update := identity.UpdateIssuerRequest{ID: d.issuer.ID, IssuerSettings: settings(func(s *identity.IssuerSettings) { s.Label = "新名称" })}
	if got := do(w, guard, identity.UpdateIssuer, update); got.Confirmed.IsZero() || got.Label != "新名称" {
		t.Errorf("a new label needs no confirmation: %+v", got)
	}
	update.Required = []string{"org=chenxi"}
	if got := do(w, guard, identity.UpdateIssuer, update); !got.Confirmed.IsZero() {
		t.Errorf("a new condition is not confirmed: %+v", got)
	}
	refuses(w, d.client(""), identity.BeginIssuerSignIn, identity.ByID{ID: d.issuer.ID}, "issuer.not_found")
	if got := do(w, d.client(""), identity.ListSignInIssuers, rpc.None{}); len(got.Items) != 0 {
		t.Errorf("got %+v", got)
	}
	refuses(w, guard, identity.ConfirmIssuer, identity.ByID{ID: d.issuer.ID}, "issuer.self")
	do(w, other, identity.ConfirmIssuer, identity.ByID{ID: d.issuer.ID})
	refuses(w, other, identity.ConfirmIssuer, identity.ByID{ID: d.issuer.ID}, "issuer.confirmed")
	update.Secret = "another-secret"
	if got := do(w, other, identity.UpdateIssuer, update); !got.Confirmed.IsZero() || !got.SecretSince.Equal(w.clock.Now()) {
		t.Errorf("got %+v", got)
	}
	do(w, guard, identity.ConfirmIssuer, identity.ByID{ID: d.issuer.ID})
}

func TestWhatAnIssuerNeeds(t *testing.T) {
	d := newDoored(t, func(s *identity.IssuerSettings) { s.Required = []string{"email_verified=true", "org=chenxi"} })
	d.staff("x-1024", county)
	for _, extra := range []map[string]any{{}, {"email_verified": true}, {"email_verified": "yes", "org": "chenxi"}, {"email_verified": true, "org": []any{"mayang"}},
		{"email_verified": true, "org": map[string]any{"chenxi": true}}} {
		extra[staffNumber] = "x-1024"
		d.crooked.Says("sub-1", extra)
		d.refused("signin.issuer")
		if d.why() != "issuer_required" {
			t.Errorf("%v: %s", extra, d.why())
		}
	}
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024", "email_verified": true, "org": []any{"mayang", "chenxi"}})
	d.enter()
}

func TestWhomAnIssuerDoesNotSignIn(t *testing.T) {
	d := newDoored(t)
	w := d.world
	w.staff("in-the-city", county, role(authz.CityAdmin, city))
	reaching := w.staff("x-1", county, role(authz.TownshipAdmin, town))
	w.staff("elsewhere", otherCounty)
	do(w, w.host(), identity.HostGrant, identity.HostGrantRequest{Login: "x-1", Grant: role(authz.TownshipAdmin, otherCounty)})
	ended := w.staff("x-2", county)
	w.staff("boss", county, role(authz.CountyAdmin, county))
	do(w, w.as("boss"), identity.DisableAccount, identity.Reasoned{ID: ended.id, Reason: "离岗"})
	w.staff("x-3", county)
	for range maxFailures {
		refuses(w, w.client(""), identity.SignIn, identity.SignInRequest{Login: "x-3", Password: "wrong"}, "signin")
	}
	for value, want := range map[any]string{"in-the-city": "issuer_area", "elsewhere": "issuer_area", "x-1": "issuer_area", "x-2": "issuer_disabled", "x-3": "issuer_locked",
		"nobody": "issuer_unknown", "": "issuer_claim", " ": "issuer_claim", 1.5: "issuer_claim", nil: "issuer_claim"} {
		d.crooked.Says("sub-9", map[string]any{staffNumber: value})
		d.refused("signin.issuer")
		if d.why() != want {
			t.Errorf("%v: %s, want %s", value, d.why(), want)
		}
	}
	d.crooked.Says("sub-9", map[string]any{staffNumber: []any{"x-1", "x-2"}}) // two name nobody
	d.refused("signin.issuer")
	if made := told(w, identity.LinkMade); len(made) != 0 {
		t.Errorf("linked %+v, %s", made, reaching.id)
	}
}

func TestASubjectThatChangesIsNotLetIn(t *testing.T) {
	d := newDoored(t)
	d.staff("x-1024", county)
	d.staff("boss", county, role(authz.CountyAdmin, county))
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	opened := d.enter()
	d.crooked.Says("sub-2", map[string]any{staffNumber: "x-1024"})
	d.refused("signin.issuer")
	if d.why() != "issuer_another_subject" {
		t.Error(d.why())
	}
	account := do(d.world, d.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret}).Account
	links := do(d.world, d.as("guard"), identity.ListAccountLinks, identity.ByID{ID: account.ID}).Items
	refuses(d.world, d.as("guard"), identity.EndAccountLink, identity.EndAccountLinkRequest{ID: account.ID, Link: links[0].ID, Reason: "换号"}, "denied")
	do(d.world, d.as("boss"), identity.EndAccountLink, identity.EndAccountLinkRequest{ID: account.ID, Link: links[0].ID, Reason: "换号"})
	refuses(d.world, d.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret}, "session")
	d.enter() // whom the claim names now
}

func TestLinksAreUndoneByTheirOwner(t *testing.T) {
	d := newDoored(t)
	d.staff("x-1024", county)
	d.staff("x-2048", county)
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	opened := d.enter()
	owner := d.as("x-1024")
	links := do(d.world, owner, identity.ListLinks, rpc.None{}).Items
	refuses(d.world, d.as("x-2048"), identity.EndLink, identity.ByID{ID: links[0].ID}, "link.not_found")
	do(d.world, owner, identity.EndLink, identity.ByID{ID: links[0].ID})
	refuses(d.world, d.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret}, "session")
	do(d.world, owner, identity.Me, rpc.None{}) // what a password opened goes on
	refuses(d.world, owner, identity.EndLink, identity.ByID{ID: links[0].ID}, "link.not_found")
}

func TestAnIssuerThatEndsTakesItsSessionsAlong(t *testing.T) {
	d := newDoored(t)
	d.staff("x-1024", county)
	d.crooked.Says("sub-1", map[string]any{staffNumber: "x-1024"})
	opened, waiting := d.enter(), d.answer(d.begin())
	other := d.as("other-guard")
	token := do(d.world, d.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret}).Token
	do(d.world, d.as("guard"), identity.EndIssuer, identity.Reasoned{ID: d.issuer.ID, Reason: "不再使用"})
	refuses(d.world, d.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret}, "session")
	d.ok(d.svc.leaveIssuers(d.system()))
	d.deliver() // and what was signed before is void
	refuses(d.world, d.client(token), identity.GetFactors, rpc.None{}, "unauthenticated")
	do(d.world, other, identity.GetFactors, rpc.None{})
	refuses(d.world, d.client(""), identity.FinishIssuerSignIn, waiting, "issuer.not_found")
	refuses(d.world, d.as("guard"), identity.EndIssuer, identity.Reasoned{ID: d.issuer.ID, Reason: "不再使用"}, "issuer.ended")
	refuses(d.world, d.as("guard"), identity.UpdateIssuer, identity.UpdateIssuerRequest{ID: d.issuer.ID, IssuerSettings: settings()}, "issuer.ended")
	refuses(d.world, d.as("other-guard"), identity.ConfirmIssuer, identity.ByID{ID: d.issuer.ID}, "issuer.ended")
}

// However many were opened through it, the issuer's end is one small unit, and what
// has run out is left alone.
func TestSessionsOfAnEndedIssuerEndOneByOne(t *testing.T) {
	d := newDoored(t)
	now := d.clock.Now().UTC()
	for i := range store.MaxPage + 20 {
		x := session{ID: fmt.Sprint("s", i), Account: fmt.Sprint("a", i), Hash: fmt.Sprint("h", i), Issuer: d.issuer.ID, Started: now, LastSeen: now, Expires: now.Add(time.Hour)}
		if i < 10 {
			x.Expires = now.Add(-time.Hour)
		}
		d.ok(d.svc.sessions.Create(d.system(), x))
	}
	ended := func() (n int) {
		d.ok(d.svc.sessions.Each(d.system(), store.Query{Index: "expiry", Limit: store.MaxPage}, func(x session) error {
			if !x.Ended.IsZero() {
				n++
			}
			return nil
		}))
		return n
	}
	do(d.world, d.as("guard"), identity.EndIssuer, identity.Reasoned{ID: d.issuer.ID, Reason: "不再使用"})
	if n := ended(); n != 0 {
		t.Fatalf("%d ended in the issuer's own unit", n)
	}
	ctx, cut := context.WithCancel(d.system())
	cut()
	if d.svc.leaveIssuers(ctx) == nil {
		t.Error("cut off, it says so")
	}
	d.ok(d.svc.leaveIssuers(d.system()))
	if n := ended(); n != store.MaxPage+10 {
		t.Errorf("%d ended", n)
	}
	if left, err := d.svc.issuers.List(d.system(), store.Query{Index: "leaving"}); err != nil || len(left.Items) != 0 {
		t.Errorf("%+v, %v", left, err)
	}
}

func TestAddressesOfIssuers(t *testing.T) {
	d := newDoored(t)
	guard := d.as("guard")
	ask := func(address string) identity.RegisterIssuerRequest {
		return identity.RegisterIssuerRequest{IssuerSettings: settings(), URL: address, Client: "lianluo", Area: county}
	}
	for address, want := range map[string]string{"http://issuer.example": "issuer.url", "https://u:p@issuer.example": "issuer.url", "https://issuer.example?a=b": "issuer.url",
		"https://10.0.0.7": "issuer.private", "https://[fd00::1]/": "issuer.private", "https://169.254.169.254": "issuer.private", "ftp://issuer.example": "issuer.url",
		d.crooked.URL + "/": "issuer.other", "http://127.0.0.1:1": "issuer.away"} {
		refuses(d.world, guard, identity.RegisterIssuer, ask(address), want)
	}
	for want, about := range map[string]func(map[string]any){
		"no code":      func(m map[string]any) { m["response_types_supported"] = []string{"id_token"} },
		"no signature": func(m map[string]any) { m["id_token_signing_alg_values_supported"] = []string{"none", "HS256"} },
		"inside":       func(m map[string]any) { m["token_endpoint"] = "https://10.0.0.7/token" },
		"no TLS":       func(m map[string]any) { m["jwks_uri"] = "http://issuer.example/keys" },
		"script":       func(m map[string]any) { m["authorization_endpoint"] = "javascript:alert(1)" },
	} {
		d.crooked.Describes(about)
		refuses(d.world, guard, identity.RegisterIssuer, ask(d.crooked.URL), "issuer.unfit")
		_ = want
	}
	d.crooked.Describes(nil)
	strict := newWorld(t)
	strict.staff("guard", county, role(authz.SecurityAdmin, county))
	refuses(strict, strict.as("guard"), identity.RegisterIssuer, ask(d.crooked.URL), "issuer.private")
}

func TestIssuersLieWithinAnArea(t *testing.T) {
	d := newDoored(t)
	d.staff("far-guard", otherCounty, role(authz.SecurityAdmin, otherCounty))
	far := d.as("far-guard")
	refuses(d.world, far, identity.GetIssuer, identity.ByID{ID: d.issuer.ID}, "issuer.not_found")
	refuses(d.world, far, identity.EndIssuer, identity.Reasoned{ID: d.issuer.ID, Reason: "r"}, "issuer.not_found")
	refuses(d.world, far, identity.ConfirmIssuer, identity.ByID{ID: d.issuer.ID}, "issuer.not_found")
	if got := do(d.world, far, identity.ListIssuers, identity.ListIssuersRequest{}); len(got.Items) != 0 {
		t.Errorf("got %+v", got)
	}
	ask := identity.RegisterIssuerRequest{IssuerSettings: settings(), URL: d.crooked.URL, Client: "lianluo", Area: county}
	refuses(d.world, far, identity.RegisterIssuer, ask, "account.elsewhere")
	ask.Area = "999999"
	refuses(d.world, d.as("guard"), identity.RegisterIssuer, ask, "invalid")
	for _, bad := range []func(*identity.IssuerSettings){func(s *identity.IssuerSettings) { s.Required = []string{"org"} }, func(s *identity.IssuerSettings) { s.Required = []string{"=x"} },
		func(s *identity.IssuerSettings) { s.Scopes = []string{"a b"} }, func(s *identity.IssuerSettings) { s.Label = "" }} {
		refuses(d.world, d.as("guard"), identity.UpdateIssuer, identity.UpdateIssuerRequest{ID: d.issuer.ID, IssuerSettings: settings(bad)}, "invalid")
	}
}

// The secret is sealed: neither the store nor an answer nor an event holds it.
func TestAnIssuersSecretIsSealed(t *testing.T) {
	d := newDoored(t)
	i, err := d.svc.issuers.Get(d.system(), d.issuer.ID)
	d.ok(err)
	if len(i.Sealed) == 0 || strings.Contains(string(i.Sealed), "sealed-secret") {
		t.Errorf("got %q", i.Sealed)
	}
	for _, e := range told(d.world, identity.IssuerRegistered) {
		if raw, err := json.Marshal(e); err != nil || strings.Contains(string(raw), "sealed-secret") {
			t.Errorf("told %s, %v", raw, err)
		}
	}
	if raw, err := json.Marshal(do(d.world, d.as("guard"), identity.GetIssuer, identity.ByID{ID: d.issuer.ID})); err != nil || strings.Contains(string(raw), "sealed-secret") {
		t.Errorf("got %s, %v", raw, err)
	}
}

// The happy path with an issuer that others wrote, as a browser walks it.
func TestSignInThroughACertifiedProvider(t *testing.T) {
	users := []foreigntest.User{{ID: "id-7", Username: "zhang.wei", Mail: "zhang@example.org"}}
	real := foreigntest.StartReal(t, users...)
	w := newWorld(t, onTrial)
	w.clock.Advance(time.Since(w.clock.Now())) // its clock is the machine's
	w.ok(w.svc.upkeep(w.system()))
	w.deliver()
	d := doored{world: w}
	w.staff("guard", county, role(authz.SecurityAdmin, county))
	w.staff("other-guard", county, role(authz.SecurityAdmin, county))
	officer := w.staff("zhang@example.org", county)
	made := do(w, d.as("guard"), identity.RegisterIssuer, identity.RegisterIssuerRequest{URL: real.URL, Client: real.ID, Secret: real.Secret, Area: county,
		IssuerSettings: settings(func(s *identity.IssuerSettings) {
			s.Claim, s.Scopes, s.Required = "email", []string{"email"}, []string{"email_verified=true"}
		})})
	do(w, d.as("other-guard"), identity.ConfirmIssuer, identity.ByID{ID: made.ID})
	real.Register(made.Callback, users...)
	began := do(w, w.client(""), identity.BeginIssuerSignIn, identity.ByID{ID: made.ID})
	back := walk(t, began.URL, "zhang.wei")
	if !strings.HasPrefix(back.String(), made.Callback+"?") {
		t.Fatalf("came back to %s", back)
	}
	q := back.Query()
	opened := do(w, w.client(""), identity.FinishIssuerSignIn, identity.FinishIssuerRequest{ID: made.ID, Secret: began.Secret, State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss")})
	if got := do(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret}); got.Account.ID != officer.id {
		t.Errorf("got %+v", got.Account)
	}
}

// walk signs in at the real issuer and says where it sends the browser.
func walk(t *testing.T, address, user string) *url.URL {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var last *url.URL
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		last = r.URL
		if r.URL.Hostname() != "127.0.0.1" {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	page, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	page.Body.Close()
	at := page.Request.URL
	form := url.Values{"username": {user}, "password": {foreigntest.Password}, "id": {at.Query().Get("authRequestID")}}
	res, err := browser.PostForm(at.Scheme+"://"+at.Host+at.Path, form)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	return last
}
