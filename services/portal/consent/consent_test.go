package consent_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/account"
	"lianluo/services/portal/consent"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
)

const officer = authz.LiaisonOfficer

// provider is identity's side: one request that waits for an answer.
type provider struct {
	asked   identity.Authorization
	out     identity.SignOutAsked
	told    string
	granted []identity.Consent
}

func (p *provider) start(t *testing.T) *portaltest.Site {
	t.Helper()
	routes := func(mux *http.ServeMux, s *session.Portal) {
		account.Routes(mux, s)
		consent.Routes(mux, s)
	}
	return portaltest.Start(t, portaltest.Pages(routes),
		portaltest.Op(identity.GetAuthorization, func(_ context.Context, req identity.AuthorizationID) (identity.Authorization, error) {
			if req.ID != p.asked.ID {
				return identity.Authorization{}, fault.NotFound("authorization.gone", "这个登录请求已处理", "gone")
			}
			return p.asked, nil
		}),
		portaltest.Op(identity.AllowAuthorization, func(context.Context, identity.AuthorizationID) (identity.Redirection, error) {
			p.told = "allowed"
			return identity.Redirection{URL: "https://app.example/back?code=c"}, nil
		}),
		portaltest.Op(identity.RefuseAuthorization, func(_ context.Context, req identity.RefuseAuthorizationRequest) (identity.Redirection, error) {
			p.told = req.Reason
			return identity.Redirection{URL: "https://app.example/back?error=" + req.Reason}, nil
		}),
		portaltest.Op(identity.GetSignOut, func(context.Context, identity.AuthorizationID) (identity.SignOutAsked, error) { return p.out, nil }),
		portaltest.Op(identity.ListConsents, func(context.Context, rpc.None) (rpc.Page[identity.Consent], error) {
			return rpc.Page[identity.Consent]{Items: p.granted}, nil
		}),
		portaltest.Op(identity.EndConsent, func(_ context.Context, req identity.ByID) (rpc.None, error) {
			p.granted = nil
			return rpc.None{}, nil
		}))
}

func asks(step identity.AuthorizationStep) *provider {
	return &provider{asked: identity.Authorization{ID: "r1", Client: "督查平台", Origin: "https://app.example",
		Scopes: []string{"openid", "offline_access", "case.read"}, Step: step}}
}

func TestAPersonIsAskedAndAnswers(t *testing.T) {
	for answer, want := range map[string]string{"allow": "allowed", "refuse": "access_denied", "": "access_denied"} {
		p := asks(identity.AuthorizationConsent)
		b := p.start(t).As(t, officer)
		page := b.Get("/consent?request=r1")
		portaltest.Says(t, page, "督查平台 请求使用您的账号", "张小兰", "确认您是谁", "您不在线时", "app.example")
		if policy := page.Header.Get("Content-Security-Policy"); !strings.Contains(policy, "form-action 'self' https://app.example;") {
			t.Errorf("the form cannot lead on: %s", policy)
		}
		got := b.Submit(page, "/consent", url.Values{"answer": {answer}})
		portaltest.Expect(t, "told", p.told, want)
		if !strings.HasPrefix(got.Location(), "https://app.example/back?") {
			t.Errorf("%s: got %q", answer, got.Location())
		}
	}
}

func TestWhatWasAgreedIsNotAskedAgain(t *testing.T) {
	p := asks(identity.AuthorizationReady)
	got := p.start(t).As(t, officer).Get("/consent?request=r1")
	portaltest.Expect(t, "told", p.told, "allowed")
	portaltest.Expect(t, "to", got.Location(), "https://app.example/back?code=c")
}

func TestAQuietClientGetsNoPage(t *testing.T) {
	for step, want := range map[identity.AuthorizationStep]string{
		identity.AuthorizationReady: "allowed", identity.AuthorizationConsent: "consent_required", identity.AuthorizationSignIn: "login_required",
	} {
		p := asks(step)
		p.asked.Quiet = true
		p.start(t).As(t, officer).Get("/consent?request=r1&prompt=none")
		portaltest.Expect(t, string(step), p.told, want)
	}
	p := asks(identity.AuthorizationReady)
	p.start(t).Visitor(t).Get("/consent?request=r1&prompt=none")
	portaltest.Expect(t, "nobody", p.told, "login_required")
}

func TestWhoIsNotSignedInSignsInFirst(t *testing.T) {
	p := asks(identity.AuthorizationConsent)
	to := p.start(t).Visitor(t).Get("/consent?request=r1").Location()
	portaltest.Expect(t, "to", to, "/sign-in?next=%2Fconsent%3Frequest%3Dr1")
}

func TestAFreshSignInEndsTheOldOne(t *testing.T) {
	p := asks(identity.AuthorizationSignIn)
	b := p.start(t).As(t, officer)
	page := b.Get("/consent?request=r1")
	portaltest.Says(t, page, "要求您重新登录一次")
	to := b.Submit(page, "/consent/again", nil).Location()
	portaltest.Expect(t, "to", to, "/sign-in?next=%2Fconsent%3Frequest%3Dr1")
	portaltest.Expect(t, "signed out", b.Get("/me").Status, http.StatusSeeOther)
	portaltest.Expect(t, "told", p.told, "")
}

func TestARequestThatIsGoneIsSaid(t *testing.T) {
	b := asks(identity.AuthorizationConsent).start(t).As(t, officer)
	portaltest.Expect(t, "gone", b.Get("/consent?request=other").Status, http.StatusNotFound)
	portaltest.Says(t, b.Get("/consent/refused"), "无法继续登录", "回到原来的应用")
}

func TestSigningOutForAClient(t *testing.T) {
	p := asks("")
	p.out = identity.SignOutAsked{Client: "督查平台", URL: "https://app.example/bye?state=s"}
	site := p.start(t)
	b := site.As(t, officer)
	page := b.Get("/consent/sign-out?request=r2")
	portaltest.Says(t, page, "督查平台 请您同时退出")
	portaltest.Expect(t, "to", b.Submit(page, "/consent/sign-out", nil).Location(), p.out.URL)
	portaltest.Expect(t, "signed out", b.Get("/me").Status, http.StatusSeeOther)
	portaltest.Expect(t, "nobody", site.Visitor(t).Get("/consent/sign-out?request=r2").Location(), p.out.URL)
	p.out = identity.SignOutAsked{}
	portaltest.Expect(t, "nowhere to go", site.Visitor(t).Get("/consent/sign-out?request=r2").Location(), "/sign-in")
}

func TestWhatWasGrantedIsSeenAndTakenBack(t *testing.T) {
	p := asks("")
	b := p.start(t).As(t, officer)
	portaltest.Says(t, b.Get("/me/apps"), "没有授权过应用")
	p.granted = []identity.Consent{{Client: "c1", Name: "督查平台", Scopes: []string{"openid", "email"}, Since: portaltest.Now}}
	page := b.Get("/me/apps")
	portaltest.Says(t, page, "督查平台", "查看您的邮箱地址")
	portaltest.Says(t, b.Follow(b.Submit(page, "/me/apps/c1/end", nil)), "已撤回", "没有授权过应用")
}
