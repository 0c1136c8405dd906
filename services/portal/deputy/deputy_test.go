package deputy_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
)

func TestTodayShowsTheNextShiftAndWhatIsAsked(t *testing.T) {
	_, _, b := start(t)
	page := b.Get("/d")
	portaltest.Says(t, page, "舒建华请您接替一次接待", "那天县里开会", "11月24日 周二 9:00–11:30", "辰阳镇人大代表联络站 · 一楼接待室", "同班：舒建华", "待确认", "以后的接待")
	portaltest.Silent(t, page, "签到")
}

func TestOnlyDeputiesGetIn(t *testing.T) {
	_, site, _ := start(t)
	for _, role := range []authz.Role{authz.LiaisonOfficer, authz.HandlingUnit, authz.CountyAdmin} {
		portaltest.Expect(t, string(role), site.As(t, role).Get("/d").Status, http.StatusForbidden)
	}
	portaltest.Expect(t, "nobody", site.Visitor(t).Get("/d").Location(), "/sign-in?next=%2Fd")
}

func TestADeputyConfirmsAShift(t *testing.T) {
	p, _, b := start(t)
	page := portaltest.Does(t, b, "/d", "/d/shifts/d1/s11/yes", nil)
	portaltest.Says(t, page, "已确认，届时请提前到站")
	portaltest.Expect(t, "state", p.shift("d1", "s11").State, roster.ShiftConfirmed)
	portaltest.Silent(t, page, "待确认")
}

func TestADeputyChecksInAndOut(t *testing.T) {
	p, site, b := start(t)
	site.Clock.Set(at(24, 8))
	portaltest.Says(t, portaltest.Does(t, b, "/d", "/d/shifts/d1/s11/in", nil), "已签到", "8:00 已签到", "签退")
	site.Clock.Set(at(24, 12))
	page := portaltest.Does(t, b, "/d", "/d/shifts/d1/s11/out", nil)
	portaltest.Says(t, page, "已记入履职档案", "11月30日")
	portaltest.Expect(t, "left", p.shift("d1", "s11").CheckedOut.IsZero(), false)
}

func TestTooEarlyIsSaidInWords(t *testing.T) {
	_, site, b := start(t)
	site.Clock.Set(at(24, 6))
	portaltest.Says(t, portaltest.Does(t, b, "/d", "/d/shifts/d1/s11/in", nil), "还没到签到时间", "同班：舒建华")
}

func TestADeputyAsksForASwap(t *testing.T) {
	p, _, b := start(t)
	page := b.Get("/d/shifts/d1/s11/swap")
	portaltest.Says(t, page, "米秀英", "今年 6 次", "张祖荣", "今年 5 次")
	page = portaltest.Does(t, b, "/d/shifts/d1/s11/swap", "/d/shifts/d1/s11/swap", url.Values{"with": {"pe-3"}, "note": {"出差"}})
	portaltest.Says(t, page, "已发出换班请求", "已请米秀英接替", "还是我去")
	portaltest.Expect(t, "note", p.shift("d1", "s11").SwapNote, "出差")
}

func TestNobodyToSwapWith(t *testing.T) {
	p := newPhone()
	site := portaltest.Start(t, pagesOf(), append(p.fakes(), noCandidates())...)
	portaltest.Says(t, site.As(t, authz.DeputyRole).Get("/d/shifts/d1/s11/swap"), "没有可以接替的代表", "请联系联络员安排")
}

func TestADeputyAnswersASwap(t *testing.T) {
	p, _, b := start(t)
	portaltest.Says(t, portaltest.Does(t, b, "/d", "/d/shifts/d3/s31/reply", url.Values{"accept": {"true"}}), "已接替", "11月27日")
	portaltest.Expect(t, "person", p.shift("d3", "s31").Person, me)
	q, _, b := start(t)
	portaltest.Says(t, portaltest.Does(t, b, "/d", "/d/shifts/d3/s31/reply", url.Values{"accept": {"false"}}), "已答复对方")
	portaltest.Expect(t, "person", q.shift("d3", "s31").Person, colleague)
}

