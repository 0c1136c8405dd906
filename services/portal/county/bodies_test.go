package county_test

import (
	"net/http"
	"net/url"
	"testing"

	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
)

func TestUnitsAreAddedWithTheirDuties(t *testing.T) {
	h, b := start(t)
	portaltest.Says(t, b.Get("/county/org/units"), "县交通运输局 县级 道路交通（整类） 0745-5232200 在用", "原县建设局", "已撤销")
	at := "/county/org/units/new?area=" + here
	page := portaltest.Does(t, b, at, at, url.Values{"name": {"县水利局"}, "level": {"county"}, "duty.category": {"0201", "", "0201"}, "duty.area": {township, "", township}, "duty.note": {"城区供水", "空行", "城区供水"}})
	portaltest.Says(t, page, "承办单位已保存", "县水利局")
	made := h.units["new1"]
	portaltest.Expect(t, "duties", len(made.Duties), 1)
	portaltest.Expect(t, "note", made.Duties[0].Note, "城区供水")
	portaltest.Expect(t, "area", made.Duties[0].Area, township)
}

func TestAUnitIsChangedAndRetired(t *testing.T) {
	h, b := start(t)
	at := "/county/org/units/u1"
	page := portaltest.Does(t, b, at, at, url.Values{"phone": {"0745-1"}, "duty.category": {"0101"}, "duty.area": {""}, "duty.note": {""}})
	holds(t, page, `value="0745-1"`)
	portaltest.Expect(t, "duty", h.units["u1"].Duties[0].Category, "0101")
	bad := refused(t, b, at, at, url.Values{"name": {"局"}, "duty.category": {"0201"}, "duty.area": {""}, "duty.note": {"改了"}})
	portaltest.Expect(t, "typed", bad.Form(t, at).Get("duty.note"), "改了")
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/retirement", url.Values{"reason": {"机构改革"}}), "承办单位已撤销", "已于11月22日 周日撤销")
}

func TestSupervisorsReadAndDoNotChange(t *testing.T) {
	_, b := start(t, authz.Supervisor)
	page := b.Get("/county/org/units/u1")
	portaltest.Says(t, page, "县交通运输局", "道路交通（整类）")
	silent(t, page, "保存", "撤销单位")
	silent(t, b.Get("/county/org/persons/p1"), "登记代表资格", "开通账号", "显示")
	silent(t, b.Get("/county/org/stations/"+portaltest.Station), "任命", "关闭联络站")
	for _, path := range []string{"units/new", "stations/new", "persons/new", "persons/p1/edit", "stations/st-1/edit"} {
		portaltest.Expect(t, path, b.Get("/county/org/"+path).Status, http.StatusForbidden)
	}
}

func TestAStationIsOpened(t *testing.T) {
	h, b := start(t)
	at := "/county/org/stations/new?area=" + township
	page := portaltest.Does(t, b, at, at, url.Values{"name": {"桥头村联络点"}, "kind": {"point"}, "from.1": {"09:00"}, "to.1": {"12:00"}, "lat": {"28.01"}})
	portaltest.Says(t, page, "联络站已保存", "桥头村联络点", "周一 09:00–12:00")
	portaltest.Expect(t, "lat", h.stations["new1"].Lat, 28.01)
	bad := refused(t, b, at, at, url.Values{"name": {"x"}, "from.2": {"08:00"}, "to.2": {"09:00"}})
	portaltest.Expect(t, "hours", bad.Form(t, at).Get("from.2"), "08:00")
	portaltest.Says(t, refused(t, b, at, at, url.Values{"name": {"联络点"}, "lat": {"north"}}), "请填写数字")
}

func TestAStationIsChangedAndClosed(t *testing.T) {
	h, b := start(t)
	at := "/county/org/stations/" + portaltest.Station
	portaltest.Says(t, b.Get("/county/org/stations"), "辰阳镇人大代表联络站 辰阳镇 CX8K3M 王立新", "已关闭")
	portaltest.Says(t, portaltest.Does(t, b, at+"/edit", at+"/edit", url.Values{"phone": {"0745-9"}}), "0745-9")
	portaltest.Expect(t, "hours stay", h.stations[portaltest.Station].Hours[0].From, "09:00")
	refused(t, b, at+"/edit", at+"/edit", url.Values{"name": {""}})
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/closing", url.Values{"reason": {"撤并"}}), "联络站已关闭", "已关闭")
	portaltest.Expect(t, "state", h.stations[portaltest.Station].State, station.Closed)
	silent(t, b.Get(at), "任命")
}

func TestStaffIsAppointedAndEnded(t *testing.T) {
	_, b := start(t)
	at := "/county/org/stations/" + portaltest.Station
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/staff", url.Values{"name": {"张小兰"}, "role": {"liaison_officer"}}), "已任命", "张小兰 联络员")
	page := refused(t, b, at, at+"/staff", url.Values{"name": {"李站长"}, "role": {"head"}})
	portaltest.Says(t, page, "已有站长在任")
	portaltest.Expect(t, "typed", page.Form(t, at+"/staff").Get("name"), "李站长")
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/staff/t1", nil), "任期已结束")
}

const persons = "/county/org/persons"

