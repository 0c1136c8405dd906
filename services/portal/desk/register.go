package desk

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/fault"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// mostPhotos is how many photos go with one case.
const mostPhotos = 9

// registerForm is the page of registration: what is typed, what has been found
// out about it, and what is wrong with it.
type registerForm struct {
	standing
	req        casework.RegisterRequest
	hints      casework.Suggestion
	similar    []casework.CaseRow
	categories []ui.Option
	others     []ui.Option // deputies of the station who are not on duty
	problems   ui.Problems
}

// draft is the name under which the device keeps what is typed.
func (f registerForm) draft() string { return "register-" + f.ID }

// register is the page for whoever stands at the desk.
func (s pages) register(w http.ResponseWriter, r *http.Request, a standing) error {
	f := registerForm{standing: a}
	f.req.SameAs = session.Value(r, "sameAs")
	if err := s.prepare(r.Context(), &f); err != nil {
		return err
	}
	f.req.Channel = casework.AtDesk
	if f.hints.Day != "" {
		f.req.Channel, f.req.ReceptionDay = casework.AtReception, f.hints.Day
	}
	for _, d := range f.hints.OnDuty {
		f.req.ReceivedBy = append(f.req.ReceivedBy, d.Person)
	}
	session.Offline(w, r, keptFor)
	return session.Render(w, r, registerPage(s.shell(r, ui.T(r.Context(), "desk.register")), f))
}

// prepare finds out what the form offers.
func (s pages) prepare(ctx context.Context, f *registerForm) error {
	if err := s.hint(ctx, f); err != nil {
		return err
	}
	var err error
	if f.categories, err = cases.Categories(ctx, s.Portal); err != nil {
		return err
	}
	page, err := session.Call(ctx, s.Portal, roster.ListPersons, roster.ListRequest{Station: f.ID, Limit: 200})
	if err != nil { // the roster is away: those on duty are known to casework
		return nil
	}
	for _, p := range page.Items {
		onDuty := func(d casework.OnDuty) bool { return d.Person == p.ID }
		if !slices.ContainsFunc(f.hints.OnDuty, onDuty) {
			f.others = append(f.others, ui.Option{Value: p.ID, Label: p.Name})
		}
	}
	return nil
}

// hint asks what is suggested for what has been typed, and which cases are alike.
// A phone that is still being typed is none yet.
func (s pages) hint(ctx context.Context, f *registerForm) error {
	ask := casework.SuggestRequest{Station: f.ID, Text: f.req.Text, Phone: f.req.Who.Phone}
	var err error
	f.hints, err = session.Call(ctx, s.Portal, casework.Suggest, ask)
	if fault.Is(err, fault.KindInvalid) {
		ask.Phone = ""
		f.hints, err = session.Call(ctx, s.Portal, casework.Suggest, ask)
	}
	if err != nil || len([]rune(f.req.Text)) < 4 {
		return err
	}
	page, err := session.Call(ctx, s.Portal, casework.SimilarCases, casework.SimilarRequest{
		Station: f.ID, Text: f.req.Text, Category: f.req.Category, Place: f.req.Place.Text,
	})
	f.similar = page.Items
	return err
}

// suggest answers while somebody types: hints below the fields, and at the side
// the cases that may be the same.
func (s pages) suggest(w http.ResponseWriter, r *http.Request, a standing) error {
	f := registerForm{standing: a}
	var err error
	if f.req, err = session.Decode[casework.RegisterRequest](r); err != nil {
		return err
	}
	if err := s.hint(r.Context(), &f); err != nil {
		return err
	}
	if f.categories, err = cases.Categories(r.Context(), s.Portal); err != nil {
		return err
	}
	return session.Render(w, r, suggestions(f))
}

// submit registers. Photos are stored first, so that they are kept when
// something else is to be mended.
func (s pages) submit(w http.ResponseWriter, r *http.Request, a standing) error {
	ctx := r.Context()
	req, err := session.Decode[casework.RegisterRequest](r)
	req.Station = a.ID
	photos, failed := cases.Upload(ctx, s.Portal, r)
	req.Photos = append(req.Photos, photos...)
	if err == nil {
		err = photoProblem(ctx, failed)
	}
	var receipt casework.Receipt
	if err == nil {
		receipt, err = session.Call(ctx, s.Portal, casework.RegisterCase, tidy(req))
	}
	f := registerForm{standing: a, req: req}
	if err != nil {
		return s.registerAgain(w, r, f, err)
	}
	if session.FromOutbox(r) {
		return session.Outcome{State: session.OutcomeSent, Number: receipt.Number, Code: ui.Spoken(receipt.Code), Text: receipt.Next, Link: base + "/cases/" + receipt.Case}.Tell(w)
	}
	ui.DropDraft(w, f.draft())
	s.keepReceipt(w, stub{Station: a.Name, Case: receipt.Case, Number: receipt.Number, Code: receipt.Code, Next: receipt.Next, At: s.Now()})
	return s.Go(w, r, base+"/register/receipt")
}

func (s pages) registerAgain(w http.ResponseWriter, r *http.Request, f registerForm, problem error) error {
	if err := s.prepare(r.Context(), &f); err != nil {
		return err
	}
	return again(w, r, problem, func(problems ui.Problems) templ.Component {
		f.problems = problems
		return registerPage(s.shell(r, ui.T(r.Context(), "desk.register")), f)
	})
}

// tidy leaves nobody's data with somebody who wants to stay unnamed.
func tidy(req casework.RegisterRequest) casework.RegisterRequest {
	if req.Who.Anonymous {
		req.Who = casework.Who{Anonymous: true}
	}
	return req
}

// photoProblem says at the field what is wrong with a photo.
func photoProblem(ctx context.Context, err error) error {
	if fault.Is(err, fault.KindInvalid) || fault.Is(err, fault.KindTooLarge) {
		return session.Mend(ctx, "photos", "desk.photo.bad")
	}
	return err
}

// received reports whether the form has the deputy ticked.
func (f registerForm) received(person string) bool { return slices.Contains(f.req.ReceivedBy, person) }

// onDuty are the deputies of today's reception as boxes.
func (f registerForm) onDuty() []ui.Option {
	var out []ui.Option
	for _, d := range f.hints.OnDuty {
		out = append(out, ui.Option{Value: d.Person, Label: d.Name, Checked: f.received(d.Person)})
	}
	return out
}

// everyone are the station's other deputies as boxes.
func (f registerForm) everyone() []ui.Option {
	for i, o := range f.others {
		f.others[i].Checked = f.received(o.Value)
	}
	return f.others
}

// categoryName is the name of the suggested category.
func (f registerForm) categoryName() string {
	for _, o := range f.categories {
		if o.Value == f.hints.Category {
			return o.Label
		}
	}
	return ""
}
