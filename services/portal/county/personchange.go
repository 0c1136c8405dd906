package county

import (
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/pkg/area"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// newPerson is what the form says about a new deputy or member of staff: one
// seat at most comes along, others are added later.
type newPerson struct {
	roster.CreatePersonRequest
	Seat    roster.MandateDraft `json:"seat"`
	Station string              `json:"station"`
}

func (s pages) personForm(w http.ResponseWriter, r *http.Request) error {
	v, err := s.personView(r, roster.Person{}, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, newPersonPage(s.shell(r, ui.T(r.Context(), "county.new.persons")), v))
}

func (s pages) createPerson(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	form, problem := session.Decode[newPerson](r)
	req := form.CreatePersonRequest
	req.Area = s.area(r)
	if form.Seat.Level != "" {
		form.Seat.Area = s.congress(req.Area, form.Seat.Level)
		req.Mandates = []roster.MandateDraft{form.Seat}
	}
	if form.Station != "" {
		req.Stations = []string{form.Station}
	}
	var made roster.Person
	if problem == nil {
		made, problem = session.Call(ctx, s.Portal, roster.CreatePerson, req)
	}
	if problem == nil {
		ui.DropDraft(w, "person-")
		return s.Go(w, r, org+"/persons/"+made.ID, ui.Done(r.Context(), "county.done.person"))
	}
	v, err := s.personView(r, roster.Person{}, s.typed(r, "person", renamed(problem, "mandates.0.", "seat.")))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component {
		return newPersonPage(s.shell(r, ui.T(ctx, "county.new.persons")), v)
	})
}

// seatLevels name the levels of congresses as the tree's depths.
var seatLevels = []string{"province", "city", "county", "township"}

// congress is the division whose congress of a level a person of an area sits in:
// the ancestor of that level, the country for the national one.
func (s pages) congress(code, level string) string {
	if level == "national" {
		return string(area.Country)
	}
	for _, up := range append(s.Tree().Ancestors(area.Code(code)), area.Code(code)) {
		if s.level(string(up)) == level {
			return string(up)
		}
	}
	return code
}

// seated finds the congress of a further seat.
func (s pages) seated(r *http.Request, req *roster.AddMandateRequest) error {
	p, err := s.loadPerson(r)
	if err == nil {
		req.Mandate.Area = s.congress(p.Area, req.Mandate.Level)
	}
	return err
}

func (s pages) editPerson(w http.ResponseWriter, r *http.Request) error {
	page, err := s.editPersonPage(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) editPersonPage(r *http.Request, b session.Returned) (templ.Component, error) {
	p, err := s.loadPerson(r)
	if err != nil {
		return nil, err
	}
	v, err := s.personView(r, p, b)
	return editPersonPage(s.shell(r, p.Name), v), err
}

func (s pages) updatePerson(w http.ResponseWriter, r *http.Request) error {
	req, problem := session.Decode[roster.UpdatePersonRequest](r)
	if problem == nil {
		_, problem = session.Call(r.Context(), s.Portal, roster.UpdatePerson, req)
	}
	if problem == nil {
		ui.DropDraft(w, "person-"+req.ID)
		return s.Go(w, r, org+"/persons/"+req.ID, ui.Done(r.Context(), "county.done.person"))
	}
	page, err := s.editPersonPage(r, s.typed(r, "person", problem))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component { return page })
}

// unmask shows contact data for a purpose, which is journalled.
func (s pages) unmask(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[roster.UnmaskRequest](r)
	if err != nil {
		return err
	}
	if !slices.Contains([]string{"contact", "verify", "deliver"}, req.Purpose) {
		return session.Missing(ctx)
	}
	req.Purpose = ui.T(ctx, "masked.purpose."+req.Purpose)
	contact, err := session.Call(ctx, s.Portal, roster.UnmaskPerson, req)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, contactPage(s.shell(r, ui.T(ctx, "cases.contact")), org+"/persons/"+req.ID, contact))
}

// changeMandate and endPosting have a form for each seat and posting.
func (s pages) changeMandate(o object) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		return does(s, o, "mandate-"+r.PathValue("mandate"), roster.ChangeMandate, func(_ *http.Request, req *roster.ChangeMandateRequest) error {
			req.To = becomes(req.Cause)
			return nil
		})(w, r)
	}
}

func (s pages) endPosting(o object) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		return does(s, o, "posting-"+r.PathValue("posting"), roster.EndPosting, nil)(w, r)
	}
}