func TestPersonsAreFound(t *testing.T) {
	h, b := start(t)
	page := b.Get(persons + "?q=" + url.QueryEscape("向") + "&station=" + portaltest.Station)
	portaltest.Says(t, page, "向春梅 桥头村党支部书记 县级人大 基层代表 1 9")
	portaltest.Expect(t, "words", h.listed[0].Words, "向")
	portaltest.Expect(t, "station", h.listed[0].Station, portaltest.Station)
}

func TestAPersonIsAddedWithASeatInTheCongressOfTheArea(t *testing.T) {
	h, b := start(t)
	at := persons + "/new?area=" + township
	portaltest.Says(t, portaltest.Does(t, b, at, at, url.Values{"name": {"舒建华"}, "post": {"镇党委副书记"}, "official": {"true"}, "seat.level": {"county"}, "seat.term": {"18"}, "seat.from": {"2026-01-05"}, "station": {portaltest.Station}}),
		"人员信息已保存", "辰溪县第 18 届人大代表", "领导干部", "辰阳镇人大代表联络站")
	made := h.persons["new1"]
	portaltest.Expect(t, "congress", made.Mandates[0].Area, here)
	portaltest.Expect(t, "home", made.Area, township)
	page := refused(t, b, at, at, url.Values{"name": {"某某"}, "seat.level": {"township"}, "seat.term": {"1000"}})
	portaltest.Expect(t, "typed", page.Form(t, at).Get("seat.term"), "1000")
	holds(t, page, `id="f-seat-term-error"`)
}

func TestAPersonIsChanged(t *testing.T) {
	h, b := start(t)
	at := persons + "/p1"
	page := b.Get(at + "/edit")
	portaltest.Says(t, page, "已有 138****5678，留空则不变")
	portaltest.Says(t, portaltest.Does(t, b, at+"/edit", at+"/edit", url.Values{"post": {"村主任"}}), "村主任")
	portaltest.Expect(t, "post", h.persons["p1"].Post, "村主任")
	refused(t, b, at+"/edit", at+"/edit", url.Values{"phone": {"12"}})
}

func TestContactIsShownForAPurpose(t *testing.T) {
	h, b := start(t)
	page := b.Submit(b.Get(persons+"/p1"), persons+"/p1/contact", url.Values{"purpose": {"verify"}})
	portaltest.Says(t, page, "13812345678", "本次查看已记录")
	portaltest.Expect(t, "purpose", h.unmasked[0].Purpose, "核对身份")
	portaltest.Expect(t, "kept nowhere", page.Header.Get("Cache-Control"), "no-store")
	portaltest.Expect(t, "no purpose", b.Submit(b.Get(persons+"/p1"), persons+"/p1/contact", url.Values{"purpose": {"curious"}}).Status, http.StatusNotFound)
}

func TestMandatesFollowTheirLegalCauses(t *testing.T) {
	h, b := start(t)
	at := persons + "/p1"
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/mandates", url.Values{"mandate.level": {"township"}, "mandate.term": {"19"}, "mandate.from": {"2026-11-01"}}), "辰阳镇第 19 届人大代表")
	portaltest.Expect(t, "area", h.persons["p1"].Mandates[1].Area, township)
	page := portaltest.Does(t, b, at, at+"/mandates/m1", url.Values{"cause": {"custody"}, "reason": {"县人大常委会决定"}})
	portaltest.Says(t, page, "暂停执行职务", "因刑事案件被羁押", "县人大常委会决定", "暂停情形消失 → 恢复")
	portaltest.Expect(t, "status", string(h.persons["p1"].Mandates[0].Status), "suspended")
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/mandates/m1", url.Values{"cause": {"resigned"}, "reason": {"接受辞职"}}), "已终止")
	portaltest.Says(t, refused(t, b, at, at+"/mandates", url.Values{"mandate.term": {"0"}}), "第几届")
}

func TestPostingsAndLeaves(t *testing.T) {
	h, b := start(t)
	at := persons + "/p1"
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/postings", url.Values{"station": {portaltest.Station}, "until": {"2027-01-31"}}), "已安排进驻")
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/postings/q1/end", url.Values{"reason": {"调整"}}), "进驻已结束", "已结束")
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/leaves", url.Values{"from": {"2026-12-10"}, "to": {"2026-12-11"}, "reason": {"学习"}}), "请假已登记", "12月10日 周四 至 12月11日 周五")
	portaltest.Says(t, portaltest.Does(t, b, at, at+"/leaves/l1/end", nil), "请假已取消")
	portaltest.Expect(t, "leaves", len(h.persons["p1"].Leaves), 0)
	portaltest.Says(t, refused(t, b, at, at+"/leaves", url.Values{"from": {"2026-12-10"}, "reason": {"学习"}}), "最后一天")
}

func TestThingsOfOthersAreNotFound(t *testing.T) {
	_, b := start(t)
	for _, path := range []string{"users/none", "units/none", "stations/none", "persons/none", "persons/none/edit", "stations/none/edit", "users/none/grant"} {
		portaltest.Expect(t, path, b.Get("/county/org/"+path).Status, http.StatusNotFound)
	}
}
