package calendar

import (
	"math/rand/v2"
	"testing"
	"time"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	moment, err := time.ParseInLocation("2006-01-02 15:04:05", s, Zone)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

func TestAddWorkdays(t *testing.T) {
	for _, c := range []struct {
		from string
		n    int
		p    Policy
		want string
	}{
		// National Day 2025: off from 10-01 to 10-08, worked on Sunday 09-28 and Saturday 10-11.
		{"2025-09-26 10:00:00", 1, Policy{}, "2025-09-28"},
		{"2025-09-30 10:00:00", 1, Policy{}, "2025-10-09"},
		{"2025-09-30 23:59:59", 3, Policy{}, "2025-10-11"},
		{"2025-09-30 10:00:00", 4, Policy{}, "2025-10-13"},
		// Spring Festival 2026: off from 02-15 to 02-23, worked on Saturdays 02-14 and 02-28.
		{"2026-02-13 09:00:00", 1, Policy{}, "2026-02-14"},
		{"2026-02-14 09:00:00", 1, Policy{}, "2026-02-24"},
		{"2026-02-16 09:00:00", 5, Policy{}, "2026-02-28"},
		{"2026-02-10 09:00:00", 15, Policy{}, "2026-03-09"},
		// Backwards, for what must be done so long ahead.
		{"2026-02-24 09:00:00", -1, Policy{}, "2026-02-14"},
		{"2025-10-09 00:00:00", -3, Policy{}, "2025-09-28"},
		// The start counted.
		{"2026-03-02 09:00:00", 1, Policy{CountStart: true}, "2026-03-02"},
		{"2026-03-07 09:00:00", 1, Policy{CountStart: true}, "2026-03-09"},
		{"2026-03-04 09:00:00", -2, Policy{CountStart: true}, "2026-03-03"},
		{"2026-03-07 09:00:00", 0, Policy{}, "2026-03-09"},
		{"2026-03-07 09:00:00", 0, Policy{KeepRestDay: true}, "2026-03-07"},
	} {
		got := Default().AddWorkdays(at(t, c.from), c.n, c.p)
		if want := at(t, c.want+" 23:59:59"); !got.Equal(want) || got.Location() != Zone {
			t.Errorf("%s %+d %+v: %s, want %s", c.from, c.n, c.p, got, c.want)
		}
	}
}

// 17:00 UTC is already the next day in Shanghai.
func TestDaysAreDaysInShanghai(t *testing.T) {
	from := time.Date(2026, 3, 2, 17, 0, 0, 0, time.UTC)
	if got := Default().AddWorkdays(from, 1, Policy{}); DateOf(got).String() != "2026-03-04" || got.UTC().Hour() != 15 {
		t.Fatalf("got %s", got.UTC())
	}
}

func TestAddDaysAndMonths(t *testing.T) {
	c := Default()
	months, days := c.AddMonths, c.AddDays
	for _, x := range []struct {
		add  func(time.Time, int, Policy) time.Time
		from string
		n    int
		p    Policy
		want string
	}{
		{months, "2026-03-09", 3, Policy{}, "2026-06-09"},
		{months, "2026-01-31", 1, Policy{}, "2026-02-28"}, // no 31st; a Saturday, but worked
		{months, "2024-01-31", 1, Policy{}, "2024-02-29"},
		{months, "2025-11-15", 3, Policy{}, "2026-02-24"}, // 02-15 begins the Spring Festival
		{months, "2025-11-15", 3, Policy{KeepRestDay: true}, "2026-02-15"},
		{months, "2025-12-05", 1, Policy{CountStart: true, KeepRestDay: true}, "2026-01-04"},
		{months, "2026-01-31", 1, Policy{CountStart: true, KeepRestDay: true}, "2026-02-28"},
		{months, "2026-03-31", -1, Policy{}, "2026-02-28"},
		{months, "2025-12-31", 2, Policy{}, "2026-02-28"},
		{days, "2026-03-02", 3, Policy{}, "2026-03-05"},
		{days, "2026-03-02", 5, Policy{}, "2026-03-09"},
		{days, "2026-03-02", 5, Policy{KeepRestDay: true}, "2026-03-07"},
		{days, "2026-03-02", 1, Policy{CountStart: true}, "2026-03-02"},
		{days, "2026-03-06", -2, Policy{CountStart: true}, "2026-03-05"},
		{days, "2026-03-05", -3, Policy{}, "2026-03-02"},
	} {
		got := x.add(at(t, x.from+" 08:30:00"), x.n, x.p)
		if !got.Equal(at(t, x.want+" 23:59:59")) {
			t.Errorf("%s %+d %+v: %s, want %s", x.from, x.n, x.p, got, x.want)
		}
	}
}

func TestLate(t *testing.T) {
	deadline := at(t, "2026-03-02 23:59:59")
	if Late(deadline, deadline) || Late(deadline, deadline.Add(999*time.Millisecond)) || !Late(deadline, deadline.Add(time.Second)) {
		t.Fatal("a deadline is met until midnight")
	}
}

// For any day and count: the deadline is a working day, it is the n-th one, later
// starts and larger counts never give an earlier one, and counting back undoes it.
func TestDeadlinesAreConsistent(t *testing.T) {
	c, r := Default(), rand.New(rand.NewPCG(2, 6))
	for range 20000 {
		from := NewDate(2023, 6, 1).Start().Add(time.Duration(r.IntN(4*365*24*60)) * time.Minute)
		n := 1 + r.IntN(60)
		due := c.AddWorkdays(from, n, Policy{})
		if !c.IsWorkday(DateOf(due)) || c.WorkdaysBetween(from, due) != n || c.WorkdaysBetween(due, from) > 0 {
			t.Fatalf("%s + %d = %s", from, n, due)
		}
		if later := c.AddWorkdays(from.Add(time.Hour), n, Policy{}); later.Before(due) {
			t.Fatalf("a later start gives an earlier deadline: %s", from)
		}
		if more := c.AddWorkdays(from, n+1, Policy{}); !more.After(due) || c.WorkdaysBetween(due, more) != 1 {
			t.Fatalf("%s + %d = %s", from, n+1, more)
		}
		if counted := c.AddWorkdays(from, n, Policy{CountStart: true}); counted.After(due) {
			t.Fatalf("counting the start gives a later deadline: %s", from)
		}
		if back := c.AddWorkdays(c.AddWorkdays(from, n, Policy{}), -n, Policy{}); back.After(DateOf(from).End()) || c.WorkdaysBetween(back, from) > 0 {
			t.Fatalf("%s + %d - %d = %s", from, n, n, back)
		}
		if end := c.AddMonths(from, n%13, Policy{}); !c.IsWorkday(DateOf(end)) || DateOf(end) < DateOf(from).AddMonths(n%13) {
			t.Fatalf("%s + %d months = %s", from, n%13, end)
		}
	}
}
