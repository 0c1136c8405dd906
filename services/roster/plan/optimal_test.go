package plan

import (
	"slices"
	"testing"
)

// ranksOf sums the ranks of the seats that a plan has filled.
func ranksOf(t *testing.T, p Problem, plan Plan) (ranks int) {
	b := opened(t, p, plan.Assignments)
	for s := range b.shifts {
		for k := range kinds {
			ranks += b.shifts[s].rank * (b.shifts[s].need[k] - b.open(s, k))
		}
	}
	return ranks
}

// TestMakeAgainstBruteForce holds the planner against every possible roster: it
// fills the most, with the first receptions first, and is as even as any roster
// that fills the most, the latter two at once.
func TestMakeAgainstBruteForce(t *testing.T) {
	short := 0
	for seed := range uint64(10000) {
		p := seeded(seed).problem()
		most, ranks, squares, both := search(p)
		if (score{most, ranks, squares}) != both {
			t.Fatalf("seed %d: ranks and squares cannot be least at once: %d %d, %+v", seed, ranks, squares, both)
		}
		plan := mustMake(t, p)
		got := score{plan.Stats.Filled, ranksOf(t, p, plan), plan.Stats.SumSquares}
		if got != both {
			t.Fatalf("seed %d: got %+v, want %+v\n%+v", seed, got, both, p)
		}
		if most < plan.Stats.Needed {
			short++
		}
	}
	if short < 2000 || short > 8000 {
		t.Errorf("%d of 10000 cases short: the dice are loaded", short)
	}
}

// TestMakeKeepsFixed plans around random fixed assignments: they stay, and the
// rest is as good as what brute force finds around them.
func TestMakeKeepsFixed(t *testing.T) {
	for seed := range uint64(2000) {
		r := seeded(seed)
		p := r.problem()
		r.fix(&p)
		plan := mustMake(t, p)
		for _, f := range p.Fixed {
			if !slices.Contains(plan.Assignments, f) {
				t.Fatalf("seed %d: %v is gone", seed, f)
			}
		}
		_, _, _, want := search(p)
		if got := (score{plan.Stats.Filled, ranksOf(t, p, plan), plan.Stats.SumSquares}); got != want {
			t.Fatalf("seed %d: got %+v, want %+v\n%+v", seed, got, want, p)
		}
	}
}

// TestMakeExtendsAnyPartOfItself fixes half of a plan: planning again must find a
// plan just as good.
func TestMakeExtendsAnyPartOfItself(t *testing.T) {
	for seed := range uint64(2000) {
		r := seeded(seed)
		p := r.problem()
		before := mustMake(t, p)
		for _, a := range before.Assignments {
			if r.chance(50) {
				p.Fixed = append(p.Fixed, a)
			}
		}
		if after := mustMake(t, p); after.Stats != before.Stats {
			t.Fatalf("seed %d: %+v, then %+v", seed, before.Stats, after.Stats)
		}
	}
}

// TestMakeIgnoresOrder shuffles everything that has an order in the input.
func TestMakeIgnoresOrder(t *testing.T) {
	for seed := range uint64(1000) {
		r := seeded(seed)
		p := r.problem()
		r.fix(&p)
		want := mustMake(t, p)
		r.shuffle(&p)
		if got := mustMake(t, p); !equalPlans(got, want) {
			t.Fatalf("seed %d: %+v\nthen %+v", seed, want, got)
		}
	}
}

// TestLeaveNeverHelps adds a leave: no more can be filled, and if as much is, then
// no more evenly.
func TestLeaveNeverHelps(t *testing.T) {
	for seed := range uint64(2000) {
		r := seeded(seed)
		p := r.problem()
		before := mustMake(t, p).Stats
		d := &p.Deputies[r.IntN(len(p.Deputies))]
		d.Leave = append(slices.Clone(d.Leave), r.leave()...)
		after := mustMake(t, p).Stats
		if after.Filled > before.Filled || after.Filled == before.Filled && after.SumSquares < before.SumSquares {
			t.Fatalf("seed %d: %+v, with more leave %+v", seed, before, after)
		}
	}
}
