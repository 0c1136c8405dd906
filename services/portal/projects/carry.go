package projects

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"lianluo/api/voting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// carrying is what is done with a chosen project, in the order of its life.
var carrying = []action{
	{"plan", "list-checks", voting.PlanProject.Name, planFields, publishPlan},
	{"start", "flag", voting.StartProject.Name, startFields, doing(voting.StartProject)},
	{"decide", "gavel", voting.DecideAdjustment.Name, decideFields, decide},
	{"report", "send", voting.ReportProgress.Name, reportFields, report},
	{"finish", "circle-check", voting.FinishProject.Name, finishFields, finish},
	{"adjust", "pencil", voting.RequestAdjustment.Name, adjustFields, adjust},
	{"visit", "eye", voting.RecordVisit.Name, visitFields, visit},
	{"supervise", "users", voting.NameSupervisors.Name, superviseFields, doing(voting.NameSupervisors)},
}

// planOf reads a plan: its milestones and its money stand one a line.
func planOf(r *http.Request) (voting.Plan, error) {
	ctx := r.Context()
	plan := voting.Plan{Unit: session.Value(r, "unit"), Goal: session.Value(r, "goal"), Safeguards: session.Value(r, "safeguards")}
	for _, words := range lines(session.Value(r, "milestones")) {
		percent, err := strconv.Atoi(strings.TrimRight(nth(words, 1), "%％"))
		if err != nil || len(words) < 3 {
			return plan, session.Mend(ctx, "milestones", "carry.milestones-form")
		}
		plan.Milestones = append(plan.Milestones, voting.Milestone{Due: words[0], Percent: percent, Text: strings.Join(words[2:], " ")})
	}
	for _, words := range lines(session.Value(r, "funds")) {
		last := len(words) - 1
		amount, err := strconv.ParseInt(strings.ReplaceAll(words[last], ",", ""), 10, 64)
		if err != nil || last == 0 {
			return plan, session.Mend(ctx, "funds", "carry.funds-form")
		}
		plan.Funds = append(plan.Funds, voting.Fund{Source: strings.Join(words[:last], " "), Amount: amount})
	}
	return plan, nil
}

// lines are the words of each line that has any.
func lines(text string) [][]string {
	var out [][]string
	for line := range strings.Lines(text) {
		if words := strings.Fields(line); len(words) > 0 {
			out = append(out, words)
		}
	}
	return out
}

func nth(words []string, i int) string {
	if i < len(words) {
		return words[i]
	}
	return ""
}

func publishPlan(s pages, r *http.Request) error {
	plan, err := planOf(r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, voting.PlanProject, voting.PlanRequest{ID: r.PathValue("id"), Plan: plan})
	}
	return err
}

func adjust(s pages, r *http.Request) error {
	req, err := session.Decode[voting.AdjustmentRequest](r)
	if err == nil && req.Kind == "adjust" {
		var plan voting.Plan
		plan, err = planOf(r)
		req.Plan = &plan
	}
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, voting.RequestAdjustment, req)
	}
	return err
}

// decide records the decision about the request that waits for one.
func decide(s pages, r *http.Request) error {
	req, err := session.Decode[voting.DecideRequest](r)
	if err != nil {
		return err
	}
	p, err := session.Call(r.Context(), s.Portal, voting.GetProject, voting.ByID{ID: req.ID})
	if err != nil {
		return err
	}
	if n := len(p.Adjustments); n > 0 {
		req.Adjustment = p.Adjustments[n-1].ID
	}
	_, err = session.Call(r.Context(), s.Portal, voting.DecideAdjustment, req)
	return err
}

func report(s pages, r *http.Request) error {
	req, err := session.Decode[voting.ReportRequest](r)
	if err == nil {
		req.Photos, err = Uploaded(s.Portal, r)
	}
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, voting.ReportProgress, req)
	}
	return err
}

func finish(s pages, r *http.Request) error {
	req, err := session.Decode[voting.FinishRequest](r)
	if err == nil {
		req.Photos, err = Uploaded(s.Portal, r)
	}
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, voting.FinishProject, req)
	}
	return err
}

func visit(s pages, r *http.Request) error { return Visit(s.Portal, r) }

// Visit writes down the visit that stands in a form, with its photos.
func Visit(p *session.Portal, r *http.Request) error {
	req, err := session.Decode[voting.VisitRequest](r)
	if err == nil {
		req.Photos, err = Uploaded(p, r)
	}
	if err == nil {
		_, err = session.Call(r.Context(), p, voting.RecordVisit, req)
	}
	return err
}

// planText is a plan as its form holds it.
func planText(p voting.Plan) (milestones, funds string) {
	for _, m := range p.Milestones {
		milestones += m.Due + " " + strconv.Itoa(m.Percent) + " " + m.Text + "\n"
	}
	for _, f := range p.Funds {
		funds += f.Source + " " + strconv.FormatInt(f.Amount, 10) + "\n"
	}
	return milestones, funds
}

