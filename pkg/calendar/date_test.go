package calendar

import (
	"encoding/json"
	"testing"
	"time"

	"lianluo/pkg/fault"
)

func TestDates(t *testing.T) {
	d := NewDate(2026, time.February, 28)
	if d.String() != "2026-02-28" || (d+1).String() != "2026-03-01" || d.Weekday() != time.Saturday || d.Year() != 2026 {
		t.Fatalf("got %s %s", d, d.Weekday())
	}
	if got := d.Start().UTC().Format(time.RFC3339); got != "2026-02-27T16:00:00Z" {
		t.Fatalf("starts at %s", got)
	}
	if DateOf(d.Start()) != d || DateOf(d.End()) != d || DateOf(d.End().Add(time.Second)) != d+1 {
		t.Fatal("a day lasts from midnight to midnight in Shanghai")
	}
	if NewDate(1969, 12, 31) != -1 || NewDate(2026, 2, 30) != NewDate(2026, 3, 2) {
		t.Fatal("dates before 1970 and days that carry over")
	}
}

func TestEveryDayThereAndBack(t *testing.T) {
	for d := NewDate(1900, 1, 1); d < NewDate(2101, 1, 1); d++ {
		if back, err := ParseDate(d.String()); err != nil || back != d || DateOf(d.End()) != d || DateOf(d.Start()) != d {
			t.Fatalf("%s: %s %v", d, back, err)
		}
	}
}

func TestDateAsJSON(t *testing.T) {
	d := NewDate(2026, 2, 17)
	text, err := json.Marshal(map[Date]Date{d: d})
	if err != nil || string(text) != `{"2026-02-17":"2026-02-17"}` {
		t.Fatalf("%s %v", text, err)
	}
	for _, bad := range []string{`"2026-02-30"`, `"2026-2-3"`, `"17.2.2026"`, `""`} {
		if err := json.Unmarshal([]byte(bad), &d); !fault.HasCode(err, "calendar.date") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"2026-02-17", "0000-01-01", "9999-12-31", "2026-02-30", "", "\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err == nil && d.String() != s {
			t.Fatalf("%q became %s", s, d)
		}
		if err != nil && !fault.Is(err, fault.KindInvalid) {
			t.Fatal(err)
		}
	})
}
