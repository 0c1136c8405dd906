package ballot

import (
	"cmp"
	"slices"

	"lianluo/pkg/sorting"
)

// Tally is what an opened ballot says: for every candidate of the definition, in
// its order, one count per choice, and how many ballots there were.
type Tally struct {
	Counts  [][]int `json:"counts"`
	Valid   int     `json:"valid"`
	Invalid int     `json:"invalid"`
}

// Verdict is how a count ended.
type Verdict string

// The ways in which a count ends.
const (
	Decided     Verdict = "decided"
	TooFew      Verdict = "short"     // fewer than places passed
	ToRunoff    Verdict = "runoff"    // the last places are tied, and another ballot decides
	ToPresidium Verdict = "presidium" // the last places are tied, and the presidium decides
	Void        Verdict = "void"      // no valid ballots can have given these numbers
)

// Outcome is what the rules make of a tally. Its lists are never nil.
type Outcome struct {
	Selected []string `json:"selected"` // most approvals first, then the definition's order
	Tied     []string `json:"tied"`     // in the definition's order; selected too under admit_all
	Outcome  Verdict  `json:"outcome"`
}

// scored is a candidate that passed, with what it is ordered by.
type scored struct {
	id    string
	score int
}

// Count applies the rules: those that reach the pass mark, most approvals first,
// fill the places. It trusts that the rules are valid for these candidates, and
// answers Void to a tally that no valid ballots can have given.
func Count(r Rules, candidates []Candidate, t Tally) Outcome {
	if !r.possible(candidates, t) {
		return Outcome{Selected: []string{}, Tied: []string{}, Outcome: Void}
	}
	var passed []scored
	for i, c := range candidates {
		if approvals := t.Counts[i][0]; approvals >= r.Pass {
			passed = append(passed, scored{c.ID, approvals})
		}
	}
	return r.fill(passed)
}

// fill gives the places to those that passed, in order.
func (r Rules) fill(passed []scored) Outcome {
	byScore := slices.Clone(passed)
	sorting.Stably(byScore, func(a, b scored) int { return cmp.Compare(b.score, a.score) })
	switch {
	case len(byScore) < r.Places:
		return Outcome{Selected: ids(byScore), Tied: []string{}, Outcome: TooFew}
	case len(byScore) == r.Places || byScore[r.Places-1].score > byScore[r.Places].score:
		return Outcome{Selected: ids(byScore[:r.Places]), Tied: []string{}, Outcome: Decided}
	}
	return r.untie(byScore, byScore[r.Places].score)
}

// untie takes the way out that the rules name when the last places fall among
// several with the same score.
func (r Rules) untie(byScore []scored, at int) Outcome {
	above := slices.DeleteFunc(slices.Clone(byScore), func(s scored) bool { return s.score <= at })
	tied := slices.DeleteFunc(slices.Clone(byScore), func(s scored) bool { return s.score != at })
	o := Outcome{Selected: ids(above), Tied: ids(tied)}
	switch r.Tie {
	case TieAdmitAll:
		o.Selected, o.Outcome = append(o.Selected, o.Tied...), Decided
	case TiePresidium:
		o.Outcome = ToPresidium
	default:
		o.Outcome = ToRunoff
	}
	return o
}

func ids(of []scored) []string {
	out := make([]string, len(of))
	for i, s := range of {
		out[i] = s.id
	}
	return out
}

// possible reports whether valid ballots can have given the tally.
func (r Rules) possible(candidates []Candidate, t Tally) bool {
	if t.Valid < 0 || t.Invalid < 0 || len(t.Counts) != len(candidates) {
		return false
	}
	approvals := 0
	for _, row := range t.Counts {
		if len(row) != len(r.Choices) || slices.Min(row) < 0 || sum(row) > t.Valid {
			return false
		}
		approvals += row[0]
	}
	return approvals <= r.Limit*t.Valid
}

func sum(row []int) (n int) {
	for _, v := range row {
		n += v
	}
	return n
}
