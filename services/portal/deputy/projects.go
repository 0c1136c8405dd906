package deputy

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/sorting"
	"lianluo/services/portal/projects"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// projectsView is what a deputy reads before the session: the candidates, and what
// they proposed or may propose themselves.
type projectsView struct {
	candidates []voting.Row
	mine       []voting.Row // that the deputy supervises
	problems   ui.Problems
	req        voting.RecordProposalRequest
}

// before are the states in which candidates are read and asked about.
var before = []voting.State{voting.Deliberating, voting.Submitted, voting.CommitteeReviewed, voting.Candidate}

func (s pages) projects(w http.ResponseWriter, r *http.Request) error {
	v, err := s.projectsView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, projectsPage(s.shell(r, ui.T(r.Context(), "projects.title")), v))
}

func (s pages) projectsView(r *http.Request) (projectsView, error) {
	var v projectsView
	every := func(req voting.ListRequest) ([]voting.Row, error) {
		return session.Every(r.Context(), s.Portal, voting.ListProjects, func(after string) voting.ListRequest {
			req.Limit, req.After = 200, after
			return req
		})
	}
	var err error
	if v.mine, err = every(voting.ListRequest{Mine: true}); err != nil {
		return v, err
	}
	for _, state := range before {
		all, err := every(voting.ListRequest{State: state})
		if err != nil {
			return v, err
		}
		v.candidates = append(v.candidates, all...)
	}
	sorting.Stably(v.candidates, func(a, b voting.Row) int { return cmp.Compare(a.Area, b.Area) })
	return v, nil
}

// proposeProject takes a deputy's own proposal.
func (s pages) proposeProject(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.RecordProposalRequest](r)
	req.Channel, req.Who = voting.ByDeputy, voting.Who{}
	if err == nil {
		req.Photos, err = projects.Uploaded(s.Portal, r)
	}
	var got voting.Receipt
	if err == nil {
		got, err = session.Call(ctx, s.Portal, voting.RecordProposal, req)
	}
	if err != nil {
		v, failed := s.projectsView(r)
		if failed != nil {
			return failed
		}
		v.req = req
		return session.Again(w, r, err, projects.Labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return projectsPage(s.shell(r, ui.T(ctx, "projects.title")), v)
		})
	}
	ui.DropDraft(w, "project-mine")
	return s.Go(w, r, "/d/projects", ui.Done(ctx, "projects.done.proposed", got.Number))
}

// projectView is one candidate with its dossier.
type projectView struct {
	voting.Project
	session.Returned
	me, today string
}

func (v projectView) mayAsk() bool   { return slices.Contains(v.Next, voting.AskQuestion.Name) }
func (v projectView) mayVisit() bool { return slices.Contains(v.Next, voting.RecordVisit.Name) }

// projectView reads the project; b is a form of its page that came back.
func (s pages) projectView(r *http.Request, b session.Returned) (projectView, error) {
	p, err := session.Call(r.Context(), s.Portal, voting.GetProject, voting.ByID{ID: r.PathValue("id")})
	return projectView{p, b, me(r), calendar.DateOf(s.Now()).String()}, err
}

func (s pages) project(w http.ResponseWriter, r *http.Request) error {
	v, err := s.projectView(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, projectPage(s.shell(r, v.Title), v))
}

func (s pages) askProject(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[voting.AskRequest](r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, voting.AskQuestion, req)
	}
	return s.projectDone(w, r, "ask", "projects.done.asked", err)
}

// visitProject writes down a visit of the deputy's group.
func (s pages) visitProject(w http.ResponseWriter, r *http.Request) error {
	return s.projectDone(w, r, "visit", "projects.done.visit", projects.Visit(s.Portal, r))
}

// projectDone leads back to the project with a sentence, or shows the form again.
func (s pages) projectDone(w http.ResponseWriter, r *http.Request, form, done string, problem error) error {
	ctx, id := r.Context(), r.PathValue("id")
	if problem == nil {
		ui.DropDraft(w, form+"-"+id)
		return s.Go(w, r, "/d/projects/"+id, ui.Done(ctx, done))
	}
	v, err := s.projectView(r, session.Return(r, form, session.Problems(ctx, problem, projects.Labels)))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, projects.Labels, func(ui.Problems) templ.Component { return projectPage(s.shell(r, v.Title), v) })
}
