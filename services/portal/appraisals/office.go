package appraisals

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// officeList is the appraisals of a division.
type officeList struct {
	base  string
	areas ui.Field
	rows  []ui.Row
	next  string
}

func (s office) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	at := s.Area(r)
	page, err := session.Call(ctx, s.Portal, voting.ListAppraisals, voting.AppraisalsRequest{Area: at, Limit: 50, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	v := officeList{base: s.Base, areas: s.Areas(ctx, at), next: session.More(r, page.Next)}
	for _, a := range page.Items {
		v.rows = append(v.rows, ui.Row{Href: s.Base + "/" + a.ID, Cells: []templ.Component{
			ui.Text(a.Title), ui.Text(ui.T(ctx, "appraisals.kind."+string(a.Kind))), ui.Text(a.AreaName), ui.Text(a.Closes), badge(ctx, a),
		}})
	}
	return session.Render(w, r, listPage(s.Shell(r, ui.T(ctx, "appraisals.title")), v))
}

// officeView is one appraisal before the office that leads it.
type officeView struct {
	voting.Appraisal
	session.Returned
	base   string
	public string // whole address of the public page
}

func (v officeView) may(to voting.AppraisalState) bool { return slices.Contains(v.Next, string(to)) }

// waitsFor says in one sentence what comes next.
func (v officeView) waitsFor(ctx context.Context) string {
	return ui.T(ctx, "appraisals.next."+string(v.State), v.Opens, v.Closes, v.Rated, v.Roll)
}

func (s office) view(r *http.Request, b session.Returned) (officeView, error) {
	a, err := session.Call(r.Context(), s.Portal, voting.GetAppraisal, voting.AppraisalID{ID: r.PathValue("id")})
	return officeView{Appraisal: a, Returned: b, base: s.Base, public: s.URL("/appraisals/" + a.ID)}, err
}

func (s office) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, officePage(s.Shell(r, v.Title), v))
}

// turn takes it on; refused, the dialog opens again.
func (s office) turn(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.TurnRequest](r)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, voting.TurnAppraisal, req)
	}
	if err != nil {
		return s.again(w, r, "to-"+string(req.To), err)
	}
	return s.Go(w, r, s.Base+"/"+req.ID, ui.Done(ctx, "appraisals.done."+string(req.To)))
}

func (s office) again(w http.ResponseWriter, r *http.Request, form string, problem error) error {
	v, err := s.view(r, session.Return(r, form, session.Problems(r.Context(), problem, labels)))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component { return officePage(s.Shell(r, v.Title), v) })
}

// slips shows new codes once, as a sheet to print and cut.
func (s office) slips(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.SlipsRequest](r)
	var got voting.Slips
	if err == nil {
		got, err = session.Call(ctx, s.Portal, voting.IssueSlips, req)
	}
	if err != nil {
		return s.again(w, r, "slips", err)
	}
	v, err := s.view(r, session.Returned{})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, slipsPage(v, got))
}

// turnout is who has rated, in figures.
func (v officeView) turnout(ctx context.Context) ui.Facts {
	var out ui.Facts
	add := func(name string, value string) { out = append(out, ui.Fact{Name: name, Value: ui.Text(value)}) }
	if v.Roll > 0 {
		add(ui.T(ctx, "appraisals.roll"), strconv.Itoa(v.Roll))
		add(ui.T(ctx, "appraisals.rated"), strconv.Itoa(v.Rated))
	}
	if v.Away > 0 {
		add(ui.T(ctx, "appraisals.away"), strconv.Itoa(v.Away))
	}
	for _, g := range v.Slips {
		add(g.Group, ui.T(ctx, "appraisals.used", g.Used, g.Issued))
	}
	return out
}
