package roster

import (
	"slices"
	"sync"
	"testing"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
)

func TestEveryOperationIsServed(t *testing.T) {
	var served []string
	m := Module(Settings{})
	inner := m.Build
	m.Build = func(b *app.Builder) error {
		err := inner(b)
		for _, op := range b.RPC.Operations() {
			served = append(served, op.Declared().Name)
		}
		return err
	}
	apptest.Start(t, m)
	for _, op := range append(slices.Clone(api.Operations), rules.OpsOf("roster").All()...) {
		if !slices.Contains(served, op.Declared().Name) {
			t.Errorf("%s is declared and not served", op.Declared().Name)
		}
	}
}

// What a neighbour of the same rank tries on another county's objects does not
// exist for them.
func TestNeighboursReachNothing(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	p := f.pairs(1, "甲")[0]
	d := f.announced("甲")
	n := f.as(authz.Assignment{Role: authz.CountyAdmin, Area: yuanling})
	sh := d.Shifts[0].ID
	mandate, posting := p.Mandates[0].ID, p.Postings[0].ID
	apptest.Refused(t, n, api.GetPerson, api.ByID{ID: p.ID}, "person.not_found")
	apptest.Refused(t, n, api.UpdatePerson, api.UpdatePersonRequest{ID: p.ID, PersonDraft: api.PersonDraft{Name: "改"}}, "person.not_found")
	apptest.Refused(t, n, api.UnmaskPerson, api.UnmaskRequest{ID: p.ID, Purpose: "看看"}, "person.not_found")
	apptest.Refused(t, n, api.AddMandate, api.AddMandateRequest{ID: p.ID, Mandate: seat(huaihua)}, "person.not_found")
	apptest.Refused(t, n, api.ChangeMandate, api.ChangeMandateRequest{ID: p.ID, Mandate: mandate, To: api.MandateTerminated, Cause: "resigned", Reason: "辞"}, "person.not_found")
	apptest.Refused(t, n, api.PostPerson, api.PostRequest{ID: p.ID, Station: "甲"}, "roster.no_station")
	apptest.Refused(t, n, api.EndPosting, api.EndPostingRequest{ID: p.ID, Posting: posting, Reason: "止"}, "person.not_found")
	apptest.Refused(t, n, api.TakeLeave, api.LeaveRequest{ID: p.ID, From: "2026-04-01", To: "2026-04-02", Reason: "假"}, "person.not_found")
	apptest.Refused(t, n, api.CancelLeave, api.CancelLeaveRequest{ID: p.ID, Leave: "l"}, "person.not_found")
	apptest.Refused(t, n, api.PlanMonth, api.PlanRequest{Station: "甲", Month: month}, "roster.no_station")
	apptest.Refused(t, n, api.PlanMonth, api.PlanRequest{Area: chenxi, Month: month}, "roster.no_stations")
	apptest.Refused(t, n, api.GetMonth, api.MonthRequest{Station: "甲", Month: month}, "roster.no_station")
	apptest.Refused(t, n, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month}, "roster.no_station")
	apptest.Refused(t, n, api.GetDay, api.ByID{ID: d.ID}, "roster.no_day")
	apptest.Refused(t, n, api.ChangeShift, api.ChangeShiftRequest{ID: d.ID, Shift: sh, Reason: "换"}, "roster.no_day")
	apptest.Refused(t, n, api.MoveDay, api.MoveDayRequest{ID: d.ID, Start: at(20, 9), End: at(20, 10), Reason: "移"}, "roster.no_day")
	apptest.Refused(t, n, api.CancelDay, api.Reasoned{ID: d.ID, Reason: "消"}, "roster.no_day")
	apptest.Refused(t, n, api.CheckIn, api.CheckRequest{ID: d.ID, Shift: sh}, "roster.no_day")
	apptest.Refused(t, n, api.CheckOut, api.CheckRequest{ID: d.ID, Shift: sh}, "roster.no_day")
	apptest.Refused(t, n, api.MarkAbsent, api.MarkAbsentRequest{ID: d.ID, Shift: sh, Reason: "缺"}, "roster.no_day")
	if page := apptest.Call(t, n, api.ListDays, api.ListDaysRequest{Station: "甲"}); len(page.Items) != 0 {
		t.Errorf("%+v", page.Items)
	}
	stranger := f.deputy("stranger")
	apptest.Refused(t, stranger, api.ConfirmShift, api.ShiftRequest{ID: d.ID, Shift: sh}, "roster.no_day")
	apptest.Refused(t, stranger, api.SwapCandidates, api.ShiftRequest{ID: d.ID, Shift: sh}, "roster.no_day")
	apptest.Refused(t, stranger, api.AskSwap, api.AskSwapRequest{ID: d.ID, Shift: sh, With: p.ID}, "roster.no_day")
	apptest.Refused(t, stranger, api.AnswerSwap, api.AnswerSwapRequest{ID: d.ID, Shift: sh, Accept: true}, "roster.no_day")
}

