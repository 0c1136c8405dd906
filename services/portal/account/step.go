package account

import (
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// proofs is where the names of what somebody proves themselves with stand.
const proofs = "account.proof"

// codeForm asks for the second factor of a sign-in.
func (s pages) codeForm(w http.ResponseWriter, r *http.Request) error {
	if session.StepOf(r).Secret == "" {
		return s.Go(w, r, "/sign-in")
	}
	return session.Render(w, r, codePage(nil))
}

func (s pages) proveCode(w http.ResponseWriter, r *http.Request) error {
	step := session.StepOf(r)
	req := identity.ProveRequest{Step: step.Secret, Code: session.Value(r, "code")}
	opened, err := identity.Session{}, fill(r, "code", req.Code)
	if err == nil {
		opened, err = session.Call(r.Context(), s.Portal, identity.ProveFactor, req)
	}
	if err != nil {
		return s.stepAgain(w, r, err, codePage)
	}
	return s.Enter(w, r, opened, step.Next)
}

// stepAgain shows a step's form again; a sign-in that is over begins anew.
func (s pages) stepAgain(w http.ResponseWriter, r *http.Request, err error, form func(ui.Problems) templ.Component) error {
	step := session.StepOf(r)
	if fault.HasCode(err, "signin.step") || step.Secret == "" {
		return s.Go(w, r, "/sign-in", ui.Notice{Tone: ui.Warn, Text: ui.T(r.Context(), "account.step.over")})
	}
	return session.Again(w, r, err, proofs, form)
}

// fill asks for a field that was left empty.
func fill(r *http.Request, field, value string) error {
	if value != "" {
		return nil
	}
	return session.Mend(r.Context(), field, "session.fill-in", ui.T(r.Context(), proofs+"."+field))
}

// enrolForm says why a second factor is needed and what to have ready.
func (s pages) enrolForm(w http.ResponseWriter, r *http.Request) error {
	if session.StepOf(r).Secret == "" {
		return s.Go(w, r, "/sign-in")
	}
	return session.Render(w, r, enrolPage())
}

// enrol shows a key for the app, in the answer alone: no address carries it.
func (s pages) enrol(w http.ResponseWriter, r *http.Request) error {
	key, err := session.Call(r.Context(), s.Portal, identity.EnrolTOTP, identity.StepRequest{Step: session.StepOf(r).Secret})
	if err != nil {
		return s.stepAgain(w, r, err, func(ui.Problems) templ.Component { return enrolPage() })
	}
	return session.Render(w, r, enrolKeyPage(key, nil))
}

func (s pages) confirmEnrolment(w http.ResponseWriter, r *http.Request) error {
	step, key := session.StepOf(r), shownKey(r)
	req := identity.ProveRequest{Step: step.Secret, Code: session.Value(r, "code")}
	made, err := identity.Enrolled{}, fill(r, "code", req.Code)
	if err == nil {
		made, err = session.Call(r.Context(), s.Portal, identity.ConfirmEnrolment, req)
	}
	if err != nil {
		return s.stepAgain(w, r, err, func(problems ui.Problems) templ.Component { return enrolKeyPage(key, problems) })
	}
	u, err := s.Begin(w, r, made.Session)
	if err != nil {
		return err
	}
	return session.Render(w, r, enrolledPage(made.Codes, session.OrHome(step.Next, u)))
}

// shownKey is the proposed key as the form carries it along, to be shown again.
func shownKey(r *http.Request) identity.TOTPKey {
	return identity.TOTPKey{Key: session.Value(r, "key"), URI: session.Value(r, "uri")}
}
