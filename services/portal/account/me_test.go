package account_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/ui"
)

func TestAboutMeChangesLanguageAndMail(t *testing.T) {
	b := start(t).As(t, officer)
	page := b.Get("/me")
	portaltest.Says(t, page, "张小兰", "联络员", "辰阳镇", "2025年11月22日起")
	a := b.Submit(page, "/me", url.Values{"lang": {"en"}, "email": {"new@example.cn"}})
	after := b.Follow(a)
	portaltest.Says(t, after, "Saved.", "Liaison officer")
	portaltest.Expect(t, "mail", after.Form(t, "/me").Get("email"), "new@example.cn")
}

func TestABadMailAddressIsNamed(t *testing.T) {
	b := start(t).As(t, officer)
	a := b.Submit(b.Get("/me"), "/me", url.Values{"email": {"nowhere"}})
	portaltest.Refused(t, a, "应为邮箱地址")
	portaltest.Expect(t, "kept", a.Form(t, "/me").Get("email"), "nowhere")
}

func TestThePasswordIsChangedWithTheOldOne(t *testing.T) {
	site := start(t)
	b := site.As(t, officer)
	change := func(old, next, repeat string) portaltest.Answer {
		return b.Submit(b.Get("/me/password"), "/me/password", url.Values{"old": {old}, "new": {next}, "repeat": {repeat}})
	}
	portaltest.Refused(t, change(portaltest.Password, "a-longer-word", "another"), "不一样")
	portaltest.Refused(t, change("wrong", "a-longer-word", "a-longer-word"), "当前密码不正确")
	portaltest.Refused(t, change(portaltest.Password, "short", "short"), "请换一个")
	portaltest.Says(t, b.Follow(change(portaltest.Password, "a-longer-word", "a-longer-word")), "密码已修改")
	portaltest.Silent(t, b.Get("/me/password"), "a-longer-word")
	v := site.Visitor(t)
	portaltest.Expect(t, "signs in", v.Submit(v.Get("/sign-in"), "/sign-in", credentials(string(officer), "a-longer-word")).Status, http.StatusSeeOther)
}

func TestOtherSessionsCanBeEnded(t *testing.T) {
	site := start(t)
	one, two, here := site.As(t, officer), site.As(t, officer), site.As(t, officer)
	page := here.Get("/me/sessions")
	portaltest.Says(t, page, "Chrome 143 / Windows", "当前设备")
	portaltest.Says(t, here.Follow(here.Submit(page, "/me/sessions/end", nil)), "已结束那台设备")
	portaltest.Says(t, here.Follow(here.Submit(here.Get("/me/sessions"), "/me/sessions/end-others", nil)), "其他设备上的登录都已结束")
	portaltest.Expect(t, "first", one.Get("/me").Status, http.StatusSeeOther)
	portaltest.Expect(t, "second", two.Get("/me").Status, http.StatusSeeOther)
	portaltest.Expect(t, "this", here.Get("/me").Status, http.StatusOK)
}

func TestEndingNoSessionDoesNotEndThisOne(t *testing.T) {
	site := start(t)
	other, b := site.As(t, officer), site.As(t, officer)
	other.Get("/me")
	portaltest.Expect(t, "status", b.Submit(b.Get("/me/sessions"), "/me/sessions/end", url.Values{"id": {""}}).Status, http.StatusNotFound)
	portaltest.Expect(t, "still here", b.Get("/me").Status, http.StatusOK)
}

func TestATokenIsShownOnceAndCanBeEnded(t *testing.T) {
	b := start(t).As(t, officer)
	page := b.Get("/me/tokens")
	portaltest.Says(t, page, "还没有程序令牌", "登记群众意见")
	made := b.Submit(page, "/me/tokens", url.Values{"name": {"周报"}, "actions": {"case.read", "insight.read"}, "expires": {"2027-02-01"}})
	portaltest.Says(t, made, "令牌“周报”已建好", "eyJhbGciOiJFZERTQSJ9.program.", "2027年2月1日")
	again := b.Get("/me/tokens")
	portaltest.Silent(t, again, "eyJhbGciOiJFZERTQSJ9")
	end := actionOf(t, again, "/me/tokens/")
	portaltest.Says(t, b.Follow(b.Submit(again, end, nil)), "令牌已停用", "已停用")
}

func actionOf(t *testing.T, page portaltest.Answer, prefix string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page.Body, `action="`+prefix)
	if !ok {
		t.Fatalf("no form posts below %s", prefix)
	}
	id, _, _ := strings.Cut(rest, `"`)
	return prefix + id
}

func TestATokenWithoutActionsIsRefusedAndNothingIsLost(t *testing.T) {
	b := start(t).As(t, officer)
	a := b.Submit(b.Get("/me/tokens"), "/me/tokens", url.Values{"name": {"周报"}, "actions": nil, "expires": {"2027-03-05"}})
	portaltest.Refused(t, a, "可以做的事")
	form := a.Form(t, "/me/tokens")
	portaltest.Expect(t, "name", form.Get("name"), "周报")
	portaltest.Expect(t, "date", form.Get("expires"), "2027-03-05")
	portaltest.Refused(t, b.Submit(b.Get("/me/tokens"), "/me/tokens", url.Values{"name": {"周报"}, "actions": {"case.read"}, "expires": {"soon"}}), "请填写日期")
}

func TestEveryActionOfThePolicyHasAName(t *testing.T) {
	for _, row := range authz.DefaultPolicy().Rows {
		if !ui.HasText("account.can." + row.Action) {
			t.Errorf("no text account.can.%s", row.Action)
		}
		if !ui.HasText("operate.scope." + string(row.Scope)) {
			t.Errorf("no text account.scope.%s", row.Scope)
		}
	}
	for _, role := range authz.Roles {
		if !ui.HasText("session.role." + string(role)) {
			t.Errorf("no text session.role.%s", role)
		}
	}
}
