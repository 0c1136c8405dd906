package session

import (
	"context"
	"net/http"
	"slices"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/services/portal/ui"
)

const (
	inboxPath   = "/inbox"
	streamPath  = "/inbox/live"
	signOutPath = "/sign-out"
)

// atStation is who works at a station: its pages open without a network.
var atStation = []authz.Role{authz.TownshipAdmin, authz.StationHead, authz.LiaisonOfficer}

// countWithin bounds what a page waits for the number on its bell.
const countWithin = 300 * time.Millisecond

// Bell is the inbox of the top bar with the number of unread messages; 0 where
// that cannot be learned at once.
func (p *Portal) Bell(ctx context.Context) ui.Inbox {
	within, cancel := context.WithTimeout(ctx, countWithin)
	defer cancel()
	box, err := Call(within, p, notification.ListInbox, notification.ListInboxRequest{Unread: true, Limit: 1})
	if err != nil {
		box.Unread = 0 // a bell without a number is no reason to withhold the page
	}
	return ui.Inbox{Href: inboxPath, Stream: streamPath, Count: box.Unread}
}

// Own is the frame of a page that everybody has for themselves: their places
// stand at the side.
func (p *Portal) Own(r *http.Request, title string) ui.DeskLayout {
	ctx := r.Context()
	l := ui.DeskLayout{Title: title, Inbox: p.Bell(ctx), User: p.Menu(ctx), Flash: Flashes(ctx)}
	add := func(href, icon, key string) {
		l.Rail = append(l.Rail, ui.NavItem{Href: href, Icon: icon, Label: ui.T(ctx, key)})
	}
	for _, place := range UserOf(ctx).Places() {
		add(place.Path, place.Icon, place.Name)
	}
	add(inboxPath, "bell", "account.inbox")
	add(mePath, "user", "session.me")
	return l
}

// Menu is the person's menu of the top bar: their places, their own page, signing out.
func (p *Portal) Menu(ctx context.Context) ui.User {
	u := UserOf(ctx)
	if u == nil {
		return ui.User{}
	}
	menu := ui.User{ID: u.ID, Name: u.Name, Role: p.RoleWords(ctx, u), SignOut: signOutPath}
	for _, place := range u.Places() {
		menu.Menu = append(menu.Menu, ui.NavItem{Href: place.Path, Icon: place.Icon, Label: ui.T(ctx, place.Name)})
	}
	if ui.PrefsOf(ctx).Worker != "" && u.Has(atStation...) {
		menu.Menu = append(menu.Menu, ui.NavItem{Href: Desk.Path + "/offline", Icon: "wifi-off", Label: ui.T(ctx, "offline.title")})
	}
	if u.Has(append(slices.Concat(County.Roles, Desk.Roles), authz.Auditor)...) {
		menu.Menu = append(menu.Menu, ui.NavItem{Href: "/exports", Icon: "download", Label: ui.T(ctx, "tables.exports")})
	}
	menu.Menu = append(menu.Menu, ui.NavItem{Href: mePath, Icon: "settings", Label: ui.T(ctx, "session.me")})
	return menu
}

// RoleWords names what the person is first, with the place: role and division.
func (p *Portal) RoleWords(ctx context.Context, u *User) string {
	if len(u.Active) == 0 {
		return ui.T(ctx, "session.no-role")
	}
	first := u.Active[0]
	return ui.T(ctx, "session.role-in", p.AreaName(first.Area), ui.T(ctx, "session.role."+first.Role))
}

// ActionName says what an action is; its own name where the catalogue has none.
func ActionName(ctx context.Context, action string) string {
	if key := "account.can." + action; ui.HasText(key) {
		return ui.T(ctx, key)
	}
	return action
}

// AreaName is a division's name, its code where it is unknown.
func (p *Portal) AreaName(code string) string {
	if d, ok := p.cfg.Tree.Get(area.Code(code)); ok {
		return d.Name
	}
	return code
}
