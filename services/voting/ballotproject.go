package voting

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errCandidate = fault.FailedPrecondition("voting.candidate", "其中有项目不在审议阶段，或不属于这个区划的人大，不能列为候选项目，请去掉后重试",
		"One of the projects is not being deliberated by this congress and cannot be a candidate; leave it out and try again")
	errTwice = fault.Invalid("voting.candidate_twice", "候选项目有重复，请去掉重复的项目", "A project stands twice on the list; take one out")
)

// candidates are the projects that a ballot is about, as they were deliberated.
func (s *Service) candidates(ctx context.Context, b *Ballot, ids []string) ([]voting.BallotCandidate, error) {
	var out []voting.BallotCandidate
	for i, id := range ids {
		p, err := s.projects.Get(ctx, id)
		switch {
		case err != nil:
			return nil, err
		case slices.Contains(ids[:i], id):
			return nil, errTwice
		case !p.may(voting.Balloting) || p.Area != b.Congress.Division:
			return nil, errCandidate
		}
		out = append(out, p.candidate())
	}
	return out, nil
}

// candidate is the project with the hash of what deputies were given to read.
func (p *Project) candidate() voting.BallotCandidate {
	return voting.BallotCandidate{ID: p.ID, Title: p.Title, Dossier: fingerprint([]any{p.Title, p.Dossier})}
}

// wholeList is the one candidate of a ballot on a whole list.
const wholeList = "list"

func whole(title string, projects []voting.BallotCandidate) voting.BallotCandidate {
	return voting.BallotCandidate{ID: wholeList, Title: title, Dossier: fingerprint(projects)}
}

func fingerprint(v any) string {
	sum := sha256.Sum256([]byte(bodyText(v)))
	return hex.EncodeToString(sum[:])
}

// moveProjects takes projects of a ballot to where a turn of it leads them.
func (s *Service) moveProjects(ctx context.Context, all []voting.BallotCandidate, fn func(*Project, Act) ([]event.Event, error)) error {
	ctx = store.System(ctx) // the right to lead the ballot carries them
	for _, c := range all {
		_, err := s.projects.Update(ctx, c.ID, func(p *Project) ([]event.Event, error) {
			a, err := s.act(ctx, p)
			if err != nil {
				return nil, err
			}
			return fn(p, a)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// beginBallot: the definition is signed. In a run-off the projects are under
// ballot still.
func (p *Project) beginBallot(a Act, b *Ballot) ([]event.Event, error) {
	if p.State == voting.Balloting && b.RunoffOf != "" {
		return nil, nil
	}
	if !slices.Contains(b.Projects, p.candidate()) {
		return nil, errDossier
	}
	return p.move(a, voting.Balloting, voting.BallotingBegun, "")
}

var errDossier = fault.FailedPrecondition("voting.dossier", "候选项目的材料在列入票决后又有修改，请重新建立票决，让代表看到修改后的材料",
	"The papers of a candidate were changed after it was put to the vote; prepare the ballot anew, so that deputies read what they decide on")

// endBallot: the result is declared. The tied wait for what decides among them; a
// recommendation decides nothing.
func (p *Project) endBallot(a Act, b *Ballot) ([]event.Event, error) {
	vote := p.vote(a, b)
	p.Votes = append(slices.Clone(p.Votes), vote)
	if b.Recommend {
		return p.advised(a, vote.Verdict)
	}
	switch vote.Verdict {
	case voting.Selected:
		return p.move(a, voting.Adopted, voting.ProjectAdopted, "")
	case voting.Tied:
		return nil, nil
	}
	return p.notChosen(a, "")
}

// advised: those behind it are told what a street recommends, and it is deliberated on.
// Of what is tied nothing is said before a run-off.
func (p *Project) advised(a Act, verdict voting.VoteOutcome) ([]event.Event, error) {
	said := map[voting.VoteOutcome]event.Type[voting.Changed]{voting.Recommended: voting.ProjectRecommended, voting.NotRecommended: voting.ProjectNotRecommended}
	var out []event.Event
	if t, ok := said[verdict]; ok {
		out = p.record(a, t, "")
	}
	back, err := p.move(a, voting.Deliberating, voting.BallotAbandoned, "", quiet)
	return append(out, back...), err
}

// notChosen is back in the pool.
func (p *Project) notChosen(a Act, why string) ([]event.Event, error) {
	out, err := p.move(a, voting.NotAdopted, voting.ProjectNotAdopted, why)
	if err != nil {
		return nil, err
	}
	pooled, err := p.move(a, voting.Pooled, voting.ProjectPooled, "", quiet) // the vote's outcome says so
	return append(out, pooled...), err
}

// tiedStill: a run-off is void. Its projects stay tied, for another to decide.
func (s *Service) tiedStill(ctx context.Context, b *Ballot) error {
	_, err := s.ballots.Update(ctx, b.RunoffOf, func(o *Ballot) ([]event.Event, error) {
		o.Runoff = ""
		return nil, nil
	})
	return err
}

// leaveBallot: the ballot is void, and the projects are what they were before it.
func (p *Project) leaveBallot(a Act, b *Ballot) ([]event.Event, error) {
	return p.move(a, voting.Deliberating, voting.BallotAbandoned, b.Reason)
}
