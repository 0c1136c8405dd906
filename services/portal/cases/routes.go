// Package cases is the list and the page of constituent opinions, the same for
// every office: desk and county mount it under their own address and shell.
package cases

import (
	"context"
	"net/http"

	"lianluo/api/casework"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// Narrow makes more fields that the list is narrowed by, named as those of
// casework.ListRequest.
type Narrow func(ctx context.Context, req casework.ListRequest) ([]ui.Field, error)

type pages struct {
	*session.Portal
	office session.Office
	narrow Narrow
}

// Routes serves the cases of an office on mux; narrow may be nil.
func Routes(mux *http.ServeMux, p *session.Portal, office session.Office, narrow Narrow) {
	s := pages{p, office, narrow}
	base := office.Base + "/cases"
	signed := func(pattern string, page session.Page) { p.Signed(mux, pattern, page, office.Roles...) }
	signed("GET "+base, s.list)
	signed("GET "+base+"/{id}", s.show)
	signed("GET "+base+"/{id}/photos/{photo}", session.Picture(p, casework.GetPhoto))
	signed("POST "+base+"/{id}/voices/{voice}/contact", s.unmask)
	signed("POST "+base+"/{id}/voices/{voice}/code", s.newCode)
	signed("POST "+base+"/{id}/reply", s.reply)
	for _, a := range all() {
		if a.post != nil {
			signed("POST "+base+"/{id}/"+a.Slug, a.post(s, a))
		}
	}
}

func (s pages) path(id string) string { return s.office.Base + "/cases/" + id }
