package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/insight"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

func TestDeputiesWithTheirFiles(t *testing.T) {
	b := sits(t, newOffice(), officer)
	portaltest.Says(t, b.Get("/desk/deputies"), "向春梅", "村医", "基层代表", "县", "5")
	page := b.Get("/desk/deputies/pe-1")
	portaltest.Says(t, page, "县人大代表（第 18 届）", "履职中", "2026 年履职档案", "收到 9 件，办结 7 件，满意 6 件", "登记", "431223-26-c7", "2026-12-01 至 2026-12-03", "138****0001", "辰阳镇联络站")
	away := sits(t, newOffice(), officer, portaltest.Refusing(insight.GetFile, fault.Unavailable(nil)))
	portaltest.Says(t, away.Get("/desk/deputies/pe-1"), "履职档案暂时取不到", "履职中")
}

func TestLeaveIsRecordedAndTakenBack(t *testing.T) {
	b := sits(t, newOffice(), officer)
	const person = "/desk/deputies/pe-1"
	page := b.Get(person)
	if strings.Contains(page.Body, "/leaves/l0/end") {
		t.Error("a leave that is over is taken back")
	}
	a := b.Submit(page, person+"/leaves", url.Values{"from": {"2026-12-10"}, "to": {"2026-12-01"}, "reason": {"外出"}})
	portaltest.Refused(t, a, "不能早于开始")
	portaltest.Expect(t, "kept", a.Form(t, person+"/leaves").Get("reason"), "外出")
	page = b.Follow(b.Submit(a, person+"/leaves", url.Values{"to": {"2026-12-12"}}))
	portaltest.Says(t, page, "请假已记录", "2026-12-10 至 2026-12-12")
	page = b.Follow(b.Submit(page, person+"/leaves/l2/end", nil))
	portaltest.Says(t, page, "请假已取消")
	portaltest.Silent(t, page, "2026-12-10")
}

func TestADeputysNumberIsShownForAPurpose(t *testing.T) {
	b := sits(t, newOffice(), officer)
	a := b.Submit(b.Get("/desk/deputies/pe-1"), "/desk/deputies/pe-1/contact", nil)
	portaltest.Says(t, a, "13800000001", "已记录查看")
}

func TestNoticesHangUntilTheEndOfTheirLastDay(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	page := b.Get("/desk/bulletin")
	portaltest.Says(t, page, "停电通知", "公示中", "N35MCX")
	for _, href := range []string{`"/s/N35MCX"`, `"/s/N35MCX/poster"`, `"/s/N35MCX/wall"`} {
		if !strings.Contains(page.Body, href) {
			t.Errorf("no %s", href)
		}
	}
	portaltest.Refused(t, b.Submit(page, "/desk/bulletin", url.Values{"text": {"周二停水"}}), "请填写标题")
	page = b.Follow(b.Submit(page, "/desk/bulletin", url.Values{"title": {"停水通知"}, "text": {"周二停水"}, "until": {"2026-11-24"}}))
	portaltest.Says(t, page, "公告已发布", "停水通知", "公示到 11月24日 周二")
	portaltest.Expect(t, "until", o.notices[0].Until.In(portaltest.Now.Location()).Format("2006-01-02 15:04"), "2026-11-24 23:59")
	portaltest.Refused(t, b.Submit(page, "/desk/bulletin/n2/withdrawal", nil), "请填写理由")
	portaltest.Says(t, b.Follow(b.Submit(page, "/desk/bulletin/n2/withdrawal", url.Values{"reason": {"取消停水"}})), "公告已撤回", "已撤回")
}

func TestAnOfficeOfSeveralStationsChoosesOne(t *testing.T) {
	o := newOffice()
	b := sits(t, o, township)
	portaltest.Says(t, b.Get("/desk/bulletin"), "辰阳镇联络站", "桥头联络点")
	chosen := b.Get("/desk/register?station=st-2")
	portaltest.Expect(t, "the form says where", chosen.Form(t, registerPath).Get("station"), "st-2")
	portaltest.Expect(t, "and it is remembered", b.Get("/desk/register").Form(t, registerPath).Get("station"), "st-2")
	b.Submit(chosen, registerPath, url.Values{"who.name": {"王小明"}, "text": {"桥头一直没有护栏"}})
	portaltest.Expect(t, "registered there", o.taken[0].Station, "st-2")
	portaltest.Expect(t, "another's", b.Get("/desk/register?station=st-9").Status, http.StatusNotFound)
	portaltest.Expect(t, "one station only", sits(t, newOffice(), officer).Get("/desk/register?station=st-2").Status, http.StatusNotFound)
}

func TestAnAreaWithoutAStationIsToldWhatToDo(t *testing.T) {
	b := sits(t, newOffice(), township, portaltest.Always(station.ListStations, rpc.Page[station.Station]{}))
	portaltest.Says(t, b.Get("/desk/register"), "还没有联络站", "县级管理员")
}

func TestOthersDoNotSitAtTheDesk(t *testing.T) {
	for _, role := range []authz.Role{authz.DeputyRole, authz.Auditor} {
		portaltest.Expect(t, string(role), sits(t, newOffice(), role).Get("/desk").Status, http.StatusForbidden)
	}
}

// Every page stands in both languages: no key without a text shows.
func TestNoPageLacksAText(t *testing.T) {
	for _, lang := range []string{"zh", "en"} {
		b := sits(t, newOffice(), township)
		b.Header.Set("Cookie", "lianluo_lang="+lang)
		for _, path := range []string{
			"/desk", registerPath, "/desk/callbacks", "/desk/deliveries", "/desk/deputies", "/desk/deputies/pe-1", "/desk/bulletin",
			november, november + "/publish", november + "/print", november + "/days/d1", november + "/days/d2", "/desk/cases",
		} {
			a := b.Get(path)
			portaltest.Expect(t, path, a.Status, http.StatusOK)
			for _, area := range []string{"desk.", "cases.", "ui.", "calendar."} {
				if i := strings.Index(a.Text(t), area); i >= 0 {
					t.Errorf("%s %s: %s", lang, path, a.Text(t)[i:min(i+40, len(a.Text(t)))])
				}
			}
		}
	}
}
