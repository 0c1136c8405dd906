package county

import (
	"context"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// inviteView is a new account with its first role, or a further role of one.
type inviteView struct {
	area     string
	areas    ui.Field
	account  identity.Account // of a further role
	person   roster.Person    // whose account it becomes
	roles    []ui.Option
	stations []ui.Option
	units    []ui.Option
	back     session.Returned
}

// invited is what the form says: an account with one role.
type invited struct {
	identity.InviteRequest
	Grant identity.Grant `json:"grant"`
}

func (s pages) inviteForm(w http.ResponseWriter, r *http.Request) error {
	v, err := s.inviteView(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, invitePage(s.shell(r, ui.T(r.Context(), "county.new.users")), v))
}

func (s pages) inviteView(r *http.Request, b session.Returned) (inviteView, error) {
	ctx := r.Context()
	v := inviteView{area: s.area(r), back: b, roles: s.grantable(ctx)}
	v.areas = s.areaField(ctx, v.area)
	var err error
	if v.stations, err = s.stationOptions(ctx, v.area); err != nil {
		return v, err
	}
	if v.units, err = s.unitOptions(ctx, v.area); err != nil {
		return v, err
	}
	if id := session.Value(r, "person"); id != "" {
		v.person, err = session.Call(ctx, s.Portal, roster.GetPerson, roster.ByID{ID: id})
	}
	return v, err
}

// grantable are the roles that the person may hand out.
func (s pages) grantable(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, role := range authz.Roles {
		for _, mine := range session.UserOf(ctx).Active {
			if authz.MayGrant(authz.Role(mine.Role), role) {
				all = append(all, ui.Option{Value: string(role), Label: ui.T(ctx, "session.role."+string(role))})
				break
			}
		}
	}
	return all
}

// invite makes the account and shows its invitation, once.
func (s pages) invite(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, problem := session.Decode[invited](r)
	req.InviteRequest.Area, req.Grant.Area = s.area(r), s.area(r)
	req.Grants = []identity.Grant{req.Grant}
	var made identity.Invitation
	if problem == nil {
		made, problem = session.Call(ctx, s.Portal, identity.InviteAccount, req.InviteRequest)
	}
	if problem == nil {
		ui.DropDraft(w, "invite")
		return s.slip(w, r, made)
	}
	problem = renamed(problem, "grants.0.", "grant.")
	v, err := s.inviteView(r, s.typed(r, "invite", problem))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component {
		return invitePage(s.shell(r, ui.T(ctx, "county.new.users")), v)
	})
}

// typed is a form that came back with a problem.
func (s pages) typed(r *http.Request, form string, problem error) session.Returned {
	return session.Return(r, form, session.Problems(r.Context(), problem, labels))
}

// renamed lets a fault name the form's fields instead of the operation's.
func renamed(err error, from, to string) error {
	e := fault.Of(err)
	if e == nil || len(e.Fields) == 0 {
		return err
	}
	out := *e
	out.Fields = nil
	for _, f := range e.Fields {
		if rest, ok := strings.CutPrefix(f.Name, from); ok {
			f.Name = to + rest
		}
		out.Fields = append(out.Fields, f)
	}
	return &out
}

func (s pages) reinvite(w http.ResponseWriter, r *http.Request) error {
	made, err := session.Call(r.Context(), s.Portal, identity.Reinvite, identity.ByID{ID: r.PathValue("id")})
	if err != nil {
		return s.again(w, r, object{at: org + "/users", show: s.account}, "reinvite", err)
	}
	return s.slip(w, r, made)
}

// slip is what is handed to the account's owner; the code is shown this once.
func (s pages) slip(w http.ResponseWriter, r *http.Request, made identity.Invitation) error {
	w.Header().Set("Cache-Control", "no-store")
	return session.Render(w, r, slipPage(made, s.URL("/invitation?code="+made.Code), s.roleWords(r.Context(), made.Account)))
}

func (s pages) grantForm(w http.ResponseWriter, r *http.Request) error {
	page, err := s.grantPage(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) grantPage(r *http.Request, b session.Returned) (templ.Component, error) {
	v, err := s.inviteView(r, b)
	if err == nil {
		v.account, err = session.Call(r.Context(), s.Portal, identity.GetAccount, identity.ByID{ID: r.PathValue("id")})
	}
	return grantPage(s.shell(r, ui.T(r.Context(), "county.grant")), v), err
}

func (s pages) grant(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, problem := session.Decode[identity.GrantRequest](r)
	req.Grant.Area = s.area(r)
	if problem == nil {
		_, problem = session.Call(ctx, s.Portal, identity.GrantRole, req)
	}
	if problem == nil {
		return s.Go(w, r, org+"/users/"+req.ID, ui.Done(r.Context(), "county.done.grant"))
	}
	page, err := s.grantPage(r, s.typed(r, "grant", problem))
	if err != nil {
		return err
	}
	return session.Again(w, r, problem, labels, func(ui.Problems) templ.Component { return page })
}
