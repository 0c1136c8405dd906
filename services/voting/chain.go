package voting

import (
	"slices"

	"lianluo/api/voting"
	rule "lianluo/pkg/ballot"
	"lianluo/pkg/event"
)

// vote is what a declared ballot says about the project.
func (p *Project) vote(a Act, b *Ballot) voting.Vote {
	out := voting.Vote{Ballot: b.ID, Title: b.Title, Congress: b.Congress, Turnout: b.Turnout, Valid: b.Result.Valid, Invalid: b.Result.Invalid, Verdict: b.verdict(p.ID), At: a.At}
	on := slices.IndexFunc(b.Candidates, func(c voting.BallotCandidate) bool { return c.ID == p.ID || c.ID == wholeList })
	if on >= 0 && on < len(b.Result.Counts) {
		out.Counts = b.Result.Counts[on]
	}
	return out
}

// verdict is what the ballot's result means for a project.
func (b *Ballot) verdict(project string) voting.VoteOutcome {
	stands := func(in []string) bool { return slices.Contains(in, project) || slices.Contains(in, wholeList) }
	switch {
	case stands(b.Result.Selected) && b.Recommend:
		return voting.Recommended
	case stands(b.Result.Selected):
		return voting.Selected
	case stands(b.Result.Tied) && b.Result.Outcome != string(rule.Decided):
		return voting.Tied
	case b.Recommend:
		return voting.NotRecommended
	}
	return voting.NotSelected
}

// announce: the choice was announced, with the number of the announcement.
func (p *Project) announce(a Act, number, on string) ([]event.Event, error) {
	var events []event.Event
	var err error
	if p.underWay() { // its plan came first
		events = p.record(a, voting.ProjectAnnounced, number)
	} else {
		events, err = p.move(a, voting.Announced, voting.ProjectAnnounced, number)
	}
	if n := len(p.Votes); err == nil && n > 0 {
		p.Votes = slices.Clone(p.Votes)
		p.Votes[n-1].Announced, p.Votes[n-1].On = number, on
	}
	return events, err
}
