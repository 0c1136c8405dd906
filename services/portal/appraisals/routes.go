// Package appraisals is the pages on which work is judged: the office asks, deputies
// rate on their phones, people with a slip on a public page, and everybody reads what
// it came to. Decisions by show of hands are recorded here too.
package appraisals

import (
	"net/http"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// labels is where the names of the pages' fields stand.
const labels = "appraisals.field"

// pages are the pages that need nobody's frame.
type pages struct{ *session.Portal }

// office is the pages of who leads appraisals, in an office's frame.
type office struct {
	pages
	session.Office
}

// deputy is the deputies' pages, in the phone's frame.
type deputy struct {
	pages
	shell func(r *http.Request, title string) ui.PhoneLayout
}

// Routes serves what anybody opens: rating with a slip, and the results.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	p.Public(mux, "GET /appraisals", s.list)
	p.Public(mux, "GET /appraisals/{id}", s.show)
	p.Public(mux, "POST /appraisals/{id}", s.rate)
}

// Office serves the pages of who leads appraisals.
func Office(mux *http.ServeMux, p *session.Portal, o session.Office) {
	s := office{pages{p}, o}
	at := o.Base + "/{id}"
	for pattern, page := range map[string]session.Page{
		"GET " + o.Base:                 s.list,
		"GET " + o.Base + "/new":        s.fresh,
		"POST " + o.Base + "/new":       s.open,
		"GET " + o.Base + "/decisions":  s.decisions,
		"POST " + o.Base + "/decisions": s.decide,
		"GET " + at:                     s.show,
		"POST " + at + "/state":         s.turn,
		"POST " + at + "/slips":         s.slips,
	} {
		p.Signed(mux, pattern, page, o.Roles...)
	}
}

// Deputy serves the pages of who is on a roll.
func Deputy(mux *http.ServeMux, p *session.Portal, shell func(r *http.Request, title string) ui.PhoneLayout) {
	s := deputy{pages{p}, shell}
	for pattern, page := range map[string]session.Page{
		"GET /d/appraisals":       s.list,
		"GET /d/appraisals/{id}":  s.show,
		"POST /d/appraisals/{id}": s.rate,

		"POST /d/appraisals/{id}/statements": s.answer,
	} {
		p.Signed(mux, pattern, page, session.Deputy.Roles...)
	}
}