// planFor are the fields of a plan, filled in with one.
func planFor(ctx context.Context, v view, slug string, p voting.Plan) []ui.Field {
	milestones, funds := planText(p)
	area := func(name, first string, rows, most int) ui.Field {
		f := v.field(ctx, slug, name, first)
		f.Kind, f.Rows, f.MaxLength = ui.AreaField, rows, most
		if key := "carry." + name + "-hint"; ui.HasText(key) {
			f.Hint = ui.T(ctx, key)
		}
		return f
	}
	out := []ui.Field{area("goal", p.Goal, 3, 1000), area("milestones", milestones, 5, 0), area("funds", funds, 3, 0), area("safeguards", p.Safeguards, 3, 1000)}
	if len(v.units) > 0 {
		unit := v.field(ctx, slug, "unit", p.Unit)
		unit.Kind, unit.Options, unit.Optional = ui.SelectField, v.units, true
		out = append(out, unit)
	}
	return out
}

func planFields(ctx context.Context, v view) []ui.Field {
	return planFor(ctx, v, "plan", voting.Plan{Goal: v.Dossier.Goal, Unit: v.Dossier.Unit})
}

// choices are where the words of choices stand.
var choices = map[string]string{"kind": "carry.kind.", "ground": "chain.ground."}

func adjustFields(ctx context.Context, v view) []ui.Field {
	choice := func(name string, values ...string) ui.Field {
		f := v.field(ctx, "adjust", name, values[0])
		f.Kind = ui.RadioField
		for _, one := range values {
			f.Options = append(f.Options, ui.Option{Value: one, Label: ui.T(ctx, choices[name]+one)})
		}
		return f
	}
	out := []ui.Field{choice("kind", "adjust", "terminate"), choice("ground", "force_majeure", "policy", "land", "funds"), v.reason(ctx, "adjust")}
	for _, f := range planFor(ctx, v, "adjust", *v.Plan) {
		f.Optional = true
		out = append(out, f)
	}
	return out
}

func startFields(ctx context.Context, v view) []ui.Field {
	return []ui.Field{v.day(ctx, "start"), v.reason(ctx, "start")}
}

// day asks when; today where nothing was typed.
func (v view) day(ctx context.Context, slug string) ui.Field {
	f := v.field(ctx, slug, "on", v.today)
	f.Kind, f.Label, f.Max = ui.DateField, ui.T(ctx, "carry.on"), v.today
	return f
}

// number asks for an amount of something.
func (v view) number(ctx context.Context, slug, name, first string) ui.Field {
	f := v.field(ctx, slug, name, first)
	f.Kind, f.Short, f.Min = ui.NumberField, true, "0"
	return f
}

func reportFields(ctx context.Context, v view) []ui.Field {
	text := v.field(ctx, "report", "text", "")
	text.Kind, text.Label, text.Rows, text.MaxLength = ui.AreaField, ui.T(ctx, "carry.text"), 3, 1000
	next := v.field(ctx, "report", "next", "")
	next.Kind, next.Rows, next.MaxLength, next.Optional = ui.AreaField, 2, 500, true
	corrects := v.field(ctx, "report", "corrects", "")
	corrects.Kind, corrects.Optional, corrects.Options = ui.SelectField, true, []ui.Option{{Label: ui.T(ctx, "carry.corrects.none")}}
	for _, r := range v.Reports {
		if r.Corrected == "" {
			corrects.Options = append(corrects.Options, ui.Option{Value: r.ID, Label: ui.T(ctx, "carry.report-of", ui.Day(ctx, r.At), r.Percent)})
		}
	}
	why := v.field(ctx, "report", "why", "")
	why.Optional, why.MaxLength = true, 300
	out := []ui.Field{v.number(ctx, "report", "percent", strconv.Itoa(v.Course.Actual)), v.number(ctx, "report", "spent", strconv.FormatInt(v.Course.Spent, 10)), text, next,
		photoField(ctx, v.Value("report", "kept", ""))}
	if len(v.Reports) > 0 {
		out = append(out, corrects, why)
	}
	return out
}

func finishFields(ctx context.Context, v view) []ui.Field {
	outcome := v.field(ctx, "finish", "outcome", string(voting.Completed))
	outcome.Kind = ui.RadioField
	for _, s := range []voting.State{voting.Completed, voting.Unfinished} {
		outcome.Options = append(outcome.Options, ui.Option{Value: string(s), Label: StateName(ctx, s)})
	}
	return []ui.Field{outcome, v.day(ctx, "finish"), v.number(ctx, "finish", "spent", strconv.FormatInt(v.Course.Spent, 10)), v.reason(ctx, "finish"), photoField(ctx, v.Value("finish", "kept", ""))}
}

func decideFields(ctx context.Context, v view) []ui.Field {
	organ := v.field(ctx, "decide", "organ", "")
	organ.Kind = ui.SelectField
	for _, o := range []voting.Organ{voting.Presidium, voting.StandingCommittee, voting.CongressOrgan} {
		organ.Options = append(organ.Options, ui.Option{Value: string(o), Label: ui.T(ctx, "chain.organ."+string(o))})
	}
	minutes := v.field(ctx, "decide", "minutes", "")
	minutes.MaxLength = 60
	out := []ui.Field{organ, minutes, v.day(ctx, "decide")}
	for _, name := range []string{"members", "present", "for", "against", "abstain"} {
		out = append(out, v.number(ctx, "decide", "hands."+name, ""))
	}
	return append(out, v.reason(ctx, "decide"))
}
