package operate_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
)

func TestThePolicyIsReadByRole(t *testing.T) {
	site := start(t)
	for _, role := range []authz.Role{authz.SecurityAdmin, authz.Auditor} {
		portaltest.Says(t, site.As(t, role).Get("/operate/policy"), "第 3 版", "县级管理员", "督办升级", "本区域及以下", "国庆后调整", "罗安")
	}
	portaltest.Silent(t, site.As(t, authz.Auditor).Get("/operate/policy"), "修改一项权限")
	portaltest.Expect(t, "others", site.As(t, authz.CountyAdmin).Get("/operate/policy").Status, http.StatusForbidden)
}

func TestOnePermissionIsChangedWithItsReason(t *testing.T) {
	var got identity.SetPolicyRequest
	site := start(t, portaltest.Op(identity.SetPolicy, func(_ context.Context, req identity.SetPolicyRequest) (identity.Policy, error) {
		got = req
		return identity.Policy{Version: 4}, nil
	}))
	b := site.As(t, authz.SecurityAdmin)
	change := func(values url.Values) portaltest.Answer {
		return b.Submit(b.Get("/operate/policy?role=county_admin&action=rules.manage&scope=area"), "/operate/policy", values)
	}
	has := func(row identity.PolicyRow) bool { return slices.Contains(got.Rows, row) }
	portaltest.Says(t, b.Follow(change(url.Values{"scope": {"none"}, "reason": {"收回"}})), "权限策略已修改")
	portaltest.Expect(t, "version seen", got.Base, int64(3))
	portaltest.Expect(t, "taken away", has(identity.PolicyRow{Role: "county_admin", Action: "rules.manage", Scope: "area"}), false)
	portaltest.Expect(t, "others stay", has(identity.PolicyRow{Role: "county_admin", Action: "case.supervise", Scope: "area"}), true)
	change(url.Values{"role": {"supervisor"}, "action": {"delivery.read"}, "scope": {"area"}, "reason": {"督办需要"}})
	portaltest.Expect(t, "added", has(identity.PolicyRow{Role: "supervisor", Action: "delivery.read", Scope: "area"}), true)
	portaltest.Expect(t, "rows", len(got.Rows), 8)
	portaltest.Refused(t, change(url.Values{"reason": {""}}), "请填写理由", "第 3 版")
	portaltest.Refused(t, change(url.Values{"role": {""}}), "请选择")
	portaltest.Refused(t, change(url.Values{"scope": {"moon"}}), "请选择")
	portaltest.Refused(t, change(url.Values{"base": {"x"}}), "页面已经过期")
}

func TestAnotherVersionMeanwhileIsSaid(t *testing.T) {
	site := start(t, portaltest.Refusing(identity.SetPolicy, fault.Conflict("policy.base", "策略已被他人修改", "Somebody changed the policy")))
	b := site.As(t, authz.SecurityAdmin)
	page := b.Get("/operate/policy?role=county_admin&action=rules.manage&scope=area")
	portaltest.Refused(t, b.Submit(page, "/operate/policy", url.Values{"reason": {"r"}}), "策略已被他人修改")
	for _, role := range []authz.Role{authz.Auditor, officer} {
		other := site.As(t, role)
		form := page.Form(t, "/operate/policy")
		portaltest.Expect(t, string(role), other.Post("/operate/policy", form).Status, http.StatusForbidden)
	}
}

func TestVersionsSayWhoWhyAndWhat(t *testing.T) {
	site := start(t)
	a := site.As(t, authz.Auditor).Get("/operate/policy/versions")
	portaltest.Says(t, a, "第 3 版", "罗安", "增加：督办人员可以“查看通知送达情况”，范围：本区域及以下", "系统初始策略", "取消：人大代表可以“查看群众意见”", "再看一些")
	portaltest.Expect(t, "operator", site.As(t, authz.SystemOperator).Get("/operate/policy/versions").Status, http.StatusForbidden)
}
