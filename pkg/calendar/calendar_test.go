package calendar

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"lianluo/pkg/fault"
)

func day(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// opinion is what another, independently kept package says about the same years.
func opinion(t *testing.T) map[Date]string {
	t.Helper()
	file, err := os.Open("testdata/chinesecalendar-1.11.0.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	special := map[Date]string{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if date, kind, ok := strings.Cut(lines.Text(), ","); ok && !strings.HasPrefix(date, "#") {
			special[day(t, date)] = kind
		}
	}
	return special
}

func TestEveryDayAgreesWithASecondOpinion(t *testing.T) {
	c, special := Default(), opinion(t)
	if len(special) != 108 {
		t.Fatalf("%d days in the second opinion", len(special))
	}
	for d := day(t, "2024-01-01"); d <= day(t, "2026-12-31"); d++ {
		want := !Weekend(d)
		if kind, ok := special[d]; ok {
			want = kind == "work"
		}
		if got := c.IsWorkday(d); got != want {
			t.Errorf("%s %s: workday %v, want %v", d, d.Weekday(), got, want)
		}
	}
}

// The number of working days a year follows from the statutory holidays: 365 or
// 366 days less 104 or so of weekends less 11 (13 since 2025).
func TestWorkingDaysAYear(t *testing.T) {
	for year, want := range map[int]int{2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248} {
		before, end := NewDate(year-1, 12, 31), NewDate(year, 12, 31)
		if n := Default().WorkdaysBetween(before.Start(), end.Start()); n != want {
			t.Errorf("%d: %d, want %d", year, n, want)
		}
	}
}

func TestDay(t *testing.T) {
	c := Default()
	for date, want := range map[string]Day{
		"2025-10-06": {Name: fault.Text{ZH: "国庆节、中秋节", EN: "National Day and Mid-Autumn Festival"}},
		"2026-02-14": {Workday: true, MakeUp: true, Name: fault.Text{ZH: "春节", EN: "Spring Festival"}},
		"2026-03-07": {},
		"2026-03-09": {Workday: true},
	} {
		want.Date = day(t, date)
		if got := c.Day(want.Date); got != want {
			t.Errorf("%s: %+v", date, got)
		}
	}
}

func TestWhatIsKnown(t *testing.T) {
	c := Default()
	for year, want := range map[int]Status{2021: StatusUnknown, 2022: StatusOfficial, 2023: StatusOfficial, 2024: StatusOfficial, 2025: StatusOfficial, 2026: StatusOfficial, 2027: StatusUnknown} {
		if c.Status(year) != want || c.Known(year) != (want != StatusUnknown) {
			t.Errorf("%d: %s", year, c.Status(year))
		}
	}
	if c.IsWorkday(day(t, "2027-01-02")) || !c.IsWorkday(day(t, "2027-01-01")) {
		t.Error("without data, weekends are all there is")
	}
	for _, y := range c.Years() {
		if !strings.Contains(y.Source, "https://www.gov.cn/") {
			t.Errorf("%d has no source", y.Year)
		}
	}
}

func TestFinal(t *testing.T) {
	for _, c := range []struct {
		from, to string
		want     bool
	}{
		{"2024-01-01", "2026-12-28", true},
		{"2026-12-01", "2026-12-29", false}, // the notice for 2027 may still change it
		{"2026-12-01", "2027-01-05", false},
		{"2021-12-31", "2022-01-05", false},
	} {
		if got := Default().Final(day(t, c.from), day(t, c.to)); got != c.want {
			t.Errorf("%s to %s: %v", c.from, c.to, got)
		}
	}
}

func TestImportAddsAndReplaces(t *testing.T) {
	foreseen := Year{Year: 2027, Status: StatusProvisional, Source: "预计", Holidays: []Holiday{
		{Name: fault.Text{ZH: "元旦", EN: "New Year's Day"}, From: NewDate(2026, 12, 31), To: NewDate(2027, 1, 2), Workdays: []Date{NewDate(2026, 12, 27)}},
	}}
	c, err := Default().With(foreseen)
	if err != nil {
		t.Fatal(err)
	}
	if !c.Known(2027) || c.Final(NewDate(2027, 1, 1), NewDate(2027, 1, 1)) {
		t.Error("provisional data are known, not final")
	}
	if c.IsWorkday(NewDate(2026, 12, 31)) || !c.IsWorkday(NewDate(2026, 12, 27)) || c.IsWorkday(NewDate(2026, 10, 1)) {
		t.Error("the new notice counts for the end of the old year, the old one for the rest")
	}
	if Default().Known(2027) || !Default().IsWorkday(NewDate(2026, 12, 31)) {
		t.Error("the calendar it was made from has changed")
	}
	foreseen.Status, foreseen.Holidays = StatusOfficial, foreseen.Holidays[:1]
	foreseen.Holidays[0].Workdays = nil
	again, err := c.With(foreseen)
	if err != nil || again.Status(2027) != StatusOfficial || again.IsWorkday(NewDate(2026, 12, 27)) {
		t.Errorf("the official notice replaces the provisional one whole: %v", err)
	}
	if _, err := c.With(Year{}); !fault.HasCode(err, "calendar.year") {
		t.Errorf("got %v", err)
	}
}
