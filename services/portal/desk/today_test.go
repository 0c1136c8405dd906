package desk_test

import (
	"net/http"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/pkg/fault"
	"lianluo/services/portal/portaltest"
)

func TestTodayBeginsWithWhatHurtsMost(t *testing.T) {
	a := sits(t, newOffice(), officer).Get("/desk")
	text := a.Text(t)
	inOrder(t, text, "桥头塌了", "路灯不亮", "水渠漏水", "垃圾没人收", "接待日还没有公布", "舒建华 还没有确认值班", "回访 李**：学校门口要斑马线", "1 条通知不确定是否送达", "接下来", "快到期的井盖", "代表接待日")
	portaltest.Says(t, a, "有 8 件事要办", "已逾期 2 个工作日", "今天到期", "研判分类")
	portaltest.Silent(t, a, "正在修的路") // in time and in others' hands
}

func TestEachLineLeadsToItsNextAction(t *testing.T) {
	a := sits(t, newOffice(), officer).Get("/desk")
	for _, href := range []string{
		`href="/desk/cases/c2?back=%2Fdesk#triage"`, `href="/desk/callbacks?station=st-1#call-c7-v7"`, `href="/desk/deliveries?state=uncertain"`,
		`href="/desk/roster/2026-11/publish?station=st-1"`, `href="/desk/roster/2026-11/days/d2"`,
	} {
		if !strings.Contains(a.Body, href) {
			t.Errorf("no %s", href)
		}
	}
}

func TestAnEmptyDayIsSaidKindlyWithWhatComes(t *testing.T) {
	o := newOffice()
	o.cases, o.calls, o.deliveries, o.days = o.cases[5:], nil, nil, o.days[2:]
	a := sits(t, o, officer).Get("/desk")
	portaltest.Says(t, a, "今天的事都办完了", "接下来", "快到期的井盖", "11月28日 周六 9:00–11:30")
}

func TestWhatIsAwayDoesNotTakeTheDayWithIt(t *testing.T) {
	away := fault.Unavailable(nil)
	b := sits(t, newOffice(), officer, portaltest.Refusing(roster.ListDays, away), portaltest.Refusing(notification.ListDeliveries, away))
	portaltest.Says(t, b.Get("/desk"), "有一部分暂时没有取到", "桥头塌了", "回访 李**")
	b = sits(t, newOffice(), officer, portaltest.Refusing(casework.ListCases, away))
	portaltest.Expect(t, "without the cases", b.Get("/desk").Status, http.StatusServiceUnavailable)
}

func TestAUnitSeesWhatWasHandedToItAndAcceptsInPlace(t *testing.T) {
	o := newOffice()
	o.cases = []casework.CaseRow{row("c8", "已接的活", casework.Handling, casework.ReplyCase.Declared(), 6), row("c2", "路灯不亮", casework.Assigned, casework.AcceptCase.Declared(), 1)}
	b := sits(t, o, unit)
	page := b.Get("/desk")
	inOrder(t, page.Text(t), "路灯不亮", "接收办理", "已接的活", "答复群众")
	portaltest.Silent(t, page, "回访", "登记", "通知送达")
	if strings.Contains(page.Body, "/desk/roster") {
		t.Error("a unit has no roster")
	}
	const accept = "/desk/today/cases/c2/acceptance"
	b.Header.Set("HX-Request", "true")
	got := b.Submit(page, accept, nil)
	if !strings.HasPrefix(got.Body, "<li") || !strings.Contains(got.Body, "办理中") || !strings.Contains(got.Body, `href="/desk/cases/c2?back=%2Fdesk#reply"`) {
		t.Errorf("the row in place: %s", got.Body)
	}
	b.Header.Del("HX-Request")
	next := b.Follow(b.Submit(page, accept, nil))
	portaltest.Says(t, next, "已接收 431223-26-c2")
	portaltest.Expect(t, "closed to units", b.Get("/desk/register").Status, http.StatusForbidden)
}

func TestAfterAnActionTheKeyboardIsAtTheNextOne(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	if strings.Contains(b.Get("/desk").Body, "autofocus") {
		t.Error("a page that opens by itself takes no focus")
	}
	o.days = []roster.ReceptionDay{reception("d0", roster.DayPublished, at(22, 9), shift("s0", "向春梅", roster.ShiftConfirmed))}
	page := b.Get("/desk")
	after := b.Follow(b.Submit(page, "/desk/today/days/d0/shifts/s0/checkin", nil))
	portaltest.Says(t, after, "向春梅 已签到")
	if !strings.Contains(after.Body, "autofocus") {
		t.Error("the next action has no focus")
	}
}

func TestDeputiesArriveOnTheDayItself(t *testing.T) {
	o := newOffice()
	o.days = []roster.ReceptionDay{
		reception("d0", roster.DayPublished, at(22, 9), shift("s0", "向春梅", roster.ShiftConfirmed), shift("s9", "舒建华", roster.ShiftAttended)),
		reception("d9", roster.DayMissed, at(20, 9), shift("s8", "米秀英", roster.ShiftAbsent)),
		reception("d8", roster.DayCancelled, at(25, 9)),
	}
	b := sits(t, o, officer)
	page := b.Get("/desk")
	portaltest.Says(t, page, "向春梅 今天值班，到了请签到", "没有代表到岗的记录")
	portaltest.Silent(t, page, "舒建华", "11月25日")
	b.Header.Set("HX-Request", "true")
	got := b.Submit(page, "/desk/today/days/d0/shifts/s0/checkin", nil)
	if !strings.Contains(got.Body, "已到") || strings.Contains(got.Body, "签到</span>") {
		t.Errorf("the row in place: %s", got.Body)
	}
}

func TestUnconfirmedOverdueCallsComeFirst(t *testing.T) {
	o := newOffice()
	o.cases = o.cases[2:3]
	o.calls[0].Until = at(20, 18)
	inOrder(t, sits(t, o, officer).Get("/desk").Text(t), "回访 李**", "水渠漏水")
}
