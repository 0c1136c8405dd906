package voting

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

var (
	errTitle = fault.Invalid("project.title", "公开名称中不能有电话、身份证等号码，请删去后重新填写", "A public title cannot hold telephone or identity numbers; remove them").
			At("title", "请删去号码", "Remove the number")
	errSelf      = fault.Invalid("project.merge_self", "不能与自身合并，请选择另一个项目", "A project cannot be merged with itself; choose another one").At("into", "请选择另一个项目", "Choose another project")
	errCongress  = fault.FailedPrecondition("project.congress", "两个项目不由同一级人大票决，不能合并，请选择同一区划的项目", "The projects belong to different congresses; choose one of the same division").At("into", "请选择同一区划的项目", "Choose one of the same division")
	errInto      = fault.FailedPrecondition("project.merge_into", "目标项目尚未入库，或已提交大会，请选择储备库、筛选中或候选的项目", "The other project is not in the pool yet, or is before the congress; choose one in the pool, in screening or a candidate").At("into", "请选择储备库、筛选中或候选的项目", "Choose one in the pool, in screening or a candidate")
	errYear      = fault.Invalid("project.year", "候选项目需要注明年度，请填写", "Say which year the candidate is for").At("year", "请填写年度", "Give the year")
	errUnchecked = fault.Invalid("project.findings", "筛选结论与现行条件不符，请刷新后逐项填写", "The findings are not those of the criteria in force; reload and answer each").At("findings", "请逐项填写", "Answer each")
)

// longNumber is what a person's telephone or identity number looks like.
var longNumber = regexp.MustCompile(`\d(?:[\s-]?\d){6,}`)

// pool takes the project into the pool, under a title for the public. A project of
// the pool can be taken up for another year.
func (p *Project) pool(a Act, req voting.PoolRequest) ([]event.Event, error) {
	switch {
	case longNumber.MatchString(req.Title):
		return nil, errTitle
	case !slices.Contains([]voting.State{voting.Proposed, voting.Pooled, voting.NotAdopted}, p.State):
		return nil, p.errState()
	}
	p.Title, p.Year, p.State = req.Title, req.Year, voting.Pooled
	p.Screening, p.Reviews = nil, []voting.Review{}
	return p.record(a, voting.ProjectPooled, req.Reason), nil
}

// screen records what was checked, and does what follows.
func (p *Project) screen(a Act, req voting.ScreenRequest) ([]event.Event, error) {
	if req.Verdict == "continue" && p.State == voting.Screening { // it goes on
		if err := p.find(a, req); err != nil {
			return nil, err
		}
		return p.record(a, voting.ScreeningBegun, req.Reason, quiet), nil
	}
	to, t := verdicts[req.Verdict].to, verdicts[req.Verdict].event
	if !p.may(to) || p.State == voting.Proposed && req.Verdict != "reject" || p.State == voting.Candidate {
		return nil, p.errState()
	}
	if err := p.find(a, req); err != nil {
		return nil, err
	}
	if to == voting.Candidate {
		if err := p.passes(req); err != nil {
			return nil, err
		}
	}
	return p.move(a, to, t, req.Reason)
}

// verdicts are where a screening leads.
var verdicts = map[string]struct {
	to    voting.State
	event event.Type[voting.Changed]
}{
	"continue":  {voting.Screening, voting.ScreeningBegun},
	"candidate": {voting.Candidate, voting.CandidateNamed},
	"reject":    {voting.Rejected, voting.ProjectRejected},
	"pool":      {voting.Pooled, voting.ProjectPooled},
}

// find keeps the findings: of the criteria in force, each once.
func (p *Project) find(a Act, req voting.ScreenRequest) error {
	known := a.Rules.Criteria()
	seen := map[voting.Criterion]bool{}
	for _, found := range req.Findings {
		if !slices.Contains(known, found.Criterion) || seen[found.Criterion] {
			return errUnchecked
		}
		seen[found.Criterion] = true
	}
	if req.Verdict == "candidate" && len(seen) != len(known) {
		return errUnchecked
	}
	p.Screening = &voting.Screened{Findings: req.Findings, Verdict: req.Verdict, By: a.By, ByName: a.Name, At: a.At, Rule: a.Version}
	return nil
}

// passes fails with what stands against the project, in words.
func (p *Project) passes(req voting.ScreenRequest) error {
	if p.Year = cmp.Or(req.Year, p.Year); p.Year == 0 {
		return errYear
	}
	var zh, en []string
	for _, f := range req.Findings {
		if f.Kind == "check" && !f.Holds || f.Kind == "excluded" && f.Holds {
			zh, en = append(zh, f.ZH), append(en, f.EN)
		}
	}
	if len(zh) == 0 {
		return nil
	}
	return fault.FailedPrecondition("project.fails", "不能列为候选：%[1]s。请补齐条件，或改为退回储备库、不予入选", "It cannot be a candidate: %[2]s. See to that, or send it back to the pool or reject it",
		strings.Join(zh, "、"), strings.Join(en, ", "))
}

// PoolProject serves voting.PoolProject.
func (s *Service) PoolProject(ctx context.Context, req voting.PoolRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.pool(a, req) })
}

// ScreenProject serves voting.ScreenProject.
func (s *Service) ScreenProject(ctx context.Context, req voting.ScreenRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) { return p.screen(a, req) })
}

// today is the day on which something is done.
func today(a Act) string { return calendar.DateOf(a.At).String() }