func TestADeputyRegistersWhatIsHeard(t *testing.T) {
	p, site, b := start(t)
	site.Clock.Set(at(24, 9))
	page := b.Submit(b.Get("/d/hear"), "/d/hear", url.Values{"text": {"自来水浑浊"}, "who.name": {"王大姐"}, "who.phone": {"13800005678"}, "place.text": {"沙堆村"}})
	portaltest.Expect(t, "status", page.Status, http.StatusOK)
	portaltest.Says(t, page, "431223-26-00139-4", "7KM2 9QXF", "只显示这一次", "3 个工作日内研判")
	got := p.taken[0]
	portaltest.Expect(t, "channel", got.Channel, casework.OnPhone)
	portaltest.Expect(t, "receiver", strings.Join(got.ReceivedBy, ","), me)
	portaltest.Expect(t, "day", got.ReceptionDay, "d1")
	portaltest.Expect(t, "station", got.Station, portaltest.Station)
	portaltest.Expect(t, "phone", got.Who.Phone, "13800005678")
	portaltest.Says(t, b.Get("/d"), "今天登记的意见（1件）", "新登记")
}

func TestAnAnonymousPersonLeavesNothing(t *testing.T) {
	p, _, b := start(t)
	b.Submit(b.Get("/d/hear"), "/d/hear", url.Values{"text": {"路灯不亮"}, "who.name": {"误填"}, "who.anonymous": {"true"}})
	portaltest.Expect(t, "who", p.taken[0].Who, casework.Who{Anonymous: true})
}

