package roster

import (
	"slices"
	"testing"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var staffAct = act{By: "acct-staff", At: at(2, 9)}

func by(person string, when time.Time) act {
	return act{By: "acct-" + person, Person: person, At: when}
}

// reception is a day on the 16th with an official o and a grass-roots deputy g.
func reception(state api.DayState) *day {
	d := &day{ReceptionDay: api.ReceptionDay{ID: "d", Station: "s", StationName: "站", Area: town, Start: at(16, 9), End: at(16, 11), State: state, Shifts: []api.Shift{
		{ID: "so", Person: "o", Name: "官", Kind: "official", State: api.ShiftAssigned},
		{ID: "sg", Person: "g", Name: "民", Kind: "grassroots", State: api.ShiftAssigned},
	}}, Areas: []string{"a:" + town}}
	if state != api.DayPlanned {
		d.PublishedAt, d.Timer = at(2, 9), d.End
	}
	return d
}

func want(t *testing.T, what string, err error, code string) {
	t.Helper()
	if code == "" && err != nil || code != "" && !fault.HasCode(err, code) {
		t.Errorf("%s: %v, want %q", what, err, code)
	}
}

func TestPublishADay(t *testing.T) {
	for _, c := range []struct {
		name      string
		when      time.Time
		late, gap string
		open      bool
		code      string
	}{
		{"in time", at(2, 9), "", "", false, ""},
		{"on the last day", at(13, 23), "", "", false, ""},
		{"a minute too late", at(14, 0), "", "", false, "roster.late"},
		{"late with a reason", at(14, 0), "临时调整", "", false, ""},
		{"after the start", at(16, 9), "忘了", "", false, "roster.day_past"},
		{"with a gap", at(2, 9), "", "", true, "roster.gap"},
		{"with a gap explained", at(2, 9), "", "暂无人选", true, ""},
	} {
		d := reception(api.DayPlanned)
		if c.open {
			d.Shifts[0].Person = ""
		}
		events, err := d.publish(defaults, "default", c.late, c.gap, act{By: "x", At: c.when})
		want(t, c.name, err, c.code)
		if err != nil {
			continue
		}
		late := c.late != ""
		if d.State != api.DayPublished || d.Late != late || d.LateReason != c.late || d.GapReason != c.gap || len(events) != 1 || !d.Timer.Equal(d.End) {
			t.Errorf("%s: %+v", c.name, d.ReceptionDay)
		}
		if !d.ConfirmBy.Equal(calendar.NewDate(2026, 3, 15).End()) || len(d.History) != 1 || d.History[0].Reason != c.late+c.gap {
			t.Errorf("%s: %+v %+v", c.name, d.ConfirmBy, d.History)
		}
	}
	for _, state := range []api.DayState{api.DayPublished, api.DayHeld, api.DayCancelled, api.DayMissed} {
		_, err := reception(state).publish(defaults, "", "", "", staffAct)
		want(t, "publish "+string(state), err, "roster.not_planned")
	}
}

func TestMoveADay(t *testing.T) {
	for _, c := range []struct {
		name       string
		state      api.DayState
		start, end time.Time
		reason     string
		code       string
	}{
		{"a plan", api.DayPlanned, at(17, 9), at(17, 11), "", ""},
		{"an announced day", api.DayPublished, at(17, 9), at(17, 11), "会场冲突", ""},
		{"without a reason", api.DayPublished, at(17, 9), at(17, 11), "", "roster.reason"},
		{"into the past", api.DayPlanned, at(1, 9), at(1, 11), "", "roster.day_past"},
		{"over midnight", api.DayPlanned, at(17, 22), at(18, 1), "", "roster.hours"},
		{"backwards", api.DayPlanned, at(17, 11), at(17, 9), "", "roster.hours"},
		{"one that was held", api.DayHeld, at(17, 9), at(17, 11), "想", "roster.day_over"},
		{"one that was cancelled", api.DayCancelled, at(17, 9), at(17, 11), "想", "roster.day_over"},
	} {
		d := reception(c.state)
		d.Shifts[0].State = api.ShiftConfirmed
		_, err := d.move(c.start, c.end, "", c.reason, defaults, staffAct)
		want(t, c.name, err, c.code)
		if err == nil && (!d.Start.Equal(c.start) || !d.End.Equal(c.end) || c.state == api.DayPublished && d.Shifts[0].State != api.ShiftAssigned) {
			t.Errorf("%s: %+v", c.name, d.ReceptionDay)
		}
	}
	d := reception(api.DayPublished)
	_, err := d.move(at(4, 9), at(4, 11), "村部", "提前", defaults, staffAct)
	if want(t, "nearer than the notice", err, ""); !d.Late || d.LateReason != "提前" || d.Place != "村部" {
		t.Errorf("%+v", d.ReceptionDay)
	}
}

func TestCheckInWindows(t *testing.T) {
	self, other, staff := by("o", at(16, 9)), by("g", at(16, 9)), act{By: "staff", At: at(16, 9)}
	when := func(a act, tm time.Time) act { a.At = tm; return a }
	for _, c := range []struct {
		name  string
		state api.DayState
		who   act
		staff bool
		code  string
	}{
		{"an hour before", api.DayPublished, when(self, at(16, 8)), false, ""},
		{"earlier", api.DayPublished, when(self, at(16, 8).Add(-time.Minute)), false, "roster.checkin_early"},
		{"at the end", api.DayPublished, when(self, at(16, 11)), false, ""},
		{"after the end", api.DayPublished, when(self, at(16, 11).Add(time.Minute)), false, "roster.checkin_late"},
		{"another deputy", api.DayPublished, other, false, "roster.not_yours"},
		{"staff at midnight", api.DayPublished, when(staff, at(16, 0)), true, ""},
		{"staff the day before", api.DayPublished, when(staff, at(15, 23)), true, "roster.checkin_early"},
		{"staff, a correction", api.DayMissed, when(staff, at(20, 9)), true, ""},
		{"staff, much later", api.DayMissed, when(staff, at(24, 9)), true, "roster.checkin_late"},
		{"on a plan", api.DayPlanned, staff, true, "roster.shift_state"},
		{"on a cancelled day", api.DayCancelled, staff, true, "roster.shift_state"},
	} {
		d := reception(c.state)
		_, err := d.checkIn(api.CheckRequest{Shift: "so"}, c.staff, defaults, c.who)
		want(t, c.name, err, c.code)
		if err == nil && (d.Shifts[0].State != api.ShiftAttended || !d.Shifts[0].CheckedIn.Equal(c.who.At) || d.Shifts[0].CheckedBy != c.who.By) {
			t.Errorf("%s: %+v", c.name, d.Shifts[0])
		}
	}
	d := reception(api.DayPublished)
	_, err := d.checkIn(api.CheckRequest{Shift: "so"}, false, defaults, self)
	want(t, "once", err, "")
	_, err = d.checkIn(api.CheckRequest{Shift: "so"}, false, defaults, self)
	want(t, "twice", err, "roster.checked_in")
	_, err = d.checkIn(api.CheckRequest{Shift: "none"}, false, defaults, self)
	want(t, "no such shift", err, "roster.no_shift")
	d.Shifts[1].Person = ""
	_, err = d.checkIn(api.CheckRequest{Shift: "sg"}, true, defaults, staff)
	want(t, "nobody's shift", err, "roster.nobody")
}

func TestCheckOut(t *testing.T) {
	d := reception(api.DayPublished)
	_, err := d.checkOut(api.CheckRequest{Shift: "so"}, false, defaults, by("o", at(16, 10)))
	want(t, "before checking in", err, "roster.shift_state")
	_, err = d.checkIn(api.CheckRequest{Shift: "so"}, false, defaults, by("o", at(16, 9)))
	want(t, "in", err, "")
	_, err = d.checkOut(api.CheckRequest{Shift: "so"}, false, defaults, by("g", at(16, 10)))
	want(t, "another deputy", err, "roster.not_yours")
	_, err = d.checkOut(api.CheckRequest{Shift: "so"}, false, defaults, by("o", at(16, 10)))
	want(t, "out", err, "")
	_, err = d.checkOut(api.CheckRequest{Shift: "so"}, true, defaults, by("o", at(16, 11)))
	want(t, "out twice", err, "roster.checked_out")
}

// What becomes of a day by itself, minute by minute.
func TestTick(t *testing.T) {
	d := reception(api.DayPublished)
	if events := d.tick(at(16, 10)); len(events) != 0 || !d.Timer.Equal(d.End) || d.State != api.DayPublished {
		t.Errorf("under way: %+v", d.ReceptionDay)
	}
	_, err := d.checkIn(api.CheckRequest{Shift: "so"}, false, defaults, by("o", at(16, 10)))
	want(t, "check in", err, "")
	events := d.tick(at(16, 11))
	if len(events) != 1 || d.State != api.DayHeld || !d.Timer.After(at(16, 23)) {
		t.Errorf("at the end: %+v, %d events", d.ReceptionDay, len(events))
	}
	events = d.tick(at(17, 0))
	if len(events) != 1 || d.Shifts[1].State != api.ShiftAbsent || d.Shifts[0].State != api.ShiftAttended || !d.Timer.IsZero() || d.State != api.DayHeld {
		t.Errorf("afterwards: %+v, %d events", d.ReceptionDay, len(events))
	}
	if events := d.tick(at(18, 0)); len(events) != 0 {
		t.Errorf("again: %d events", len(events))
	}
}

func TestADayToWhichNobodyCame(t *testing.T) {
	d := reception(api.DayPublished)
	if events := d.tick(at(17, 1)); len(events) != 2 || d.State != api.DayMissed || !d.Timer.IsZero() {
		t.Fatalf("%+v, %d events", d.ReceptionDay, len(events))
	}
	events, err := d.checkIn(api.CheckRequest{Shift: "so"}, true, defaults, act{By: "staff", At: at(18, 9)})
	if want(t, "a correction", err, ""); d.State != api.DayHeld || len(events) != 2 {
		t.Errorf("%+v, %d events", d.ReceptionDay, len(events))
	}
	_, err = d.markAbsent("so", "记错人", defaults, act{By: "staff", At: at(18, 10)})
	if want(t, "and back", err, ""); d.State != api.DayMissed || !d.Shifts[0].CheckedIn.IsZero() {
		t.Errorf("%+v", d.ReceptionDay)
	}
	_, err = d.markAbsent("so", "又一次", defaults, act{By: "staff", At: at(18, 10)})
	want(t, "twice", err, "roster.shift_state")
	_, err = d.markAbsent("sg", "太早", defaults, act{By: "staff", At: at(16, 8)})
	want(t, "absent before it begins", err, "roster.shift_state")
}

func TestSwapRules(t *testing.T) {
	with := &person{Person: api.Person{ID: "w", Name: "替", Rank: "section_head"}}
	ask := func(d *day, a act) error {
		_, err := d.askSwap("so", with, "出差", defaults, a)
		return err
	}
	for _, c := range []struct {
		name string
		d    *day
		a    act
		code string
	}{
		{"in time", reception(api.DayPublished), by("o", at(15, 9)), ""},
		{"too late", reception(api.DayPublished), by("o", at(15, 10)), "roster.swap_late"},
		{"not one's own", reception(api.DayPublished), by("g", at(3, 9)), "roster.not_yours"},
		{"nobody's", reception(api.DayPublished), act{At: at(3, 9)}, "roster.not_yours"},
		{"a plan", reception(api.DayPlanned), by("o", at(3, 9)), "roster.shift_state"},
		{"held", reception(api.DayHeld), by("o", at(3, 9)), "roster.shift_state"},
	} {
		want(t, c.name, ask(c.d, c.a), c.code)
	}
	d := reception(api.DayPublished)
	want(t, "ask", ask(d, by("o", at(3, 9))), "")
	if !slices.Contains(d.tokens(), "p:w") {
		t.Error("who is asked does not see the day")
	}
	_, err := d.answerSwap("so", true, with, by("g", at(4, 9)))
	want(t, "an answer of somebody else", err, "roster.not_asked")
	events, err := d.answerSwap("so", true, with, by("w", at(4, 9)))
	want(t, "accept", err, "")
	got := swapAnswered(t, events)
	if d.Shifts[0].Person != "w" || d.Shifts[0].Rank != "section_head" || d.Shifts[0].State != api.ShiftConfirmed || got.Person != "w" || got.Other != "o" || !got.Accepted {
		t.Errorf("%+v %+v", d.Shifts[0], got)
	}
	d = reception(api.DayPublished)
	want(t, "ask", ask(d, by("o", at(3, 9))), "")
	events, err = d.answerSwap("so", false, with, by("w", at(4, 9)))
	want(t, "decline", err, "")
	if got := swapAnswered(t, events); d.Shifts[0].Person != "o" || d.Shifts[0].State != api.ShiftAssigned || got.Person != "o" || got.Other != "w" || got.Accepted {
		t.Errorf("%+v %+v", d.Shifts[0], got)
	}
	want(t, "ask again", ask(d, by("o", at(3, 9))), "")
	_, err = d.confirm("so", by("o", at(3, 10)))
	want(t, "confirming takes the question back", err, "")
	_, err = d.answerSwap("so", true, with, by("w", at(4, 9)))
	want(t, "too late", err, "roster.not_asked")
}

func swapAnswered(t *testing.T, events []event.Event) api.ShiftChanged {
	t.Helper()
	if len(events) != 1 {
		t.Fatalf("%d events", len(events))
	}
	got, err := api.SwapAnswered.Decode(events[0])
	must(t, err)
	return got
}

func TestPlansAreHiddenFromDeputies(t *testing.T) {
	if tokens := reception(api.DayPlanned).tokens(); slices.Contains(tokens, "p:o") || !slices.Contains(tokens, "s:s") {
		t.Errorf("%v", tokens)
	}
	if tokens := reception(api.DayPublished).tokens(); !slices.Contains(tokens, "p:o") || !slices.Contains(tokens, "p:g") {
		t.Errorf("%v", tokens)
	}
}

func TestOnlyWhatWasAnnouncedIsTold(t *testing.T) {
	for state, want := range map[api.DayState]int{api.DayPlanned: 0, api.DayPublished: 2} {
		events, err := reception(state).cancel("停电", staffAct)
		must(t, err)
		got, err := api.DayCancelledNews.Decode(events[0])
		must(t, err)
		if len(got.Persons) != want || got.Reason != "停电" {
			t.Errorf("%s: %+v", state, got)
		}
	}
}

func FuzzHours(f *testing.F) {
	for _, s := range []string{"09:00", "9:00", "24:00", "", "09:60", "０９：００"} {
		f.Add(s, "11:30")
	}
	f.Fuzz(func(t *testing.T, from, to string) {
		start, end, err := hours(from, to)
		if err == nil && (start < 0 || start >= end || end >= 24*time.Hour) {
			t.Errorf("%q to %q is %s to %s", from, to, start, end)
		}
	})
}

func TestAReceptionUnderWayIsNotCancelled(t *testing.T) {
	d := reception(api.DayPublished)
	_, err := d.checkIn(api.CheckRequest{Shift: "so"}, false, defaults, by("o", at(16, 9)))
	want(t, "check in", err, "")
	_, err = d.cancel("停电", staffAct)
	want(t, "cancel", err, "roster.day_over")
}
