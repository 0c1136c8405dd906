// Package public is what anybody opens without an account: finding a station,
// seeing who is on duty and what became of things, saying something, following
// it, and what a station hangs out.
package public

import (
	"net/http"
	"strings"

	"golang.org/x/text/width"

	"lianluo/api/voting"
	"lianluo/services/portal/session"
)

// pages are the pages of this place.
type pages struct{ *session.Portal }

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	for pattern, page := range map[string]session.Page{
		"GET /{$}":                          s.find,
		"GET /s/{code}":                     s.station,
		"GET /s/{code}/say":                 s.say,
		"POST /s/{code}/say":                s.submit,
		"GET /s/{code}/poster":              s.poster,
		"GET /s/{code}/wall":                s.wall,
		"GET /receipt":                      s.receipt,
		"GET /receipt/print":                s.printReceipt,
		"POST /receipt/end":                 s.endReceipt,
		"GET /follow":                       s.follow,
		"POST /follow":                      s.open,
		"GET /follow/case":                  s.followed,
		"GET /follow/case/photos/{photo}":   s.photo,
		"POST /follow/rating":               s.rate,
		"POST /follow/withdrawal":           s.withdraw,
		"GET /projects":                     s.projects,
		"GET /projects/{id}":                s.project,
		"GET /projects/{id}/photos/{photo}": session.Picture(p, voting.GetPhoto),
		"GET /projects/map":                 s.projectMap,
		"GET /projects/sums":                s.projectSums,
		"GET /projects/ballots":             s.ballots,
		"GET /projects/propose":             s.wish,
		"POST /projects/propose":            s.submitWish,
		"GET /projects/follow":              s.followWish,
		"POST /projects/follow":             s.openWish,
		"POST /projects/withdrawal":         s.withdrawWish,
		"GET /follow/wechat":                s.wechat,
		"POST /follow/wechat":               s.wechat,
	} {
		p.Public(mux, pattern, page)
	}
}

// plain undoes what phones and habits add to a number or a code read from
// paper: full-width characters, spaces, long dashes, small letters.
func plain(text string) string {
	text = width.Fold.String(text)
	for _, dash := range []string{"–", "—", "―", "−", "‐", "‑"} {
		text = strings.ReplaceAll(text, dash, "-")
	}
	return strings.ToUpper(strings.Join(strings.Fields(text), ""))
}
