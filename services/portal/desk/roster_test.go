package desk_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/roster"
	"lianluo/services/portal/portaltest"
)

const november = "/desk/roster/2026-11"

func TestTheMonthShowsWhoServesAndWhatIsMissing(t *testing.T) {
	b := sits(t, newOffice(), officer)
	portaltest.Expect(t, "this month", b.Get("/desk/roster").Location(), november)
	page := b.Get(november)
	portaltest.Says(t, page, "2026年11月排班", "向春梅", "缺 1 名代表", "未公布", "1人待确认", "11月24日缺一名担任公职的代表", "本月 2 次，因两人请假", "另有 1 名代表本月不值班", "就应公布")
	if !strings.Contains(page.Body, `href="/desk/roster/2026-10"`) || !strings.Contains(page.Body, `href="/desk/roster/2026-12"`) {
		t.Error("no way to the months around")
	}
	portaltest.Says(t, b.Get(november+"/print"), "辰阳镇联络站 2026年11月排班", "一楼接待室", "舒建华")
	portaltest.Expect(t, "no month", b.Get("/desk/roster/soon").Status, http.StatusNotFound)
}

func TestAPlanSaysWhatItCouldNotFill(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	page := b.Get(november)
	a := b.Submit(page, november+"/plan", url.Values{"date": {"2026-11-30", ""}, "from": {"09:00", "09:00"}, "to": {"11:00", "11:30"}, "topic": {"用水", ""}})
	portaltest.Says(t, b.Follow(a), "已安排 1 个接待日", "没有可用的公职代表")
	portaltest.Expect(t, "days", len(o.planned[0].Days), 1)
	portaltest.Expect(t, "day", o.planned[0].Days[0], roster.PlanDay{Date: "2026-11-30", From: "09:00", To: "11:00", Topic: "用水"})
	b.Submit(b.Get(november), november+"/plan", nil)
	portaltest.Expect(t, "by the rule", len(o.planned[1].Days), 0)
}

func TestWhatIsMissingIsPlannedOnlyWhereSomethingIs(t *testing.T) {
	o := newOffice()
	o.violations = nil
	o.days = []roster.ReceptionDay{reception("d1", roster.DayPublished, at(30, 9), shift("s1", "向春梅", roster.ShiftConfirmed))}
	b := sits(t, o, officer)
	page := b.Get(november)
	portaltest.Says(t, page, "另加接待日")
	portaltest.Silent(t, page, "补排接待日")
	o.days[0].State = roster.DayCancelled
	portaltest.Says(t, b.Get(november), "补排接待日")
	portaltest.Silent(t, b.Get("/desk/roster/2026-10"), "补排接待日", "另加接待日")
}

func TestPublishingShowsWhatIsAnnouncedToWhom(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	page := b.Get(november + "/publish")
	portaltest.Says(t, page, "公布 1 个接待日，并通知 1 名代表", "11月24日 周二 9:00–11:30", "不足 3 天", "缺 1 名代表", "逾期公布的原因", "缺代表的原因")
	a := b.Submit(page, november+"/publish", url.Values{"lateReason": {"换届耽误"}})
	portaltest.Refused(t, a, "请说明原因")
	portaltest.Expect(t, "kept", a.Form(t, november+"/publish").Get("lateReason"), "换届耽误")
	done := b.Follow(b.Submit(a, november+"/publish", url.Values{"gapReason": {"出差"}}))
	portaltest.Says(t, done, "已公布 1 个接待日，已通知 1 名代表")
	portaltest.Expect(t, "month", o.published[0].Month+o.published[0].LateReason+o.published[0].GapReason, "2026-11换届耽误出差")
}

func TestWhatIsAnnouncedNeedsNoFurtherReasons(t *testing.T) {
	o := newOffice()
	o.days[0] = reception("d1", roster.DayPlanned, at(30, 9), shift("s1", "向春梅", roster.ShiftAssigned))
	b := sits(t, o, officer)
	page := b.Get(november + "/publish")
	portaltest.Says(t, page, "按时")
	portaltest.Silent(t, page, "原因")
	o.days = o.days[1:]
	portaltest.Says(t, b.Get(november+"/publish"), "没有待公布的接待日")
}

func TestAShiftIsChangedWithTheRulesCheckedAtOnce(t *testing.T) {
	b := sits(t, newOffice(), officer)
	page := b.Get(november + "/days/d2")
	portaltest.Says(t, page, "11月26日 周四 接待日", "舒建华", "待本人确认", "换一位基层代表", "张祖荣（本月 0 次，今年 0 次）")
	action := november + "/days/d2/shifts/s3/person"
	a := b.Submit(page, action, url.Values{"person": {"pe-9"}})
	portaltest.Refused(t, a, "张祖荣当天请假")
	portaltest.Expect(t, "kept", a.Form(t, action).Get("person"), "pe-9")
	portaltest.Says(t, b.Follow(b.Submit(a, action, url.Values{"reason": {"生病"}})), "已换人")
}

func TestADayIsMovedAndCancelled(t *testing.T) {
	o := newOffice()
	b := sits(t, o, officer)
	const day = november + "/days/d3"
	page := b.Get(day)
	a := b.Submit(page, day+"/time", url.Values{"from": {"九点"}})
	portaltest.Refused(t, a, "请填写日期和时间")
	moved := b.Submit(page, day+"/time", url.Values{"date": {"2026-12-01"}, "from": {"14:00"}, "to": {"16:30"}, "place": {"村部"}, "reason": {"开会"}})
	portaltest.Expect(t, "its new month", moved.Location(), "/desk/roster/2026-12/days/d3")
	portaltest.Expect(t, "start", o.day("d3").Start.Format("2006-01-02 15:04 -0700"), "2026-12-01 14:00 +0800")
	page = b.Follow(moved)
	portaltest.Says(t, page, "时间地点已修改", "村部", "将通知 1 名代表")
	page = b.Follow(b.Submit(page, "/desk/roster/2026-12/days/d3/cancellation", url.Values{"reason": {"场地维修"}}))
	portaltest.Says(t, page, "已取消", "场地维修")
	portaltest.Silent(t, page, "改时间地点", "换人")
}

func TestStaffRecordWhoCame(t *testing.T) {
	o := newOffice()
	o.days = []roster.ReceptionDay{reception("d0", roster.DayPublished, at(22, 9), shift("s0", "向春梅", roster.ShiftConfirmed), shift("s9", "舒建华", roster.ShiftAssigned))}
	b := sits(t, o, officer)
	const day = november + "/days/d0"
	page := b.Follow(b.Submit(b.Get(day), day+"/shifts/s0/checkin", nil))
	portaltest.Says(t, page, "已签到", "已到岗", "签退")
	portaltest.Refused(t, b.Submit(page, day+"/shifts/s9/absence", nil), "请填写理由", "舒建华 没有来？")
	portaltest.Says(t, b.Follow(b.Submit(page, day+"/shifts/s9/absence", url.Values{"reason": {"没有请假"}})), "已记录缺席", "缺席")
}
