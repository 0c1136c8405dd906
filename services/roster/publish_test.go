package roster

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/pkg/rules/rulestest"
)

func TestPublishLate(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(1, "甲")
	f.plan("甲")
	f.Clock.Set(at(14, 8))
	apptest.Refused(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month}, "roster.late")
	out := apptest.Call(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month, LateReason: "站长刚刚到任"})
	if out.Late != 1 || !out.Days[0].Late || out.Days[0].LateReason != "站长刚刚到任" {
		t.Errorf("%+v", out)
	}
}

func TestPublishWithAGap(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.person("官", true, "甲")
	if made := f.plan("甲"); len(made.Shortages) == 0 {
		t.Errorf("%+v", made)
	}
	apptest.Refused(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month}, "roster.gap")
	out := apptest.Call(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month, GapReason: "基层代表待补选"})
	if out.Days[0].GapReason == "" || of(out.Days[0], "grassroots").State != api.ShiftOpen {
		t.Errorf("%+v", out)
	}
	if m := apptest.Call(t, f.county, api.GetMonth, api.MonthRequest{Station: "甲", Month: month}); len(m.Violations) == 0 {
		t.Error("a published gap is not shown")
	}
	p := f.person("民", false, "甲")
	d := apptest.Call(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: out.Days[0].ID, Shift: of(out.Days[0], "grassroots").ID, Person: p.ID, Reason: "补齐"})
	if of(d, "grassroots").Person != p.ID {
		t.Errorf("%+v", d.Shifts)
	}
}

// Two stations share their only official. Whatever runs at once, the official is
// on one announced shift at most.
func TestNobodyIsBookedTwiceAtOnce(t *testing.T) {
	f := start(t)
	var stations []string
	for i := range 4 {
		stations = append(stations, fmt.Sprint("站", i))
	}
	f.stations(town, stations...)
	shared := f.person("官共", true, stations...)
	for _, st := range stations {
		f.person("民"+st, false, st)
		if made := f.plan(st); len(made.Shortages) != 0 {
			t.Fatalf("each alone has no shortage: %q", made.Shortages)
		}
	}
	var wg sync.WaitGroup
	won, lost := make(chan string, len(stations)), make(chan error, len(stations))
	for _, st := range stations {
		wg.Go(func() {
			if _, err := rpc.Call(t.Context(), f.county, api.PublishMonth, api.PublishRequest{Station: st, Month: month}); err != nil {
				lost <- err
				return
			}
			won <- st
		})
	}
	wg.Wait()
	if len(won) != 1 || len(lost) != len(stations)-1 {
		t.Fatalf("%d of %d announced", len(won), len(stations))
	}
	for range len(lost) {
		if err := <-lost; !fault.HasCode(err, "roster.rule.twice_at_once") && !fault.HasCode(err, "roster.twice_at_once") {
			t.Errorf("refused with %v", err)
		}
	}
	page := apptest.Call(t, f.deputy(shared.ID), api.MyShifts, api.MyShiftsRequest{})
	if len(page.Items) != 1 {
		t.Errorf("the official sees %d shifts", len(page.Items))
	}
}

// The same by hand: many substitutions at once want one free deputy.
func TestOneSubstituteForManyStations(t *testing.T) {
	f := start(t)
	stations := []string{"甲", "乙", "丙"}
	f.stations(town, stations...)
	free := f.person("替", true, stations...)
	apptest.Call(t, f.county, api.TakeLeave, api.LeaveRequest{ID: free.ID, From: "2026-03-16", To: "2026-03-16", Reason: "学习"})
	var days []api.ReceptionDay
	for _, st := range stations {
		f.person("官"+st, true, st)
		f.person("民"+st, false, st)
		days = append(days, f.announced(st))
	}
	leave := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: free.ID}).Leaves[0]
	apptest.Call(t, f.county, api.CancelLeave, api.CancelLeaveRequest{ID: free.ID, Leave: leave.ID})
	var wg sync.WaitGroup
	won := make(chan bool, len(days))
	for _, d := range days {
		wg.Go(func() {
			req := api.ChangeShiftRequest{ID: d.ID, Shift: of(d, "official").ID, Person: free.ID, Reason: "替班"}
			if _, err := rpc.Call(t.Context(), f.county, api.ChangeShift, req); err == nil {
				won <- true
			} else if !fault.Is(err, fault.KindFailedPrecondition) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	seats := 0
	for _, d := range days {
		if of(f.day(d.ID), "official").Person == free.ID {
			seats++
		}
	}
	if len(won) != 1 || seats != 1 {
		t.Errorf("%d substitutions, %d seats", len(won), seats)
	}
}

// A leave and an announcement of the same day at once: one of them is refused.
func TestLeaveAndPublicationExclude(t *testing.T) {
	for range 5 {
		f := start(t)
		f.stations(town, "甲")
		people := f.pairs(1, "甲")
		f.plan("甲")
		var wg sync.WaitGroup
		var published, left error
		wg.Go(func() {
			_, published = rpc.Call(t.Context(), f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month})
		})
		wg.Go(func() {
			_, left = rpc.Call(t.Context(), f.deputy(people[0].ID), api.TakeLeave, api.LeaveRequest{ID: people[0].ID, From: "2026-03-10", To: "2026-03-20", Reason: "住院"})
		})
		wg.Wait()
		if (published == nil) == (left == nil) {
			t.Fatalf("published: %v, leave: %v", published, left)
		}
	}
}

// An announced month satisfies all rules, in every county that chance makes.
func TestPublishedMonthsKeepTheRules(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			f := start(t)
			w := newWorld(f, seed)
			w.live()
			w.judge()
		})
	}
}

