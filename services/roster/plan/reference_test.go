package plan

import (
	"math"
	"slices"
	"testing"
)

// textbook is min-cost flow as every textbook has it: a source, unit arcs of rising
// cost to each deputy, a node per deputy and day, a node per shift, a sink;
// successive shortest paths by Bellman and Ford. It knows one shift a day, no fixed
// assignments and one kind at a time.
type textbook struct {
	from, to, room, cost []int
	nodes                int
}

func (f *textbook) node() int { f.nodes++; return f.nodes - 1 }

func (f *textbook) link(from, to, room, cost int) {
	f.from, f.to = append(f.from, from, to), append(f.to, to, from)
	f.room, f.cost = append(f.room, room, 0), append(f.cost, cost, -cost)
}

// run returns the largest flow from node 0 to node 1 and its least cost.
func (f *textbook) run() (flow, cost int) {
	for {
		dist := slices.Repeat([]int{math.MaxInt / 2}, f.nodes)
		via := make([]int, f.nodes)
		dist[0] = 0
		for changed := true; changed; {
			changed = false
			for a, room := range f.room {
				if d := dist[f.from[a]] + f.cost[a]; room > 0 && d < dist[f.to[a]] {
					dist[f.to[a]], via[f.to[a]], changed = d, a, true
				}
			}
		}
		if dist[1] >= math.MaxInt/4 {
			return flow, cost
		}
		for at := 1; at != 0; at = f.from[via[at]] {
			f.room[via[at]]--
			f.room[via[at]^1]++
		}
		flow, cost = flow+1, cost+dist[1]
	}
}

// textbookStats solves one kind of a problem; the squares include everybody.
func textbookStats(t *testing.T, p Problem, kind Kind) (filled, squares int) {
	b := opened(t, p, nil)
	f := &textbook{nodes: 2}
	slot := make([]int, len(b.shifts))
	for s := range b.shifts {
		slot[s] = f.node()
		f.link(slot[s], 1, b.shifts[s].need[slices.Index(kinds[:], kind)], 0)
	}
	for d, dep := range b.deputies {
		if kinds[dep.kind] != kind {
			continue
		}
		squares += dep.served * dep.served
		node, days := f.node(), map[int]int{}
		for _, s := range b.options(d) {
			day := b.shifts[s].day
			if days[day] == 0 {
				days[day] = f.node()
				f.link(node, days[day], 1, 0)
			}
			f.link(days[day], slot[s], 1, 0)
		}
		for j := range min(dep.limit, len(days)) {
			f.link(0, node, 1, 2*(dep.served+j)+1)
		}
	}
	filled, cost := f.run()
	return filled, squares + cost
}

// TestMakeAgainstTextbook compares months of a town to a county, too large for
// brute force.
func TestMakeAgainstTextbook(t *testing.T) {
	short := 0
	for seed := range uint64(150) {
		p := region{stations: 2 + int(seed%12), deputies: 10 + int(seed)/2, receptions: 1 + int(seed%4), away: 10 + int(seed%50)}.problem(seed)
		plan := mustMake(t, p)
		for _, k := range kinds {
			filled, squares := textbookStats(t, p, k)
			if got := plan.ByKind[k]; got.Filled != filled || got.SumSquares != squares {
				t.Fatalf("seed %d, %s: %d filled with %d, got %+v", seed, k, filled, squares, got)
			}
		}
		short += len(plan.Shortages)
	}
	if short == 0 {
		t.Error("no case was short")
	}
}
