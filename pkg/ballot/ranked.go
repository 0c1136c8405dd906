package ballot

// Ranking is one paper of a Ranked ballot: for each candidate the number that
// stands beside it, 0 for none, Unreadable for one that nobody can tell.
type Ranking []int

// Unreadable stands for a number that nobody can tell.
const Unreadable = -1

// CountRanked counts rankings by Borda. The written rule for papers that are not
// complete or not clean, to be read out before the ballot:
//
//   - Number p gives places+1−p points; no number, none. Numbers left out stay left
//     out: who writes 1 and 3 gives the points of the first and the third.
//   - Fewer numbers than places is a valid paper; more numbered candidates than
//     places void the whole paper, as over-voting does.
//   - A number that cannot be read, lies beyond the places or stands twice voids
//     those items only; a paper of which nothing is left that was numbered is invalid.
//
// A candidate passes if at least the pass mark of papers number it; among those that
// pass, points decide, and equal points at the last place are a tie. The tally
// holds papers that number a candidate, points the points, both in the
// definition's order.
func CountRanked(r Rules, candidates []Candidate, papers []Ranking) (o Outcome, t Tally, points []int) {
	t.Counts, points = make([][]int, len(candidates)), make([]int, len(candidates))
	for i := range candidates {
		t.Counts[i] = []int{0}
	}
	for _, paper := range papers {
		numbers, valid := r.readRanking(paper, len(candidates))
		if !valid {
			t.Invalid++
			continue
		}
		t.Valid++
		for i, p := range numbers {
			if p > 0 {
				t.Counts[i][0]++
				points[i] += r.Places + 1 - p
			}
		}
	}
	var passed []scored
	for i, c := range candidates {
		if t.Counts[i][0] >= r.Pass {
			passed = append(passed, scored{c.ID, points[i]})
		}
	}
	return r.fill(passed), t, points
}

// readRanking gives the numbers that count, 0 for none.
func (r Rules) readRanking(paper Ranking, candidates int) (numbers []int, valid bool) {
	if len(paper) != candidates {
		return nil, false
	}
	times, marked, left := map[int]int{}, 0, 0
	for _, p := range paper {
		times[p]++
		if p != 0 {
			marked++
		}
	}
	numbers = make([]int, candidates)
	for i, p := range paper {
		if p > 0 && p <= r.Places && times[p] == 1 {
			numbers[i] = p
			left++
		}
	}
	return numbers, marked <= r.Places && (marked == 0 || left > 0)
}
