package voting

import (
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errUnit = fault.Invalid("project.unit", "没有这个责任单位，或已撤销，请从列表中选择", "There is no such unit, or it was retired; choose one of the list").At("unit", "请从列表中选择", "Choose one of the list")
	errThin = fault.FailedPrecondition("project.thin", "资料不完整：请先写明建设理由、目标、投资和责任单位，再提请审查", "The dossier is not complete: write need, goal, cost and unit first, then have it reviewed")
	errOn   = fault.Invalid("project.on", "会议日期不能晚于今天，请修改", "The day of the meeting is today at the latest; correct it").At("on", "不能晚于今天", "today at the latest")
)

// writable: the dossier can still change.
var writable = []voting.State{voting.Pooled, voting.Screening, voting.Candidate}

// write takes over the dossier and the place.
func (p *Project) write(a Act, d voting.Dossier, at voting.Place) ([]event.Event, error) {
	if !slices.Contains(writable, p.State) {
		return nil, p.errState()
	}
	p.Dossier, p.Place = d, at
	return p.record(a, voting.DossierWritten, ""), nil
}

// complete: somebody can judge it.
func (p *Project) complete() bool {
	d := p.Dossier
	return d.Need != "" && d.Goal != "" && d.Cost > 0 && d.Unit != ""
}

// review records what the organ decided: a candidate that it agreed to goes on, the
// others back to screening.
func (p *Project) review(a Act, organ voting.Organ, req voting.ReviewRequest) ([]event.Event, error) {
	switch {
	case p.State != voting.Candidate:
		return nil, p.errState()
	case !p.complete():
		return nil, errThin
	case req.On > today(a):
		return nil, errOn
	}
	p.Reviews = append(slices.Clone(p.Reviews), voting.Review{Organ: organ, Agreed: req.Agreed, Reason: req.Reason, On: req.On, By: a.By, ByName: a.Name, At: a.At})
	to := voting.Screening
	if req.Agreed {
		to = voting.CommitteeReviewed
	}
	return p.move(a, to, voting.CandidateReviewed, req.Reason)
}

// submit puts it before the congress, and what is before it on the session's agenda.
func (p *Project) submit(a Act, reason string) ([]event.Event, error) {
	if p.State == voting.Submitted {
		return p.move(a, voting.Deliberating, voting.DeliberationOpened, reason)
	}
	return p.move(a, voting.Submitted, voting.ProjectSubmitted, reason)
}

// organOf is who reviews candidates in a division.
func (s *Service) organOf(code string) voting.Organ {
	d, _ := s.tree.Get(area.Code(code))
	switch {
	case d.Code.Level() != area.LevelTownship:
		return voting.StandingCommittee
	case s.tree.HasCongress(d.Code):
		return voting.Presidium
	}
	return voting.StreetWorkCommittee
}

// WriteDossier serves voting.WriteDossier. The unit's name is the one that it has.
func (s *Service) WriteDossier(ctx context.Context, req voting.DossierRequest) (voting.Project, error) {
	d := req.Dossier
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		if d.UnitName = ""; d.Unit != "" {
			u, err := s.unitNear(ctx, d.Unit, p.Area)
			if err != nil {
				return nil, err
			}
			d.UnitName = u.Name
		}
		return p.write(a, d, req.Place)
	})
}

// near: one lies within the other, as a township's unit and the county's.
func (s *Service) near(a, b string) bool {
	return s.tree.IsAncestorOrSelf(area.Code(a), area.Code(b)) || s.tree.IsAncestorOrSelf(area.Code(b), area.Code(a))
}

// ReviewProject serves voting.ReviewProject.
func (s *Service) ReviewProject(ctx context.Context, req voting.ReviewRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.review(a, s.organOf(p.Area), req) })
}

// SubmitProject serves voting.SubmitProject.
func (s *Service) SubmitProject(ctx context.Context, req voting.Reasoned) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.submit(a, req.Reason) })
}
