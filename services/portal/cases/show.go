package cases

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// view is a case's page: the case, what helps to decide about it, and a form
// that came back.
type view struct {
	casework.Case
	base       string
	units      []casework.UnitProposal
	similar    []casework.CaseRow
	categories []ui.Option
	classes    []Class
	back       string // where to go after an action; the case itself if empty

	session.Returned // by the slugs of actions
}

func (v view) path() string { return v.base + "/cases/" + v.ID }

// may reports whether the caller may do an operation now.
func (v view) may(op string) bool {
	for _, n := range v.Next {
		if n == op {
			return true
		}
	}
	return false
}

func (s pages) show(w http.ResponseWriter, r *http.Request) error {
	v, err := s.view(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	v.back = backOf(r)
	return session.Render(w, r, casePage(s.office.Shell(r, v.Title), v))
}

// backOf is the list that the person works through, from which they came.
func backOf(r *http.Request) string { return ui.Local(session.Value(r, "back"), "") }

// view loads a case and what its open actions need.
func (s pages) view(ctx context.Context, id string) (view, error) {
	c, err := session.Call(ctx, s.Portal, casework.GetCase, casework.ByID{ID: id})
	v := view{Case: c, base: s.office.Base}
	if err != nil {
		return v, err
	}
	if v.may(casework.AssignCase.Name) {
		page, err := session.Call(ctx, s.Portal, casework.ProposeUnits, casework.ByID{ID: id})
		if err != nil {
			return v, err
		}
		v.units = page.Items
	}
	if v.may(casework.MergeCases.Name) {
		page, err := session.Call(ctx, s.Portal, casework.SimilarCases, casework.SimilarRequest{Station: c.Station, Text: c.Text, Category: c.Category, Place: c.Place.Text})
		if err != nil {
			return v, err
		}
		for _, row := range page.Items {
			if row.ID != id {
				v.similar = append(v.similar, row)
			}
		}
	}
	if v.may(casework.TriageCase.Name) {
		if v.classes, err = s.classes(ctx, c.Area); err != nil {
			return v, err
		}
		v.categories, err = Categories(ctx, s.Portal)
	}
	return v, err
}

// again shows the page with a form open that came back with problems.
func (s pages) again(w http.ResponseWriter, r *http.Request, slug string, problem error) error {
	v, err := s.view(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, "cases.field", func(problems ui.Problems) templ.Component {
		v.back = backOf(r)
		v.Returned = session.Return(r, slug, problems)
		return casePage(s.office.Shell(r, v.Title), v)
	})
}

func (s pages) unmask(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[casework.UnmaskRequest](r)
	if err != nil {
		return err
	}
	req.Purpose = ui.T(ctx, "masked.purpose."+req.Purpose)
	contact, err := session.Call(ctx, s.Portal, casework.UnmaskVoice, req)
	if err != nil {
		return err
	}
	return session.Render(w, r, contactPage(s.office.Shell(r, ui.T(ctx, "cases.contact")), s.path(req.ID), contact))
}

func (s pages) newCode(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[casework.VoiceRequest](r)
	if err != nil {
		return err
	}
	receipt, err := session.Call(ctx, s.Portal, casework.NewReceiptCode, req)
	if err != nil {
		return err
	}
	return session.Render(w, r, codePage(s.office.Shell(r, ui.T(ctx, "cases.new-code")), s.path(req.ID), ReceiptOf(s.Portal, receipt)))
}

// ReceiptOf is what the person takes home; its QR code brings the number along.
func ReceiptOf(p *session.Portal, got casework.Receipt) ui.Receipt {
	return ui.Receipt{Number: got.Number, Code: got.Code, Link: p.FollowURL(got.Number), Steps: []string{got.Next}}
}

// reply uploads the photos of the form and answers.
func (s pages) reply(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[casework.ReplyRequest](r)
	if err == nil {
		req.Photos, err = Upload(ctx, s.Portal, r)
	}
	if err == nil {
		_, err = session.Call(ctx, s.Portal, casework.ReplyCase, req)
	}
	if err != nil {
		return s.again(w, r, "reply", err)
	}
	return s.done(w, r, "reply", req.ID)
}

// Upload stores the photos of a form's field "photos" in the name of whoever is
// signed in and returns their ids; where one fails, those of the ones before it.
func Upload(ctx context.Context, p *session.Portal, r *http.Request) ([]string, error) {
	return session.Uploads(ctx, r, func(ctx context.Context, f rpc.File) (string, error) {
		photo, err := session.Call(ctx, p, casework.UploadPhoto, casework.UploadRequest{File: f})
		return photo.ID, err
	})
}

// done leads on with a sentence about what was done.
func (s pages) done(w http.ResponseWriter, r *http.Request, slug, id string) error {
	ctx := r.Context()
	ui.DropDraft(w, slug+"-"+id)
	return s.Go(w, r, ui.Local(session.Value(r, "back"), s.rest(ctx, id)), ui.Done(ctx, "cases.done."+slug))
}

// rest is where to go without a list that is being worked through: the case, or
// the list of all where the act took it away from the caller, as a unit's return
// does.
func (s pages) rest(ctx context.Context, id string) string {
	if _, err := session.Call(ctx, s.Portal, casework.GetCase, casework.ByID{ID: id}); fault.Is(err, fault.KindNotFound) {
		return s.office.Base + "/cases"
	}
	return s.path(id)
}
