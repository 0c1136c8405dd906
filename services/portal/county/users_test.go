package county_test

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
)

const users = "/county/org/users"

func TestTheListOfAccounts(t *testing.T) {
	_, b := start(t)
	portaltest.Expect(t, "first", b.Get("/county/org").Location(), users)
	page := b.Get(users)
	portaltest.Says(t, page, "张小兰 zhangxl 辰阳镇 联络员 正常", "新来的 newcomer 待激活", "再看一些")
	_, b = start(t, authz.Supervisor)
	portaltest.Expect(t, "supervisor", b.Get("/county/org").Location(), "/county/org/stations")
	portaltest.Expect(t, "accounts", b.Get(users).Status, http.StatusForbidden)
	silent(t, b.Get("/county/org/stations"), "用户", "新设联络站")
}

func TestATownshipReadsWhyItInvitesOneByOne(t *testing.T) {
	_, b := start(t, authz.TownshipAdmin)
	page := b.Get(users)
	portaltest.Says(t, page, "逐个开通", "由县级管理员办理")
	silent(t, page, "从 Excel 导入")
	_, b = start(t)
	silent(t, b.Get(users), "逐个开通")
}

func TestAnInvitationIsShownOnceAsASlip(t *testing.T) {
	h, b := start(t)
	at := users + "/new?area=" + township
	page := b.Submit(b.Get(at), at, url.Values{"name": {"舒立新"}, "login": {"shulx"}, "grant.role": {"liaison_officer"}, "grant.station": {portaltest.Station}, "grant.until": {"2027-12-31"}})
	portaltest.Expect(t, "status", page.Status, http.StatusOK)
	portaltest.Says(t, page, "账号邀请单", "INV-7KM2-9QXF", "shulx", "辰阳镇 联络员", "12月6日 周日 10:30")
	portaltest.Expect(t, "kept nowhere", page.Header.Get("Cache-Control"), "no-store")
	got := h.invites[0]
	portaltest.Expect(t, "area", got.Area, township)
	portaltest.Expect(t, "grant area", got.Grants[0].Area, township)
	portaltest.Expect(t, "station", got.Grants[0].Station, portaltest.Station)
	portaltest.Expect(t, "until", got.Grants[0].Until.Year(), 2027)
	silent(t, b.Get(users+"/new1"), "INV-7KM2-9QXF")
}

func TestAnInvitationThatDoesNotFitComesBack(t *testing.T) {
	_, b := start(t)
	at := users + "/new?area=" + here
	page := refused(t, b, users+"/new", at, url.Values{"name": {"张小兰"}, "login": {"zhangxl"}, "grant.role": {"supervisor"}})
	portaltest.Says(t, page, "登录名已被使用")
	form := page.Form(t, at)
	portaltest.Expect(t, "name", form.Get("name"), "张小兰")
	portaltest.Expect(t, "role", form.Get("grant.role"), "supervisor")
	portaltest.Says(t, refused(t, b, users+"/new", at, url.Values{"name": {"无角色"}, "login": {"none"}}), "角色")
}

func TestOnlyRolesBelowOnesOwnAreOffered(t *testing.T) {
	_, b := start(t, authz.TownshipAdmin)
	page := b.Get(users + "/new")
	portaltest.Says(t, page, "站长", "联络员", "人大代表")
	silent(t, page, "乡镇管理员", "督办人员")
}

func TestADeputysAccountIsBoundToThePerson(t *testing.T) {
	h, b := start(t)
	at := users + "/new?area=" + township + "&person=p1"
	holds(t, b.Get("/county/org/persons/p1"), "/county/org/users/new?area=431223100&amp;person=p1")
	portaltest.Says(t, b.Get("/county/org/persons/p1"), "登记")
	silent(t, b.Get("/county/org/persons/p1"), "；–") // the mandate began without a reason
	portaltest.Says(t, b.Get(at), "为向春梅（桥头村党支部书记）开通")
	b.Submit(b.Get(at), at, url.Values{"login": {"xiangcm"}})
	portaltest.Expect(t, "person", h.invites[0].Person, "p1")
	portaltest.Expect(t, "name", h.invites[0].Name, "向春梅")
	portaltest.Expect(t, "role", h.invites[0].Grants[0].Role, "deputy")
}

func TestAnAccountsRolesAreGrantedAndRevoked(t *testing.T) {
	h, b := start(t)
	page := b.Get(users + "/a1")
	portaltest.Says(t, page, "联络员 辰阳镇 辰阳镇人大代表联络站", "承办单位 辰溪县 县交通运输局", "已结束")
	at := users + "/a1/grant?area=" + here
	portaltest.Says(t, portaltest.Does(t, b, users+"/a1/grant", at, url.Values{"grant.role": {"handling_unit"}, "grant.unit": {"u1"}}), "已授予，立即生效")
	portaltest.Expect(t, "unit", h.accounts["a1"].Assignments[2].Unit, "u1")
	portaltest.Says(t, refused(t, b, users+"/a1/grant", at, url.Values{"grant.role": {"province_admin"}}), "您不能在此范围授予该角色")
	page = portaltest.Does(t, b, users+"/a1", users+"/a1/assignments/x1/end", url.Values{"reason": {"调离"}})
	portaltest.Says(t, page, "已收回，立即失效")
	portaltest.Expect(t, "ended", h.accounts["a1"].Assignments[0].Until.IsZero(), false)
	portaltest.Says(t, refused(t, b, users+"/a1", users+"/a1/assignments/new1/end", nil), "理由")
}

