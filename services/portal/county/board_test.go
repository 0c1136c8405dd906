package county_test

import (
	"net/http"
	"net/url"
	"testing"

	"lianluo/pkg/authz"
)

func TestEveryFigureLeadsToItsRows(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board")
	says(t, page, "辰溪县看板", "收到 4,320", "在办 287", "超期 9", "督办中 12", "已结束 3,935", "96.0%", "接待日 223", "辰阳镇 612", "95.2%", "统计到 11月22日 周日 10:00")
	holds(t, page, `href="/county/cases?area=431223&amp;queue=open"`, `href="/county?area=431223&amp;show=late"`, `href="/county/board/receptions?area=431223100&amp;year=2026"`, `href="/county/board?area=431223100&amp;year=2026"`)
}

func TestTheBoardGoesDownAndUpWithinTheOwnDivision(t *testing.T) {
	h, b := start(t)
	page := b.Get("/county/board?area=" + township + "&year=2025")
	says(t, page, "辰阳镇看板", "返回", "没有下级区域")
	holds(t, page, `href="/county/board?area=431223&amp;year=2025"`)
	expect(t, "year", h.counts[0].Year, 2025)
	b.Get("/county/board?area=43")
	expect(t, "own", h.counts[1].Area, here)
}

func TestReceptionDaysAreTheRowsBehindTheFigure(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board/receptions?year=2026")
	says(t, page, "辰溪县，2026 年", "10月15日 周四 9:00–11:00", "向春梅、舒建华（缺席）", "已举行")
	silent(t, page, "别处联络站")
	says(t, b.Get("/county/board/receptions?year=12&area="+township), "辰阳镇，2026 年")
}

func TestRulesSayWhereTheyComeFrom(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/rules")
	says(t, page, "研判期限（工作日） 3 系统默认", "接受匿名反映 是 辰溪县 3月1日", "刘建国", "研判分类 当场解释、不予受理", "提前公告（天） 3 湖南省", "上级管理员", "a rule of a later version", "调整规则")
	_, b = start(t, authz.Supervisor)
	page = b.Get("/county/rules")
	silent(t, page, "调整规则", "刘建国")
	expect(t, "form", b.Get("/county/rules/casework").Status, http.StatusForbidden)
	_, b = start(t, authz.TownshipAdmin)
	expect(t, "township", b.Get("/county/rules/casework").Status, http.StatusForbidden)
}

func TestOnlyWhatChangedIsOverridden(t *testing.T) {
	h, b := start(t)
	page := does(t, b, "/county/rules/casework?area="+township, "/county/rules/casework?area="+township,
		url.Values{"triage_workdays": {"5"}, "from": {"2026-12-01"}, "reason": {"人手不足，代工委批准"}})
	says(t, page, "已保存", "12月1日 周二起，辰阳镇", "研判期限（工作日）：5", "人手不足，代工委批准")
	o := h.overrides["casework"][0]
	expect(t, "values", string(o.Values), `{"triage_workdays":5}`)
	expect(t, "area", o.Area, township)
	does(t, b, "/county/rules/casework", "/county/rules/casework?area="+here, url.Values{"anonymous_allowed": {"false"}, "reason": {"试行实名"}})
	expect(t, "yes or no", string(h.overrides["casework"][1].Values), `{"anonymous_allowed":false}`)
	does(t, b, "/county/rules/roster", "/county/rules/roster?area="+here, url.Values{"reception_from": {"08:30"}, "reason": {"夏令"}})
	expect(t, "words", string(h.overrides["roster"][0].Values), `{"reception_from":"08:30"}`)
}

func TestRulesThatDoNotFitComeBack(t *testing.T) {
	_, b := start(t)
	at := "/county/rules/casework?area=" + here
	says(t, refused(t, b, "/county/rules/casework", at, url.Values{"reason": {"x"}}), "没有改动任何规则")
	says(t, refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"五"}, "reason": {"试行"}}), "请填写数字")
	page := refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"99"}, "reason": {"试行"}})
	says(t, page, "数值超出范围")
	expect(t, "typed", page.Form(t, at).Get("triage_workdays"), "99")
	says(t, refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"4"}, "from": {"soon"}, "reason": {"试行"}}), "请填写日期")
	expect(t, "unknown", b.Get("/county/rules/voting").Status, http.StatusNotFound)
}
