package desk

import (
	"context"
	"net/http"
	"net/url"

	"lianluo/api/insight"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// shell is the office's frame for a page with the title.
func (s pages) shell(r *http.Request, title string) ui.DeskLayout {
	ctx := r.Context()
	return ui.DeskLayout{
		Title: title, Rail: rail(ctx), Search: base + "/search", Query: session.Value(r, "q"),
		Inbox: s.Bell(ctx), User: s.Menu(ctx), Flash: session.Flashes(ctx),
	}
}

// foundAt is where something that was found is shown.
func foundAt(f insight.Found) string {
	at := "?" + url.Values{"station": {f.Station}}.Encode()
	switch f.Kind {
	case insight.FoundPerson:
		return base + "/deputies/" + f.ID
	case insight.FoundReception:
		return base + "/roster/" + f.At.In(calendar.Zone).Format("2006-01") + "/days/" + f.ID + at
	}
	return base + "/bulletin" + at
}

// rail leads to the places of the desk; a handling unit has two of them.
func rail(ctx context.Context) []ui.NavItem {
	items := []ui.NavItem{
		{Href: base, Icon: "house", Label: ui.T(ctx, "desk.rail.today"), Also: []string{base + "/register", base + "/callbacks", base + "/letters", base + "/deliveries"}},
		{Href: base + "/cases", Icon: "message-square", Label: ui.T(ctx, "desk.rail.cases")},
	}
	items = append(items, ui.NavItem{Href: base + "/projects", Icon: "landmark", Label: ui.T(ctx, "projects.short")})
	if !session.UserOf(ctx).Has(staff...) {
		return items
	}
	return append(items,
		ui.NavItem{Href: base + "/roster", Icon: "calendar-days", Label: ui.T(ctx, "desk.rail.roster")},
		ui.NavItem{Href: base + "/deputies", Icon: "users", Label: ui.T(ctx, "desk.rail.deputies")},
		ui.NavItem{Href: base + "/bulletin", Icon: "megaphone", Label: ui.T(ctx, "desk.rail.bulletin")},
		ui.NavItem{Href: base + "/signals", Icon: "message-square-reply", Label: ui.T(ctx, "cases.signals-short")},
	)
}
