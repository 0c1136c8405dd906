// Package ballots is the secret ballot's pages: the chair leads it, deputies vote
// on their phones, scrutineers keep and open the urn, tellers enter paper, the
// hall sees the turnout, and anybody reads the board. What is secret is made and
// kept by the scripts on people's own devices; these pages never see it.
package ballots

import (
	"encoding/json"
	"net/http"

	"lianluo/api/voting"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// labels is where the names of the pages' fields stand.
const labels = "ballots.field"

// pages are the pages that need nobody's frame.
type pages struct{ *session.Portal }

// chair is the office's pages, in its frame.
type chair struct {
	pages
	session.Office
}

// deputy is the deputies' pages, in the phone's frame.
type deputy struct {
	pages
	shell func(r *http.Request, title string) ui.PhoneLayout
}

// Routes serves what anybody opens, the board and the hall's screen, and the page
// of the tellers, whatever office they come from.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	p.Public(mux, "GET /ballots/{id}", s.board)
	p.Public(mux, "GET /ballots/{id}/hall", s.hall)
	p.Public(mux, "GET /ballots/{id}/announcement", s.announced)
	p.Public(mux, "GET /ballots/{id}/board", s.entries)
	p.Public(mux, "GET /ballots/{id}/bundle", s.bundle)
	p.Signed(mux, "GET /ballots/{id}/papers", s.papers)
	p.Signed(mux, "POST /ballots/{id}/papers", s.compare)
	p.Signed(mux, "POST /ballots/{id}/entries", s.post)
}

// Chair serves the pages of who leads ballots, in an office.
func Chair(mux *http.ServeMux, p *session.Portal, o session.Office) {
	s := chair{pages{p}, o}
	at := o.Base + "/{id}"
	for pattern, page := range map[string]session.Page{
		"GET " + o.Base:                s.list,
		"GET " + o.Base + "/new":       s.fresh,
		"POST " + o.Base + "/new":      s.create,
		"GET " + at:                    s.show,
		"GET " + at + "/minutes":       s.minutes,
		"POST " + at + "/rules":        does(s, voting.AdoptBallotRules),
		"POST " + at + "/scrutineers":  s.approve,
		"POST " + at + "/roll":         does(s, voting.FreezeRoll),
		"POST " + at + "/runoff":       s.runoff,
		"POST " + at + "/settlement":   s.settle,
		"POST " + at + "/drafts":       s.compose,
		"POST " + at + "/lead":         s.lead,
		"POST " + at + "/announcement": s.announce,
	} {
		p.Signed(mux, pattern, page, o.Roles...)
	}
}

// Deputy serves the pages of deputies and scrutineers, in the phone's frame.
func Deputy(mux *http.ServeMux, p *session.Portal, shell func(r *http.Request, title string) ui.PhoneLayout) {
	s := deputy{pages{p}, shell}
	for pattern, page := range map[string]session.Page{
		"GET /d/ballots":               s.list,
		"GET /d/ballots/{id}":          s.vote,
		"GET /d/ballots/{id}/key":      s.key,
		"POST /d/ballots/{id}/entries": s.post,
	} {
		p.Signed(mux, pattern, page, session.Deputy.Roles...)
	}
}

// post hands on what a device signed, as the person who is signed in.
func (s pages) post(w http.ResponseWriter, r *http.Request) error {
	return relay(s, w, r, voting.PostEntry)
}

// tell answers a script.
func tell(w http.ResponseWriter, value any) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(value)
}
