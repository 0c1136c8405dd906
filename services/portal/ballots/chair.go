package ballots

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/api/voting"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// listView is the ballots of a division.
type listView struct {
	base  string
	areas ui.Field
	rows  []ui.Row
	next  string
}

func (s chair) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	at := s.Area(r)
	page, err := session.Call(ctx, s.Portal, voting.ListBallots, voting.ListBallotsRequest{Area: at, Limit: 50, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	v := listView{base: s.Base, areas: s.Areas(ctx, at), next: session.More(r, page.Next)}
	for _, b := range page.Items {
		v.rows = append(v.rows, ui.Row{Href: s.Base + "/" + b.ID, Cells: []templ.Component{
			ui.Text(b.Title), ui.Text(congress(ctx, b)), ui.Text(strconv.Itoa(len(b.Candidates))), ui.Moment(b.CreatedAt), badge(ctx, b),
		}})
	}
	return session.Render(w, r, listPage(s.Shell(r, ui.T(ctx, "ballots.title")), v))
}

// freshView is a ballot to be prepared.
type freshView struct {
	base     string
	areas    ui.Field
	typed    voting.CreateBallotRequest
	projects []ui.Option
	problems ui.Problems
	street   bool // was refused: the place can only recommend
}

func (s chair) fresh(w http.ResponseWriter, r *http.Request) error {
	v, err := s.freshView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, freshPage(s.Shell(r, ui.T(r.Context(), "ballots.new")), v))
}

// freshView offers the projects that the division's congress deliberates on.
func (s chair) freshView(r *http.Request) (freshView, error) {
	ctx := r.Context()
	at := s.Area(r)
	v := freshView{base: s.Base, areas: s.Areas(ctx, at)}
	v.typed.Congress = &voting.Congress{Name: s.AreaName(at), Division: at, Term: 1, Session: 1}
	last, err := session.Call(ctx, s.Portal, voting.ListBallots, voting.ListBallotsRequest{Area: at, Limit: 1})
	if err != nil {
		return v, err
	}
	for _, b := range last.Items { // a new one after a void one is of the same session
		if b.Congress.Division == at {
			v.typed.Title, v.typed.Congress = b.Title, &b.Congress
		}
	}
	all, err := session.Every(ctx, s.Portal, voting.ListProjects, func(after string) voting.ListRequest {
		return voting.ListRequest{Area: at, State: voting.Deliberating, Limit: 200, After: after}
	})
	for _, p := range all {
		if p.Area == at {
			v.projects = append(v.projects, ui.Option{Value: p.ID, Label: p.Title, Checked: true})
		}
	}
	return v, err
}

func (s chair) create(w http.ResponseWriter, r *http.Request) error {
	req, problem := session.Decode[voting.CreateBallotRequest](r)
	if problem == nil {
		req.Congress = &voting.Congress{Name: session.Value(r, "name"), Division: s.Area(r)}
		req.Congress.Term, _ = strconv.Atoi(session.Value(r, "term")) // what is no number is refused as 0
		req.Congress.Session, _ = strconv.Atoi(session.Value(r, "session"))
		b, err := session.Call(r.Context(), s.Portal, voting.CreateBallot, req)
		if err == nil {
			return s.Go(w, r, s.Base+"/"+b.ID, ui.Done(r.Context(), "ballots.created"))
		}
		problem = err
	}
	v, err := s.freshView(r)
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(problems ui.Problems) templ.Component {
		v.typed, v.problems, v.street = req, problems, fault.HasCode(problem, "ballot.street")
		return freshPage(s.Shell(r, ui.T(r.Context(), "ballots.new")), v)
	})
}

// chairView is one ballot before who leads it.
type chairView struct {
	voting.Ballot
	session.Returned
	now    time.Time
	base   string
	roll   []voting.Elector
	staff  []ui.Option // who may be tellers
	hall   string
	public string
	papers string // where tellers enter papers, whole
	record string // digest of the record, once it can be made
}

