package roster

import (
	"testing"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
)

// What was pressed without a network arrives later, with the time of pressing.
func TestCheckInThatComesLate(t *testing.T) {
	pressed := at(16, 9)
	arriving := func(tm time.Time) act { return by("o", tm) }
	for _, c := range []struct {
		name    string
		pressed time.Time
		who     act
		staff   bool
		code    string
		told    time.Time // when it counts for
		late    bool
	}{
		{"in the evening", pressed, arriving(at(16, 20)), false, "", pressed, true},
		{"within the bound", pressed, arriving(pressed.Add(72 * time.Hour)), false, "", pressed, true},
		{"beyond the bound", pressed, arriving(pressed.Add(72*time.Hour + time.Minute)), false, "roster.checkin_stale", pressed, true},
		{"pressed too early", at(16, 7), arriving(at(16, 9)), false, "roster.checkin_early", pressed, true},
		{"pressed after the end", at(16, 12), arriving(at(16, 13)), false, "roster.checkin_late", pressed, true},
		{"a clock far ahead", at(16, 10), arriving(at(16, 9)), false, "roster.checkin_ahead", pressed, true},
		{"a clock a little ahead", pressed.Add(time.Minute), arriving(pressed), false, "", pressed, false},
		{"a minute on its way over the end", at(16, 11).Add(-30 * time.Second), arriving(at(16, 11).Add(time.Minute)), false, "", at(16, 11).Add(-30 * time.Second), false},
		{"at once", pressed, arriving(pressed), false, "", pressed, false},
		{"by staff the next day", at(16, 12), act{By: "staff", At: at(17, 9)}, true, "", at(16, 12), true},
		{"by staff, pressed the day before", at(15, 9), act{By: "staff", At: at(16, 9)}, true, "roster.checkin_early", pressed, true},
	} {
		d := reception(api.DayPublished)
		_, err := d.checkIn(api.CheckRequest{Shift: "so", At: c.pressed}, c.staff, defaults, c.who)
		want(t, c.name, err, c.code)
		if err != nil {
			continue
		}
		sh, note := d.Shifts[0], d.History[len(d.History)-1]
		if !sh.CheckedIn.Equal(c.told) || sh.InReceived.IsZero() == c.late || c.late && !sh.InReceived.Equal(c.who.At) {
			t.Errorf("%s: %+v", c.name, sh)
		}
		if !note.At.Equal(c.who.At) || (note.What == "CheckedInLate") != c.late {
			t.Errorf("%s: %+v", c.name, note)
		}
	}
}

func TestCheckOutThatComesLate(t *testing.T) {
	in := func() *day {
		d := reception(api.DayPublished)
		_, err := d.checkIn(api.CheckRequest{Shift: "so"}, false, defaults, by("o", at(16, 9)))
		want(t, "in", err, "")
		return d
	}
	d := in()
	_, err := d.checkOut(api.CheckRequest{Shift: "so", At: at(16, 11)}, false, defaults, by("o", at(16, 20)))
	want(t, "in the evening", err, "")
	if sh := d.Shifts[0]; !sh.CheckedOut.Equal(at(16, 11)) || !sh.OutReceived.Equal(at(16, 20)) || d.History[len(d.History)-1].What != "CheckedOutLate" {
		t.Errorf("%+v", d.ReceptionDay)
	}
	_, err = in().checkOut(api.CheckRequest{Shift: "so", At: at(16, 8)}, false, defaults, by("o", at(16, 20)))
	want(t, "before the check-in", err, "roster.checkout_before")
	_, err = in().checkOut(api.CheckRequest{Shift: "so", At: at(17, 8)}, false, defaults, by("o", at(17, 9)))
	want(t, "the next day", err, "roster.checkin_late")
	_, err = in().checkOut(api.CheckRequest{Shift: "so", At: at(16, 21)}, false, defaults, by("o", at(16, 20)))
	want(t, "ahead", err, "roster.checkin_ahead")
}

