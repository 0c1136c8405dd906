package roster

import (
	"strings"
	"testing"
	"time"

	api "lianluo/api/roster"
	stationapi "lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func TestChangeAPlannedShift(t *testing.T) {
	f := start(t)
	f.stations(town, "甲", "乙")
	people := f.pairs(2, "甲")
	stranger := f.person("外", true, "乙")
	d := f.plan("甲").Days[0]
	sh := of(d, "official")
	spare := people[0]
	if sh.Person == spare.ID {
		spare = people[2]
	}
	got := apptest.Call(t, f.officer("甲"), api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: spare.ID})
	if of(got, "official").Person != spare.ID || of(got, "official").Name != spare.Name || got.State != api.DayPlanned {
		t.Errorf("%+v", got.Shifts)
	}
	got = apptest.Call(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID})
	if of(got, "official").State != api.ShiftOpen {
		t.Errorf("nobody: %+v", got.Shifts)
	}
	for name, c := range map[string]struct{ shift, person, code string }{
		"somebody of another station": {sh.ID, stranger.ID, "roster.rule.posting"},
		"the other half of the pair":  {sh.ID, people[1].ID, "roster.rule.kind"},
		"no such shift":               {"none", spare.ID, "roster.no_shift"},
		"no such person":              {sh.ID, "none", "person.not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			apptest.Refused(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: c.shift, Person: c.person}, c.code)
		})
	}
	apptest.Call(t, f.county, api.TakeLeave, api.LeaveRequest{ID: spare.ID, From: "2026-03-16", To: "2026-03-16", Reason: "开会"})
	apptest.Refused(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: spare.ID}, "roster.rule.leave")
	apptest.Refused(t, f.officer("乙"), api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: stranger.ID}, "roster.no_day")
	apptest.Refused(t, f.deputy(spare.ID), api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: spare.ID}, "denied")
}

func TestSubstituteOnAnAnnouncedDay(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	people := f.pairs(2, "甲")
	d := f.announced("甲")
	sh := of(d, "grassroots")
	spare := people[1]
	if sh.Person == spare.ID {
		spare = people[3]
	}
	apptest.Refused(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: spare.ID}, "roster.reason")
	got := apptest.Call(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: spare.ID, Reason: "原代表外出"})
	if of(got, "grassroots").Person != spare.ID || got.History[len(got.History)-1].What != "ShiftSubstituted" || got.History[len(got.History)-1].Reason != "原代表外出" {
		t.Errorf("%+v", got)
	}
	if page := apptest.Call(t, f.deputy(sh.Person), api.MyShifts, api.MyShiftsRequest{}); len(page.Items) != 0 {
		t.Error("who was relieved still has the shift")
	}
	if page := apptest.Call(t, f.deputy(spare.ID), api.MyShifts, api.MyShiftsRequest{}); len(page.Items) != 1 {
		t.Error("the substitute has no shift")
	}
	f.Clock.Set(d.End.Add(time.Minute))
	apptest.Refused(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: sh.Person, Reason: "太晚"}, "roster.day_past")
}

func TestMoveAndCancel(t *testing.T) {
	f := start(t)
	f.stations(town, "甲", "乙")
	f.person("官共", true, "甲", "乙")
	f.person("民甲", false, "甲")
	f.person("民乙", false, "乙")
	a := f.announced("甲")
	b := apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Station: "乙", Month: month, Days: []api.PlanDay{{Date: "2026-03-17", From: "09:00", To: "11:00", Topic: "饮水"}}}).Days[0]
	if b.Topic != "饮水" || of(b, "official").Person == "" {
		t.Fatalf("%+v", b)
	}
	b = f.publish("乙").Days[0]
	move := func(id string, when time.Time, reason string) api.MoveDayRequest {
		return api.MoveDayRequest{ID: id, Start: when, End: when.Add(2 * time.Hour), Reason: reason}
	}
	apptest.Refused(t, f.county, api.MoveDay, move(b.ID, a.Start, "改期"), "roster.rule.twice_at_once")
	apptest.Refused(t, f.county, api.MoveDay, move(b.ID, at(18, 9), ""), "roster.reason")
	if got := apptest.Call(t, f.county, api.MoveDay, move(b.ID, at(18, 9), "会场有会")); !got.Start.Equal(at(18, 9)) || got.Late {
		t.Errorf("%+v", got)
	}
	apptest.Call(t, f.county, api.MoveDay, move(a.ID, at(17, 9), "让路")) // the 17th is free again
	apptest.Refused(t, f.county, api.MoveDay, move(a.ID, at(18, 9), "又改"), "roster.rule.twice_at_once")
	got := apptest.Call(t, f.county, api.CancelDay, api.Reasoned{ID: b.ID, Reason: "暴雨"})
	if got.State != api.DayCancelled || got.Cancelled != "暴雨" {
		t.Errorf("%+v", got)
	}
	apptest.Call(t, f.county, api.MoveDay, move(a.ID, at(18, 9), "又改")) // the official is free again
	apptest.Refused(t, f.county, api.CancelDay, api.Reasoned{ID: b.ID, Reason: "再次"}, "roster.day_over")
	again := f.plan("乙")
	if len(again.Days) != 1 || again.Days[0].Start.Equal(got.Start) {
		t.Errorf("a cancelled reception is not made up for: %+v", again)
	}
}

