package roster

import (
	"slices"
	"testing"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
)

func TestADeputysShift(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	people := f.pairs(2, "甲")
	d := f.announced("甲")
	sh := of(d, "official")
	me, spare := f.deputy(sh.Person), people[0]
	if spare.ID == sh.Person {
		spare = people[2]
	}
	ref := api.ShiftRequest{ID: d.ID, Shift: sh.ID}
	if got := apptest.Call(t, me, api.ConfirmShift, ref); of(got, "official").State != api.ShiftConfirmed {
		t.Errorf("%+v", got.Shifts)
	}
	apptest.Refused(t, f.deputy(spare.ID), api.ConfirmShift, ref, "roster.no_day")
	candidates := apptest.Call(t, me, api.SwapCandidates, ref)
	if len(candidates.Items) != 1 || candidates.Items[0].Person != spare.ID {
		t.Fatalf("%+v", candidates.Items)
	}
	apptest.Refused(t, me, api.AskSwap, api.AskSwapRequest{ID: d.ID, Shift: sh.ID, With: of(d, "grassroots").Person}, "roster.rule.posting")
	apptest.Refused(t, me, api.AskSwap, api.AskSwapRequest{ID: d.ID, Shift: sh.ID, With: "nobody"}, "roster.rule.posting")
	apptest.Call(t, me, api.AskSwap, api.AskSwapRequest{ID: d.ID, Shift: sh.ID, With: spare.ID, Note: "出差"})
	asked := apptest.Call(t, f.deputy(spare.ID), api.MyShifts, api.MyShiftsRequest{})
	if len(asked.Items) != 1 || of(asked.Items[0], "official").SwapNote != "出差" {
		t.Errorf("%+v", asked.Items)
	}
	apptest.Refused(t, me, api.AnswerSwap, api.AnswerSwapRequest{ID: d.ID, Shift: sh.ID, Accept: true}, "roster.not_asked")
	got := apptest.Call(t, f.deputy(spare.ID), api.AnswerSwap, api.AnswerSwapRequest{ID: d.ID, Shift: sh.ID, Accept: true})
	if of(got, "official").Person != spare.ID || of(got, "official").State != api.ShiftConfirmed {
		t.Errorf("%+v", got.Shifts)
	}
	if page := apptest.Call(t, me, api.MyShifts, api.MyShiftsRequest{}); len(page.Items) != 0 {
		t.Errorf("%+v", page.Items)
	}
	apptest.Call(t, f.county, api.TakeLeave, api.LeaveRequest{ID: sh.Person, From: "2026-03-16", To: "2026-03-16", Reason: "出差"}) // free now
}

func TestTheDayOfAReception(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(1, "甲")
	d := f.announced("甲")
	official, grassroots := of(d, "official"), of(d, "grassroots")
	me := f.deputy(official.Person)
	apptest.Refused(t, me, api.CheckIn, api.CheckRequest{ID: d.ID, Shift: official.ID}, "roster.checkin_early")
	f.Clock.Set(d.Start.Add(-time.Hour))
	apptest.Call(t, me, api.CheckIn, api.CheckRequest{ID: d.ID, Shift: official.ID})
	apptest.Refused(t, me, api.CheckIn, api.CheckRequest{ID: d.ID, Shift: grassroots.ID}, "roster.not_yours")
	if p := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: official.Person}); p.Served != 1 {
		t.Errorf("served %d", p.Served)
	}
	f.Clock.Set(d.End)
	f.awaitDay(d.ID, "the reception is held", func(d api.ReceptionDay) bool { return d.State == api.DayHeld })
	apptest.Call(t, me, api.CheckOut, api.CheckRequest{ID: d.ID, Shift: official.ID})
	f.Clock.Set(at(17, 1))
	f.awaitDay(d.ID, "the absent are marked", func(d api.ReceptionDay) bool { return of(d, "grassroots").State == api.ShiftAbsent })
	// Staff know better.
	officer := f.officer("甲")
	got := apptest.Call(t, officer, api.CheckIn, api.CheckRequest{ID: d.ID, Shift: grassroots.ID})
	if of(got, "grassroots").State != api.ShiftAttended {
		t.Errorf("%+v", got.Shifts)
	}
	got = apptest.Call(t, officer, api.MarkAbsent, api.MarkAbsentRequest{ID: d.ID, Shift: official.ID, Reason: "代签"})
	if of(got, "official").State != api.ShiftAbsent {
		t.Errorf("%+v", got.Shifts)
	}
	if p := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: official.Person}); p.Served != 0 {
		t.Errorf("served %d after the correction", p.Served)
	}
	if p := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: grassroots.Person}); p.Served != 1 {
		t.Errorf("served %d after the correction", p.Served)
	}
	apptest.Refused(t, me, api.MarkAbsent, api.MarkAbsentRequest{ID: d.ID, Shift: grassroots.ID, Reason: "试"}, "denied")
}

