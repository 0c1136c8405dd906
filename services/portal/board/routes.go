// Package board shows a division's work in figures: each with its one definition,
// its uncertainty, what it is compared with, and the rows that it counts; as a
// page with charts and as reports.
package board

import (
	"context"
	"net/http"

	"lianluo/pkg/authz"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// Office is the place that the pages stand in: who may open them, their frame,
// and which divisions there are to choose from.
type Office struct {
	Base  string // "/county"
	Roles []authz.Role
	Shell func(*http.Request, string) ui.DeskLayout
	Area  func(*http.Request) string // the one that the address names, within the person's own
	Areas func(ctx context.Context, chosen string) ui.Field
	Above func(ctx context.Context, code string) string // "" at the person's own
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
