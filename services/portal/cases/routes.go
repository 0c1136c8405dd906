// Package cases is the list and the page of constituent opinions, the same for
// every office: desk and county mount it under their own address and shell.
package cases

import (
	"context"
	"net/http"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// Place is where the cases are mounted.
type Place struct {
	// Base is the address of the office: "/desk" gives /desk/cases.
	Base  string
	Roles []authz.Role
	// Shell is the office's frame for a page with the title.
	Shell func(r *http.Request, title string) ui.DeskLayout
	// Narrow are more fields that the list is narrowed by, named as those of
	// casework.ListRequest; nil for none.
	Narrow func(ctx context.Context, req casework.ListRequest) ([]ui.Field, error)
}

type pages struct {
	*session.Portal
	place Place
}

// Routes serves the cases of a place on mux.
func Routes(mux *http.ServeMux, p *session.Portal, place Place) {
	s := pages{p, place}
	base := place.Base + "/cases"
	signed := func(pattern string, page session.Page) { p.Signed(mux, pattern, page, place.Roles...) }
	signed("GET "+base, s.list)
	signed("GET "+base+"/{id}", s.show)
	signed("GET "+base+"/{id}/photos/{photo}", Photo(p))
	signed("POST "+base+"/{id}/voices/{voice}/contact", s.unmask)
	signed("POST "+base+"/{id}/voices/{voice}/code", s.newCode)
	signed("POST "+base+"/{id}/reply", s.reply)
	for _, a := range all() {
		if a.post != nil {
			signed("POST "+base+"/{id}/"+a.Slug, a.post(s, a))
		}
	}
}

func (s pages) path(id string) string { return s.place.Base + "/cases/" + id }
