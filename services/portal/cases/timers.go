package cases

import (
	"net/http"
	"slices"

	"lianluo/pkg/timers"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// timed are the services that do things in time, in the order of their tabs.
var timed = []string{"casework", "roster", "notification"}

// timersView is what one service does next, or what is late there.
type timersView struct {
	home    string // of the office
	base    string // of this page
	service string
	req     timers.Request
	areas   *ui.Field
	rows    []timers.Row
	next    string
}

// Timers serves what comes next and what is late at Base+"/timers".
func Timers(mux *http.ServeMux, p *session.Portal, office session.Office) {
	s := pages{Portal: p, office: office}
	p.Signed(mux, "GET "+office.Base+"/timers", s.timers, office.Roles...)
}

func (s pages) timers(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := timersView{home: s.office.Base, base: s.office.Base + "/timers", service: session.Value(r, "service"),
		req: timers.Request{Late: session.Value(r, "show") == "late", After: session.Value(r, "after"), Limit: 50}}
	if !slices.Contains(timed, v.service) {
		v.service = timed[0]
	}
	if s.office.Areas != nil {
		v.req.Area = s.office.Area(r)
		field := s.office.Areas(ctx, v.req.Area)
		v.areas = &field
	}
	page, err := session.Call(ctx, s.Portal, timers.OpOf(v.service), v.req)
	if err != nil {
		return err
	}
	v.rows, v.next = page.Items, session.More(r, page.Next)
	return session.Render(w, r, timersPage(s.office.Shell(r, ui.T(ctx, "cases.timers")), v))
}
