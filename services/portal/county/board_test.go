package county_test

import (
	"net/http"
	"net/url"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
)

func TestEveryFigureLeadsToItsRows(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board")
	portaltest.Says(t, page, "辰溪县看板", "收到 4,320 去年同期 4,000，多 8.0%", "在办 287", "超期 9", "督办中 12", "办结 3,935 去年同期 3,935", "群众满意 3,600", "接待日 223 去年同期 12", "辰阳镇 612", "统计到 11月22日 周日 10:00")
	holds(t, page, `href="/county/cases?area=431223&amp;queue=all&amp;year=2026"`, `href="/county/cases?area=431223&amp;queue=open"`, `href="/county?area=431223&amp;show=late"`,
		`href="/county/cases?area=431223&amp;queue=closed&amp;year=2026"`, `href="/county/cases?area=431223&amp;outcome=content&amp;queue=closed&amp;year=2026"`,
		`href="/county/board/receptions?area=431223100&amp;state=held&amp;year=2026"`, `href="/county/board?area=431223100&amp;year=2026"`)
}

func TestEveryFigureSaysHowItIsCounted(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board?year=2025")
	portaltest.Says(t, page, "2025 年登记的全部意见", "不分年份", "已过办理期限的", "列入督办的", "不含不予受理、撤回和并案", "没有回答的不算", "有代表到岗的接待日", "上一年 4,000")
	portaltest.Says(t, page, "2025 年了结的意见： 满意 3,100 基本满意 500 不满意 150 没有回答 185 无法询问 0 其他了结（不予受理、撤回、并案）98")
	holds(t, page, `href="/county/cases?area=431223&amp;queue=otherwise&amp;year=2025"`, `href="/county/cases?area=431223&amp;outcome=unanswered&amp;queue=closed&amp;year=2025"`)
}

func TestSmallNumbersShowTheirUncertaintyInsteadOfARank(t *testing.T) {
	_, b := start(t)
	portaltest.Says(t, b.Get("/county/board"), "3,750 件回答中占 96.0%（95%–97%）", "420 件回答中占 95.2%（93%–97%） 高于同规模的 3 个（80.0%）",
		"4 件回答中占 75.0%（30%–95%） 同规模的不足 3 个", "300 件回答中占 80.0%（75%–84%） 低于同规模的 3 个", "还没有群众回答 –")
	portaltest.Says(t, b.Get("/county/board?area="+township), "满意率与同规模区域相比：高于同规模的 3 个")
}

func TestTheBoardGoesDownAndUpWithinTheOwnDivision(t *testing.T) {
	h, b := start(t)
	page := b.Get("/county/board?area=" + township + "&year=2025")
	portaltest.Says(t, page, "辰阳镇看板", "返回", "辰阳镇联络站")
	holds(t, page, `href="/county/board?area=431223&amp;year=2025"`, `href="/county/org/stations/st-1"`, `href="/county/cases?queue=all&amp;station=st-1&amp;year=2025"`, `href="/county?show=late&amp;station=st-1"`)
	portaltest.Expect(t, "year", h.counts[0].Year, 2025)
	b.Get("/county/board?area=43")
	portaltest.Expect(t, "own", h.counts[1].Area, here)
}

func TestReceptionDaysAreTheRowsBehindTheFigure(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/board/receptions?year=2026")
	portaltest.Says(t, page, "辰溪县，2026 年", "全部", "10月15日 周四 9:00–11:00", "向春梅、舒建华（缺席）", "已举行")
	silent(t, page, "别处联络站")
	portaltest.Says(t, b.Get("/county/board/receptions?year=12&area="+township), "辰阳镇，2026 年")
	page = b.Get("/county/board/receptions?year=2026&state=held&station=" + portaltest.Station)
	portaltest.Says(t, page, "2026 年已举行的，看板统计的就是这些", "已举行")
	silent(t, page, "已取消")
}

func TestRulesSayWhereTheyComeFrom(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/rules")
	portaltest.Says(t, page, "按2022至2026年的法定节假日", "2027年起还没有安排")
	portaltest.Says(t, page, "研判期限（工作日） 3 同上级 系统默认", "接受匿名反映 是 否 辰溪县 3月1日", "刘建国", "研判分类 乡镇一般事项、不予受理", "提前公告（天） 3 同上级 湖南省", "上级管理员", "a rule of a later version", "调整规则")
	_, b = start(t, authz.Supervisor)
	page = b.Get("/county/rules")
	silent(t, page, "调整规则", "刘建国")
	portaltest.Expect(t, "form", b.Get("/county/rules/casework").Status, http.StatusForbidden)
	_, b = start(t, authz.TownshipAdmin)
	portaltest.Expect(t, "township", b.Get("/county/rules/casework").Status, http.StatusForbidden)
}

func TestOnlyWhatChangedIsProposed(t *testing.T) {
	h, b := start(t)
	page := portaltest.Does(t, b, "/county/rules/casework?area="+township, "/county/rules/casework?area="+township,
		url.Values{"triage_workdays": {"5"}, "from": {"2026-12-01"}, "reason": {"人手不足，代工委批准"}})
	portaltest.Says(t, page, "已提交", "12月1日 周二", "辰阳镇", "人手不足，代工委批准")
	p := h.proposed["casework"][0]
	portaltest.Expect(t, "values", string(p.Values), `{"triage_workdays":5}`)
	portaltest.Expect(t, "area", p.Area, township)
	portaltest.Does(t, b, "/county/rules/casework", "/county/rules/casework?area="+here, url.Values{"anonymous_allowed": {"false"}, "reason": {"试行实名"}})
	portaltest.Expect(t, "yes or no", string(h.proposed["casework"][1].Values), `{"anonymous_allowed":false}`)
	portaltest.Does(t, b, "/county/rules/roster", "/county/rules/roster?area="+here, url.Values{"reception_from": {"08:30"}, "reason": {"夏令"}})
	portaltest.Expect(t, "words", string(h.proposed["roster"][0].Values), `{"reception_from":"08:30"}`)
}

func TestRulesThatDoNotFitComeBack(t *testing.T) {
	_, b := start(t)
	at := "/county/rules/casework?area=" + here
	portaltest.Says(t, refused(t, b, "/county/rules/casework", at, url.Values{"reason": {"x"}}), "没有改动任何规则")
	portaltest.Says(t, refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"五"}, "reason": {"试行"}}), "请填写数字")
	page := refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"99"}, "reason": {"试行"}})
	portaltest.Says(t, page, "数值超出范围")
	portaltest.Expect(t, "typed", page.Form(t, at).Get("triage_workdays"), "99")
	portaltest.Says(t, refused(t, b, "/county/rules/casework", at, url.Values{"triage_workdays": {"4"}, "from": {"soon"}, "reason": {"试行"}}), "请填写日期")
	portaltest.Expect(t, "unknown", b.Get("/county/rules/voting").Status, http.StatusNotFound)
}
