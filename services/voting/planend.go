package voting

import (
	"cmp"
	"context"
	"fmt"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// finish ends the work: completed, or unfinished when its time is over.
func (p *Project) finish(a Act, e voting.Ending) ([]event.Event, error) {
	_, spent := p.reached()
	switch {
	case p.State != voting.Implementing:
		return nil, p.errState()
	case e.On > today(a):
		return nil, errLaterOn
	case e.On < p.Started:
		return nil, errBeforeStart
	case e.Spent < spent:
		return nil, errFalls
	case e.Outcome == voting.Completed && len(e.Photos) < a.Rules.ReportPhotos:
		return nil, errEvidence(a.Rules.ReportPhotos)
	case e.Outcome == voting.Unfinished && today(a) < p.lastDay():
		return nil, errStillTime(p.lastDay())
	}
	if err := cmp.Or(p.affords(e.Spent), namesNobody(e.Text)); err != nil {
		return nil, err
	}
	p.touch(a)
	light := p.Lit.Light
	p.Ending = &e
	p.relight(a, light)
	p.Lit.Ended = a.At
	if e.Outcome == voting.Completed {
		return p.move(a, voting.Completed, voting.ProjectCompleted, e.Text)
	}
	return p.move(a, voting.Unfinished, voting.ProjectUnfinished, e.Text)
}

// lastDay is when a project's time is over: the plan's last day, or the end of its
// year where that comes first.
func (p *Project) lastDay() string {
	last := p.Plan.Milestones[len(p.Plan.Milestones)-1].Due
	if p.Year == 0 {
		return last
	}
	return min(last, fmt.Sprintf("%04d-12-31", p.Year))
}

var errBeforeStart = fault.Invalid("project.before_start", "日期不能早于开工日期，请修改", "The day comes after the work began; correct it").At("on", "不能早于开工日期", "not before the work began")

func errStillTime(day string) error {
	return fault.FailedPrecondition("project.still_time", "项目的期限到 %[1]s，期限未到不能认定为未完成；确实无法继续的，请申请调整或终止",
		"The project has time until %[1]s and cannot be called unfinished before; where it cannot go on, request an adjustment or its end", day)
}

// FinishProject serves voting.FinishProject.
func (s *Service) FinishProject(ctx context.Context, req voting.FinishRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		photos, err := s.attach(ctx, req.Photos, p.ID)
		if err != nil {
			return nil, err
		}
		return p.finish(a, voting.Ending{Outcome: req.Outcome, Text: req.Reason, On: req.On, Spent: req.Spent, Photos: photos, By: a.By, ByName: a.Name, At: a.At})
	})
}
