package insight

import (
	"math/rand/v2"
	"testing"
	"time"

	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
)

// Whatever the days: the counters that are summed up are exactly those days.
func TestAStretchIsTheSumOfItsDays(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 300 {
		from := calendar.NewDate(2020, time.January, 1) + calendar.Date(r.IntN(2000))
		s := stretch{from, from + calendar.Date(r.IntN(1500))}
		seen := map[calendar.Date]int{}
		for _, span := range s.ranges() {
			for d := s.From - 400; d <= s.To+400; d++ {
				y, m, day := d.Civil()
				for _, p := range []int{y, monthOf(y, int(m)), dayOf(y, int(m), day)} {
					if span[0] <= p && p < span[1] {
						seen[d]++
					}
				}
			}
		}
		for d := s.From - 400; d <= s.To+400; d++ {
			if want := one(s.From <= d && d <= s.To); seen[d] != want {
				t.Fatalf("%s to %s: %s is counted %d times", s.From, s.To, d, seen[d])
			}
		}
		if n := len(s.ranges()); n > 5 {
			t.Fatalf("%s to %s takes %d ranges", s.From, s.To, n)
		}
	}
	if got := (stretch{From: 10, To: 9}).ranges(); got != nil {
		t.Errorf("no days: %v", got)
	}
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestPeriods(t *testing.T) {
	m, today := newModel(t), calendar.NewDate(2026, 11, 22) // a Sunday
	for _, c := range []struct {
		req                        insight.CountsRequest
		name, from, to, was, until string
	}{
		{insight.CountsRequest{}, "year", "2026-01-01", "2026-11-22", "2025-01-01", "2025-11-22"},
		{insight.CountsRequest{Year: 2024}, "year", "2024-01-01", "2024-12-31", "2023-01-01", "2023-12-31"},
		{insight.CountsRequest{Period: "week"}, "week", "2026-11-16", "2026-11-22", "2026-11-09", "2026-11-15"},
		{insight.CountsRequest{Period: "week", From: "2026-11-05"}, "week", "2026-11-02", "2026-11-08", "2026-10-26", "2026-11-01"},
		{insight.CountsRequest{Period: "month"}, "month", "2026-11-01", "2026-11-22", "2026-10-01", "2026-10-22"},
		{insight.CountsRequest{Period: "month", From: "2024-03-15"}, "month", "2024-03-01", "2024-03-31", "2024-02-01", "2024-02-29"},
		{insight.CountsRequest{Period: "quarter"}, "quarter", "2026-10-01", "2026-11-22", "2026-07-01", "2026-08-22"},
		{insight.CountsRequest{Period: "year", From: "2025-05-01"}, "year", "2025-01-01", "2025-12-31", "2024-01-01", "2024-12-31"},
		{insight.CountsRequest{Period: "two_years"}, "two_years", "2024-11-23", "2026-11-22", "2022-11-23", "2024-11-22"},
		{insight.CountsRequest{From: "2026-02-01", To: "2026-02-10"}, "free", "2026-02-01", "2026-02-10", "2026-01-22", "2026-01-31"},
		{insight.CountsRequest{Period: "month", From: "2027-01-09"}, "month", "2027-01-01", "2027-01-31", "2026-12-01", "2026-12-31"},
	} {
		p, err := m.periodOf(m.system(), c.req, today)
		if err != nil || p.name != c.name || p.now.From.String() != c.from || p.now.To.String() != c.to || p.was.From.String() != c.was || p.was.To.String() != c.until {
			t.Errorf("%+v: %s %s to %s, before %s to %s, %v", c.req, p.name, p.now.From, p.now.To, p.was.From, p.was.To, err)
		}
	}
	p, _ := m.periodOf(m.system(), insight.CountsRequest{Period: "month"}, calendar.NewDate(2026, 3, 30))
	if p.was.To.String() != "2026-02-28" {
		t.Errorf("a day that the month before lacks: until %s", p.was.To)
	}
	for _, bad := range []insight.CountsRequest{{From: "2026-02-02", To: "2026-02-01"}, {From: "2026-02-02"}, {To: "2026-02-02"}, {Period: "free"}, {From: "1990-01-01", To: "2026-01-01"},
		{From: "0001-01-01", To: "2026-01-01"}, {Period: "month", From: "9999-01-01"}, {Period: "term", Area: "431223"}} {
		if _, err := m.periodOf(m.system(), bad, today); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

// The term is the one that most deputies of the division's own congress serve.
func TestATermIsThatOfTheCongress(t *testing.T) {
	m := newModel(t)
	seat := func(code string, year int) []roster.Mandate {
		return []roster.Mandate{{Area: code, From: time.Date(year, time.December, 1, 0, 0, 0, 0, calendar.Zone)}}
	}
	m.deputy("p1", "431223100", seat("431223100", 2022), nil)
	m.deputy("p2", "431223100", seat("431223100", 2022), nil)
	m.deputy("p3", "431223100", seat("431223", 2021), nil)
	for place, want := range map[string]string{"431223": "2021-12-01", "431223100": "2022-12-01", "4312": "2022-12-01"} {
		c := m.of(insight.CountsRequest{Area: place, Period: "term"}, calendar.NewDate(2026, 11, 22))
		if c.From != want || c.To != "2026-11-22" || c.Before.To[5:] != "11-22" {
			t.Errorf("%s: %s to %s, before to %s", place, c.From, c.To, c.Before.To)
		}
	}
}

// The roll of deputies can be told for any day.
func TestDeputiesComeAndGo(t *testing.T) {
	m := newModel(t)
	on := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 0, 0, 0, 0, calendar.Zone)
	}
	m.deputy("p1", "431223100", []roster.Mandate{{From: on(2021, 12, 1), Until: on(2026, 12, 1)}, {From: on(2023, 1, 1)}}, []roster.Posting{{Station: "s1", From: on(2025, 3, 1)}})
	m.deputy("p2", "431223101", []roster.Mandate{{From: on(2022, 1, 1), Status: roster.MandateTerminated,
		History: []roster.MandateChange{{To: roster.MandateTerminated, At: on(2024, 6, 1)}}}}, []roster.Posting{{Station: "s2", From: on(2020, 1, 1), Until: on(2023, 1, 1)}})
	m.deputy("p3", "431223101", nil, []roster.Posting{{Station: "s2", From: on(2020, 1, 1)}}) // staff
	for _, c := range []struct {
		to                string
		deputies, covered int
	}{{"2021-11-30", 0, 0}, {"2021-12-01", 1, 0}, {"2022-06-01", 2, 1}, {"2023-01-01", 2, 0}, {"2024-06-01", 1, 0}, {"2025-03-01", 1, 1}, {"2027-01-01", 1, 1}} {
		req := insight.CountsRequest{Area: "431223", From: "2021-01-01", To: c.to}
		got := m.of(req, calendar.NewDate(2026, 11, 22))
		if got.Deputies != c.deputies || got.Covered != c.covered {
			t.Errorf("%s: %d deputies, %d posted, want %+v", c.to, got.Deputies, got.Covered, c)
		}
	}
	m.deputy("p1", "431223100", nil, nil)
	if got := m.of(insight.CountsRequest{Area: "431223"}, calendar.NewDate(2026, 11, 22)); got.Deputies != 0 {
		t.Errorf("%d are left", got.Deputies)
	}
}

func (m *model) deputy(id, code string, seats []roster.Mandate, posts []roster.Posting) {
	e := roster.PersonUpdated.New(roster.PersonChanged{Person: id, Name: "代表" + id, Area: code, Mandates: seats, Postings: posts})
	e.ID, e.Aggregate, e.Subject, e.Source, e.Sequence, e.Time = id, "person", id, "lianluo/roster", 1, start
	m.fold(e)
}

func TestLengthsAreRoundedUpToFewSteps(t *testing.T) {
	for d, want := range map[time.Duration]int{0: 1, time.Minute: 1, 61 * time.Minute: 2, 3 * time.Hour: 4, 9 * time.Hour: 24, 25 * time.Hour: 48,
		30 * 24 * time.Hour: 720, 31 * 24 * time.Hour: 35 * 24, 91 * 24 * time.Hour: 120 * 24, 4000 * 24 * time.Hour: 360 * 24} {
		if got := hours(d); got != want {
			t.Errorf("%v is %d hours, want %d", d, got, want)
		}
	}
	got := quantiles(map[int]int{1: 4, 24: 4, 48: 1, 720: 1})
	if got != (insight.Took{N: 10, Median: 24, P90: 48}) {
		t.Errorf("%+v", got)
	}
	if got := quantiles(map[int]int{24: 1}); got != (insight.Took{N: 1, Median: 24, P90: 24}) {
		t.Errorf("one alone: %+v", got)
	}
}
