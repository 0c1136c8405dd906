package appraisals

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// sheetView is an appraisal before somebody who may rate it.
type sheetView struct {
	voting.Appraisal
	session.Returned
	action    string
	code      bool // a slip's is asked for
	rated     bool
	suspended bool
	judged    bool // the person is
	answers   bool // and may state something
}

// sheetOf is an appraisal before the deputy on its roll, or judged in it.
func sheetOf(m voting.MyAppraisal) sheetView {
	return sheetView{Appraisal: m.Appraisal, action: "/d/appraisals/" + m.Appraisal.ID, rated: m.Rated, suspended: m.Suspended, judged: m.Judged, answers: m.Answers}
}

// may reports whether the form is shown.
func (v sheetView) may() bool {
	return v.State == voting.AppraisalOpen && !v.rated && !v.suspended && !v.judged && (!v.code || v.Codes)
}

// stands says in one sentence what can be done.
func (v sheetView) stands(ctx context.Context) string {
	switch {
	case v.State == voting.AppraisalVoid:
		return ui.T(ctx, "appraisals.stands.void", v.Reason)
	case v.rated && v.State != voting.AppraisalPublished:
		return ui.T(ctx, "appraisals.stands.rated")
	case v.judged && v.answers:
		return ui.T(ctx, "appraisals.stands.answer")
	case v.judged && v.State != voting.AppraisalPublished:
		return ui.T(ctx, "appraisals.stands.judged", v.Opens, v.Closes)
	case v.suspended:
		return ui.T(ctx, "appraisals.stands.suspended")
	}
	return ui.T(ctx, "appraisals.stands."+string(v.State), v.Opens, v.Closes)
}

func field(subject int, name string) string { return "s" + strconv.Itoa(subject) + "." + name }

// mark is the choice of three for one aspect of a subject.
func (v sheetView) mark(ctx context.Context, subject int, one voting.Aspect) ui.Field {
	f := ui.Field{Kind: ui.RadioField, Name: field(subject, one.Code), Label: aspectName(ctx, v.Appraisal, subject, one), Optional: true,
		Value: v.Value("rate", field(subject, one.Code), "")}
	for _, m := range []voting.Verdict{voting.Satisfied, voting.Basically, voting.Dissatisfied} {
		f.Options = append(f.Options, ui.Option{Value: string(m), Label: ui.T(ctx, "appraisals.mark."+string(m))})
	}
	return f
}

func (v sheetView) been(ctx context.Context, subject int) ui.Field {
	return ui.Field{Kind: ui.RadioField, Name: field(subject, "been"), Label: ui.T(ctx, "appraisals.been"), Value: v.Value("rate", field(subject, "been"), "false"),
		Options: []ui.Option{{Value: "true", Label: ui.T(ctx, "appraisals.been-yes")}, {Value: "false", Label: ui.T(ctx, "appraisals.been-no")}}}
}

// given reads the sheet. What is asked of visitors alone counts from them alone.
func given(r *http.Request, a voting.Appraisal) []voting.Given {
	var out []voting.Given
	for i := range a.Subjects {
		g := voting.Given{Subject: i, Been: session.Value(r, field(i, "been")) == "true", Marks: map[string]voting.Verdict{}}
		for _, one := range a.Aspects {
			if m := session.Value(r, field(i, one.Code)); m != "" && (g.Been || !one.OnSite) {
				g.Marks[one.Code] = voting.Verdict(m)
			}
		}
		out = append(out, g)
	}
	return out
}

func (s deputy) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page, err := session.Call(ctx, s.Portal, voting.MyAppraisals, rpc.None{})
	if err != nil {
		return err
	}
	return session.Render(w, r, mineListPage(s.shell(r, ui.T(ctx, "appraisals.title")), page.Items))
}

