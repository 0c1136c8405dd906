package projects

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rules"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// view is one project as an office sees it.
type view struct {
	voting.Project
	session.Returned
	base      string
	home      string
	criteria  []voting.Criterion
	units     []ui.Option
	others    []ui.Option // to merge with
	deputies  []ui.Option // who may watch over it
	today     string
	contact   *voting.ProposerContact
	contactOf string
}

func (v view) path() string { return v.base + "/" + v.ID }

func (v view) may(op string) bool { return slices.Contains(v.Next, op) }

func (s pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, projectPage(s.office.Shell(r, v.Title), v))
}

// view reads the project, and what its forms choose from as far as they are offered.
func (s pages) view(r *http.Request, b session.Returned) (view, error) {
	ctx := r.Context()
	v := view{base: s.base(), home: s.office.Base, Returned: b, today: calendar.DateOf(s.Now()).String()}
	var err error
	if v.Project, err = session.Call(ctx, s.Portal, voting.GetProject, voting.ByID{ID: r.PathValue("id")}); err != nil {
		return v, err
	}
	if v.may(voting.ScreenProject.Name) {
		if v.criteria, err = s.criteria(ctx, v.Area); err != nil {
			return v, err
		}
	}
	if v.may(voting.WriteDossier.Name) || MayRecord(ctx) && (v.may(voting.PlanProject.Name) || v.may(voting.RequestAdjustment.Name)) {
		if v.units, err = s.units(ctx, v.Project); err != nil {
			return v, err
		}
	}
	if v.may(voting.NameSupervisors.Name) {
		if v.deputies, err = s.deputies(ctx, v.Project); err != nil {
			return v, err
		}
	}
	if v.may(voting.MergeProjects.Name) {
		v.others, err = s.others(ctx, v.Project)
	}
	return v, err
}

// criteria are those in force in the project's division.
func (s pages) criteria(ctx context.Context, code string) ([]voting.Criterion, error) {
	shown, err := session.Call(ctx, s.Portal, rules.OpsOf("voting").Show, rules.ShowRequest{Area: code})
	if err != nil {
		return nil, err
	}
	var out []voting.Criterion
	for _, rule := range voting.CriteriaRules {
		for _, v := range shown.Values {
			var list string
			if v.Name == rule[0] && json.Unmarshal(v.Value, &list) == nil {
				out = append(out, voting.CriteriaOf(rule[1], list)...)
			}
		}
	}
	return out, nil
}

// units are those of the project's division and, where that is a township, its county.
func (s pages) units(ctx context.Context, p voting.Project) ([]ui.Option, error) {
	out := []ui.Option{{Label: ui.T(ctx, "projects.no-unit")}}
	all, err := session.Every(ctx, s.Portal, roster.ListUnits, func(after string) roster.ListRequest {
		return roster.ListRequest{Limit: 500, After: after}
	})
	for _, u := range all {
		if u.Retired.IsZero() {
			out = append(out, ui.Option{Value: u.ID, Label: u.Name})
		}
	}
	if p.Dossier.Unit != "" && !slices.ContainsFunc(out, func(o ui.Option) bool { return o.Value == p.Dossier.Unit }) {
		out = append(out, ui.Option{Value: p.Dossier.Unit, Label: p.Dossier.UnitName})
	}
	return out, err
}

// others are the projects of the same congress that this one can live on in.
func (s pages) others(ctx context.Context, p voting.Project) ([]ui.Option, error) {
	var out []ui.Option
	for _, state := range []voting.State{voting.Candidate, voting.Screening, voting.Pooled} {
		all, err := session.Every(ctx, s.Portal, voting.ListProjects, func(after string) voting.ListRequest {
			return voting.ListRequest{Area: p.Area, State: state, Limit: 200, After: after}
		})
		if err != nil {
			return nil, err
		}
		for _, row := range all {
			if row.ID != p.ID && row.Area == p.Area {
				out = append(out, ui.Option{Value: row.ID, Label: row.Title, Group: StateName(ctx, state)})
			}
		}
	}
	return out, nil
}

// unmask shows a proposer's contact data on the page, for the purpose that was given.
func (s pages) unmask(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.UnmaskProposerRequest](r)
	if err != nil {
		return err
	}
	contact, problem := session.Call(ctx, s.Portal, voting.UnmaskProposer, req)
	if problem != nil {
		return s.again(w, r, "contact-"+req.Source, problem)
	}
	v, err := s.view(r, session.Returned{})
	if err != nil {
		return err
	}
	v.contact, v.contactOf = &contact, req.Source
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, projectPage(s.office.Shell(r, v.Title), v))
}

func (s pages) answer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.AnswerRequest](r)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, voting.AnswerQuestion, req)
	}
	if err != nil {
		return s.again(w, r, "answer-"+req.Question, err)
	}
	return s.Go(w, r, s.base()+"/"+req.ID, ui.Done(ctx, "projects.done.answer"))
}

// again shows the project with what is wrong at the form.
func (s pages) again(w http.ResponseWriter, r *http.Request, form string, problem error) error {
	v, err := s.view(r, session.Return(r, form, session.Problems(r.Context(), problem, Labels)))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, Labels, func(ui.Problems) templ.Component { return projectPage(s.office.Shell(r, v.Title), v) })
}
