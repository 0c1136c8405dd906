package session

import (
	"bytes"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/pkg/authz"
	"lianluo/services/portal/ui"
)

// Page answers a request. What it returns is shown by Fail: return the faults of
// calls as they come, show forms again with Again.
type Page func(w http.ResponseWriter, r *http.Request) error

// Public serves a page to everybody.
func (p *Portal) Public(mux *http.ServeMux, pattern string, page Page) {
	mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		if err := page(w, r); err != nil {
			p.Fail(w, r, err)
		}
	})
}

// Signed serves a page to people who hold one of the roles; to all who are
// signed in where none is named. Others are asked to sign in and come back.
func (p *Portal) Signed(mux *http.ServeMux, pattern string, page Page, roles ...authz.Role) {
	p.Public(mux, pattern, func(w http.ResponseWriter, r *http.Request) error {
		v := visitOf(r.Context())
		switch {
		case v.away != nil:
			return v.away
		case v.user == nil:
			askSignIn(w, r)
			return nil
		case len(roles) > 0 && !v.user.Has(roles...):
			return errNotYours
		}
		return page(w, r)
	})
}

// Render shows a whole page. It is written only when all of it could be made.
func Render(w http.ResponseWriter, r *http.Request, page templ.Component) error {
	return RenderStatus(w, r, http.StatusOK, page)
}

// RenderStatus is Render with a status of its own.
func RenderStatus(w http.ResponseWriter, r *http.Request, status int, page templ.Component) error {
	var body bytes.Buffer
	if err := page.Render(r.Context(), &body); err != nil {
		return err
	}
	if !Partial(r) {
		dropFlash(w, r)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body.Bytes()) // the reader went away: nothing left to tell
	return nil
}

// Partial reports whether the page's script asks for a part of a page (htmx).
func Partial(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// Go leads on after a change (post, redirect, get), with notices for the page to come.
func (p *Portal) Go(w http.ResponseWriter, r *http.Request, path string, notices ...ui.Notice) error {
	if FromOutbox(r) {
		o := Outcome{State: OutcomeSent, Link: path}
		for _, n := range notices {
			o.Text += n.Text
		}
		return o.Tell(w)
	}
	p.leaveFlash(w, notices)
	lead(w, r, path)
	return nil
}

// lead sends the browser on; htmx would load a redirect into part of the page.
func lead(w http.ResponseWriter, r *http.Request, path string) {
	if Partial(r) {
		w.Header().Set("HX-Redirect", path)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, path, http.StatusSeeOther)
}
