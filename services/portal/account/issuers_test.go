package account_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

const there = "https://login.example/authorize?state=st"

// elsewhere is a fake of another system that people sign in through.
func elsewhere(finish func(identity.FinishIssuerRequest) (identity.Session, error)) []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Always(identity.ListSignInIssuers, rpc.Page[identity.SignInIssuer]{Items: []identity.SignInIssuer{{ID: "i1", Label: "用市政务账号登录", LabelEn: "Use your city account"}}}),
		portaltest.Op(identity.BeginIssuerSignIn, func(_ context.Context, req identity.ByID) (identity.IssuerSignIn, error) {
			if req.ID != "i1" {
				return identity.IssuerSignIn{}, fault.NotFound("issuer.not_found", "没有这个登录方式", "no such issuer")
			}
			return identity.IssuerSignIn{Secret: "away-secret", URL: there, Expires: portaltest.Now.Add(900e9)}, nil
		}),
		portaltest.Op(identity.FinishIssuerSignIn, func(_ context.Context, req identity.FinishIssuerRequest) (identity.Session, error) {
			return finish(req)
		}),
	}
}

func TestSigningInThroughAnotherSystem(t *testing.T) {
	var asked identity.FinishIssuerRequest
	site := start(t, elsewhere(func(req identity.FinishIssuerRequest) (identity.Session, error) {
		asked = req
		return identity.Session{Secret: "step-secret", Expires: portaltest.Now.Add(900e9), Step: identity.StepProve}, nil
	})...)
	b := site.Visitor(t)
	page := b.Get("/sign-in?next=" + url.QueryEscape("/me/tokens"))
	portaltest.Says(t, page, "用市政务账号登录")
	if !strings.Contains(page.Body, `href="/sign-in/issuers/i1?next=%2Fme%2Ftokens"`) {
		t.Errorf("no way there in %s", page.Body)
	}
	portaltest.Expect(t, "leads to", b.Get("/sign-in/issuers/i1?next=%2Fme%2Ftokens").Location(), there)
	a := b.Get("/sign-in/issuers/i1/callback?state=st&code=c0de&iss=https%3A%2F%2Flogin.example")
	portaltest.Expect(t, "the second factor applies", a.Location(), "/sign-in/code")
	want := identity.FinishIssuerRequest{ID: "i1", Secret: "away-secret", State: "st", Code: "c0de", Issuer: "https://login.example", Device: asked.Device}
	if asked != want {
		t.Errorf("asked %+v", asked)
	}
	portaltest.Silent(t, a, "c0de")
	again := b.Follow(b.Get("/sign-in/issuers/i1/callback?state=st&code=c0de"))
	portaltest.Says(t, again, "请重新开始")
}

func TestWhatComesBackWithoutABeginningIsNotAsked(t *testing.T) {
	site := start(t, elsewhere(func(identity.FinishIssuerRequest) (identity.Session, error) {
		t.Error("asked")
		return identity.Session{}, nil
	})...)
	b := site.Visitor(t)
	portaltest.Expect(t, "leads to", b.Get("/sign-in/issuers/i1/callback?state=st&code=c0de").Location(), "/sign-in")
}

func TestARefusalElsewhereIsSaidOnTheSignInPage(t *testing.T) {
	refused := fault.Unauthenticated("signin.issuer", "没有登录成功", "not signed in")
	site := start(t, elsewhere(func(identity.FinishIssuerRequest) (identity.Session, error) { return identity.Session{}, refused })...)
	b := site.Visitor(t)
	b.Get("/sign-in/issuers/i1?next=%2Fme")
	a := b.Get("/sign-in/issuers/i1/callback?state=st&error=access_denied")
	portaltest.Expect(t, "leads to", a.Location(), "/sign-in?next=%2Fme")
	portaltest.Says(t, b.Follow(a), "没有登录成功", "用市政务账号登录")
	portaltest.Says(t, b.Follow(b.Get("/sign-in/issuers/other")), "没有这个登录方式")
	portaltest.Expect(t, "an address elsewhere", b.Get("/sign-in/issuers/other?next=https%3A%2F%2Fevil.cn").Location(), "/sign-in")
}

func TestThePasswordWorksWithoutTheList(t *testing.T) {
	away := fault.Unavailable(context.DeadlineExceeded)
	b := start(t, portaltest.Refusing(identity.ListSignInIssuers, away)).Visitor(t)
	a := b.Submit(b.Get("/sign-in"), "/sign-in", credentials(string(officer), portaltest.Password))
	portaltest.Expect(t, "leads to", a.Location(), "/desk")
}

func TestLinksAreSeenAndUndone(t *testing.T) {
	links := []identity.Link{{ID: "l1", Issuer: "i1", Label: "市政务账号", LabelEn: "City account", Subject: "sub-77", Since: portaltest.Now, LastUsed: portaltest.Now}}
	ended := ""
	site := start(t, portaltest.Op(identity.ListLinks, func(context.Context, rpc.None) (rpc.Page[identity.Link], error) {
		return rpc.Page[identity.Link]{Items: links}, nil
	}),
		portaltest.Op(identity.EndLink, func(_ context.Context, req identity.ByID) (rpc.None, error) {
			ended, links = req.ID, nil
			return rpc.None{}, nil
		}))
	b := site.As(t, authz.LiaisonOfficer)
	page := b.Get("/me/sessions")
	portaltest.Says(t, page, "市政务账号", "sub-77")
	portaltest.Says(t, b.Follow(b.Submit(page, "/me/links/l1/end", nil)), "已解除")
	portaltest.Expect(t, "ended", ended, "l1")
	portaltest.Silent(t, b.Get("/me/sessions"), "sub-77")
}

// Whatever stands in the callback's address, the person is led on within this site.
func FuzzCallback(f *testing.F) {
	for _, seed := range []string{"state=st&code=c", "error=access_denied", "state=%00&code=%ff", "code=a&code=b", "%zz", "next=https://evil.cn"} {
		f.Add(seed)
	}
	refused := fault.Unauthenticated("signin.issuer", "没有登录成功", "not signed in")
	f.Fuzz(func(t *testing.T, query string) {
		u := url.URL{Path: "/sign-in/issuers/i1/callback", RawQuery: url.PathEscape(query)}
		if parsed, err := url.ParseQuery(query); err == nil {
			u.RawQuery = parsed.Encode()
		}
		site := start(t, elsewhere(func(identity.FinishIssuerRequest) (identity.Session, error) { return identity.Session{}, refused })...)
		b := site.Visitor(t)
		b.Get("/sign-in/issuers/i1")
		if a := b.Get(u.String()); a.Location() != "/sign-in" {
			t.Errorf("%q leads to %q (%d)", query, a.Location(), a.Status)
		}
	})
}