func TestWhatIsTypedAndThePhotosStayUntilItIsMended(t *testing.T) {
	p, _, b := start(t)
	form := b.Get("/d/hear").Form(t, "/d/hear")
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, values := range form {
		if err := w.WriteField(name, values[0]); err != nil {
			t.Fatal(err)
		}
	}
	f, err := w.CreateFormFile("photos", "路.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte("jpeg")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	b.Header.Set("Content-Type", w.FormDataContentType())
	page := b.PostBody("/d/hear", body.String())
	b.Header.Del("Content-Type")
	portaltest.Expect(t, "status", page.Status, http.StatusUnprocessableEntity)
	portaltest.Says(t, page, "请填写姓名或电话", "已保存 1 张照片")
	page = b.Submit(page, "/d/hear", url.Values{"text": {"村口的路塌了"}, "who.name": {"李四"}})
	portaltest.Expect(t, "mended", page.Status, http.StatusOK)
	portaltest.Expect(t, "photos", strings.Join(p.taken[0].Photos, ","), "up1")
}

func TestADeputyOfTwoStationsChoosesOne(t *testing.T) {
	p, _, b := start(t, func(p *phone) {
		p.person.Postings = append(p.person.Postings, roster.Posting{ID: "po2", Station: "st-2"}, roster.Posting{ID: "po3", Station: "st-3", Until: at(1, 0)})
	})
	page := b.Get("/d/hear")
	portaltest.Says(t, page, "登记到哪个联络站", "桥头村联络点")
	portaltest.Silent(t, page, "st-3")
	b.Submit(page, "/d/hear", url.Values{"text": {"路灯不亮"}, "who.name": {"李四"}, "station": {"st-2"}})
	portaltest.Expect(t, "station", p.taken[0].Station, "st-2")
	portaltest.Expect(t, "no reception there today", p.taken[0].ReceptionDay, "")
}

func TestWithoutAPostingNothingCanBeRegistered(t *testing.T) {
	_, _, b := start(t, func(p *phone) { p.person.Postings = nil })
	portaltest.Says(t, b.Get("/d/hear"), "您还没有进驻联络站")
}

func TestMineShowsWhatIsDueFirst(t *testing.T) {
	_, _, b := start(t, func(p *phone) {
		p.cases = append(p.cases, casework.Case{ID: "c2", Number: "n2", Title: "路灯不亮", Step: casework.Closed, ReceivedAt: at(1, 9)})
	})
	page := b.Get("/d/cases")
	portaltest.Says(t, page, "快到期或已超期 桥头村村口道路塌陷", "还有 3 个工作日", "我的全部意见 路灯不亮")
	_, _, b = start(t, func(p *phone) { p.cases = nil })
	portaltest.Says(t, b.Get("/d/cases"), "还没有您登记的意见")
}

func TestTheCaseOnThePhoneTakesANote(t *testing.T) {
	_, _, b := start(t)
	portaltest.Says(t, b.Get("/d/cases/c1"), "村口那条路下雨塌了一块", "当前由县交通运输局负责", "交办", "共 1 人反映")
	portaltest.Says(t, portaltest.Does(t, b, "/d/cases/c1", "/d/cases/c1/note", url.Values{"text": {"去看过了，确实危险"}}), "已保存", "去看过了，确实危险")
	portaltest.Expect(t, "missing", b.Get("/d/cases/c404").Status, http.StatusNotFound)
	portaltest.Expect(t, "photo", b.Get("/d/cases/c1/photos/ph1").Body, "picture")
}

func TestACaseThatTakesNoNoteOffersNone(t *testing.T) {
	_, _, b := start(t, func(p *phone) { p.cases[0].Next = nil })
	portaltest.Silent(t, b.Get("/d/cases/c1"), "补充情况")
}

func TestTheFileWritesItself(t *testing.T) {
	_, _, b := start(t)
	page := b.Get("/d/file")
	portaltest.Says(t, page, "接待次数 9", "接收意见 31", "91.7%", "接待群众（签到）", "凭证 01JD7PZZ", "缺席接待")
	only := b.Get("/d/file?year=2025&show=cases")
	portaltest.Says(t, only, "接收群众意见", "431223-26-00123-K")
	portaltest.Silent(t, only, "凭证 01JD7PZZ")
}

func TestLeaveIsRecordedAndCancelled(t *testing.T) {
	p, _, b := start(t)
	page := b.Get("/d/leave")
	portaltest.Says(t, page, "12月20日 周日 至 12月24日 周四", "外出学习")
	portaltest.Silent(t, page, "10月1日")
	page = portaltest.Does(t, b, "/d/leave", "/d/leave", url.Values{"from": {"2026-12-01"}, "to": {"2026-12-02"}, "reason": {"体检"}})
	portaltest.Says(t, page, "已登记请假", "体检")
	bad := b.Submit(page, "/d/leave", url.Values{"from": {"2026-12-09"}, "to": {"2026-12-08"}, "reason": {"体检"}})
	portaltest.Expect(t, "status", bad.Status, http.StatusUnprocessableEntity)
	portaltest.Says(t, bad, "最后一天不能早于第一天")
	portaltest.Expect(t, "typed", bad.Form(t, "/d/leave").Get("reason"), "体检")
	portaltest.Says(t, portaltest.Does(t, b, "/d/leave", "/d/leave/l1/end", nil), "已取消请假")
	portaltest.Expect(t, "left", len(p.person.Leaves), 0)
}

func TestPastAndCancelledShiftsAskNothing(t *testing.T) {
	_, site, b := start(t, func(p *phone) {
		p.days[1].State = roster.DayCancelled
	})
	site.Clock.Set(at(24, 20))
	page := b.Get("/d")
	portaltest.Says(t, page, "近期没有安排接待", "已取消")
	portaltest.Silent(t, page, "确认到岗")
	site.Clock.Advance(30 * 24 * time.Hour)
	portaltest.Silent(t, b.Get("/d"), "请您接替")
}

func TestABusyDayShowsTheLatestAndLeadsToTheRest(t *testing.T) {
	_, _, b := start(t, func(p *phone) {
		p.cases = nil
		for i := range 8 {
			p.cases = append(p.cases, casework.Case{ID: "c" + string(rune('0'+i)), Title: "第" + string(rune('0'+i)) + "件", Step: casework.Registered, ReceivedAt: portaltest.Now})
		}
	})
	page := b.Get("/d")
	portaltest.Says(t, page, "今天登记的意见（8件）", "第4件", "查看全部")
	portaltest.Silent(t, page, "第5件")
}
