// Package deputy is what a deputy has on the phone: the next shift and whom to
// listen to today, what was heard and promised, and the year's file.
package deputy

import (
	"net/http"

	"lianluo/api/casework"
	"lianluo/api/voting"
	"lianluo/services/portal/appraisals"
	"lianluo/services/portal/ballots"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// labels is where the names of this place's fields stand.
const labels = "deputy.field"

// pages are the pages of this place.
type pages struct{ *session.Portal }

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	ballots.Deputy(mux, p, s.shell)
	appraisals.Deputy(mux, p, s.shell)
	for pattern, page := range map[string]session.Page{
		"GET /d":                          s.today,
		"GET /d/offline":                  s.unplugged,
		"POST /d/shifts/{id}/{shift}/yes": s.confirm,
		"POST /d/shifts/{id}/{shift}/in":  s.checkIn,
		"POST /d/shifts/{id}/{shift}/out": s.checkOut,

		"POST /d/shifts/{id}/{shift}/visitors": s.visitors,
		"GET /d/shifts/{id}/{shift}/swap":      s.swap,
		"POST /d/shifts/{id}/{shift}/swap":     s.askSwap,
		"POST /d/shifts/{id}/{shift}/reply":    s.answerSwap,
		"GET /d/hear":                          s.hear,
		"POST /d/hear":                         s.register,
		"GET /d/cases":                         s.mine,
		"GET /d/cases/{id}":                    s.showCase,
		"POST /d/cases/{id}/note":              s.note,
		"GET /d/cases/{id}/photos/{photo}":     session.Picture(p, casework.GetPhoto),
		"GET /d/projects":                      s.projects,
		"POST /d/projects":                     s.proposeProject,
		"GET /d/projects/{id}":                 s.project,
		"POST /d/projects/{id}/ask":            s.askProject,
		"POST /d/projects/{id}/visit":          s.visitProject,
		"GET /d/projects/{id}/photos/{photo}":  session.Picture(p, voting.GetPhoto),
		"GET /d/file":                          s.file,
		"GET /d/leave":                         s.leave,
		"POST /d/leave":                        s.takeLeave,
		"POST /d/leave/{leave}/end":            s.cancelLeave,
	} {
		p.Signed(mux, pattern, page, session.Deputy.Roles...)
	}
}

// shell is the phone's frame around a page with the title.
func (s pages) shell(r *http.Request, title string) ui.PhoneLayout {
	ctx := r.Context()
	return ui.PhoneLayout{
		Title: title, Inbox: s.Bell(ctx), User: s.Menu(ctx), Flash: session.Flashes(ctx),
		Tabs: []ui.NavItem{
			{Href: "/d", Icon: "calendar-check", Label: ui.T(ctx, "deputy.today"), Also: []string{"/d/shifts", "/d/hear", "/d/leave", "/d/ballots"}},
			{Href: "/d/cases", Icon: "message-square", Label: ui.T(ctx, "deputy.mine")},
			{Href: "/d/projects", Icon: "landmark", Label: ui.T(ctx, "deputy.projects")},
			{Href: "/d/file", Icon: "id-card", Label: ui.T(ctx, "deputy.file")},
		},
	}
}

// me is the roster person of whoever is signed in.
func me(r *http.Request) string { return session.UserOf(r.Context()).Person }
