package desk

import (
	"context"
	"net/http"

	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// shell is the office's frame for a page with the title.
func (s pages) shell(r *http.Request, title string) ui.DeskLayout {
	ctx := r.Context()
	return ui.DeskLayout{
		Title: title, Rail: rail(ctx), Search: base + "/cases", Query: session.Value(r, "q"),
		Inbox: s.Bell(ctx), User: s.Menu(ctx), Flash: session.Flashes(ctx),
	}
}

// rail leads to the places of the desk; a handling unit has two of them.
func rail(ctx context.Context) []ui.NavItem {
	items := []ui.NavItem{
		{Href: base, Icon: "house", Label: ui.T(ctx, "desk.rail.today")},
		{Href: base + "/cases", Icon: "message-square", Label: ui.T(ctx, "desk.rail.cases")},
	}
	if !session.UserOf(ctx).Has(staff...) {
		return items
	}
	return append(items,
		ui.NavItem{Href: base + "/roster", Icon: "calendar-days", Label: ui.T(ctx, "desk.rail.roster")},
		ui.NavItem{Href: base + "/deputies", Icon: "users", Label: ui.T(ctx, "desk.rail.deputies")},
		ui.NavItem{Href: base + "/bulletin", Icon: "megaphone", Label: ui.T(ctx, "desk.rail.bulletin")},
	)
}
