package offline

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"lianluo/pkg/authz"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// month is how long a device shows the pages that say what waits on it.
const month = 30 * 24 * time.Hour

// Place is the office whose pages open without a network.
type Place struct {
	Base  string
	Roles []authz.Role
	// Shell is the office's frame for a page with the title.
	Shell func(r *http.Request, title string) ui.DeskLayout
	// Pages are what the device keeps of the office.
	Pages func(r *http.Request) ([]ui.NavItem, error)
}

// Routes serves the worker, who is signed in, and the page of what was said
// without a network on a device of the public.
func Routes(mux *http.ServeMux, p *session.Portal) {
	p.Public(mux, "GET "+session.WorkerPath, worker)
	p.Public(mux, "GET /offline/state", state)
	p.Public(mux, "GET /offline", func(w http.ResponseWriter, r *http.Request) error {
		session.Offline(w, r, month)
		return session.Render(w, r, publicPage())
	})
}

// Routes serves the office's own page of what waits.
func (o Place) Routes(mux *http.ServeMux, p *session.Portal) {
	p.Signed(mux, "GET "+o.Base+"/offline", o.show, o.Roles...)
}

func (o Place) show(w http.ResponseWriter, r *http.Request) error {
	kept, err := o.Pages(r)
	if err != nil {
		return err
	}
	session.Offline(w, r, month)
	return session.Render(w, r, deskPage(o.Shell(r, ui.T(r.Context(), "offline.title")), kept))
}

// standing is who sends, and what their forms carry now.
type standing struct {
	User  string `json:"user"` // account, "" for nobody
	Token string `json:"token"`
}

// state is asked before anything is sent: forms that were written without a
// network may be older than the session.
func state(w http.ResponseWriter, r *http.Request) error {
	u, err := session.Whose(r.Context())
	if err != nil {
		return err
	}
	now := standing{Token: tokenOf(r.Context())}
	if u != nil {
		now.User = u.ID
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(now)
}

func tokenOf(ctx context.Context) string { return ui.PrefsOf(ctx).CSRF }
