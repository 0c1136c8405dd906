// Package projects is the pages of livelihood projects for every office: proposals,
// topics, the pool, screening, candidates, calls; desk and county mount it under
// their own address and shell. What the public and deputies see shares its words.
package projects

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// Labels is where the names of the fields of projects stand.
const Labels = "projects.field"

// Office is whose pages these are.
type Office struct {
	session.Office
	// Calls: the office calls for proposals.
	Calls bool
}

type pages struct {
	*session.Portal
	office Office
}

// Routes serves the projects of an office on mux.
func Routes(mux *http.ServeMux, p *session.Portal, office Office) {
	s := pages{p, office}
	base := office.Base + "/projects"
	signed := func(pattern string, page session.Page) { p.Signed(mux, pattern, page, office.Roles...) }
	signed("GET "+base, s.list)
	signed("GET "+base+"/new", s.proposeForm)
	signed("POST "+base+"/new", s.propose)
	signed("GET "+base+"/topics", s.topics)
	signed("POST "+base+"/topics", s.makeTopic)
	signed("GET "+base+"/{id}", s.show)
	signed("POST "+base+"/{id}/sources/{source}/contact", s.unmask)
	signed("POST "+base+"/{id}/questions/{question}/answer", s.answer)
	signed("GET "+base+"/slow", s.slow)
	signed("GET "+base+"/{id}/photos/{photo}", session.Picture(p, voting.GetPhoto))
	signed("GET "+base+"/{id}/said/{photo}", session.Picture(p, voting.GetProposalPhoto))
	for _, a := range slices.Concat(carrying, actions) {
		signed("POST "+base+"/{id}/"+a.slug, s.act(a))
	}
	if office.Calls {
		signed("GET "+office.Base+"/calls", s.calls)
		signed("GET "+office.Base+"/calls/{id}/poster", s.poster)
		signed("POST "+office.Base+"/calls", s.call)
		signed("POST "+office.Base+"/calls/{id}", s.changeCall)
	}
}

func (s pages) base() string { return s.office.Base + "/projects" }

// area is the division that a page is about; "" for somebody who works at a station or
// in a unit.
func (s pages) area(r *http.Request) string {
	if s.office.Area == nil {
		return ""
	}
	return s.office.Area(r)
}

// listView is one list of projects.
type listView struct {
	base  string
	home  string
	state voting.State
	year  int
	areas *ui.Field
	area  string
	rows  []voting.Row
	next  string
	calls bool
	light ui.Field
	words ui.Field
}

func (s pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.ListRequest](r)
	if err != nil {
		return err
	}
	v := listView{base: s.base(), home: s.office.Base, state: req.State, year: req.Year, area: s.area(r), calls: s.office.Calls}
	if s.office.Areas != nil {
		field := s.office.Areas(ctx, v.area)
		v.areas = &field
	}
	v.light, v.words = lightField(ctx, req.Light), WordsField(ctx, req.Text)
	page, err := session.Call(ctx, s.Portal, voting.ListProjects, voting.ListRequest{Area: narrowed(r, v.area), State: req.State, Light: req.Light, Text: req.Text, Year: req.Year, After: req.After, Limit: 50})
	if err != nil {
		return err
	}
	v.rows, v.next = page.Items, session.More(r, page.Next)
	return session.Render(w, r, listPage(s.office.Shell(r, ui.T(ctx, "projects.title")), v))
}

// narrowed is the division in the address; without one the list holds all that the
// person reaches.
func narrowed(r *http.Request, chosen string) string {
	if session.Value(r, "area") == "" {
		return ""
	}
	return chosen
}

// lanes are the states that a list is divided by, as work goes.
var lanes = []voting.State{"", voting.Proposed, voting.Pooled, voting.Screening, voting.Candidate, voting.CommitteeReviewed, voting.Submitted, voting.Deliberating,
	voting.Adopted, voting.Announced, voting.PlanPublished, voting.Implementing, voting.AdjustmentRequested, voting.Completed, voting.Unfinished, voting.Rejected}

