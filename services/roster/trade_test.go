package roster

import (
	"testing"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
)

// twoDays are two receptions of a station in the month, each with a pair of its own.
func (f *fixture) twoDays() (first, second api.ReceptionDay) {
	f.t.Helper()
	f.stations(town, "甲")
	f.pairs(2, "甲")
	made := apptest.Call(f.t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: month, Days: []api.PlanDay{
		{Date: "2026-03-16", From: "09:00", To: "11:00"}, {Date: "2026-03-18", From: "09:00", To: "11:00"},
	}})
	return made.Days[0], made.Days[1]
}

func trading(from, to api.ReceptionDay, kind, reason string) api.TradeRequest {
	return api.TradeRequest{ID: from.ID, Shift: of(from, kind).ID, ToDay: to.ID, ToShift: of(to, kind).ID, Reason: reason}
}

func TestTwoDeputiesTrade(t *testing.T) {
	f := start(t)
	first, second := f.twoDays()
	a, b := of(first, "official"), of(second, "official")
	got := apptest.Call(t, f.county, api.TradeShifts, trading(first, second, "official", ""))
	if got.ID != second.ID || of(got, "official").Person != a.Person || of(f.day(first.ID), "official").Person != b.Person {
		t.Errorf("%+v", got.Shifts)
	}
	f.publish("甲")
	apptest.Refused(t, f.county, api.TradeShifts, trading(first, second, "official", ""), "roster.reason")
	apptest.Call(t, f.county, api.TradeShifts, trading(first, second, "official", "两人商定"))
	here, there := f.day(first.ID), f.day(second.ID)
	if of(here, "official").Person != a.Person || of(there, "official").Person != b.Person || of(here, "official").State != api.ShiftAssigned {
		t.Errorf("%+v %+v", here.Shifts, there.Shifts)
	}
	for _, c := range []struct {
		person string
		day    api.ReceptionDay
	}{{a.Person, here}, {b.Person, there}} {
		y := must1(f.service.dutyOf(t.Context(), c.person, 2026))
		if len(y.Slots) != 1 || y.Slots[0].Day != c.day.ID || !y.Slots[0].Start.Equal(c.day.Start) {
			t.Errorf("%s is bound to %+v", c.person, y.Slots)
		}
	}
}

func TestADeputyMovesToAnOpenShift(t *testing.T) {
	f := start(t)
	first, second := f.twoDays()
	moved := of(first, "grassroots").Person
	apptest.Call(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: second.ID, Shift: of(second, "grassroots").ID})
	got := apptest.Call(t, f.county, api.TradeShifts, trading(first, second, "grassroots", ""))
	if of(got, "grassroots").Person != moved {
		t.Errorf("%+v", got.Shifts)
	}
	if left := of(f.day(first.ID), "grassroots"); left.Person != "" || left.State != api.ShiftOpen {
		t.Errorf("%+v", left)
	}
	apptest.Refused(t, f.county, api.TradeShifts, trading(first, second, "grassroots", ""), "roster.nobody")
}

func TestATradeBreaksNoRule(t *testing.T) {
	f := start(t)
	first, second := f.twoDays()
	mixed := trading(first, second, "official", "")
	mixed.ToShift = of(second, "grassroots").ID
	apptest.Refused(t, f.county, api.TradeShifts, mixed, "roster.rule.kind")
	same := trading(first, first, "official", "")
	apptest.Refused(t, f.county, api.TradeShifts, same, "roster.no_trade")
	away := of(first, "official").Person
	apptest.Call(t, f.county, api.TakeLeave, api.LeaveRequest{ID: away, From: "2026-03-18", To: "2026-03-18", Reason: "学习"})
	apptest.Refused(t, f.county, api.TradeShifts, trading(first, second, "official", ""), "roster.rule.leave")
	apptest.Refused(t, f.county, api.TradeShifts, trading(second, first, "official", ""), "roster.rule.leave")
	posted := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: of(first, "grassroots").Person})
	apptest.Call(t, f.county, api.EndPosting, api.EndPostingRequest{ID: posted.ID, Posting: posted.Postings[0].ID, Reason: "轮换"})
	apptest.Refused(t, f.county, api.TradeShifts, trading(first, second, "grassroots", ""), "roster.nobody")
	neighbour := f.as(authz.Assignment{Role: authz.CountyAdmin, Area: yuanling})
	apptest.Refused(t, neighbour, api.TradeShifts, trading(first, second, "official", ""), "roster.no_day")
	next := apptest.Call(t, f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: "2026-04"}).Days[0]
	apptest.Refused(t, f.county, api.TradeShifts, trading(first, next, "official", ""), "roster.no_trade")
}
