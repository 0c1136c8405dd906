package appraisals

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// typed is the form of a new appraisal.
type typed struct {
	Title    string               `json:"title"`
	Kind     voting.AppraisalKind `json:"kind"`
	Raters   voting.Raters        `json:"raters"`
	Term     int                  `json:"term"`
	Opens    string               `json:"opens"`
	Closes   string               `json:"closes"`
	Aspects  string               `json:"aspects"`
	Site     string               `json:"site"`
	Unit     bool                 `json:"unit"`
	Lines    string               `json:"lines"`
	Subjects []string             `json:"subjects"`
	Members  []string             `json:"members"`
}

// freshView is an appraisal to be opened.
type freshView struct {
	base     string
	areas    ui.Field
	kinds    ui.Field
	typed    typed
	subjects []ui.Option
	members  []ui.Option
	problems ui.Problems
}

func (s office) fresh(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := s.freshView(r)
	if err != nil {
		return err
	}
	today := calendar.DateOf(s.Now())
	v.typed.Title, v.typed.Opens, v.typed.Closes = ui.T(ctx, "appraisals.title."+string(v.typed.Kind), strconv.Itoa(today.Year())), today.String(), (today + 3).String()
	v.typed.Raters, v.typed.Aspects, v.typed.Unit = voting.ByDeputies, ui.T(ctx, "appraisals.aspects."+string(v.typed.Kind)), true
	if v.typed.Kind == voting.OfProjects {
		v.typed.Site = ui.T(ctx, "appraisals.aspects.site")
	}
	return session.Render(w, r, freshPage(s.Shell(r, ui.T(ctx, "appraisals.new")), v))
}

var kinds = []voting.AppraisalKind{voting.OfProjects, voting.OfUnits, voting.OfSuggestions, voting.OfDeputies}

// freshView offers what can be judged in the division, and who sits in its congress.
func (s office) freshView(r *http.Request) (freshView, error) {
	ctx := r.Context()
	at := s.Area(r)
	v := freshView{base: s.Base, areas: s.Areas(ctx, at)}
	v.typed.Kind = voting.AppraisalKind(session.Value(r, "kind"))
	if !slices.Contains(kinds, v.typed.Kind) {
		v.typed.Kind = voting.OfProjects
	}
	v.kinds = ui.Field{Kind: ui.SelectField, Name: "kind", Label: ui.T(ctx, "appraisals.field.kind"), HideLabel: true, Value: string(v.typed.Kind)}
	for _, k := range kinds {
		v.kinds.Options = append(v.kinds.Options, ui.Option{Value: string(k), Label: ui.T(ctx, "appraisals.kind."+string(k))})
	}
	var err error
	switch v.typed.Kind {
	case voting.OfProjects:
		if v.subjects, err = s.projects(ctx, at); err != nil {
			return v, err
		}
	case voting.OfUnits:
		if v.subjects, err = s.units(ctx, at); err != nil {
			return v, err
		}
	}
	return v, s.seats(ctx, at, &v)
}

// projects are those whose year is over.
func (s office) projects(ctx context.Context, at string) ([]ui.Option, error) {
	var out []ui.Option
	for _, state := range []voting.State{voting.Completed, voting.Unfinished, voting.Rectifying} {
		all, err := session.Every(ctx, s.Portal, voting.ListProjects, func(after string) voting.ListRequest {
			return voting.ListRequest{Area: at, State: state, Limit: 200, After: after}
		})
		if err != nil {
			return nil, err
		}
		for _, p := range all {
			if p.Area == at {
				out = append(out, ui.Option{Value: p.ID, Label: p.Title, Hint: p.UnitName, Checked: true})
			}
		}
	}
	return out, nil
}

func (s office) units(ctx context.Context, at string) ([]ui.Option, error) {
	all, err := session.Every(ctx, s.Portal, roster.ListUnits, func(after string) roster.ListRequest {
		return roster.ListRequest{Area: at, Limit: 500, After: after}
	})
	var out []ui.Option
	for _, u := range all {
		if u.Retired.IsZero() {
			out = append(out, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	return out, err
}

// seats are the deputies of the division's congress: who may be judged, and who may be
// on its committee.
func (s office) seats(ctx context.Context, at string, v *freshView) error {
	all, err := session.Every(ctx, s.Portal, roster.ListPersons, func(after string) roster.ListRequest {
		return roster.ListRequest{Area: at, Limit: 500, After: after}
	})
	for _, p := range all {
		for _, m := range p.Mandates {
			if m.Area != at || m.Status != roster.MandateActive {
				continue
			}
			v.typed.Term = max(v.typed.Term, m.Term)
			v.members = append(v.members, ui.Option{Value: m.ID, Label: p.Name})
			if v.typed.Kind == voting.OfDeputies {
				v.subjects = append(v.subjects, ui.Option{Value: p.ID, Label: p.Name, Hint: m.District})
			}
		}
	}
	return err
}

// request is what was typed, as the service takes it.
func (t typed) request(at string) voting.OpenAppraisalRequest {
	req := voting.OpenAppraisalRequest{Area: at, Title: t.Title, Kind: t.Kind, Raters: t.Raters, Term: t.Term, Opens: t.Opens, Closes: t.Closes}
	for _, line := range lines(t.Aspects) {
		req.Aspects = append(req.Aspects, voting.Aspect{Text: line})
	}
	if t.Kind == voting.OfDeputies {
		req.Raters = voting.ByVoters
	}
	if t.Raters == voting.ByCommittee {
		req.Members = t.Members
	}
	if t.Kind == voting.OfProjects {
		for _, line := range lines(t.Site) {
			req.Aspects = append(req.Aspects, voting.Aspect{Text: line, OnSite: true})
		}
	}
	if t.Kind == voting.OfSuggestions {
		for _, line := range lines(t.Lines) {
			req.Subjects = append(req.Subjects, voting.Subject{Title: line})
		}
		return req
	}
	for _, id := range t.Subjects {
		req.Subjects = append(req.Subjects, voting.Subject{ID: id})
	}
	return req
}

func lines(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (s office) open(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, problem := session.Decode[typed](r)
	if problem == nil {
		req := form.request(s.Area(r))
		if form.Unit && form.Kind == voting.OfProjects {
			req.Aspects = append(req.Aspects, voting.Aspect{Text: ui.T(ctx, "appraisals.aspects.unit"), Unit: true})
		}
		a, err := session.Call(ctx, s.Portal, voting.OpenAppraisal, req)
		if err == nil {
			return s.Go(w, r, s.Base+"/"+a.ID, ui.Done(ctx, "appraisals.opened"))
		}
		problem = err
	}
	v, err := s.freshView(r)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(problems ui.Problems) templ.Component {
		v.typed, v.problems = form, problems
		v.subjects, v.members = ticked(v.subjects, form.Subjects), ticked(v.members, form.Members)
		return freshPage(s.Shell(r, ui.T(ctx, "appraisals.new")), v)
	})
}

// ticked are the options with those ticked that were.
func ticked(all []ui.Option, chosen []string) []ui.Option {
	for i := range all {
		all[i].Checked = slices.Contains(chosen, all[i].Value)
	}
	return all
}
