package county_test

import (
	"net/http"
	"net/url"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/services/portal/county"
	"lianluo/services/portal/portaltest"
)

func TestWhatIsLateStandsFirstByDivision(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county")
	portaltest.Says(t, page, "共 2 件", "辰阳镇（1）", "桥头村村口道路塌陷", "孝坪镇（1）", "第2级督办", "已逾期 4 个工作日", "催办所选")
	silent(t, page, "路灯不亮")
}

func TestWhoDecidesAboutMoreTimeReadsWhyItIsAskedFor(t *testing.T) {
	_, b := start(t)
	portaltest.Says(t, b.Get("/county/cases/c3"), "申请的理由：等材料")
}

func TestOnlyOfficesGetIn(t *testing.T) {
	h := newHall()
	site := portaltest.Start(t, portaltest.Pages(county.Routes), h.fakes()...)
	for _, role := range []authz.Role{authz.ProvinceAdmin, authz.CityAdmin, authz.CountyAdmin, authz.TownshipAdmin, authz.Supervisor} {
		portaltest.Expect(t, string(role), site.As(t, role).Get("/county").Status, http.StatusOK)
	}
	for _, role := range []authz.Role{authz.DeputyRole, authz.LiaisonOfficer, authz.HandlingUnit, authz.Auditor} {
		portaltest.Expect(t, string(role), site.As(t, role).Get("/county").Status, http.StatusForbidden)
	}
}

func TestSeveralAreUrgedAtOnceAndWhatIsRefusedIsNamed(t *testing.T) {
	h, b := start(t)
	h.urged["c2"] = "already"
	page := portaltest.Does(t, b, "/county", "/county/push", url.Values{"case": {"c1 431223-26-00123-K", "c2 431223-26-00109-2"}, "reason": {"周五前请答复"}, "what": {"urge"}})
	portaltest.Says(t, page, "已催办 1 件", "431223-26-00109-2：今天已经催办过，请明天再催")
	portaltest.Expect(t, "reason", h.urged["c1"], "周五前请答复")
}

func TestSupervisionIsRaised(t *testing.T) {
	h, b := start(t)
	page := portaltest.Does(t, b, "/county?show=supervised&area="+here, "/county/push", url.Values{"case": {"c2 n"}, "reason": {"仍未答复"}, "what": {"raise"}})
	portaltest.Says(t, page, "已提级督办 1 件", "第3级督办")
	portaltest.Expect(t, "rung", h.cases["c2"].Supervision, 3)
}

func TestAPushNeedsCasesAndAReason(t *testing.T) {
	h, b := start(t)
	portaltest.Says(t, refused(t, b, "/county", "/county/push", url.Values{"reason": {"请尽快"}, "what": {"urge"}}), "请先选中要催办或提级的意见")
	page := refused(t, b, "/county", "/county/push", url.Values{"case": {"c1 n"}, "what": {"urge"}})
	portaltest.Says(t, page, "请写明理由")
	holds(t, page, `value="c1 431223-26-00123-K" form="push" checked`)
	refused(t, b, "/county", "/county/push", url.Values{"case": {"c1 n"}, "reason": {"请尽快"}, "what": {"delete"}})
	portaltest.Expect(t, "urged", len(h.urged), 0)
}

func TestManyRefusalsAreSummed(t *testing.T) {
	h, b := start(t)
	values := url.Values{"reason": {"请尽快"}, "what": {"urge"}}
	for id := range h.cases {
		h.urged[id] = "already"
		values.Add("case", id+" n")
	}
	page := portaltest.Does(t, b, "/county", "/county/push", values)
	portaltest.Says(t, page, "另有 3 件未能办理")
	silent(t, page, "已催办 0 件")
}

func TestExtensionsAndReturnsAreDecidedOneByOne(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county?show=extension")
	portaltest.Says(t, page, "路灯不亮", "审批延期", "共 1 件")
	silent(t, page, "桥头村", "催办所选")
	holds(t, page, `href="/county/cases/c3#decide"`)
	page = b.Get("/county?show=returned")
	portaltest.Says(t, page, "两村交界垃圾无人清运", "交办")
	holds(t, page, `href="/county/cases/c4#assign"`)
}

func TestNothingStuckIsSaidKindly(t *testing.T) {
	h, b := start(t)
	h.order = nil
	portaltest.Says(t, b.Get("/county"), "没有超期的意见")
	portaltest.Says(t, b.Get("/county?show=supervised"), "没有正在督办的意见")
	portaltest.Says(t, b.Get("/county/transfer"), "没有等待本级交办的意见")
}

func TestTheListKeepsToOnesOwnDivision(t *testing.T) {
	h, b := start(t)
	b.Get("/county?area=4312")
	b.Get("/county?area=" + township)
	portaltest.Expect(t, "above", h.lists[0].Area, here)
	portaltest.Expect(t, "below", h.lists[1].Area, township)
}

func TestOnlyTheOwnLevelsCasesWaitToBeHandedOn(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/transfer")
	portaltest.Says(t, page, "退回后待本级重新交办（1）", "两村交界垃圾无人清运", "待交办（1）", "县道限高杆过低")
	silent(t, page, "镇内集市占道")
	_, b = start(t, authz.TownshipAdmin)
	page = b.Get("/county/transfer")
	portaltest.Says(t, page, "镇内集市占道")
	silent(t, page, "县道限高杆过低")
	_, b = start(t, authz.Supervisor)
	portaltest.Expect(t, "supervisors do not assign", b.Get("/county/transfer").Status, http.StatusForbidden)
}

func TestTheWorkListNarrowsByStationAndUnit(t *testing.T) {
	h, b := start(t)
	page := b.Get("/county/cases?queue=open&station=" + portaltest.Station + "&unit=u1&area=" + township)
	portaltest.Says(t, page, "全部联络站", "辰阳镇人大代表联络站", "县交通运输局")
	silent(t, page, "已撤并联络站", "原县建设局")
	last := h.lists[len(h.lists)-1]
	portaltest.Expect(t, "station", last.Station, portaltest.Station)
	portaltest.Expect(t, "unit", last.Unit, "u1")
	portaltest.Expect(t, "area", last.Area, township)
	holds(t, page, "area=431223100&amp;queue=closed", `<optgroup label="道路交通">`)
}

func TestTheCasePageOffersWhatTheCountyDecides(t *testing.T) {
	_, b := start(t)
	page := b.Get("/county/cases/c4")
	portaltest.Says(t, page, "交办", "县交通运输局（在办4件） 职责：道路交通")
	portaltest.Says(t, b.Get("/county/cases/c3"), "审批延期", "不同意延期")
	portaltest.Expect(t, "missing", b.Get("/county/cases/none").Status, http.StatusNotFound)
}
