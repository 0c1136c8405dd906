package demo

import (
	"context"
	"fmt"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
)

// opinions are what raters say of one subject, a letter for each of them: s for
// satisfied, b for basically, d for dissatisfied, anything else abstains.
type opinions []string

// of is what the i-th rater says of every subject.
func (o opinions) of(i, aspects int) []voting.Given {
	marks := map[byte]voting.Verdict{'s': voting.Satisfied, 'b': voting.Basically, 'd': voting.Dissatisfied}
	var out []voting.Given
	for subject, said := range o {
		g := voting.Given{Subject: subject, Been: true, Marks: map[string]voting.Verdict{}}
		for a := range aspects {
			if mark, ok := marks[said[i]]; ok {
				g.Marks[fmt.Sprintf("a%d", a+1)] = mark
			}
		}
		out = append(out, g)
	}
	return out
}

// appraisal is one that programs hold.
type appraisal struct {
	*Loader
	key     string // of its calls
	id      string
	aspects int
}

// ask opens an appraisal.
func (l *Loader) ask(ctx context.Context, key string, req voting.OpenAppraisalRequest) (appraisal, error) {
	made, err := do(ctx, l.as("county", "voting"), voting.OpenAppraisal, req, "appraisal/%s", key)
	return appraisal{l, key, made.ID, len(req.Aspects)}, err
}

// deputies has the first of a troupe's phones say what they think; those that nobody
// needed before come in.
func (a appraisal) deputies(ctx context.Context, t troupe, o opinions) error {
	n := 0
	for _, p := range a.players(t, len(o[0])) {
		if p.person == "" {
			continue
		}
		if _, err := a.enterPerformer(ctx, t.congress, p); err != nil {
			return err
		}
		req := voting.RateRequest{ID: a.id, Given: o.of(n, a.aspects)}
		if _, err := do(ctx, a.as(p.Login, "voting"), voting.RateAppraisal, req, "appraisal/%s/%s", a.key, p.Login); err != nil {
			return err
		}
		n++
	}
	return nil
}

// people has those of a village or district say it who got slips.
func (a appraisal) people(ctx context.Context, group string, o opinions) error {
	made, err := do(ctx, a.as("county", "voting"), voting.IssueSlips, voting.SlipsRequest{ID: a.id, Group: group, Count: len(o[0])}, "appraisal/%s/slips/%x", a.key, group)
	if err != nil {
		return err
	}
	nobody := a.client("voting", func(context.Context) string { return "" })
	for i, code := range made.Codes {
		req := voting.RateRequest{ID: a.id, Code: code, Given: o.of(i, a.aspects)}
		if _, err := do(ctx, nobody, voting.RateBySlip, req, "appraisal/%s/slip/%x/%d", a.key, group, i); err != nil {
			return err
		}
	}
	return nil
}

// publish answers for the result and shows it to everybody.
func (a appraisal) publish(ctx context.Context, steps ...voting.AppraisalState) error {
	for _, to := range append(steps, voting.AppraisalSigned, voting.AppraisalPublished) {
		req := voting.TurnRequest{ID: a.id, To: to}
		if to == voting.AppraisalClosed {
			req.Reason = "大会现场测评完毕"
		}
		if _, err := do(ctx, a.as("county", "voting"), voting.TurnAppraisal, req, "appraisal/%s/%s", a.key, to); err != nil {
			return err
		}
	}
	return nil
}

// judgingActs are an appraisal of the first township's units by its deputies, and one
// of deputies by the voters they reported to.
func (l *Loader) judgingActs(days []calendar.Date) []act {
	n := len(days)
	if n < 30 || len(l.members(l.first())) < openPhones {
		return nil
	}
	var units, reports appraisal
	var out []act
	for _, one := range []struct {
		day int
		do  func(ctx context.Context) error
	}{
		{n - 6, func(ctx context.Context) (err error) {
			units, err = l.judgeUnits(ctx, days[n-6], days[n-5])
			return err
		}},
		{n - 5, func(ctx context.Context) (err error) {
			reports, err = l.hearReports(ctx, days[n-5], days[n-4])
			return err
		}},
		{n - 4, func(ctx context.Context) error { return units.publish(ctx) }},
		{n - 3, func(ctx context.Context) error { return reports.publish(ctx) }},
	} {
		out = append(out, act{days[one.day].Start().Add(afternoon + time.Hour), one.do})
	}
	return out
}