// A day that was taken for missed was held after all; but what staff recorded
// stands until they correct it.
func TestALateCheckInCorrectsTheSystemAndNotTheStaff(t *testing.T) {
	d := reception(api.DayPublished)
	d.Timer = d.End
	d.tick(at(17, 0).Add(time.Second))
	if d.State != api.DayMissed || d.Shifts[0].State != api.ShiftAbsent {
		t.Fatalf("%+v", d.ReceptionDay)
	}
	events, err := d.checkIn(api.CheckRequest{Shift: "so", At: at(16, 9)}, false, defaults, by("o", at(17, 8)))
	want(t, "late", err, "")
	if d.State != api.DayHeld || len(events) != 2 {
		t.Errorf("%+v, %d events", d.ReceptionDay, len(events))
	}
	_, err = d.markAbsent("sg", "没有到", defaults, act{By: "staff", At: at(17, 9)})
	if err == nil { // absent already: staff say so after a correction
		t.Error("absent twice")
	}
	d = reception(api.DayPublished)
	_, err = d.markAbsent("so", "没有到", defaults, act{By: "staff", At: at(16, 10)})
	want(t, "absent", err, "")
	_, err = d.checkIn(api.CheckRequest{Shift: "so", At: at(16, 9)}, false, defaults, by("o", at(16, 20)))
	want(t, "against the staff", err, "roster.said_absent")
	_, err = d.checkIn(api.CheckRequest{Shift: "so"}, false, defaults, by("o", at(16, 10).Add(time.Minute)))
	want(t, "who comes after all", err, "")
}

func TestALateCheckInIsToldWithBothTimes(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.pairs(1, "甲")
	d := f.announced("甲")
	sh := of(d, "official")
	me := f.deputy(sh.Person)
	f.Clock.Set(d.Start.Add(5 * time.Hour))
	got := of(apptest.Call(t, me, api.CheckIn, api.CheckRequest{ID: d.ID, Shift: sh.ID, At: d.Start}), "official")
	if !got.CheckedIn.Equal(d.Start) || !got.InReceived.Equal(f.Clock.Now()) {
		t.Errorf("%+v", got)
	}
	f.journalHolds(t, `"inReceived":"`+f.Clock.Now().UTC().Format(time.RFC3339)+`"`, true)
	apptest.Refused(t, me, api.CheckIn, api.CheckRequest{ID: d.ID, Shift: sh.ID, At: d.Start}, "roster.checked_in")
}

// How many came is said by who was there: that nobody did, too.
func TestHowManyCame(t *testing.T) {
	held := func() *day {
		d := reception(api.DayPublished)
		_, err := d.checkIn(api.CheckRequest{Shift: "so"}, false, defaults, by("o", at(16, 9)))
		want(t, "in", err, "")
		return d
	}
	for name, c := range map[string]struct {
		who   act
		staff bool
		code  string
	}{
		"the deputy":            {by("o", at(16, 11)), false, ""},
		"staff":                 {act{By: "staff", At: at(17, 9)}, true, ""},
		"who did not sign in":   {by("g", at(16, 11)), false, "roster.not_yours"},
		"somebody else":         {by("x", at(16, 11)), false, "roster.not_yours"},
		"before":                {act{By: "staff", At: at(15, 9)}, true, "roster.not_held"},
		"after the corrections": {act{By: "staff", At: at(28, 9)}, true, "roster.record_closed"},
	} {
		d := held()
		events, err := d.recordVisitors(0, c.staff, defaults, c.who)
		if c.code != "" {
			if want(t, name, err, c.code); d.Visitors != nil {
				t.Errorf("%s: %d", name, *d.Visitors)
			}
			continue
		}
		if err != nil || len(events) != 1 || d.Visitors == nil || *d.Visitors != 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	d := held()
	d.State = api.DayCancelled
	_, err := d.recordVisitors(3, true, defaults, act{By: "staff", At: at(16, 11)})
	want(t, "cancelled", err, "roster.not_held")
}
