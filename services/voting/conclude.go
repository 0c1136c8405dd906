package voting

import (
	"context"
	"maps"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errDue      = fault.Invalid("project.due", "整改期限应在今天之后，请修改", "The day is after today; correct it").At("due", "应在今天之后", "after today")
	errNothing  = fault.FailedPrecondition("project.nothing_to_rectify", "项目已完成且测评不是不满意，不必整改", "The project is finished and nobody found it wanting: there is nothing to put right")
	errReported = fault.FailedPrecondition("project.rectified", "整改情况已经报告，请等待再次测评", "What was put right has been reported; it waits to be judged again")
	errOpenEnd  = fault.FailedPrecondition("project.open_end", "测评不满意的项目应先整改，未完成的项目应结转下年，再归档", "What was found wanting is put right first, and what is unfinished is carried over; then it is archived")
	errDone     = fault.FailedPrecondition("project.done", "项目已经完成，不能结转下年", "The project is finished and cannot be carried over")
	errNextGoal = fault.Invalid("project.next_goal", "请写明下一年度的目标和完成日期", "Write the next year's goal and day").At("goal", "请写明目标", "Write the goal").At("finish", "请填写完成日期", "Enter the day")
)

// judgeable: an appraisal may ask about it.
func (p *Project) judgeable() bool {
	return p.may(voting.Evaluated) && (p.State != voting.Rectifying || p.Rectifications[len(p.Rectifications)-1].Report != "")
}

// unfinished: it was not done in its year.
func (p *Project) unfinished() bool {
	return slices.ContainsFunc(p.History, func(e voting.Entry) bool { return e.To == voting.Unfinished })
}

// wanting: the last verdict is dissatisfied.
func (p *Project) wanting() bool {
	return len(p.Judgements) > 0 && p.Judgements[len(p.Judgements)-1].Verdict == voting.Dissatisfied
}

// owes: what was not done, or found wanting, is put right first.
func (p *Project) owes() bool { return p.wanting() || p.unfinished() }

// judge gives it a verdict. What was judged by another appraisal meanwhile keeps both.
func (p *Project) judge(a Act, j voting.Judgement) ([]event.Event, error) {
	p.Judgements = append(slices.Clone(p.Judgements), j)
	why := "“" + j.Title + "”结论：" + verdictWords[j.Verdict]
	if p.State == voting.Evaluated {
		return p.record(a, voting.ProjectEvaluated, why, tell(p.office())), nil
	}
	return p.move(a, voting.Evaluated, voting.ProjectEvaluated, why, tell(p.office()))
}

var verdictWords = map[voting.Verdict]string{voting.Satisfied: "满意", voting.Basically: "基本满意", voting.Dissatisfied: "不满意"}

// deliver gives the projects of a published appraisal their verdicts; those of whom
// too few said anything get none.
func (s *Service) deliver(ctx context.Context, of *Appraisal) error {
	if of.Kind != voting.OfProjects {
		return nil
	}
	for _, r := range of.Results {
		if r.Verdict == "" {
			continue
		}
		_, err := s.projects.Update(ctx, of.Subjects[r.Subject].ID, func(p *Project) ([]event.Event, error) {
			a, err := s.act(ctx, p)
			if err != nil {
				return nil, err
			}
			return p.judge(a, voting.Judgement{Appraisal: of.ID, Title: of.Title, Raters: of.Raters, Verdict: r.Verdict, At: a.At})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// orderRectification tells the unit what to put right.
func (p *Project) orderRectification(a Act, req voting.OrderRequest) ([]event.Event, error) {
	switch {
	case p.State == voting.Evaluated && !p.owes():
		return nil, errNothing
	case req.Due <= today(a):
		return nil, errDue
	}
	unit, name := p.answers()
	p.Rectifications = append(slices.Clone(p.Rectifications), voting.Rectification{Order: req.Reason, Unit: unit, UnitName: name, Due: req.Due, By: a.By, ByName: a.Name, At: a.At})
	return p.move(a, voting.Rectifying, voting.RectificationOrdered, req.Reason, tell("unit:"+unit))
}

// rectified is the unit's account of what was put right.
func (p *Project) rectified(a Act, text string) ([]event.Event, error) {
	if p.State != voting.Rectifying {
		return nil, p.errState()
	}
	p.Rectifications = slices.Clone(p.Rectifications)
	last := &p.Rectifications[len(p.Rectifications)-1]
	if last.Report != "" {
		return nil, errReported
	}
	last.Report, last.ReportedBy, last.ReportedAt = text, a.Name, a.At
	return p.record(a, voting.RectificationDone, text, tell(p.office())), nil
}

// conclude ends the project's year; next is the id of the project that goes on.
func (p *Project) conclude(a Act, req voting.ConcludeRequest, next string) ([]event.Event, error) {
	if req.To == voting.Archived {
		if p.State == voting.Evaluated && p.owes() {
			return nil, errOpenEnd
		}
		return p.move(a, voting.Archived, voting.ProjectArchived, req.Reason)
	}
	switch {
	case p.State == voting.Evaluated && !p.unfinished():
		return nil, errDone
	case req.Goal == "" || req.Finish <= today(a):
		return nil, errNextGoal
	}
	p.CarriedTo = next
	return p.move(a, voting.CarriedOver, voting.ProjectCarriedOver, req.Reason, about(next))
}

// carried is the project of the next year: in the pool, with all the sources, and a
// goal of its own.
func (p *Project) carried(a Act, req voting.ConcludeRequest, id string) (Project, []event.Event) {
	out := Project{Ancestors: slices.Clone(p.Ancestors), Codes: maps.Clone(p.Codes), By: p.By}
	out.ID, out.Number, out.Area, out.Year, out.Title = id, p.Number, p.Area, p.Year, p.Title
	if p.Year != 0 {
		out.Year++
	}
	out.Category, out.Place, out.Sources, out.Dossier, out.CarriedFrom = p.Category, p.Place, slices.Clone(p.Sources), p.Dossier, p.ID
	out.Dossier.Goal, out.Dossier.Finish = req.Goal, req.Finish
	out.State, out.Reviews, out.Questions, out.History = voting.Pooled, []voting.Review{}, []voting.Question{}, []voting.Entry{}
	out.count(a)
	return out, out.record(a, voting.ProjectPooled, req.Reason, about(p.ID), quiet)
}

// OrderRectification serves voting.OrderRectification.
func (s *Service) OrderRectification(ctx context.Context, req voting.OrderRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.orderRectification(a, req) })
}

// ReportRectification serves voting.ReportRectification.
func (s *Service) ReportRectification(ctx context.Context, req voting.ReportRectificationRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.rectified(a, req.Text) })
}

// ConcludeProject serves voting.ConcludeProject.
func (s *Service) ConcludeProject(ctx context.Context, req voting.ConcludeRequest) (voting.Project, error) {
	next := s.db.NewID()
	old, err := s.projects.Get(ctx, req.ID)
	if err != nil {
		return voting.Project{}, err
	}
	out, err := s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.conclude(a, req, next) })
	if err != nil || req.To != voting.CarriedOver {
		return out, err
	}
	a, err := s.act(ctx, &old)
	if err != nil {
		return voting.Project{}, err
	}
	one, events := old.carried(a, req, next)
	return out, s.projects.Create(ctx, one, events...)
}