func TestRulesByPlace(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(2, "甲")
	rulestest.Set(t, f.System, "roster", chenxi,
		`{"reception_per_month":2,"reception_nth":2,"reception_weekday":5,"reception_from":"14:30","reception_to":"17:00","notice_days":5}`)
	made := f.plan("甲")
	if len(made.Days) != 2 || !made.Days[0].Start.Equal(at(13, 14).Add(30*60e9)) || !made.Days[1].Start.Equal(at(20, 14).Add(30*60e9)) {
		t.Fatalf("%+v", made)
	}
	if made.Days[0].Rule == "default" {
		t.Error("the rule's version is not recorded")
	}
	m := apptest.Call(t, f.county, api.GetMonth, api.MonthRequest{Station: "甲", Month: month})
	if m.NoticeDays != 5 || !m.PublishBy.Equal(calendar.NewDate(2026, 3, 8).End()) {
		t.Errorf("%+v", m)
	}
	apptest.Refused(t, f.county, rules.OpsOf("roster").Propose, rulestest.Change(chenxi, `{"reception_per_month":0}`), "rules.range")
}

// A preview names the days that the changed rules would put at odds with them.
func TestAPreviewNamesTheDaysThatWouldBreakTheRules(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(2, "甲")
	made := f.plan("甲")
	look := func(values string) []rules.Effect {
		return apptest.Call(t, f.county, rules.OpsOf("roster").Preview, rules.PreviewRequest{Draft: rules.Draft{Area: chenxi, Values: []byte(values)}}).Effects
	}
	for values, zh := range map[string]string{
		`{"officials":2}`:            "每班人数将不合新规则",
		`{"reception_from":"08:00"}`: "接待时间与新规则不同",
		`{"notice_days":30}`:         "将来不及按新规则提前公告",
	} {
		got := look(values)
		if len(got) != 1 || got[0].Count != len(made.Days) || got[0].Items[0].ID != made.Days[0].ID || !strings.Contains(got[0].Text.ZH, zh) {
			t.Errorf("%s: %+v", values, got)
		}
	}
	if got := look(`{"checkin_late_hours":71}`); len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

// What is announced and what deputies carry is looked at as well.
func TestAPreviewNamesDeputiesAndStations(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	people := f.pairs(2, "甲")
	rulestest.Set(t, f.System, "roster", chenxi, `{"reception_per_month":2,"max_per_month":2}`)
	made := f.plan("甲")
	if len(made.Days) != 2 {
		t.Fatalf("%+v", made.Days)
	}
	for _, sh := range made.Days[1].Shifts { // the first pair takes both days
		apptest.Call(t, f.county, api.ChangeShift, api.ChangeShiftRequest{ID: made.Days[1].ID, Shift: sh.ID, Person: of(made.Days[0], sh.Kind).Person, Reason: "调整"})
	}
	apptest.Call(t, f.county, api.PublishMonth, api.PublishRequest{Station: "甲", Month: month})
	look := func(values string) []rules.Effect {
		return apptest.Call(t, f.county, rules.OpsOf("roster").Preview, rules.PreviewRequest{Draft: rules.Draft{Area: chenxi, Values: []byte(values)}}).Effects
	}
	for values, want := range map[string]rules.Effect{
		`{"max_per_month":1}`: {Kind: "person", Count: 2, Text: fault.Text{ZH: "2 位代表的班次将超过新规则的上限。"}},
		`{"notice_days":30}`:  {Kind: "day", Count: 2, Text: fault.Text{ZH: "2 个已公告的接待日，公告时提前的天数少于新规则。"}},
	} {
		got := look(values)
		if len(got) != 1 || got[0].Count != want.Count || got[0].Kind != want.Kind || got[0].Text.ZH != want.Text.ZH || !got[0].Grave || len(got[0].Items) != want.Count {
			t.Errorf("%s: %+v", values, got)
		}
	}
	f.Clock.Set(at(1, 0).AddDate(0, -1, 0))
	if got := look(`{"reception_per_month":3}`); len(got) != 1 || got[0].Kind != "station" || got[0].Items[0].Label != "甲站 2026-03" {
		t.Errorf("%+v", got)
	}
	if got := look(`{"max_per_month":3}`); len(got) != 0 {
		t.Errorf("%d of %d: %+v", len(got), len(people), got)
	}
}
