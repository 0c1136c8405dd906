package operate

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const clientsPath = base + "/clients"

// clientsView is the page of other systems: those there are and a form for another.
type clientsView struct {
	page     rpc.Page[identity.Client]
	keys     []identity.ClientKey
	more     string
	edits    bool // the person may change them
	areas    []ui.Option
	form     clientForm
	made     *identity.RegisteredClient // the only time that its secret is seen
	problems ui.Problems
}

// clientForm is what was typed; lists stand one a line.
type clientForm struct {
	name, kind, redirects, logout, area, reason string
	scopes                                      []string
}

func formOf(r *http.Request) clientForm {
	_ = r.ParseForm() // of a change it was read before
	return clientForm{name: session.Value(r, "name"), kind: session.Value(r, "kind"), redirects: session.Value(r, "redirects"),
		logout: session.Value(r, "logoutRedirects"), area: session.Value(r, "area"), reason: session.Value(r, "reason"), scopes: r.PostForm["scopes"]}
}

func lines(text string) []string { return strings.Fields(text) }

func (s pages) clientsView(r *http.Request) (v clientsView, err error) {
	ctx := r.Context()
	v.edits, v.form = session.UserOf(ctx).Has(authz.SecurityAdmin), formOf(r)
	v.areas = append([]ui.Option{{Label: ui.T(ctx, "operate.client.area.none")}}, s.TwoLevelsDown(session.UserOf(ctx).As(authz.SecurityAdmin).Area)...)
	v.page, err = session.Call(ctx, s.Portal, identity.ListClients, identity.ListClientsRequest{After: session.Value(r, "after"), Limit: 50})
	if err != nil {
		return v, err
	}
	v.more = session.More(r, v.page.Next)
	keys, err := session.Call(ctx, s.Portal, identity.ListClientKeys, rpc.None{})
	v.keys = keys.Items
	return v, err
}

// clients lists other systems that people sign in to with their account here.
func (s pages) clients(w http.ResponseWriter, r *http.Request) error {
	v, err := s.clientsView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, clientsPage(s.shell(r, "operate.clients"), v))
}

// registerClient shows the secret in its answer, the only time that anybody sees it.
func (s pages) registerClient(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	made, err := session.Call(r.Context(), s.Portal, identity.RegisterClient, identity.RegisterClientRequest{Name: f.name,
		Kind: identity.ClientKind(f.kind), Redirects: lines(f.redirects), LogoutRedirects: lines(f.logout), Scopes: f.scopes, Area: f.area})
	v, failed := s.clientsView(r)
	switch {
	case failed != nil:
		return failed
	case err != nil:
		return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
			v.problems = problems
			return clientsPage(s.shell(r, "operate.clients"), v)
		})
	}
	v.form, v.made = clientForm{}, &made
	return session.Render(w, r, clientsPage(s.shell(r, "operate.clients"), v))
}

// rotateKey uses the next signing key before its time.
func (s pages) rotateKey(w http.ResponseWriter, r *http.Request) error {
	_, err := session.Call(r.Context(), s.Portal, identity.RotateClientKey, identity.RotateClientKeyRequest{Reason: session.Value(r, "reason")})
	if err != nil {
		return err
	}
	return s.Go(w, r, clientsPath, ui.Done(r.Context(), "operate.client.key.rotated"))
}

// clientView is one of them.
type clientView struct {
	client   identity.Client
	by       string
	edits    bool
	form     clientForm
	made     *identity.RegisteredClient
	problems ui.Problems
}

func (v clientView) path() string { return clientsPath + "/" + v.client.ID }

func (s pages) clientView(r *http.Request) (v clientView, err error) {
	ctx := r.Context()
	if v.client, err = session.Call(ctx, s.Portal, identity.GetClient, identity.ByID{ID: r.PathValue("id")}); err != nil {
		return v, err
	}
	v.edits = session.UserOf(ctx).Has(authz.SecurityAdmin) && v.client.Ended.IsZero()
	v.form = clientForm{name: v.client.Name, redirects: strings.Join(v.client.Redirects, "\n"), logout: strings.Join(v.client.LogoutRedirects, "\n"), scopes: v.client.Scopes}
	known, err := s.namesOf(ctx, []string{v.client.CreatedBy})
	v.by = known.of(ctx, v.client.CreatedBy)
	return v, err
}

func (s pages) client(w http.ResponseWriter, r *http.Request) error {
	v, err := s.clientView(r)
	if err != nil {
		return err
	}
	return session.Render(w, r, clientPage(s.shell(r, "operate.clients"), v))
}

// changeClient changes what is known of a client.
func (s pages) changeClient(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	_, err := session.Call(r.Context(), s.Portal, identity.UpdateClient, identity.UpdateClientRequest{ID: r.PathValue("id"), Name: f.name,
		Redirects: lines(f.redirects), LogoutRedirects: lines(f.logout), Scopes: f.scopes})
	return s.changed(w, r, err, "operate.client.changed")
}

// endClient ends it for good.
func (s pages) endClient(w http.ResponseWriter, r *http.Request) error {
	_, err := session.Call(r.Context(), s.Portal, identity.EndClient, identity.Reasoned{ID: r.PathValue("id"), Reason: session.Value(r, "reason")})
	return s.changed(w, r, err, "operate.client.ended")
}

// changed leads back to the client, or shows it again with what is wrong.
func (s pages) changed(w http.ResponseWriter, r *http.Request, err error, done string) error {
	v, failed := s.clientView(r)
	switch {
	case failed != nil:
		return failed
	case err == nil:
		return s.Go(w, r, v.path(), ui.Done(r.Context(), done))
	case r.PostForm.Has("redirects") || r.PostForm.Has("name"):
		v.form = formOf(r)
	}
	v.form.reason = session.Value(r, "reason")
	return session.Again(w, r, err, labels, func(problems ui.Problems) templ.Component {
		v.problems = problems
		return clientPage(s.shell(r, "operate.clients"), v)
	})
}

// renewSecret shows the new secret in its answer.
func (s pages) renewSecret(w http.ResponseWriter, r *http.Request) error {
	made, err := session.Call(r.Context(), s.Portal, identity.RenewClientSecret, identity.Reasoned{ID: r.PathValue("id"), Reason: session.Value(r, "reason")})
	if err != nil {
		return s.changed(w, r, err, "")
	}
	v, err := s.clientView(r)
	if err != nil {
		return err
	}
	v.made = &made
	return session.Render(w, r, clientPage(s.shell(r, "operate.clients"), v))
}

// scopeChoices are what a client may be registered for; known are those that it has.
func scopeChoices(known []string) []string {
	about := []string{"openid", "profile", "email", "offline_access", authz.Own}
	all := append(about, actions(identity.Policy{})...)
	for _, one := range known {
		if !slices.Contains(all, one) {
			all = append(all, one)
		}
	}
	return all
}