func TestAddMandateMakesADeputy(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	p := apptest.Call(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, PersonDraft: api.PersonDraft{Name: "当选"}})
	p = apptest.Call(t, f.county, api.AddMandate, api.AddMandateRequest{ID: p.ID, Mandate: seat(town)})
	if len(p.Mandates) != 1 || p.Mandates[0].History[0].Cause != "recorded" {
		t.Errorf("%+v", p.Mandates)
	}
	apptest.Call(t, f.county, api.PostPerson, api.PostRequest{ID: p.ID, Station: "甲"})
	apptest.Refused(t, f.county, api.AddMandate, api.AddMandateRequest{ID: p.ID, Mandate: seat(other)}, "roster.two_lines")
}

// Two people press "generate" at once: the station has one day, not two.
func TestPlansMadeAtOnce(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(2, "甲")
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			_, err := rpc.Call(t.Context(), f.county, api.PlanMonth, api.PlanRequest{Station: "甲", Month: month})
			if err != nil && !fault.HasCode(err, "roster.day_taken") {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if m := apptest.Call(t, f.county, api.GetMonth, api.MonthRequest{Station: "甲", Month: month}); len(m.Days) != 1 {
		t.Errorf("%d days", len(m.Days))
	}
}

// Between question and answer the other deputy was put on duty elsewhere.
func TestASwapThatCameTooLate(t *testing.T) {
	f := start(t)
	f.stations(town, "甲", "乙")
	me, spare := f.person("官一", true, "甲"), f.person("官二", true, "甲", "乙")
	f.person("民甲", false, "甲")
	f.person("民乙", false, "乙")
	apptest.Call(t, f.county, api.TakeLeave, api.LeaveRequest{ID: spare.ID, From: "2026-03-16", To: "2026-03-16", Reason: "先占"})
	d := f.announced("甲")
	leave := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: spare.ID}).Leaves[0].ID
	apptest.Call(t, f.county, api.CancelLeave, api.CancelLeaveRequest{ID: spare.ID, Leave: leave})
	sh := of(d, "official").ID
	apptest.Call(t, f.deputy(me.ID), api.AskSwap, api.AskSwapRequest{ID: d.ID, Shift: sh, With: spare.ID})
	f.announced("乙")
	apptest.Refused(t, f.deputy(spare.ID), api.AnswerSwap, api.AnswerSwapRequest{ID: d.ID, Shift: sh, Accept: true}, "roster.rule.twice_at_once")
	got := apptest.Call(t, f.deputy(spare.ID), api.AnswerSwap, api.AnswerSwapRequest{ID: d.ID, Shift: sh})
	if of(got, "official").Person != me.ID || of(got, "official").State != api.ShiftAssigned {
		t.Errorf("%+v", got.Shifts)
	}
}

func TestMarkAbsentRefuses(t *testing.T) {
	d := reception(api.DayPublished)
	for what, c := range map[string]struct {
		shift string
		when  time.Time
		code  string
	}{
		"before the start": {"so", at(16, 8), "roster.checkin_early"},
		"much later":       {"so", at(24, 9), "roster.checkin_late"},
		"no such shift":    {"none", at(16, 10), "roster.no_shift"},
	} {
		_, err := d.markAbsent(c.shift, "缺席", defaults, act{By: "staff", At: c.when})
		want(t, what, err, c.code)
	}
	_, err := reception(api.DayPlanned).markAbsent("so", "缺席", defaults, act{By: "staff", At: at(16, 10)})
	want(t, "on a plan", err, "roster.shift_state")
}

// A township reaches the person who lives there, not their seat in a higher congress.
func TestSeatsOfHigherCongressesAreTheirs(t *testing.T) {
	f := start(t)
	p := apptest.Call(t, f.county, api.CreatePerson, api.CreatePersonRequest{Area: town, PersonDraft: api.PersonDraft{Name: "谭敏"}, Mandates: []api.MandateDraft{seat(chenxi)}})
	req := api.ChangeMandateRequest{ID: p.ID, Mandate: p.Mandates[0].ID, To: api.MandateTerminated, Cause: "resigned", Reason: "本人辞职"}
	apptest.Refused(t, f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: town}), api.ChangeMandate, req, "roster.congress_above")
	if got := apptest.Call(t, f.county, api.ChangeMandate, req); got.Mandates[0].Status != api.MandateTerminated {
		t.Fatalf("%+v", got.Mandates)
	}
}
