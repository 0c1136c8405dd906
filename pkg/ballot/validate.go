package ballot

import "slices"

// Validate refuses rules that no ballot on screens with so many candidates can be
// held under, with a fault ballot.rules… that says what to change. It is what a
// verifier reports as [rules]. A run-off needs no differential and has RunoffPass
// for its mark.
func (r Rules) Validate(candidates int, runoff bool) error {
	if r.Method == Ranked {
		return errRankedOnScreen
	}
	return r.check(candidates, runoff)
}

// check is Validate for screens and paper alike, where Ranked is allowed too.
func (r Rules) check(candidates int, runoff bool) error {
	if err := r.words(); err != nil {
		return err
	}
	if err := r.numbers(candidates, runoff); err != nil {
		return err
	}
	return r.differential(candidates, runoff)
}

// words checks the members that are names.
func (r Rules) words() error {
	switch {
	case !slices.Contains(Methods(), r.Method):
		return badMember("method", "approval_capped, approval_per_item, package, recommendation, ranked")
	case r.Tie != TieRunoff && r.Tie != TiePresidium && r.Tie != TieAdmitAll:
		return badMember("tie", "runoff, presidium, admit_all")
	case r.Short != ShortEmpty && r.Short != ShortSecondVote:
		return badMember("short", "empty, second_vote")
	case !slices.Equal(r.Choices, []string{Approve}) && !slices.Equal(r.Choices, []string{Approve, Oppose}):
		return badMember("choices", `["approve"], ["approve","oppose"]`)
	case r.Method == Ranked && len(r.Choices) != 1:
		return badMember("choices", `["approve"]`)
	}
	return nil
}

// numbers checks the members that follow from N, the places and the candidates.
func (r Rules) numbers(candidates int, runoff bool) error {
	pass := Pass(r.Roll)
	if runoff {
		pass = RunoffPass
	}
	switch {
	case r.Roll < 1:
		return badMember("roll", "≥ 1")
	case r.Places < 1:
		return badMember("places", "≥ 1")
	case r.PaperFloor < 0:
		return badMember("paper_floor", "≥ 0")
	case r.Quorum != Quorum(r.Roll):
		return badNumber("quorum", Quorum(r.Roll))
	case r.Pass != pass:
		return badNumber("pass", pass)
	case r.Limit != r.Method.limit(r.Places, candidates):
		return badNumber("limit", r.Method.limit(r.Places, candidates))
	}
	return nil
}

// differential checks that there is something to choose from.
func (r Rules) differential(candidates int, runoff bool) error {
	least := LeastCandidates(min(r.Places, candidates), statutoryPercent)
	switch {
	case r.Method == Package && (r.Places != 1 || candidates != 1 || !r.EqualNumber):
		return errPackage
	case runoff && !r.EqualNumber && candidates <= r.Places:
		return errRunoffChoice
	case candidates < r.Places:
		return tooFew(candidates, r.Places, r.Places)
	case !runoff && !r.EqualNumber && candidates < least:
		return tooFew(candidates, r.Places, least)
	}
	return nil
}