func (f *fixture) awaitDay(id, what string, cond func(api.ReceptionDay) bool) {
	f.t.Helper()
	apptest.Eventually(f.t, what, func() bool { return cond(f.day(id)) })
}

func TestNobodyCame(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(1, "甲")
	d := f.announced("甲")
	f.Clock.Set(at(18, 9))
	f.awaitDay(d.ID, "the day is missed", func(d api.ReceptionDay) bool { return d.State == api.DayMissed })
	made := f.plan("甲")
	if len(made.Days) != 1 || len(made.Shortages) != 0 {
		t.Errorf("a missed reception is not made up for: %+v", made)
	}
}

func TestLeave(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	p := f.person("官", true, "甲")
	f.person("民", false, "甲")
	f.plan("甲")
	self := f.deputy(p.ID)
	leave := func(from, to string) api.LeaveRequest {
		return api.LeaveRequest{ID: p.ID, From: from, To: to, Reason: "住院"}
	}
	got := apptest.Call(t, self, api.TakeLeave, leave("2026-03-15", "2026-03-20"))
	if len(got.Leaves) != 1 || got.Leaves[0].Reason != "住院" {
		t.Errorf("%+v", got.Leaves)
	}
	if got := apptest.Call(t, f.officer("甲"), api.GetPerson, api.ByID{ID: p.ID}); got.Leaves[0].Reason != "住院" {
		t.Error("the station does not see why")
	}
	if got := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: p.ID}); got.Leaves[0].Reason != "" || got.Leaves[0].From != "2026-03-15" {
		t.Errorf("the county sees why: %+v", got.Leaves)
	}
	f.journalHolds(t, "住院", false)
	month := apptest.Call(t, f.county, api.GetMonth, api.MonthRequest{Station: "甲", Month: month})
	if of(month.Days[0], "official").State != api.ShiftOpen || len(month.Violations) == 0 {
		t.Errorf("the planned shift stays: %+v", month)
	}
	apptest.Refused(t, self, api.TakeLeave, leave("2026-03-20", "2026-03-25"), "roster.leave_overlap")
	apptest.Refused(t, self, api.TakeLeave, leave("2026-04-05", "2026-04-01"), "roster.leave_days")
	apptest.Refused(t, self, api.TakeLeave, leave("2026-04-05", "2028-04-01"), "roster.leave_days")
	apptest.Refused(t, f.deputy("somebody"), api.TakeLeave, leave("2026-05-05", "2026-05-06"), "person.not_found")
	f.Clock.Set(at(17, 9))
	got = apptest.Call(t, self, api.CancelLeave, api.CancelLeaveRequest{ID: p.ID, Leave: got.Leaves[0].ID})
	if got.Leaves[0].To != "2026-03-16" {
		t.Errorf("a leave under way ends yesterday: %+v", got.Leaves)
	}
	apptest.Refused(t, self, api.CancelLeave, api.CancelLeaveRequest{ID: p.ID, Leave: got.Leaves[0].ID}, "roster.leave_over")
	apptest.Refused(t, self, api.CancelLeave, api.CancelLeaveRequest{ID: p.ID, Leave: "none"}, "roster.no_leave")
}

