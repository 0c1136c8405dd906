// Package consent is where people answer other systems: whether one may know them
// and act for them, whether they sign out, and what they have granted so far.
package consent

import (
	"net/http"
	"net/url"
	"strings"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// base is the address that identity leads people to, apps that of what they have
// granted.
const (
	base = "/consent"
	apps = "/me/apps"
)

// pages are the pages of this place.
type pages struct{ *session.Portal }

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	p.Public(mux, "GET "+base, s.ask)
	p.Signed(mux, "POST "+base, s.decide)
	p.Signed(mux, "POST "+base+"/again", s.again)
	p.Public(mux, "GET "+base+"/sign-out", s.askSignOut)
	p.Public(mux, "POST "+base+"/sign-out", s.signOut)
	p.Public(mux, "GET "+base+"/refused", s.refused)
	p.Signed(mux, "GET "+apps, s.apps)
	p.Signed(mux, "POST "+apps+"/{id}/end", s.endApp)
}

// leadsTo lets the page's form lead on to another system: browsers check where a
// form ends up, not only where it goes first.
func leadsTo(w http.ResponseWriter, address string) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return
	}
	policy := strings.Replace(ui.CSP, "form-action 'self'", "form-action 'self' "+u.Scheme+"://"+u.Host, 1)
	w.Header().Set("Content-Security-Policy", policy)
}
