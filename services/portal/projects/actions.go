package projects

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"lianluo/api/voting"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// action is something that an office does with a project.
type action struct {
	slug, icon, op string
	fields         func(ctx context.Context, v view) []ui.Field
	do             func(s pages, r *http.Request) error
}

// actions stand in the order in which they are offered.
var actions = []action{
	{"pool", "inbox", voting.PoolProject.Name, poolFields, doing(voting.PoolProject)},
	{"screen", "list-checks", voting.ScreenProject.Name, screenFields, screen},
	{"dossier", "file-text", voting.WriteDossier.Name, dossierFields, doing(voting.WriteDossier)},
	{"review", "gavel", voting.ReviewProject.Name, reviewFields, doing(voting.ReviewProject)},
	{"submit", "landmark", voting.SubmitProject.Name, reasonFields, doing(voting.SubmitProject)},
	{"rectify", "triangle-alert", voting.OrderRectification.Name, rectifyFields, doing(voting.OrderRectification)},
	{"rectified", "badge-check", voting.ReportRectification.Name, rectifiedFields, doing(voting.ReportRectification)},
	{"conclude", "archive", voting.ConcludeProject.Name, concludeFields, doing(voting.ConcludeProject)},
	{"merge", "merge", voting.MergeProjects.Name, mergeFields, doing(voting.MergeProjects)},
	{"split", "split", voting.SplitProject.Name, splitFields, split},
}

// doing makes a call with the request that stands in the form.
func doing[Req, Res any](op rpc.Op[Req, Res]) func(s pages, r *http.Request) error {
	return func(s pages, r *http.Request) error {
		req, err := session.Decode[Req](r)
		if err == nil {
			_, err = session.Call(r.Context(), s.Portal, op, req)
		}
		return err
	}
}

// act serves an action: done, the page says so; refused, its form opens again.
func (s pages) act(a action) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := a.do(s, r); err != nil {
			return s.again(w, r, a.slug, err)
		}
		ui.DropDraft(w, a.slug+"-"+r.PathValue("id"))
		return s.Go(w, r, s.base()+"/"+r.PathValue("id"), ui.Done(r.Context(), "projects.done."+a.slug))
	}
}