func TestLeaveOverAnAnnouncedShift(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	people := f.pairs(1, "甲")
	d := f.announced("甲")
	req := api.LeaveRequest{ID: people[0].ID, From: "2026-03-16", To: "2026-03-16", Reason: "学习"}
	apptest.Refused(t, f.county, api.TakeLeave, req, "roster.on_duty")
	if p := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: people[0].ID}); len(p.Leaves) != 0 {
		t.Errorf("a refused leave stays: %+v", p.Leaves)
	}
	apptest.Call(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: of(d, "official").ID, Reason: "急病"})
	apptest.Call(t, f.county, api.TakeLeave, req)
}

func TestMandateAndPostingEndFreeShifts(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	people := f.pairs(1, "甲")
	d := f.announced("甲")
	official, grassroots := people[0], people[1]
	apptest.Call(t, f.county, api.ChangeMandate, api.ChangeMandateRequest{ID: official.ID, Mandate: official.Mandates[0].ID, To: api.MandateSuspended, Cause: "custody", Reason: "公安机关通报"})
	if got := f.day(d.ID); of(got, "official").State != api.ShiftOpen || of(got, "grassroots").Person != grassroots.ID {
		t.Errorf("%+v", got.Shifts)
	}
	apptest.Refused(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: of(d, "official").ID, Person: official.ID, Reason: "试"}, "roster.rule.posting")
	apptest.Call(t, f.county, api.EndPosting, api.EndPostingRequest{ID: grassroots.ID, Posting: grassroots.Postings[0].ID, Reason: "轮换"})
	if got := f.day(d.ID); of(got, "grassroots").State != api.ShiftOpen {
		t.Errorf("%+v", got.Shifts)
	}
	apptest.Refused(t, f.officer("甲"), api.GetPerson, api.ByID{ID: grassroots.ID}, "person.not_found")
	apptest.Refused(t, f.county, api.PostPerson, api.PostRequest{ID: grassroots.ID, Station: "甲", From: at(3, 0), Until: at(2, 0)}, "roster.term")
	apptest.Call(t, f.county, api.PostPerson, api.PostRequest{ID: grassroots.ID, Station: "甲"})
	apptest.Refused(t, f.county, api.PostPerson, api.PostRequest{ID: grassroots.ID, Station: "甲"}, "roster.posted")
	staff := apptest.Call(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, PersonDraft: api.PersonDraft{Name: "干事"}})
	apptest.Refused(t, f.county, api.PostPerson, api.PostRequest{ID: staff.ID, Station: "甲"}, "roster.not_deputy")
}

func TestWhoTakesAnOfficeLeavesTheGrassRoots(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	people := f.pairs(1, "甲")
	d := f.announced("甲")
	apptest.Call(t, f.county, api.UpdatePerson, api.UpdatePersonRequest{ID: people[1].ID, PersonDraft: api.PersonDraft{Name: "民0", Post: "副镇长", Official: true}})
	if got := f.day(d.ID); of(got, "grassroots").State != api.ShiftOpen {
		t.Errorf("%+v", got.Shifts)
	}
}

func TestTermsRunOut(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	short := seat(chenxi)
	short.Until = at(20, 0)
	p := apptest.Call(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, PersonDraft: api.PersonDraft{Name: "届满"}, Mandates: []api.MandateDraft{short}})
	q := f.person("期满", false)
	apptest.Call(t, f.county, api.PostPerson, api.PostRequest{ID: q.ID, Station: "甲", Until: at(20, 0)})
	f.Clock.Set(at(20, 1))
	apptest.Eventually(t, "mandate and posting ended", func() bool {
		got := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: p.ID})
		stored := must1(f.service.people.Get(system(t), q.ID))
		return got.Mandates[0].Status == api.MandateTerminated && got.Mandates[0].History[1].Cause == "term_ended" && !slices.Contains(stored.Reach, "s:甲")
	})
}