func TestReplanning(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(1, "甲")
	first := f.plan("甲").Days[0]
	again := f.plan("甲").Days[0]
	if again.ID != first.ID {
		t.Error("the same date made another day")
	}
	wish := func(dates ...string) api.PlanResult {
		req := api.PlanRequest{Station: "甲", Month: month}
		for _, d := range dates {
			req.Days = append(req.Days, api.PlanDay{Date: d, From: "09:00", To: "11:00"})
		}
		return apptest.Call(t, f.county, api.PlanMonth, req)
	}
	if made := wish("2026-03-10", "2026-03-20", "2026-03-24"); len(made.Days) != 3 {
		t.Fatalf("%+v", made)
	}
	if made := wish("2026-03-24"); len(made.Days) != 1 || !made.Days[0].Start.Equal(at(24, 9)) {
		t.Fatalf("%+v", made)
	}
	if m := apptest.Call(t, f.county, api.GetMonth, api.MonthRequest{Station: "甲", Month: month}); len(m.Days) != 1 {
		t.Errorf("dropped days are still there: %d", len(m.Days))
	}
	for _, bad := range []api.PlanRequest{
		{Station: "甲", Month: month, Days: []api.PlanDay{{Date: "2026-04-10", From: "09:00", To: "11:00"}}},
		{Station: "甲", Month: month, Days: []api.PlanDay{{Date: "2026-03-02", From: "09:00", To: "11:00"}}},
	} {
		apptest.Refused(t, f.county, api.PlanMonth, bad, "roster.day_wish")
	}
	apptest.Refused(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: month, Days: []api.PlanDay{{Date: "2026-03-12", From: "11:00", To: "09:00"}}}, "roster.hours")
	apptest.Refused(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: "2026-02"}, "roster.month_over")
	apptest.Refused(t, f.county, api.PlanMonth, api.PlanRequest{Month: month}, "roster.plan_where")
	apptest.Refused(t, f.county, api.PlanMonth, api.PlanRequest{Area: other, Month: month}, "roster.no_stations")
}

func TestPlanForAClosedStation(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	p := f.person("官", true)
	f.tellStation(stationapi.Changed{Station: "甲", Name: "甲站", Area: town, State: stationapi.Closed})
	apptest.Eventually(t, "the station is closed", func() bool {
		_, err := rpc.Call(t.Context(), f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: month})
		return fault.HasCode(err, "roster.station_shut")
	})
	apptest.Refused(t, f.county, api.PostPerson, api.PostRequest{ID: p.ID, Station: "甲"}, "roster.station_closed")
}

func TestLoadsAreFairOverTheYear(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(3, "甲")
	seen := map[string]int{}
	for _, m := range []string{"2026-03", "2026-04", "2026-05"} {
		apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: m})
		for _, d := range apptest.Call(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: m}).Days {
			for _, sh := range d.Shifts {
				seen[sh.Person]++
			}
		}
	}
	if len(seen) != 6 {
		t.Errorf("six deputies, six shifts: %v", seen)
	}
	m := apptest.Call(t, f.county, api.GetMonth, api.MonthRequest{Station: "甲", Month: "2026-05"})
	for _, l := range m.Loads {
		if l.Served+l.Planned != 1 || l.Planned == 1 && l.Why == "" {
			t.Errorf("%+v", l)
		}
	}
}

func TestListDaysOfAnArea(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.stations(other, "乙")
	f.pairs(1, "甲")
	f.announced("甲")
	f.plan("乙")
	township := f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: other})
	if page := apptest.Call(t, township, api.ListDays, api.ListDaysRequest{}); len(page.Items) != 1 || page.Items[0].Station != "乙" {
		t.Errorf("%+v", page.Items)
	}
	if page := apptest.Call(t, f.county, api.ListDays, api.ListDaysRequest{Station: "甲", From: at(1, 0), To: at(16, 10)}); len(page.Items) != 1 {
		t.Errorf("%+v", page.Items)
	}
	if page := apptest.Call(t, f.county, api.ListDays, api.ListDaysRequest{From: at(17, 0)}); len(page.Items) != 0 {
		t.Errorf("%+v", page.Items)
	}
	for want, req := range map[string]api.ListDaysRequest{
		"乙": {Area: other}, "甲": {State: "published"}, "乙 ": {State: "planned", Area: other}, "": {State: "held"}, " ": {Station: "甲", State: "planned"},
		"甲 ": {Station: "甲", State: "published", Area: town},
	} {
		page := apptest.Call(t, f.county, api.ListDays, req)
		if station := strings.TrimSpace(want); station == "" && len(page.Items) != 0 || station != "" && (len(page.Items) != 1 || page.Items[0].Station != station) {
			t.Errorf("%+v: %+v", req, page.Items)
		}
	}
	for _, req := range []api.ListDaysRequest{{Area: town}, {Area: "431223"}, {Area: "439999"}} {
		apptest.Refused(t, township, api.ListDays, req, "roster.area")
	}
}
