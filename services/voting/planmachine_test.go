package voting

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/event"
)

// machine plays a project's life at random through the rules themselves.
type machine struct {
	*rand.Rand
	p Project
	a Act
}

func (m *machine) plan() voting.Plan {
	day := func(n int) string { return m.a.At.AddDate(0, 0, n).Format(time.DateOnly) }
	return voting.Plan{Unit: "u", Goal: "硬化学路", Milestones: []voting.Milestone{{Due: day(1 + m.IntN(20)), Percent: 50}, {Due: day(30 + m.IntN(40)), Percent: 100}},
		Funds: []voting.Fund{{Source: "县级财政", Amount: int64(1 + m.IntN(1000))}}}
}

// turns are all that anybody may try at any time.
func (m *machine) turn() ([]event.Event, error) {
	p, a := &m.p, m.a
	waiting := ""
	if n := len(p.Adjustments); n > 0 {
		waiting = p.Adjustments[n-1].ID
	}
	photos := make([]voting.Photo, m.IntN(2))
	switch m.IntN(9) {
	case 0:
		return p.plan(a, m.plan())
	case 1:
		return p.start(a, voting.StartRequest{On: today(a)})
	case 2, 3:
		return p.report(a, voting.Report{ID: a.At.String(), Percent: m.IntN(101), Spent: int64(m.IntN(1200)), Photos: photos})
	case 4:
		plan := m.plan()
		return p.request(a, voting.Adjustment{ID: a.At.String(), Kind: "adjust", Plan: &plan, By: "unit", At: a.At})
	case 5:
		return p.request(a, voting.Adjustment{ID: a.At.String(), Kind: "terminate", By: "unit", At: a.At})
	case 6:
		return p.decide(a, waiting, voting.Resolution{On: today(a)}, m.IntN(3) > 0, "")
	case 7:
		return p.finish(a, voting.Ending{Outcome: voting.Completed, On: today(a), Spent: int64(m.IntN(1200)), Photos: photos})
	}
	return p.finish(a, voting.Ending{Outcome: voting.Unfinished, On: today(a)})
}

// Whatever is tried in whatever order: nothing is completed, unfinished or ended
// without a published plan and a beginning, no plan changes but by a decision, money
// never exceeds the plan that holds, and what was said stays.
func TestNoWayAroundThePlan(t *testing.T) {
	ends := map[voting.State]int{}
	for seed := range uint64(600) {
		m := &machine{Rand: rand.New(rand.NewPCG(seed, 5)), a: Act{By: "office", At: time.Date(2026, 3, 2, 4, 0, 0, 0, time.UTC), Rules: DefaultRules()}}
		m.p = Project{Project: voting.Project{ID: "p", Year: 2026, State: voting.Adopted}}
		if seed%2 == 1 {
			m.p.State = voting.Announced
		}
		for range 60 {
			m.a.At = m.a.At.Add(time.Duration(1+m.IntN(200)) * time.Hour)
			before := m.p
			events, err := m.turn()
			if err != nil {
				m.p = before // as the store does
				continue
			}
			m.holds(t, before, events)
		}
		ends[m.p.State]++
	}
	for _, s := range []voting.State{voting.Completed, voting.Unfinished, voting.Terminated} {
		if ends[s] == 0 {
			t.Errorf("no project came to %s: %v", s, ends)
		}
	}
}

func (m *machine) holds(t *testing.T, before Project, events []event.Event) {
	t.Helper()
	p := m.p
	passed := func(s voting.State) bool {
		return slices.ContainsFunc(p.History, func(e voting.Entry) bool { return e.To == s })
	}
	switch {
	case len(events) != 1 || len(p.History) != len(before.History)+1:
		t.Fatalf("a turn without its event: %+v", events)
	case before.State != p.State && !before.may(p.State):
		t.Fatalf("%s became %s", before.State, p.State)
	case slices.Contains([]voting.State{voting.Completed, voting.Unfinished, voting.Terminated}, p.State) && (!passed(voting.PlanPublished) || !passed(voting.Implementing)):
		t.Fatalf("%s without a plan: %+v", p.State, p.History)
	case before.Plan != nil && bodyText(before.Plan) != bodyText(p.Plan) && before.State != voting.AdjustmentRequested:
		t.Fatal("the plan changed without a decision")
	case len(p.Reports) < len(before.Reports) || len(p.Adjustments) < len(before.Adjustments):
		t.Fatal("what was said is gone")
	}
	if _, spent := p.reached(); p.Plan != nil && spent > p.Plan.Money() && !slices.ContainsFunc(p.Adjustments, func(adj voting.Adjustment) bool { return adj.Approved }) {
		t.Fatalf("%d spent of %d", spent, p.Plan.Money())
	}
}
