package voting

import (
	"context"
	"regexp"
	"slices"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errMilestones = fault.Invalid("plan.milestones", "进度节点要按日期先后排列，完成比例逐个提高，最后一个节点为 100%，请检查后重新提交",
		"Milestones stand by their days, each with a higher percent than the one before, the last with 100; put them right and hand the plan in again").
		At("milestones", "按日期排列，比例逐个提高，最后为 100%", "by day, percents rising, the last 100")
	errNoMoney       = fault.Invalid("plan.funds", "请填写资金来源和金额，合计应大于 0", "Say where the money comes from, and how much").At("funds", "合计应大于 0", "more than 0 in all")
	errPlanUnit      = fault.Denied("plan.unit", "责任单位只能由人大机关更换，请保持不变或请机关办理", "Only the office can name another unit; leave it, or ask the office").At("unit", "请保持不变", "leave it as it is")
	errNamesSomebody = fault.Invalid("project.numbers", "这些内容要向社会公布，其中不能有手机号、身份证号，请删去后重新提交", "What is written here is public and cannot hold telephone or identity numbers; remove them and hand it in again")
)

// personNumber is a mobile telephone's or an identity card's number. Unlike titles,
// longer texts hold days and amounts.
var personNumber = regexp.MustCompile(`(?:^|\D)(?:1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}|\d{6}(?:19|20)\d{9}[\dXx])(?:\D|$)`)

// namesNobody refuses texts for the public with somebody's number in them.
func namesNobody(texts ...string) error {
	if slices.ContainsFunc(texts, personNumber.MatchString) {
		return errNamesSomebody
	}
	return nil
}

// checkPlan refuses a plan that nobody could be measured by, or that names somebody.
func checkPlan(p voting.Plan) error {
	day, percent := "", 0
	for _, m := range p.Milestones {
		if m.Due <= day || m.Percent <= percent {
			return errMilestones
		}
		day, percent = m.Due, m.Percent
	}
	switch {
	case percent != 100:
		return errMilestones
	case p.Money() <= 0:
		return errNoMoney
	}
	return namesNobody(bodyText(p))
}

// plan publishes how the project is carried out.
func (p *Project) plan(a Act, plan voting.Plan) ([]event.Event, error) {
	if !p.may(voting.PlanPublished) {
		return nil, p.errState()
	}
	p.Plan = &plan
	p.Lit = lit{Light: p.lightAt(a.Rules, a.At), Since: a.At, At: a.At, Heard: a.At}
	return p.move(a, voting.PlanPublished, voting.ProjectPlanned, "")
}

// start says that the work began.
func (p *Project) start(a Act, req voting.StartRequest) ([]event.Event, error) {
	switch {
	case p.State != voting.PlanPublished:
		return nil, p.errState()
	case req.On > today(a):
		return nil, errLaterOn
	}
	p.Started = req.On
	p.touch(a)
	return p.move(a, voting.Implementing, voting.ProjectStarted, req.Reason)
}

var errLaterOn = fault.Invalid("project.later", "日期不能晚于今天，请修改", "The day is today at the latest; correct it").At("on", "不能晚于今天", "today at the latest")

// answers is the unit that answers for the project.
func (p *Project) answers() (id, name string) {
	if p.Plan != nil {
		return p.Plan.Unit, p.Plan.UnitName
	}
	return p.Dossier.Unit, p.Dossier.UnitName
}

// planned completes a plan as it came in: the unit that is answerable where none is
// named, and its name. A unit cannot hand the project to another one.
func (s *Service) planned(ctx context.Context, p *Project, plan voting.Plan) (voting.Plan, error) {
	own, name := p.answers()
	if plan.Unit == "" || plan.Unit == own {
		plan.Unit, plan.UnitName = own, name
		return plan, checkPlan(plan)
	}
	if !permits(ctx, p.Ancestors) {
		return plan, errPlanUnit
	}
	u, err := s.unitNear(ctx, plan.Unit, p.Area)
	if err != nil {
		return plan, err
	}
	plan.UnitName = u.Name
	return plan, checkPlan(plan)
}

// unitNear is a unit that can answer for what lies in a division.
func (s *Service) unitNear(ctx context.Context, id, code string) (Unit, error) {
	u, err := s.units.Get(store.System(ctx), id)
	if err != nil {
		return u, fault.Instead(err, errUnit)
	}
	if !u.Retired.IsZero() || !s.near(u.Area, code) {
		return u, errUnit
	}
	return u, nil
}

// underWay: it is measured by its plan.
var underWay = []voting.State{voting.PlanPublished, voting.Implementing, voting.AdjustmentRequested}

func (p *Project) underWay() bool { return p.Plan != nil && slices.Contains(underWay, p.State) }

// dueAt is when a day is over.
func dueAt(day string) time.Time {
	d, err := calendar.ParseDate(day)
	if err != nil { // the contract lets no other in
		return time.Time{}
	}
	return (d + 1).Start().UTC()
}

// PlanProject serves voting.PlanProject.
func (s *Service) PlanProject(ctx context.Context, req voting.PlanRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		plan, err := s.planned(ctx, p, req.Plan)
		if err != nil {
			return nil, err
		}
		return p.plan(a, plan)
	})
}

// StartProject serves voting.StartProject.
func (s *Service) StartProject(ctx context.Context, req voting.StartRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.start(a, req) })
}
