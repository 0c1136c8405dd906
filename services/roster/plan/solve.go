package plan

import (
	"cmp"
	"container/heap"
	"slices"

	"lianluo/pkg/sorting"
)

// solver fills the needs of one group after another. Its network has a node per
// shift (first), a node per deputy (next), and between them nodes for days and
// sessions that bound what a deputy can do at once. All cost sits where flow
// enters a deputy, so the cheapest path is the one whose deputy has the smallest
// year: the shortest-path step of successive shortest paths becomes a queue.
type solver struct {
	*book
	g      group
	net    network
	wanted []int32 // units a shift still takes, by place in g.shifts
	spare  []int32 // shifts a deputy still takes, by place in g.deputies
	picks  []pick
	local  []int32 // place in g.shifts, by shift
}

// pick remembers which arc seats whom where.
type pick struct {
	arc int32
	seat
}

func newSolver(b *book) *solver {
	return &solver{book: b, local: make([]int32, len(b.shifts))}
}

// solve seats a group's deputies in the book, as many as possible and then as
// evenly as possible, and leaves the network as the proof.
func (s *solver) solve(g group) {
	s.build(g)
	if !s.fill() {
		// Short: choose what to leave open by rank, then be fair within the rest.
		// Choosing first costs no fairness (docs/adr/0020-roster-planning.md).
		s.net.clear()
		s.ration()
		s.net.clear()
		s.fill()
	}
	for _, p := range s.picks {
		if s.net.room[p.arc] == 0 {
			s.add(p.seat)
		}
	}
}

func (s *solver) build(g group) {
	s.g = g
	s.net.reset(len(g.shifts) + len(g.deputies))
	s.wanted, s.spare, s.picks = s.wanted[:0], s.spare[:0], s.picks[:0]
	for i, sh := range g.shifts {
		s.local[sh] = int32(i)
		s.wanted = append(s.wanted, int32(s.open(sh, g.kind)))
	}
	for i, d := range g.deputies {
		s.spare = append(s.spare, int32(max(0, s.deputies[d].limit-len(s.shiftsBy[d]))))
		s.offer(int32(len(g.shifts)+i), d)
	}
}

// fill gives one shift at a time to the deputy with the smallest year who can
// still take one, moving others if need be. It reports whether nothing is open.
func (s *solver) fill() bool {
	q := s.queue()
	open := slices.Clone(s.wanted)
	slot := func(node int32) bool { return int(node) < len(open) && open[node] > 0 }
	for left := sum(open); left > 0; left-- {
		found := int32(-1)
		for found < 0 {
			if q.Len() == 0 {
				return false
			}
			e := heap.Pop(&q).(entry)
			found = s.net.augment(int32(len(open)+e.place), forward, slot)
			if e.left--; found >= 0 && e.left > 0 {
				e.year++
				heap.Push(&q, e)
			}
		}
		open[found]--
	}
	return true
}

func (s *solver) queue() (q queue) {
	for i, d := range s.g.deputies {
		if s.spare[i] > 0 {
			q = append(q, entry{year: s.year(d), place: i, left: s.spare[i]})
		}
	}
	heap.Init(&q)
	return q
}

// ration lowers what is open to what can be filled. Every station's first
// reception goes before any station's second, so that the least number of
// receptions per station is kept where it can be.
func (s *solver) ration() {
	spare := slices.Clone(s.spare)
	slots := int32(len(s.g.shifts))
	available := func(node int32) bool {
		place := node - slots
		return place >= 0 && int(place) < len(spare) && spare[place] > 0
	}
	for _, i := range s.byRank() {
		want := s.wanted[i]
		for s.wanted[i] = 0; s.wanted[i] < want; s.wanted[i]++ {
			found := s.net.augment(i, backward, available)
			if found < 0 {
				break
			}
			spare[found-slots]--
		}
	}
}

// byRank lists the places of the group's shifts, each station's first one first.
func (s *solver) byRank() []int32 {
	order := make([]int32, len(s.g.shifts))
	for i := range order {
		order[i] = int32(i)
	}
	rank := func(i int32) int { return s.shifts[s.g.shifts[i]].rank }
	sorting.By(order, func(a, b int32) int {
		return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(s.g.shifts[a], s.g.shifts[b]))
	})
	return order
}

func sum(xs []int32) (total int) {
	for _, x := range xs {
		total += int(x)
	}
	return total
}
