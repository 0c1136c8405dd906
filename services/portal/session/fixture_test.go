package session_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// examples are pages that use everything a place uses.
type examples struct{ *session.Portal }

func exampleRoutes(mux *http.ServeMux, p *session.Portal) {
	e := examples{p}
	p.Public(mux, "GET /open", e.open)
	p.Public(mux, "POST /say", e.say)
	p.Signed(mux, "GET /mine", e.mine)
	p.Signed(mux, "POST /mine", e.change)
	p.Signed(mux, "GET /desk", e.mine, session.Desk.Roles...)
	p.Public(mux, "GET /sign-in", e.open)
	p.Signed(mux, "GET /account", e.account)
	for path, err := range map[string]error{
		"GET /gone":    fault.NotFound("x", "不在这里", "not here"),
		"GET /often":   fault.RateLimited(30e9, "太频繁", "too often"),
		"GET /away":    fault.Unavailable(nil),
		"GET /broken":  fault.Internal(errors.New("password=hunter2")),
		"GET /ended":   fault.Unauthenticated("x", "已退出", "signed out"),
		"GET /careful": fault.FailedPrecondition("x", "先研判", "triage first"),
	} {
		p.Public(mux, path, func(http.ResponseWriter, *http.Request) error { return err })
	}
	p.Public(mux, "GET /panics", func(http.ResponseWriter, *http.Request) error { panic("hunter2") })
}

func (e examples) open(w http.ResponseWriter, r *http.Request) error {
	return session.Render(w, r, page(r, ui.Form{Action: "/say"}))
}

func page(r *http.Request, form ui.Form) templ.Component {
	return templ.Join(ui.Notice{Title: "who", Text: who(r)}, templ.Join(shown(session.Flashes(r.Context()))...), form)
}

func who(r *http.Request) string {
	if u := session.UserOf(r.Context()); u != nil {
		return u.Name
	}
	return "nobody"
}

func shown(all []ui.Notice) (out []templ.Component) {
	for _, n := range all {
		out = append(out, n)
	}
	return out
}

func (e examples) say(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[casework.SubmitRequest](r)
	if err == nil {
		_, err = session.Call(r.Context(), e.Portal, casework.SubmitCase, req)
	}
	if err != nil {
		return session.Again(w, r, err, "account.field", func(p ui.Problems) templ.Component {
			return page(r, ui.Form{Action: "/say", Problems: p})
		})
	}
	return e.Go(w, r, "/open", ui.Notice{Tone: ui.Good, Text: "thank you"})
}

func (e examples) mine(w http.ResponseWriter, r *http.Request) error {
	me, err := session.Call(r.Context(), e.Portal, identity.Me, rpc.None{})
	if err != nil {
		return err
	}
	return session.Render(w, r, templ.Join(ui.Text(me.Account.Name), e.Menu(r.Context()), e.Bell(r.Context()), ui.Form{Action: "/mine"}))
}

func (e examples) account(_ http.ResponseWriter, r *http.Request) error {
	_, err := session.Call(r.Context(), e.Portal, identity.GetAccount, identity.ByID{ID: "a1"})
	return err
}

func (e examples) change(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[identity.UpdateMeRequest](r)
	if err == nil {
		_, err = session.Call(r.Context(), e.Portal, identity.UpdateMe, req)
	}
	if err != nil {
		return err
	}
	e.Reopen(r.Context())
	return e.Go(w, r, "/mine")
}

func start(t *testing.T, fakes ...portaltest.Fake) *portaltest.Site {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(exampleRoutes), fakes...)
}

const officer = authz.LiaisonOfficer
