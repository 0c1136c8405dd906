package insight

import (
	"fmt"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/pkg/calendar"
)

// told folds the last word about a case that was received and ended on days.
func (m *model) told(id string, received, ended time.Time, step casework.Step, outcome casework.Outcome) {
	d := casework.Changed{Case: id, Number: "N" + id, Station: "s1", Area: towns["s1"], Category: "01", ReceivedAt: received, Step: step, Outcome: outcome, ClosedAt: ended}
	e := casework.CaseClosed.New(d)
	e.ID, e.Aggregate, e.Subject, e.Source, e.Sequence, e.Time = id, "case", id, "lianluo/casework", 1, ended
	m.fold(e)
}

// A running year is compared with the same days of the one before; a past year
// with all of the one before it.
func TestTheSameDaysOfTheYearBefore(t *testing.T) {
	m := newModel(t)
	on := func(year int, month time.Month, day int) time.Time {
		return time.Date(year, month, day, 23, 30, 0, 0, calendar.Zone) // the next day in no zone of ours
	}
	for i, at := range []time.Time{on(2025, 1, 1), on(2025, 11, 1), on(2025, 11, 22), on(2025, 11, 23), on(2025, 12, 31), on(2026, 2, 1)} {
		m.told(fmt.Sprint("c", i), at, at, casework.Closed, []casework.Outcome{casework.OutcomeSatisfied, casework.OutcomeDissatisfied, casework.OutcomeUnanswered}[i%3])
	}
	m.told("no", on(2025, 3, 1), on(2025, 3, 2), casework.Rejected, casework.OutcomeNotAsked)
	day := roster.ReceptionDay{ID: "d", Station: "s1", Area: towns["s1"], Start: on(2025, 11, 22), State: roster.DayHeld}
	e := roster.DayHeldEvent.New(roster.DayChanged{Day: day})
	e.ID, e.Aggregate, e.Subject, e.Source, e.Sequence = "d", "day", "d", "lianluo/roster", 1
	m.fold(e)
	for _, c := range []struct {
		year  int
		today calendar.Date
		want  insight.Figures
	}{
		{2026, calendar.NewDate(2026, 11, 22), insight.Figures{Received: 4, Closed: 3, Satisfied: 1, Answered: 2, EndedOtherwise: 1, Receptions: 1}},
		{2026, calendar.NewDate(2026, 11, 21), insight.Figures{Received: 3, Closed: 2, Satisfied: 1, Answered: 2, EndedOtherwise: 1}},
		{2026, calendar.NewDate(2026, 1, 1), insight.Figures{Received: 1, Closed: 1, Satisfied: 1, Answered: 1}},
		{2026, calendar.NewDate(2027, 1, 1), insight.Figures{Received: 6, Closed: 5, Satisfied: 2, Answered: 4, EndedOtherwise: 1, Receptions: 1}},
		{2027, calendar.NewDate(2027, 1, 31), insight.Figures{}},
		{2027, calendar.NewDate(2027, 2, 1), insight.Figures{Received: 1, Closed: 1}},
	} {
		got := m.of(insight.CountsRequest{Area: "431223", Year: c.year}, c.today).Before
		want := c.want
		want.From, want.To, want.Standing, want.Settled = got.From, got.To, got.Standing, got.Settled
		if got != want {
			t.Errorf("before %d on %s: %+v, want %+v", c.year, c.today, got, want)
		}
	}
	c := m.of(insight.CountsRequest{Area: "431223", Year: 2025}, calendar.NewDate(2026, 11, 22))
	if c.Closed != 5 || c.EndedOtherwise != 1 || c.ByOutcome["not_asked"] != 0 || c.Satisfied != 2 || c.Answered != 4 || c.From != "2025-01-01" || c.To != "2025-12-31" {
		t.Errorf("2025: %+v", c)
	}
}

// of are the counts that a request gives on a day.
func (m *model) of(req insight.CountsRequest, today calendar.Date) insight.Counts {
	m.t.Helper()
	p, err := m.periodOf(m.system(), req, today)
	must(m.t, err)
	c, err := m.counts(m.system(), req, p)
	must(m.t, err)
	return c
}
