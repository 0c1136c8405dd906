// Package account is everybody's own pages: signing in and out, accepting an
// invitation, password, sessions, access tokens for programs, and what auditors
// and security administrators look at.
package account

import (
	"net/http"

	"lianluo/services/portal/session"
)

// pages are the pages of this place.
type pages struct{ *session.Portal }

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	p.Public(mux, "GET /sign-in", s.signIn)
	p.Public(mux, "POST /sign-in", s.doSignIn)
	p.Public(mux, "POST /sign-out", s.signOut)
}
