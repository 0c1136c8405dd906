// Package tables is lists as Excel files: out, exactly as they are shown, and in,
// looked through before anything is taken over.
package tables

import (
	"net/http"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// pages are the pages of this place.
type pages struct {
	*session.Portal
	mux     *http.ServeMux // serves the lists that are exported
	exports *exports
}

// Routes serves the place on mux, whose lists it exports.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p, mux, &exports{}}
	p.Signed(mux, "GET "+ui.ExportPath, s.export)
	p.Signed(mux, "GET "+exportsPath, s.mine)
	p.Signed(mux, "GET "+exportsPath+"/{id}", s.fetch)
	p.Signed(mux, "POST "+exportsPath+"/{id}/stop", s.stop)
}
