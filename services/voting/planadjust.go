package voting

import (
	"context"
	"slices"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errNewPlan       = fault.Invalid("adjustment.plan", "申请调整要提交完整的新计划；申请终止不需要计划", "An adjustment takes the whole new plan; a termination takes none").At("plan", "请填写调整后的计划", "Give the plan that is asked for")
	errSamePlan      = fault.Invalid("adjustment.same", "新计划与现行计划相同，请修改后再申请", "The plan is the one that holds; change it before asking")
	errSpentMore     = fault.Invalid("adjustment.spent", "新计划的资金少于已用资金，请核对金额", "The plan that is asked for has less money than was spent; check the amounts").At("funds", "不能少于已用资金", "not less than was spent")
	errNoAdjustment  = fault.NotFound("adjustment.not_found", "没有这项调整申请，或已经作出决定，请刷新后查看", "There is no such request, or it was decided; reload")
	errOwnRequest    = fault.Denied("adjustment.own", "不能由提出申请的人登记决定，请由人大机关的另一位工作人员办理", "Who asked cannot record the decision; another member of the office has to")
	errProgramHand   = fault.FailedPrecondition("adjustment.program", "调整和终止的决定须由本人登录登记，程序、令牌和其他系统不能代办", "A decision on an adjustment is recorded by a person who signed in; programs, tokens and other systems cannot")
	errEarlyDecision = fault.Invalid("adjustment.early", "会议日期不能早于申请日期，请核对", "The meeting was not before the request; check the day").At("on", "不能早于申请日期", "not before the request")
)

// request asks for another plan, or for the project's end.
func (p *Project) request(a Act, adj voting.Adjustment) ([]event.Event, error) {
	switch {
	case p.State != voting.Implementing:
		return nil, p.errState()
	case (adj.Kind == "adjust") != (adj.Plan != nil):
		return nil, errNewPlan
	case adj.Plan != nil && bodyText(*adj.Plan) == bodyText(*p.Plan):
		return nil, errSamePlan
	}
	if err := namesNobody(adj.Reason); err != nil {
		return nil, err
	}
	if _, spent := p.reached(); adj.Plan != nil && spent > adj.Plan.Money() {
		return nil, errSpentMore
	}
	adj.Before = *p.Plan
	p.Adjustments = append(slices.Clone(p.Adjustments), adj)
	return p.move(a, voting.AdjustmentRequested, voting.AdjustmentAsked, adj.Reason, quiet, tell(p.office()))
}

// askedBy reports whether somebody asked for what waits for its decision.
func (p *Project) askedBy(account string) bool {
	return slices.ContainsFunc(p.Adjustments, func(adj voting.Adjustment) bool { return adj.Decision == nil && adj.By == account })
}

// decide records what the organ decided: the hands said which way it went.
func (p *Project) decide(a Act, id string, r voting.Resolution, carried bool, words string) ([]event.Event, error) {
	i := slices.IndexFunc(p.Adjustments, func(adj voting.Adjustment) bool { return adj.ID == id && adj.Decision == nil })
	switch {
	case p.State != voting.AdjustmentRequested:
		return nil, p.errState()
	case i < 0:
		return nil, errNoAdjustment
	}
	p.Adjustments = slices.Clone(p.Adjustments)
	adj := &p.Adjustments[i]
	switch {
	case adj.By == a.By:
		return nil, errOwnRequest
	case r.On < dayOf(adj.At):
		return nil, errEarlyDecision
	}
	if err := namesNobody(words); err != nil {
		return nil, err
	}
	adj.Decision, adj.Approved, adj.Words = &r, carried, words
	adj.DecidedBy, adj.DecidedByName, adj.DecidedAt = a.By, a.Name, a.At
	return p.decided(a, *adj)
}

// decided does what follows from a decision.
func (p *Project) decided(a Act, adj voting.Adjustment) ([]event.Event, error) {
	p.touch(a)
	if adj.Approved && adj.Kind == "terminate" {
		p.Lit.Ended = a.At
		return p.move(a, voting.Terminated, voting.ProjectTerminated, adj.Words)
	}
	if adj.Approved {
		light := p.Lit.Light
		p.Plan = adj.Plan
		p.relight(a, light)
	}
	return p.move(a, voting.Implementing, voting.AdjustmentDecided, adj.Words, p.tellStaff())
}

// RequestAdjustment serves voting.RequestAdjustment.
func (s *Service) RequestAdjustment(ctx context.Context, req voting.AdjustmentRequest) (voting.Project, error) {
	id := s.db.NewID()
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		adj := voting.Adjustment{ID: id, Kind: req.Kind, Ground: req.Ground, Reason: req.Reason, By: a.By, ByName: a.Name, At: a.At}
		if req.Plan != nil {
			plan, err := s.planned(ctx, p, *req.Plan)
			if err != nil {
				return nil, err
			}
			adj.Plan = &plan
		}
		return p.request(a, adj)
	})
}

// DecideAdjustment serves voting.DecideAdjustment.
func (s *Service) DecideAdjustment(ctx context.Context, req voting.DecideRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		if authz.Actor(ctx).Kind != authz.Person {
			return nil, errProgramHand
		}
		carried, err := s.resolved(a, p.Area, req.Resolution)
		if err != nil {
			return nil, err
		}
		return p.decide(a, req.Adjustment, req.Resolution, carried, req.Reason)
	})
}
