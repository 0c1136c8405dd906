package demo

import (
	"testing"
	"time"

	"lianluo/pkg/calendar"
)

// At any time of the day there is a reception at which deputies can check in: an
// hour before it begins, or, at night, on the eve.
func TestHoursNow(t *testing.T) {
	day := calendar.NewDate(2026, 11, 22)
	for _, c := range []struct {
		now, from, to string
		night         bool
	}{
		{"02:06", "22 08:30", "22 17:30", true},
		{"07:29", "22 08:30", "22 17:30", true},
		{"07:30", "22 08:30", "22 17:30", false},
		{"12:00", "22 08:30", "22 17:30", false},
		{"17:00", "22 08:30", "22 20:00", false},
		{"20:15", "22 19:00", "22 23:30", false},
		{"23:00", "23 08:30", "23 17:30", true},
	} {
		clock, err := time.Parse("15:04", c.now)
		if err != nil {
			t.Fatal(err)
		}
		now := day.Start().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute)
		start, end, night := hoursNow(now)
		const layout = "02 15:04"
		if start.Format(layout) != c.from || end.Format(layout) != c.to || night != c.night {
			t.Errorf("at %s: %s to %s, night %v", c.now, start.Format(layout), end.Format(layout), night)
		}
		opens := start.Add(-time.Hour)
		if night {
			opens = start.Add(-12 * time.Hour)
		}
		if now.Before(opens) || now.After(end) {
			t.Errorf("at %s nobody can check in", c.now)
		}
	}
}

// Receptions are held on the 15th, or on the next working day.
func TestReceptionOf(t *testing.T) {
	for day, want := range map[string]string{"2026-10-02": "2026-10-15", "2026-11-30": "2026-11-16"} {
		d, err := calendar.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		if got := receptionOf(d).String(); got != want {
			t.Errorf("%s: %s", day, got)
		}
	}
}
