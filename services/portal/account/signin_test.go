package account_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
)

func TestSigningInLeadsToThePlaceOfTheRole(t *testing.T) {
	site := start(t)
	for role, home := range map[authz.Role]string{officer: "/desk", authz.DeputyRole: "/d", authz.CountyAdmin: "/county", authz.Auditor: "/operate"} {
		b := site.Visitor(t)
		a := b.Submit(b.Get("/sign-in"), "/sign-in", credentials(string(role), portaltest.Password))
		portaltest.Expect(t, string(role), a.Location(), home)
	}
}

func TestSigningInReturnsToWhereThePersonWas(t *testing.T) {
	site := start(t)
	for next, want := range map[string]string{"/me/tokens": "/me/tokens", "https://evil.cn/": "/desk", "//evil.cn": "/desk", "/": "/desk"} {
		b := site.Visitor(t)
		form := b.Get("/sign-in?next=" + url.QueryEscape(next))
		portaltest.Expect(t, next, b.Submit(form, "/sign-in", credentials(string(officer), portaltest.Password)).Location(), want)
	}
}

func TestTheSessionsCookieIsOutOfReachOfScripts(t *testing.T) {
	site := start(t)
	b := site.Visitor(t)
	a := b.Submit(b.Get("/sign-in"), "/sign-in", credentials(string(officer), portaltest.Password))
	for _, line := range a.Header["Set-Cookie"] {
		c, err := http.ParseSetCookie(line)
		if err != nil {
			t.Fatal(err)
		}
		if c.Name == "ll_session" && (!c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != int((12*time.Hour).Seconds())) {
			t.Errorf("cookie is %s", line)
		}
	}
}

func TestAWrongPasswordKeepsTheLoginAndNotThePassword(t *testing.T) {
	b := start(t).Visitor(t)
	a := b.Submit(b.Get("/sign-in"), "/sign-in", credentials("somebody", "hunter2"))
	portaltest.Refused(t, a, "账号或密码不正确")
	portaltest.Expect(t, "login", a.Form(t, "/sign-in").Get("login"), "somebody")
	portaltest.Silent(t, a, "hunter2")
}

func TestALockedAccountIsToldSo(t *testing.T) {
	locked := fault.Unauthenticated("locked", "账号已锁定，请 30 分钟后再试。", "Locked. Try again in 30 minutes.")
	b := start(t, portaltest.Refusing(identity.SignIn, locked)).Visitor(t)
	portaltest.Refused(t, b.Submit(b.Get("/sign-in"), "/sign-in", credentials("a", "b")), "30 分钟")
}

func TestWhoIsSignedInNeedNotSignIn(t *testing.T) {
	portaltest.Expect(t, "location", start(t).As(t, officer).Get("/sign-in").Location(), "/desk")
}

func TestSigningOutEndsTheSessionEverywhere(t *testing.T) {
	site := start(t)
	b := site.As(t, officer)
	a := b.Submit(b.Get("/me"), "/sign-out", nil)
	portaltest.Expect(t, "location", a.Location(), "/sign-in")
	portaltest.Says(t, b.Follow(a), "已退出登录")
	portaltest.Expect(t, "own page", b.Get("/me").Status, http.StatusSeeOther)
}

func TestAnInvitationSetsThePasswordOnce(t *testing.T) {
	site := start(t)
	b := site.Visitor(t)
	form := b.Get("/invitation?code=invited-once")
	portaltest.Says(t, form, "至少 12 个字符")
	portaltest.Expect(t, "code", form.Form(t, "/invitation").Get("code"), "invited-once")
	portaltest.Refused(t, b.Submit(form, "/invitation", url.Values{"password": {"long-enough-1"}, "repeat": {"other"}}), "两次输入的新密码不一样")
	portaltest.Refused(t, b.Submit(form, "/invitation", url.Values{"password": {"short"}, "repeat": {"short"}}), "请换一个")
	fresh := b.Get("/invitation?code=invited-once")
	chosen := url.Values{"password": {"long-enough-1"}, "repeat": {"long-enough-1"}}
	portaltest.Expect(t, "location", b.Submit(fresh, "/invitation", chosen).Location(), "/desk")
	other := site.Visitor(t)
	portaltest.Refused(t, other.Submit(other.Get("/invitation?code=invited-once"), "/invitation", chosen), "已经用过")
}
