package deputy

import (
	"cmp"
	"context"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// mineView is what a deputy has heard, what is due first.
type mineView struct {
	due, rest []ui.WorkRow
	next      string
}

func (s pages) mine(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page, err := session.Call(ctx, s.Portal, casework.ListCases, casework.ListRequest{Queue: "mine", After: session.Value(r, "after"), Limit: 50})
	if err != nil {
		return err
	}
	var v mineView
	for _, c := range page.Items {
		if c.Clock.Light == "red" || c.Clock.Light == "yellow" {
			v.due = append(v.due, row(ctx, c))
		} else {
			v.rest = append(v.rest, row(ctx, c))
		}
	}
	v.next = session.More(r, page.Next)
	return session.Render(w, r, minePage(s.shell(r, ui.T(ctx, "deputy.mine")), v))
}

func row(ctx context.Context, c casework.CaseRow) ui.WorkRow {
	row := ui.WorkRow{
		ID: "c-" + c.ID, Href: "/d/cases/" + c.ID, Title: c.Title, Number: c.Number,
		Meta: []string{cmp.Or(c.UnitName, c.StationName)}, Badge: cases.StepBadge(ctx, c.Step),
	}
	if c.Clock.Light != "" {
		row.Clock = cases.ClockOf(c.Clock, true)
	}
	return row
}

// caseView is a case on the phone, and a note that came back.
type caseView struct {
	casework.Case
	note     casework.NoteRequest
	problems ui.Problems
}

func (v caseView) path() string { return "/d/cases/" + v.ID }

func (v caseView) mayNote() bool {
	for _, op := range v.Next {
		if op == casework.AddNote.Name {
			return true
		}
	}
	return false
}

func (s pages) showCase(w http.ResponseWriter, r *http.Request) error {
	c, err := session.Call(r.Context(), s.Portal, casework.GetCase, casework.ByID{ID: r.PathValue("id")})
	if err != nil {
		return err
	}
	return session.Render(w, r, casePage(s.shell(r, c.Title), caseView{Case: c}))
}

func (s pages) note(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, problem := session.Decode[casework.NoteRequest](r)
	if problem == nil {
		_, problem = session.Call(ctx, s.Portal, casework.AddNote, req)
	}
	if problem == nil {
		ui.DropDraft(w, "note-"+req.ID)
		return s.Go(w, r, "/d/cases/"+req.ID, ui.Done(r.Context(), "deputy.noted"))
	}
	c, err := session.Call(ctx, s.Portal, casework.GetCase, casework.ByID{ID: req.ID})
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(problems ui.Problems) templ.Component {
		return casePage(s.shell(r, c.Title), caseView{Case: c, note: req, problems: problems})
	})
}

// holder says who has the case now.
func holder(ctx context.Context, c casework.Case) string {
	switch {
	case c.UnitName != "":
		return c.UnitName
	case c.Level == "" || c.Level == "station":
		return c.StationName
	}
	return ui.T(ctx, "cases.level."+c.Level)
}