func (s chair) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, chairPage(s.Shell(r, v.Title), v))
}

func (s chair) view(r *http.Request) (chairView, error) {
	ctx := r.Context()
	id := voting.BallotID{ID: r.PathValue("id")}
	b, err := session.Call(ctx, s.Portal, voting.GetBallot, id)
	if err != nil {
		return chairView{}, err
	}
	v := chairView{Ballot: b, now: s.Now(), base: s.Base + "/" + b.ID, public: "/ballots/" + b.ID, hall: "/ballots/" + b.ID + "/hall", papers: s.URL("/ballots/" + b.ID + "/papers")}
	roll, err := session.Call(ctx, s.Portal, voting.ListElectors, id)
	v.roll = roll.Items
	if err == nil && b.State == voting.BallotRules {
		v.staff, err = s.tellers(ctx, b)
	}
	if err == nil && b.State == voting.BallotSigned {
		v.record, err = s.recorded(r)
	}
	return v, err
}

// tellers are the accounts of the division's staff.
func (s chair) tellers(ctx context.Context, b voting.Ballot) ([]ui.Option, error) {
	all, err := session.Every(ctx, s.Portal, identity.ListAccounts, func(after string) identity.ListAccountsRequest {
		return identity.ListAccountsRequest{Area: b.Congress.Division, Limit: 500, After: after}
	})
	var out []ui.Option
	for _, a := range all {
		if a.ID != session.UserOf(ctx).ID && a.Person == "" {
			out = append(out, ui.Option{Value: a.ID + " " + a.Name, Label: a.Name})
		}
	}
	return out, err
}

// does runs a step of the preparation; what is refused is said above the page.
func does[Req any](s chair, op rpc.Op[Req, voting.Ballot]) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		req, err := session.Decode[Req](r)
		if err == nil {
			_, err = session.Call(r.Context(), s.Portal, op, req)
		}
		return s.went(w, r, err)
	}
}

// went leads back to the ballot.
func (s chair) went(w http.ResponseWriter, r *http.Request, err error) error {
	back := s.Base + "/" + r.PathValue("id")
	if err == nil {
		return s.Go(w, r, back)
	}
	return s.Go(w, r, back, ui.Notice{Tone: ui.Bad, Text: session.Problems(r.Context(), err, labels)[0].Message})
}

// again shows the ballot with what is wrong at a form.
func (s chair) again(w http.ResponseWriter, r *http.Request, form string, problem error) error {
	v, err := s.view(r)
	if err != nil {
		return err
	}
	v.Returned = session.Return(r, form, session.Problems(r.Context(), problem, labels))
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component { return chairPage(s.Shell(r, v.Title), v) })
}

// approve reads the scrutineers that were ticked and the tellers that were chosen.
func (s chair) approve(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[voting.ApproveScrutineersRequest](r)
	for _, field := range []string{"teller1", "teller2"} {
		if id, name, ok := strings.Cut(session.Value(r, field), " "); ok {
			req.Tellers = append(req.Tellers, voting.Teller{Account: id, Name: name})
		}
	}
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, voting.ApproveScrutineers, req)
	}
	if fault.Is(err, fault.KindInvalid) {
		return s.again(w, r, "scrutineers", err)
	}
	return s.went(w, r, err)
}

// runoff prepares the ballot among the tied, in one step.
func (s chair) runoff(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	b, err := session.Call(ctx, s.Portal, voting.GetBallot, voting.BallotID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	next, err := session.Call(ctx, s.Portal, voting.CreateBallot, voting.CreateBallotRequest{RunoffOf: b.ID, Title: ui.T(ctx, "ballots.runoff-of", b.Title)})
	if err != nil {
		return s.went(w, r, err)
	}
	return s.Go(w, r, s.Base+"/"+next.ID, ui.Done(ctx, "ballots.runoff-made"))
}