func (v listView) tabs(ctx context.Context) ui.Tabs {
	tabs := ui.Tabs{Label: ui.T(ctx, "projects.title")}
	for i, state := range lanes {
		q := url.Values{}
		for name, value := range map[string]string{"state": string(state), "area": v.area} {
			if value != "" && (name != "area" || v.areas != nil) {
				q.Set(name, value)
			}
		}
		label := ui.T(ctx, "projects.all")
		if state != "" {
			label = StateName(ctx, state)
		}
		tabs.Items = append(tabs.Items, ui.NavItem{Href: v.base + "?" + q.Encode(), Label: label})
		if state == v.state {
			tabs.Open = i
		}
	}
	return tabs
}

// topicsView is what many people said.
type topicsView struct {
	base string
	home string
	all  []voting.Cluster
	name func(category string) string
}

func (s pages) topics(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page, err := session.Call(ctx, s.Portal, voting.ListClusters, voting.ClustersRequest{Area: narrowed(r, s.area(r))})
	if err != nil {
		return err
	}
	name, err := s.categories(ctx)
	if err != nil {
		return err
	}
	return session.Render(w, r, topicsPage(s.office.Shell(r, ui.T(ctx, "projects.topics")), topicsView{s.base(), s.office.Base, page.Items, name}))
}

// makeTopic makes a project of cases, with every voice behind them.
func (s pages) makeTopic(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if err := r.ParseForm(); err != nil {
		return session.Missing(ctx)
	}
	req := voting.RecordProposalRequest{Channel: voting.FromCases, Title: session.Value(r, "title"), Cases: r.Form["cases"]}
	got, err := session.Call(ctx, s.Portal, voting.RecordProposal, req)
	if err != nil {
		return err
	}
	return s.Go(w, r, s.base()+"/"+got.Project, ui.Done(ctx, "projects.done.topic", got.Number))
}

// proposeView is a proposal that is being taken down at the desk.
type proposeView struct {
	base     string
	stations []ui.Option
	rounds   []ui.Option
	req      voting.RecordProposalRequest
	problems ui.Problems
	receipt  *voting.Receipt
}

func (s pages) proposeForm(w http.ResponseWriter, r *http.Request) error {
	v, err := s.proposing(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, proposePage(s.office.Shell(r, ui.T(r.Context(), "projects.new")), v))
}

// proposing is the form with what can be chosen.
func (s pages) proposing(r *http.Request) (proposeView, error) {
	ctx := r.Context()
	v := proposeView{base: s.base(), rounds: []ui.Option{{Label: ui.T(ctx, "projects.no-call")}}}
	mine := session.UserOf(ctx).As(s.office.Roles...)
	all, err := session.Every(ctx, s.Portal, station.ListStations, func(after string) station.ListRequest {
		return station.ListRequest{Area: s.area(r), Limit: 500, After: after}
	})
	if err != nil {
		return v, err
	}
	for _, st := range all {
		if st.State == station.Open {
			v.stations = append(v.stations, ui.Option{Value: st.ID, Label: st.Name})
		}
	}
	rounds, err := session.Call(ctx, s.Portal, voting.ListRounds, voting.RoundsRequest{Area: cmp.Or(s.area(r), mine.Area), Limit: 50})
	for _, one := range rounds.Items {
		if one.Open && s.Tree().IsAncestorOrSelf(area.Code(one.Area), area.Code(mine.Area)) {
			v.rounds = append(v.rounds, ui.Option{Value: one.ID, Label: one.Title})
		}
	}
	v.req.Station = mine.Station
	return v, err
}

func (s pages) propose(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, unread := session.Decode[voting.RecordProposalRequest](r)
	req.Channel = voting.AtDesk
	if req.Who.Anonymous {
		req.Who = voting.Who{Anonymous: true}
	}
	err := unread
	if err == nil {
		req.Photos, err = Uploaded(s.Portal, r)
	}
	var got voting.Receipt
	if err == nil {
		got, err = session.Call(ctx, s.Portal, voting.RecordProposal, req)
	}
	v, failed := s.proposing(r)
	if failed != nil {
		return failed
	}
	if err != nil {
		v.req = req
		return session.Again(w, r, err, Labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return proposePage(s.office.Shell(r, ui.T(ctx, "projects.new")), v)
		})
	}
	ui.DropDraft(w, "project-new")
	v.receipt = &got
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, proposePage(s.office.Shell(r, ui.T(ctx, "projects.new")), v))
}

// ended are the states that nothing follows on.
func ended(state voting.State) bool {
	return slices.Contains([]voting.State{voting.Rejected, voting.Merged, voting.Split, voting.Terminated, voting.NotAdopted, voting.Withdrawn}, state)
}
