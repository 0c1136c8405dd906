package voting

import (
	"context"
	"fmt"
	"slices"

	"lianluo/api/voting"
	rule "lianluo/pkg/ballot"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errTieSettled = fault.Conflict("voting.tie_settled", "主席团对票数相等项目的决定已经登记，不能再改；请打开这次票决查看", "The presidium's decision among the tied is recorded and does not change; open the ballot to read it")
	errTieOrgan   = fault.Invalid("voting.tie_organ", "票数相等的项目由主席团决定，请选择主席团", "The presidium decides among the tied; choose the presidium").At("organ", "请选择主席团", "choose the presidium")
	errTieLost    = fault.FailedPrecondition("voting.tie_not_carried", "赞成没有超过主席团全体成员的半数，这个决定没有通过。请按会议记录核对人数；确未通过的，由主席团再次讨论后登记",
		"Not more than half of all members of the presidium were in favour, so the motion failed. Compare the counts with the minutes; if they are right, record the decision that the presidium comes to next")
)

// SettleTie serves voting.SettleTie.
func (s *Service) SettleTie(ctx context.Context, req voting.SettleTieRequest) (voting.Ballot, error) {
	b, err := s.ballots.Update(ctx, req.ID, func(b *Ballot) ([]event.Event, error) {
		a := s.actAt(ctx, b.Congress.Division, b.Areas)
		if err := b.settle(a, req); err != nil {
			return nil, err
		}
		return b.told(voting.BallotTieSettled, ""), nil
	})
	if err != nil {
		return voting.Ballot{}, err
	}
	if err := s.moveProjects(ctx, b.Projects, func(p *Project, a Act) ([]event.Event, error) { return p.settled(a, &b) }); err != nil {
		return voting.Ballot{}, err
	}
	return s.shown(ctx, &b)
}

// settle records the presidium's decision. A recommendation decides nothing and
// leaves nothing to be settled.
func (b *Ballot) settle(a Act, req voting.SettleTieRequest) error {
	switch {
	case b.at(voting.BallotDeclared) != nil || b.Recommend:
		return errNoTie
	case b.Settlement != nil:
		return errTieSettled
	}
	settled, err := rule.Settle(*b.Adopted, outcomeOf(b.Result), req.Chosen)
	if err != nil {
		return err
	}
	if req.Organ != voting.Presidium {
		return errTieOrgan
	}
	carried, err := counted(a, req.Resolution) // every congress in session has a presidium
	switch {
	case err != nil:
		return err
	case !carried:
		return errTieLost
	}
	b.Settlement = &voting.TieSettlement{Chosen: settled.Selected[len(b.Result.Selected):], Resolution: req.Resolution, ByName: a.Name, At: a.At}
	return nil
}

// settled: the presidium has decided among the tied.
func (p *Project) settled(a Act, b *Ballot) ([]event.Event, error) {
	if !slices.Contains(b.Result.Tied, p.ID) {
		return nil, nil
	}
	why := fmt.Sprintf("票数相等，由主席团决定（%s，%s）", b.Settlement.Minutes, b.Settlement.On)
	if slices.Contains(b.Settlement.Chosen, p.ID) {
		return p.move(a, voting.Adopted, voting.ProjectAdopted, why)
	}
	return p.notChosen(a, why)
}
