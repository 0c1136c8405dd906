package account_test

import (
	"net/url"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
)

const county = string(authz.CountyAdmin)

// signIn gives the right password of an account that needs a step more.
func signIn(t *testing.T, site *portaltest.Site, step identity.SignInStep, next string) (*portaltest.Browser, portaltest.Answer) {
	t.Helper()
	site.People.Factor(county, step, identity.Factors{Required: true})
	b := site.Visitor(t)
	return b, b.Submit(b.Get("/sign-in?next="+url.QueryEscape(next)), "/sign-in", credentials(county, portaltest.Password))
}

func code(value string) url.Values { return url.Values{"code": {value}} }

func TestASecondFactorIsAskedForAndLeadsBack(t *testing.T) {
	b, a := signIn(t, start(t), identity.StepProve, "/me/tokens")
	portaltest.Expect(t, "location", a.Location(), "/sign-in/code")
	page := b.Follow(a)
	portaltest.Says(t, page, "打开手机上的验证器应用", "恢复码")
	portaltest.Expect(t, "own page", b.Get("/me").Location(), "/sign-in?next=%2Fme")
	portaltest.Refused(t, b.Submit(page, "/sign-in/code", code("000000")), "验证码不正确")
	portaltest.Refused(t, b.Submit(b.Get("/sign-in/code"), "/sign-in/code", code("")), "请填写验证码")
	portaltest.Expect(t, "location", b.Submit(b.Get("/sign-in/code"), "/sign-in/code", code(portaltest.GoodCode)).Location(), "/me/tokens")
	portaltest.Expect(t, "step dropped", b.Get("/sign-in/code").Location(), "/sign-in")
}

func TestAnAdministratorIsLedThroughSettingUp(t *testing.T) {
	b, a := signIn(t, start(t), identity.StepEnrol, "")
	portaltest.Expect(t, "location", a.Location(), "/sign-in/enrol")
	key := b.Submit(b.Follow(a), "/sign-in/enrol", nil)
	portaltest.Says(t, key, "JBSW Y3DP EHPK 3PXP", "无法扫描")
	wrong := b.Submit(key, "/sign-in/enrol/confirm", code("1"))
	portaltest.Refused(t, wrong, "请输入应用当前显示的 6 位数字")
	portaltest.Says(t, wrong, "JBSW Y3DP EHPK 3PXP")
	done := b.Submit(wrong, "/sign-in/enrol/confirm", code(portaltest.GoodCode))
	portaltest.Says(t, done, "AAAA-BBBB-CCCC-DDDD", "只显示这一次", "我已保存，继续")
	for name, page := range map[string]portaltest.Answer{"key": key, "refused": wrong, "codes": done} {
		portaltest.Expect(t, name+" kept nowhere", page.Header.Get("Cache-Control"), "no-store")
	}
	portaltest.Silent(t, b.Get("/me/factors"), "AAAA-BBBB-CCCC-DDDD")
}

func TestAStepThatIsOverBeginsAnew(t *testing.T) {
	site := start(t)
	visitor := site.Visitor(t)
	for _, at := range []string{"/sign-in/code", "/sign-in/enrol"} {
		portaltest.Expect(t, at, visitor.Get(at).Location(), "/sign-in")
	}
	b, a := signIn(t, site, identity.StepProve, "")
	page := b.Follow(a)
	site.People.Factor(county, identity.StepEnrol, identity.Factors{})
	portaltest.Says(t, b.Follow(b.Submit(page, "/sign-in/code", code(portaltest.GoodCode))), "登录已超时")
}

func TestTheAppIsSetUpChangedAndRemoved(t *testing.T) {
	b := start(t).As(t, officer)
	page := b.Get("/me/factors")
	portaltest.Says(t, page, "还没有设置")
	portaltest.Refused(t, b.Submit(page, "/me/factors/totp", url.Values{"password": {"wrong"}}), "当前密码不正确")
	key := b.Submit(page, "/me/factors/totp", url.Values{"password": {portaltest.Password}})
	portaltest.Says(t, key, "JBSW Y3DP")
	portaltest.Expect(t, "kept nowhere", key.Header.Get("Cache-Control"), "no-store")
	wrong := b.Submit(key, "/me/factors/totp/confirm", code("2"))
	portaltest.Refused(t, wrong, "6 位数字")
	portaltest.Says(t, b.Submit(wrong, "/me/factors/totp/confirm", code(portaltest.GoodCode)), "EEEE-FFFF-GGGG-HHHH", "2026年11月22日", "还有 2 个恢复码")
	again := b.Get("/me/factors")
	portaltest.Refused(t, b.Submit(again, "/me/factors/recovery", url.Values{"password": {"wrong"}}), "当前密码不正确")
	portaltest.Says(t, b.Submit(again, "/me/factors/recovery", url.Values{"password": {portaltest.Password}}), "AAAA-BBBB-CCCC-DDDD")
	portaltest.Refused(t, b.Submit(again, "/me/factors/totp/remove", url.Values{"password": {"wrong"}}), "当前密码不正确")
	portaltest.Says(t, b.Follow(b.Submit(again, "/me/factors/totp/remove", url.Values{"password": {portaltest.Password}})), "已取消二次验证", "还没有设置")
}

func TestAnExemptOrRequiredAccountIsToldSo(t *testing.T) {
	site := start(t)
	site.People.Factor(string(officer), "", identity.Factors{Exempt: true})
	portaltest.Says(t, site.As(t, officer).Get("/me/factors"), "演示账号不要求二次验证")
	site.People.Factor(county, "", identity.Factors{Required: true, TOTP: portaltest.Now.Add(-time.Hour), Recovery: 1})
	page := site.As(t, authz.CountyAdmin).Get("/me/factors")
	portaltest.Says(t, page, "必须使用二次验证", "还有 1 个恢复码")
	portaltest.Silent(t, page, "取消二次验证")
}
