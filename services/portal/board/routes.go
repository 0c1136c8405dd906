// Package board shows a division's work in figures: each with its one definition,
// its uncertainty, what it is compared with, and the rows that it counts; as a
// page with charts and as reports.
package board

import (
	"context"
	"net/http"

	"lianluo/services/portal/session"
)

// Office is the place that the pages stand in.
type Office struct {
	session.Office
	Above func(ctx context.Context, code string) string // the division above, "" at the person's own
}

// pages are the pages of this place.
type pages struct {
	*session.Portal
	Office
}

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal, o Office) {
	s := pages{p, o}
	for pattern, page := range map[string]session.Page{
		"GET " + o.Base + "/board":             s.board,
		"GET " + o.Base + "/board/rows":        s.rows,
		"GET " + o.Base + "/board/report":      s.report,
		"GET " + o.Base + "/board/report.docx": s.reportDocx,
		"GET " + o.Base + "/board/report.xlsx": s.reportXlsx,
	} {
		p.Signed(mux, pattern, page, o.Roles...)
	}
}
