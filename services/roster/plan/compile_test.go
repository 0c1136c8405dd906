package plan

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestMalformedProblems(t *testing.T) {
	for _, c := range []struct {
		want string
		edit func(*Problem)
	}{
		{"month 13", func(p *Problem) { p.Month = 13 }},
		{"negative number in the rules", func(p *Problem) { p.Rules.MaxPerDay = -1 }},
		{`rules: unknown kind "x" in needs`, func(p *Problem) { p.Rules.Needs = []Need{{"x", 1}} }},
		{`shift E-15: kind "official" needed twice`, func(p *Problem) { p.Shifts[0].Needs = []Need{one(Official), one(Official)} }},
		{`shift E-15: 101 of kind "official" needed`, func(p *Problem) { p.Shifts[0].Needs = []Need{{Official, 101}} }},
		{`shift E-15: -1 of kind "official" needed`, func(p *Problem) { p.Shifts[0].Needs = []Need{{Official, -1}} }},
		{"station without an ID", func(p *Problem) { p.Stations[0].ID = "" }},
		{`station ID "E" appears twice`, func(p *Problem) { p.Stations[1].ID = "E" }},
		{`shift ID "E-15" appears twice`, func(p *Problem) { p.Shifts[1].ID = "E-15" }},
		{`deputy ID "o1" appears twice`, func(p *Problem) { p.Deputies[1].ID = "o1" }},
		{`shift "E-15" is at unknown station "Q"`, func(p *Problem) { p.Shifts[0].Station = "Q" }},
		{`shift "E-15" starts outside the month`, func(p *Problem) { p.Shifts[0].Start = at(32, 9); p.Shifts[0].End = at(32, 11) }},
		{`shift "E-15" must end after its start, on the same day`, func(p *Problem) { p.Shifts[0].End = p.Shifts[0].Start }},
		{`shift "E-15" must end after its start, on the same day`, func(p *Problem) { p.Shifts[0].End = at(16, 1) }},
		{`deputy "o1" is of unknown kind ""`, func(p *Problem) { p.Deputies[0].Kind = "" }},
		{`deputy "o1" has served -1 times`, func(p *Problem) { p.Deputies[0].Served = -1 }},
		{`deputy "o1" has served 100001 times`, func(p *Problem) { p.Deputies[0].Served = 100_001 }},
		{`deputy "o1" has a negative bound per month`, func(p *Problem) { p.Deputies[0].MaxPerMonth = -1 }},
		{`deputy "o1" has a leave that ends before it starts`, func(p *Problem) { p.Deputies[0].Leave = []Leave{{at(2, 0), at(2, 0)}} }},
		{`deputy "o1" is posted to unknown station "Q"`, func(p *Problem) { p.Deputies[0].Stations = []string{"Q"} }},
		{`deputy "o1" is posted twice to station "E"`, func(p *Problem) { p.Deputies[0].Stations = []string{"E", "E"} }},
		{`fixed assignment to unknown shift "Q"`, func(p *Problem) { p.Fixed = []Assignment{{"Q", "o1"}} }},
		{`fixed assignment of unknown deputy "Q"`, func(p *Problem) { p.Fixed = []Assignment{{"E-15", "Q"}} }},
		{`deputy "o1" is fixed twice on shift "E-15"`, func(p *Problem) { p.Fixed = []Assignment{{"E-15", "o1"}, {"E-15", "o1"}} }},
	} {
		t.Run(c.want, func(t *testing.T) {
			p := pairProblem()
			c.edit(&p)
			plan, err := Make(p)
			if !errors.Is(err, ErrMalformed) || !strings.Contains(err.Error(), c.want) || plan.Assignments != nil {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestEveryDefectIsNamed wants all complaints in one answer.
func TestEveryDefectIsNamed(t *testing.T) {
	p := pairProblem()
	p.Shifts[0].Station, p.Deputies[0].Served = "Q", -1
	_, err := Make(p)
	if err == nil || strings.Count(err.Error(), ErrMalformed.Error()) != 2 {
		t.Errorf("got %v", err)
	}
}

// TestDaysFollowTheLocation holds a shift in Beijing against the same moments in
// UTC: 07:00 on the 15th is still the 14th there.
func TestDaysFollowTheLocation(t *testing.T) {
	p := october([]Station{{ID: "E"}}, []Shift{
		{ID: "early", Station: "E", Start: at(15, 7).UTC(), End: at(15, 8).UTC(), Needs: []Need{one(Official)}},
		{ID: "late", Station: "E", Start: at(15, 9).UTC(), End: at(15, 10).UTC(), Needs: []Need{one(Official)}},
	}, person("o", Official, 0, "E"))
	if got := mustMake(t, p).Stats.Filled; got != 1 {
		t.Errorf("in China: %d filled", got)
	}
	p.Location = time.UTC
	if got := mustMake(t, p).Stats.Filled; got != 2 {
		t.Errorf("in UTC: %d filled", got)
	}
}

// TestInputIsLeftAlone plans from slices that the caller goes on using.
func TestInputIsLeftAlone(t *testing.T) {
	p, same := pairProblem(), pairProblem()
	p.Shifts[0], p.Shifts[2] = p.Shifts[2], p.Shifts[0]
	same.Shifts[0], same.Shifts[2] = same.Shifts[2], same.Shifts[0]
	mustMake(t, p)
	for i := range p.Shifts {
		if p.Shifts[i].ID != same.Shifts[i].ID {
			t.Errorf("shift %d is now %s", i, p.Shifts[i].ID)
		}
	}
}