// judgeUnits has deputies say what they think of the township's units.
func (l *Loader) judgeUnits(ctx context.Context, from, to calendar.Date) (appraisal, error) {
	said := opinions{"ssbsss", "sbbsdb", "dbddsd"}
	req := voting.OpenAppraisalRequest{Area: l.first(), Title: fmt.Sprintf("%d 年度承办单位工作满意度测评", yearOf(from)), Kind: voting.OfUnits, Raters: voting.ByDeputies, Term: term,
		Opens: from.String(), Closes: to.String(), Aspects: []voting.Aspect{{Text: "总体评价"}, {Text: "办理群众意见"}, {Text: "答复和沟通"}}}
	for _, u := range l.units[l.first()][:min(len(said), len(l.units[l.first()]))] {
		req.Subjects = append(req.Subjects, voting.Subject{ID: u.ID})
	}
	a, err := l.ask(ctx, "units", req)
	if err != nil {
		return a, err
	}
	return a, a.deputies(ctx, troupe{openTroupe, l.first()}, said[:len(req.Subjects)])
}

// hearReports has voters of three districts judge what deputies reported to them; of
// the third too few do to be shown apart.
func (l *Loader) hearReports(ctx context.Context, from, to calendar.Date) (appraisal, error) {
	req := voting.OpenAppraisalRequest{Area: l.first(), Title: fmt.Sprintf("%d 年度代表述职评议", yearOf(from)), Kind: voting.OfDeputies, Raters: voting.ByVoters,
		Opens: from.String(), Closes: to.String(), Aspects: []voting.Aspect{{Text: "总体评价"}, {Text: "联系群众"}, {Text: "为民办事"}}}
	for _, person := range l.members(l.first())[:3] {
		req.Subjects = append(req.Subjects, voting.Subject{ID: person})
	}
	a, err := l.ask(ctx, "reports", req)
	if err == nil {
		err = a.people(ctx, "第1选区", opinions{"ssbsssb", "bssbsbd", "sbsdbss"})
	}
	if err == nil {
		err = a.people(ctx, "第2选区", opinions{"ssbsss", "sbbsbs", "bssbss"})
	}
	if err == nil {
		err = a.people(ctx, "第3选区", opinions{"sss", "bsb", "ssb"})
	}
	return a, err
}

func yearOf(day calendar.Date) int {
	year, _, _ := day.Civil()
	return year
}

// evaluate has the congress judge the finished project at its session, and the people
// who use the road with slips: its chain ends with the verdict.
func (c *chain) evaluate(ctx context.Context, on calendar.Date) error {
	req := voting.OpenAppraisalRequest{Area: c.congress, Title: fmt.Sprintf("%d 年度民生实事项目测评", c.year()), Kind: voting.OfProjects, Raters: voting.ByDeputies, Term: term,
		Opens: on.String(), Closes: on.String(), Aspects: []voting.Aspect{{Text: "总体评价"}, {Text: "建设质量", OnSite: true}, {Text: "责任单位工作", Unit: true}}, Subjects: []voting.Subject{{ID: c.ids[0]}}}
	a, err := c.ask(ctx, "chain", req)
	if err == nil {
		err = a.deputies(ctx, c.troupe(), opinions{"ssssbs"})
	}
	if err == nil {
		err = a.people(ctx, "进组路沿线村民小组", opinions{"sssbss"})
	}
	if err != nil {
		return err
	}
	return a.publish(ctx, voting.AppraisalClosed)
}

// openDays are for how long an appraisal is left open.
const openDays = 14

// makeAppraisal leaves one open that whoever signs in as "deputy" can take part in;
// some of the others have.
func (l *Loader) makeAppraisal(ctx context.Context) error {
	if len(l.members(l.first())) < openPhones {
		return nil
	}
	today := calendar.DateOf(l.Now())
	a, err := l.ask(ctx, "suggestions", voting.OpenAppraisalRequest{Area: l.first(), Title: "代表建议办理情况满意度测评", Kind: voting.OfSuggestions, Raters: voting.ByDeputies, Term: term,
		Opens: today.String(), Closes: (today + openDays).String(), Aspects: []voting.Aspect{{Text: "办理结果"}, {Text: "办理态度"}},
		Subjects: []voting.Subject{{Title: "关于增加集镇公共停车位的建议"}, {Title: "关于整治河道采砂的建议"}, {Title: "关于延长乡镇卫生院夜间门诊的建议"}}})
	if err != nil {
		return err
	}
	return a.deputies(ctx, troupe{openTroupe, l.first()}, opinions{"sbs", "bbd", "sss"})
}