// screen reads what was found about each criterion.
func screen(s pages, r *http.Request) error {
	ctx := r.Context()
	p, err := session.Call(ctx, s.Portal, voting.GetProject, voting.ByID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	known, err := s.criteria(ctx, p.Area)
	if err != nil {
		return err
	}
	req := voting.ScreenRequest{Reasoned: voting.Reasoned{ID: p.ID, Reason: session.Value(r, "reason")}, Verdict: session.Value(r, "verdict")}
	req.Year, _ = strconv.Atoi(session.Value(r, "year")) // the service says what is wrong with none
	for i, c := range known {
		said := session.Value(r, criterionName(i))
		if said == "" {
			continue
		}
		req.Findings = append(req.Findings, voting.Finding{Criterion: c, Holds: said == "yes"})
	}
	_, err = session.Call(ctx, s.Portal, voting.ScreenProject, req)
	return err
}

// split reads the parts, one a line.
func split(s pages, r *http.Request) error {
	req := voting.SplitRequest{Reasoned: voting.Reasoned{ID: r.PathValue("id"), Reason: session.Value(r, "reason")}}
	for line := range strings.Lines(session.Value(r, "titles")) {
		if line = strings.TrimSpace(line); line != "" {
			req.Titles = append(req.Titles, line)
		}
	}
	_, err := session.Call(r.Context(), s.Portal, voting.SplitProject, req)
	return err
}

func criterionName(i int) string { return "criterion." + strconv.Itoa(i) }

// criterionText is a criterion in the person's language, as far as it was written in it.
func criterionText(ctx context.Context, c voting.Criterion) string {
	if ui.PrefsOf(ctx).Lang == ui.English && c.EN != "" {
		return c.EN
	}
	return c.ZH
}

// offered are the actions that the person may take now.
func (v view) offered() []action {
	var out []action
	for _, a := range slices.Concat(carrying, actions) {
		if v.may(a.op) && (a.slug != "merge" || len(v.others) > 0) {
			out = append(out, a)
		}
	}
	return out
}

func (v view) field(ctx context.Context, slug, name, first string) ui.Field {
	return ui.Field{Name: name, Label: ui.T(ctx, Labels+"."+name), Value: v.Value(slug, name, first)}
}

// reason is why; everybody behind the project reads it.
func (v view) reason(ctx context.Context, slug string) ui.Field {
	f := v.field(ctx, slug, "reason", "")
	f.Kind, f.Rows, f.MaxLength, f.Hint = ui.AreaField, 3, 500, ui.T(ctx, "projects.reason-hint", v.Voices)
	return f
}

func (v view) year(ctx context.Context, slug string) ui.Field {
	first := ""
	if v.Year != 0 {
		first = strconv.Itoa(v.Year)
	}
	f := v.field(ctx, slug, "year", first)
	f.Kind, f.Short, f.Optional, f.Min, f.Max = ui.NumberField, true, true, "2000", "2200"
	return f
}

func poolFields(ctx context.Context, v view) []ui.Field {
	title := v.field(ctx, "pool", "title", v.Title)
	title.MaxLength, title.Hint = 60, ui.T(ctx, "projects.title-hint")
	return []ui.Field{title, v.year(ctx, "pool"), v.reason(ctx, "pool")}
}

func screenFields(ctx context.Context, v view) []ui.Field {
	var out []ui.Field
	for i, c := range v.criteria {
		first := ""
		if v.Screening != nil {
			for _, f := range v.Screening.Findings {
				if f.Criterion == c {
					first = map[bool]string{true: "yes", false: "no"}[f.Holds]
				}
			}
		}
		f := ui.Field{Kind: ui.RadioField, Name: criterionName(i), Label: criterionText(ctx, c), Hint: ui.T(ctx, "projects.kind."+c.Kind), Value: v.Value("screen", criterionName(i), first), Optional: true}
		f.Options = []ui.Option{{Value: "yes", Label: ui.T(ctx, "projects.yes")}, {Value: "no", Label: ui.T(ctx, "projects.no")}}
		out = append(out, f)
	}
	verdict := v.field(ctx, "screen", "verdict", "candidate")
	verdict.Kind = ui.RadioField
	for _, one := range []string{"candidate", "continue", "pool", "reject"} {
		verdict.Options = append(verdict.Options, ui.Option{Value: one, Label: ui.T(ctx, "projects.verdict."+one)})
	}
	return append(out, verdict, v.year(ctx, "screen"), v.reason(ctx, "screen"))
}

func dossierFields(ctx context.Context, v view) []ui.Field {
	text := func(name, first string, most int) ui.Field {
		f := v.field(ctx, "dossier", name, first)
		f.Kind, f.Rows, f.MaxLength, f.Optional = ui.AreaField, 3, most, true
		return f
	}
	line := func(name, first string, most int) ui.Field {
		f := v.field(ctx, "dossier", name, first)
		f.MaxLength, f.Optional = most, true
		return f
	}
	amount := func(n int64) string {
		if n == 0 {
			return ""
		}
		return strconv.FormatInt(n, 10)
	}
	d := v.Dossier
	cost := line("cost", amount(d.Cost), 0)
	cost.Kind, cost.Short, cost.Min = ui.NumberField, true, "0"
	finish := line("finish", d.Finish, 0)
	finish.Kind = ui.DateField
	unit := line("unit", d.Unit, 0)
	unit.Kind, unit.Options = ui.SelectField, v.units
	point := func(name string, n float64) ui.Field {
		first := ""
		if n != 0 {
			first = strconv.FormatFloat(n, 'f', -1, 64)
		}
		f := line(name, first, 12)
		f.Short = true
		return f
	}
	return []ui.Field{text("need", d.Need, 2000), text("goal", d.Goal, 1000), cost, line("funding", d.Funding, 300), line("land", d.Land, 300), finish, unit,
		line("place.text", v.Place.Text, 120), point("place.lat", v.Place.Lat), point("place.lng", v.Place.Lng)}
}

func reviewFields(ctx context.Context, v view) []ui.Field {
	agreed := v.field(ctx, "review", "agreed", "true")
	agreed.Kind, agreed.Options = ui.RadioField, []ui.Option{{Value: "true", Label: ui.T(ctx, "projects.agreed")}, {Value: "false", Label: ui.T(ctx, "projects.returned")}}
	on := v.field(ctx, "review", "on", "")
	on.Kind = ui.DateField
	return []ui.Field{agreed, on, v.reason(ctx, "review")}
}

func reasonFields(ctx context.Context, v view) []ui.Field {
	return []ui.Field{v.reason(ctx, "submit")}
}

func mergeFields(ctx context.Context, v view) []ui.Field {
	into := v.field(ctx, "merge", "into", "")
	into.Kind, into.Options = ui.SelectField, v.others
	return []ui.Field{into, v.reason(ctx, "merge")}
}

func splitFields(ctx context.Context, v view) []ui.Field {
	titles := v.field(ctx, "split", "titles", "")
	titles.Kind, titles.Rows, titles.Hint = ui.AreaField, 4, ui.T(ctx, "projects.titles-hint")
	return []ui.Field{titles, v.reason(ctx, "split")}
}