// mine is the appraisal in the address, of those whose roll the person is on.
func (s deputy) mine(r *http.Request) (sheetView, error) {
	page, err := session.Call(r.Context(), s.Portal, voting.MyAppraisals, rpc.None{})
	if err != nil {
		return sheetView{}, err
	}
	at := slices.IndexFunc(page.Items, func(m voting.MyAppraisal) bool { return m.Appraisal.ID == r.PathValue("id") })
	if at < 0 {
		return sheetView{}, session.Missing(r.Context())
	}
	return sheetOf(page.Items[at]), nil
}

func (s deputy) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.mine(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, minePage(s.shell(r, v.Title), v))
}

func (s deputy) rate(w http.ResponseWriter, r *http.Request) error {
	v, err := s.mine(r)
	if err != nil {
		return err
	}
	return take(s.pages, w, r, v, voting.RateAppraisal, func(v sheetView) templ.Component { return minePage(s.shell(r, v.Title), v) })
}

// answer takes what the deputy states to a bad review.
func (s deputy) answer(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[voting.AnswerAppraisalRequest](r)
	if err == nil {
		_, err = session.Call(ctx, s.Portal, voting.AnswerAppraisal, req)
	}
	if err == nil {
		ui.DropDraft(w, "answer-"+req.ID)
		return s.Go(w, r, "/d/appraisals/"+req.ID, ui.Done(ctx, "appraisals.answered"))
	}
	v, failed := s.mine(r)
	if failed != nil {
		return failed
	}
	v.Returned = session.Return(r, "answer", session.Problems(ctx, err, labels))
	return session.Again(w, r, err, labels, func(ui.Problems) templ.Component { return minePage(s.shell(r, v.Title), v) })
}

// take hands a sheet in and goes back to the page, or shows it again with what is wrong.
func take(s pages, w http.ResponseWriter, r *http.Request, v sheetView, op rpc.Op[voting.RateRequest, voting.Rated], page func(sheetView) templ.Component) error {
	ctx, sheet := r.Context(), given(r, v.Appraisal)
	var err error
	if marked := func(g voting.Given) bool { return len(g.Marks) > 0 }; slices.ContainsFunc(sheet, marked) || session.Value(r, "abstain") == "true" {
		_, err = session.Call(ctx, s.Portal, op, voting.RateRequest{ID: v.ID, Code: session.Value(r, "code"), Given: sheet})
	} else {
		err = session.Mend(ctx, "abstain", "appraisals.blank") // pressed too early, as a rule, and it cannot be taken back
	}
	if err == nil {
		return s.Go(w, r, v.action+"?done=1", ui.Done(ctx, "appraisals.taken"))
	}
	v.Returned = session.Return(r, "rate", session.Problems(ctx, err, labels))
	return session.Again(w, r, err, labels, func(ui.Problems) templ.Component { return page(v) })
}

// listView is what the public reads of a division.
type listView struct {
	name string
	all  []voting.Appraisal
	next string
}

func (s pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	code := session.Value(r, "area")
	if _, ok := s.Tree().Get(area.Code(code)); !ok {
		return s.Go(w, r, "/projects")
	}
	page, err := session.Call(ctx, s.Portal, voting.ListPublicAppraisals, voting.AppraisalsRequest{Area: code, After: session.Value(r, "after"), Limit: 30})
	if err != nil {
		return err
	}
	return session.Render(w, r, publicListPage(listView{s.AreaName(code), page.Items, session.More(r, page.Next)}))
}

// public is the appraisal in the address, as anybody reads it.
func (s pages) public(r *http.Request) (sheetView, error) {
	a, err := session.Call(r.Context(), s.Portal, voting.GetPublicAppraisal, voting.AppraisalID{ID: r.PathValue("id")})
	return sheetView{Appraisal: a, action: "/appraisals/" + a.ID, code: true}, err
}

func (s pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.public(r)
	if err != nil {
		return err
	}
	v.rated = session.Value(r, "done") != "" // the next one at the tablet begins anew
	return session.Render(w, r, publicPage(v))
}

func (s pages) rate(w http.ResponseWriter, r *http.Request) error {
	v, err := s.public(r)
	if err != nil {
		return err
	}
	return take(s, w, r, v, voting.RateBySlip, publicPage)
}
