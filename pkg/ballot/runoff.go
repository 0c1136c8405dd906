package ballot

import "slices"

// Left is how many places an outcome left open to the tied.
func (r Rules) Left(o Outcome) int { return r.Places - len(o.Selected) }

// Runoff gives the rules and the candidates of the ballot that decides a tie: the
// tied in their old order, the places that are left, RunoffPass for the mark. It
// fails with ballot.no_runoff where the outcome leaves nothing to one.
func Runoff(r Rules, candidates []Candidate, o Outcome) (Rules, []Candidate, error) {
	if o.Outcome != ToRunoff {
		return Rules{}, nil, errNoRunoff
	}
	tied := slices.DeleteFunc(slices.Clone(candidates), func(c Candidate) bool { return !slices.Contains(o.Tied, c.ID) })
	next := r
	next.Places, next.Pass = r.Left(o), RunoffPass
	next.Limit = next.Method.limit(next.Places, len(tied))
	next.Choices = slices.Clone(r.Choices)
	return next, tied, next.check(len(tied), true)
}

// Settle adds what the presidium chose among the tied to an outcome that was left
// to it, in the order of the definition. It fails with ballot.not_presidium, or
// with ballot.presidium_choice if it is not as many of the tied as places are left.
func Settle(r Rules, o Outcome, chosen []string) (Outcome, error) {
	if o.Outcome != ToPresidium {
		return Outcome{}, errNotPresidium
	}
	in := slices.DeleteFunc(slices.Clone(o.Tied), func(id string) bool { return !slices.Contains(chosen, id) })
	if len(in) != len(chosen) || len(in) != r.Left(o) {
		return Outcome{}, errPresidiumChoice(r.Left(o))
	}
	return Outcome{Selected: slices.Concat(o.Selected, in), Tied: slices.Clone(o.Tied), Outcome: Decided}, nil
}