func TestAnAccountIsDisabledAndInvitedAgain(t *testing.T) {
	h, b := start(t)
	portaltest.Says(t, portaltest.Does(t, b, users+"/a1", users+"/a1/disabling", url.Values{"reason": {"退休"}}), "账号已停用", "已停用")
	portaltest.Expect(t, "state", h.accounts["a1"].State, identity.Disabled)
	page := b.Submit(b.Get(users+"/a1"), users+"/a1/invitation", nil)
	portaltest.Says(t, page, "AGAIN-1234")
	portaltest.Says(t, refused(t, b, users+"/a3", users+"/a3/invitation", nil), "请由上级管理员处理", "已锁定")
}

func TestNobodyChangesTheirOwnAccountHere(t *testing.T) {
	_, b := start(t)
	page := b.Get(users + "/county_admin")
	portaltest.Says(t, page, "这是您自己的账号")
	silent(t, page, "停用账号", "授予角色", "收回")
}

func TestALinkToAnotherSystemIsEndedWithAReason(t *testing.T) {
	h, b := start(t)
	h.links = []identity.Link{{ID: "l1", Label: "市政务账号", Subject: "sub-77", Since: portaltest.Now, LastUsed: portaltest.Now}}
	portaltest.Says(t, b.Get(users+"/a3"), "市政务账号", "sub-77")
	page := portaltest.Does(t, b, users+"/a3", users+"/a3/links/l1/end", url.Values{"reason": {"换号"}})
	portaltest.Says(t, page, "已解除")
	silent(t, page, "sub-77")
	portaltest.Expect(t, "told", h.unlinked, "a3 l1 换号")
}

func TestALockedAccountIsUnlockedAndItsDevicesSignedOut(t *testing.T) {
	h, b := start(t)
	h.sessions = []identity.SessionInfo{{ID: "s1", Device: "Edge / Windows", Started: portaltest.Now.Add(-time.Hour), LastSeen: portaltest.Now}}
	page := b.Get(users + "/a3")
	portaltest.Says(t, page, "已锁定", "Edge / Windows", "全部退出登录")
	portaltest.Says(t, refused(t, b, users+"/a3", users+"/a3/unlocking", nil), "理由")
	page = portaltest.Does(t, b, users+"/a3", users+"/a3/unlocking", url.Values{"reason": {"本人核实"}})
	portaltest.Says(t, page, "已解除锁定")
	silent(t, page, "已锁定")
	portaltest.Says(t, portaltest.Does(t, b, users+"/a3", users+"/a3/sessions/end", url.Values{"reason": {"丢失"}}), "所有设备已退出登录", "现在没有登录")
}

func TestWhyAnAccountMayOrMayNot(t *testing.T) {
	h, b := start(t)
	holds(t, b.Get(users+"/a1"), users+"/a1/why?area="+township)
	page := b.Get(users + "/a1/why?area=" + here + "&action=case.read&at=unit/u1")
	portaltest.Says(t, page, "张小兰：为什么能、为什么不能", "不可以。张小兰现在不能“查看群众意见”。", "辰阳镇 联络员 · 辰阳镇人大代表联络站", "由刘建国（县级管理员）授予", "县交通运输局")
	portaltest.Expect(t, "asked", h.asked[0], identity.ExplainAccountRequest{ID: "a1", Action: "case.read", Where: identity.Where{Unit: "u1"}})
	portaltest.Expect(t, "another's", b.Get(users+"/none/why").Status, http.StatusNotFound)
	_, b = start(t, authz.Supervisor)
	portaltest.Expect(t, "supervisor", b.Get(users+"/a1/why").Status, http.StatusForbidden)
}

func TestWhatHappenedToAnAccountIsTold(t *testing.T) {
	_, b := start(t)
	holds(t, b.Get(users+"/a1"), users+"/a1/history")
	page := b.Get(users + "/a1/history")
	portaltest.Says(t, page, "张小兰：岗位和授权记录", "刘建国 授予了岗位", "辰阳镇 联络员 · 辰阳镇人大代表联络站")
	holds(t, page, "/a1/history?after=7")
	portaltest.Expect(t, "another's", b.Get(users+"/none/history").Status, http.StatusNotFound)
	_, b = start(t, authz.Supervisor)
	portaltest.Expect(t, "supervisor", b.Get(users+"/a1/history").Status, http.StatusForbidden)
}

func TestCountiesAndAboveTakeStaffOverFromFiles(t *testing.T) {
	_, b := start(t)
	holds(t, b.Get(users), "/county/org/imports/users?area="+here)
	_, b = start(t, authz.TownshipAdmin)
	silent(t, b.Get(users), "从 Excel 导入")
}

func TestARoleForSeveralUnitsIsSaidOnce(t *testing.T) {
	h, b := start(t)
	a := h.accounts["a1"]
	for _, unit := range []string{"u1", "u2", "u3"} {
		a.Assignments = append(a.Assignments, identity.Assignment{ID: "x-" + unit, Role: "handling_unit", Area: township, Unit: unit})
	}
	h.accounts["a1"] = a
	portaltest.Says(t, b.Get(users), "张小兰 zhangxl 辰阳镇 联络员；辰阳镇 承办单位（3 处） 正常")
}
