package county

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/identity"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// usersView is the accounts of a division.
type usersView struct {
	area     string
	areas    ui.Field
	accounts []ui.Row
	next     string
}

func (s pages) users(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := usersView{area: s.area(r)}
	v.areas = s.areaField(ctx, v.area)
	page, err := session.Call(ctx, s.Portal, identity.ListAccounts, identity.ListAccountsRequest{Area: v.area, Limit: 100, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	for _, a := range page.Items {
		v.accounts = append(v.accounts, s.accountRow(ctx, a))
	}
	v.next = session.More(r, page.Next)
	return session.Render(w, r, usersPage(s.shell(r, ui.T(ctx, "county.users")), v))
}

func (s pages) accountRow(ctx context.Context, a identity.Account) ui.Row {
	return ui.Row{Href: org + "/users/" + a.ID, Cells: []templ.Component{
		ui.Text(a.Name), ui.Code(a.Login), ui.Text(strings.Join(s.roleWords(ctx, a), ui.T(ctx, "county.semicolon"))),
		s.standing(ctx, a), ui.Moment(a.LastSignIn),
	}}
}

// roleWords are the roles that an account holds now or later, with where; one
// held for several units or stations of a place is said once, with how many.
func (s pages) roleWords(ctx context.Context, a identity.Account) []string {
	var all []string
	times := map[string]int{}
	for _, x := range a.Assignments {
		if over(x.Until, s.Now()) {
			continue
		}
		words := ui.T(ctx, "session.role-in", s.AreaName(x.Area), ui.T(ctx, "session.role."+x.Role))
		if times[words]++; times[words] == 1 {
			all = append(all, words)
		}
	}
	for i, words := range all {
		if n := times[words]; n > 1 {
			all[i] = ui.T(ctx, "county.role-times", words, n)
		}
	}
	return all
}

// standing says whether somebody can sign in.
func (s pages) standing(ctx context.Context, a identity.Account) ui.Badge {
	if a.State == identity.Active && s.Now().Before(a.LockedUntil) {
		return ui.Badge{Tone: ui.Warn, Text: ui.T(ctx, "county.account.locked", ui.When(ctx, a.LockedUntil))}
	}
	tones := map[identity.AccountState]ui.Tone{identity.Active: ui.Good, identity.Invited: ui.Active, identity.Disabled: ui.Stopped}
	return ui.Badge{Tone: tones[a.State], Text: ui.T(ctx, "county.account."+string(a.State))}
}

// accountRoutes are the pages of accounts.
func (s pages) accountRoutes() map[string]session.Page {
	o := object{at: org + "/users", show: s.account}
	at := org + "/users/{id}"
	return map[string]session.Page{
		"GET " + org + "/users":                        s.users,
		"GET " + org + "/users/new":                    s.inviteForm,
		"POST " + org + "/users/new":                   s.invite,
		"GET " + at:                                    o.page,
		"POST " + at + "/invitation":                   s.reinvite,
		"POST " + at + "/disabling":                    does(s, o, "disable", identity.DisableAccount, nil),
		"POST " + at + "/unlocking":                    does(s, o, "unlock", identity.UnlockAccount, nil),
		"POST " + at + "/sessions/end":                 does(s, o, "sessions", identity.EndAccountSessions, nil),
		"GET " + at + "/why":                           s.why,
		"GET " + at + "/history":                       s.history,
		"POST " + at + "/links/{link}/end":             s.unlink(o),
		"GET " + at + "/grant":                         s.grantForm,
		"POST " + at + "/grant":                        s.grant,
		"POST " + at + "/assignments/{assignment}/end": s.revoke(o),
	}
}

// accountView is one account and what it holds.
type accountView struct {
	identity.Account
	badge    ui.Badge
	areaName string
	places   map[string]string // area → name
	where    map[string]string // station or unit → name
	sessions []identity.SessionInfo
	links    []identity.Link
	self     bool
	now      time.Time
	back     session.Returned
}

func (s pages) account(r *http.Request, b session.Returned) (templ.Component, error) {
	ctx := r.Context()
	a, err := session.Call(ctx, s.Portal, identity.GetAccount, identity.ByID{ID: r.PathValue("id")})
	if err != nil {
		return nil, err
	}
	v := accountView{Account: a, badge: s.standing(ctx, a), areaName: s.AreaName(a.Area), places: map[string]string{}, where: map[string]string{},
		self: a.ID == session.UserOf(ctx).ID, now: s.Now(), back: b}
	open, err := session.Call(ctx, s.Portal, identity.ListAccountSessions, identity.ByID{ID: a.ID})
	if err != nil {
		return nil, err
	}
	v.sessions = open.Items
	links, err := session.Call(ctx, s.Portal, identity.ListAccountLinks, identity.ByID{ID: a.ID})
	if err != nil {
		return nil, err
	}
	v.links = links.Items
	for _, x := range a.Assignments {
		v.places[x.Area] = s.AreaName(x.Area)
		s.LearnPlace(ctx, v.where, x)
	}
	return accountPage(s.shell(r, a.Name), v), nil
}

// unlink ends one link to another system; each has a form of its own.
func (s pages) unlink(o object) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		return does(s, o, "unlink-"+r.PathValue("link"), identity.EndAccountLink, nil)(w, r)
	}
}

// revoke ends one assignment; each has a form of its own.
func (s pages) revoke(o object) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		return does(s, o, "revoke-"+r.PathValue("assignment"), identity.RevokeRole, nil)(w, r)
	}
}
