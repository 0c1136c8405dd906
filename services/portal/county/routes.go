// Package county is the place of administrators and supervisors of counties,
// cities and provinces, and of townships within theirs: where things are stuck,
// who must be pushed, the rules, and who works where.
package county

import (
	"net/http"
	"strings"

	"lianluo/api/insight"
	"lianluo/pkg/authz"
	"lianluo/services/portal/appraisals"
	"lianluo/services/portal/ballots"
	"lianluo/services/portal/board"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/channels"
	"lianluo/services/portal/papers"
	"lianluo/services/portal/projects"
	"lianluo/services/portal/search"
	"lianluo/services/portal/session"
	"lianluo/services/portal/tables"
	"lianluo/services/portal/ui"
)

const (
	// labels is where the names of this place's fields stand.
	labels = "county.field"
	base   = "/county"
	// org is where people and bodies are kept.
	org = base + "/org"
)

// pages are the pages of this place.
type pages struct{ *session.Portal }

var (
	everyone = session.County.Roles
	// admins change people and bodies; supervisors read.
	admins = []authz.Role{authz.ProvinceAdmin, authz.CityAdmin, authz.CountyAdmin, authz.TownshipAdmin}
	// rulers set rules.
	rulers = admins[:3]
)

// Routes serves the place on mux.
func Routes(mux *http.ServeMux, p *session.Portal) {
	s := pages{p}
	cases.Routes(mux, p, s.office(base, everyone), s.narrow)
	cases.Signals(mux, p, s.office(base, everyone))
	cases.Timers(mux, p, s.office(base, everyone))
	papers.Routes(mux, p, s.office(base, everyone), admins)
	projects.Routes(mux, p, projects.Office{Office: s.office(base, everyone), Calls: true})
	search.Routes(mux, p, s.office(base, everyone), foundAt)
	papers.Templates(mux, p, s.office(base, rulers))
	tables.Imports(mux, p, s.office(org, admins))
	ballots.Chair(mux, p, s.office(base+"/ballots", admins))
	appraisals.Office(mux, p, s.office(base+"/appraisals", admins))
	board.Routes(mux, p, board.Office{Office: s.office(base, everyone), Above: s.above})
	channels.OfficeRoutes(mux, p, channels.Office{Office: s.office(base+"/messages", admins), Rulers: rulers, Cases: base + "/cases"})
	s.mount(mux, everyone, map[string]session.Page{
		"GET /county":                    s.push,
		"POST /county/push":              s.pushAll,
		"GET /county/rules":              s.rules,
		"GET " + holidaysPath:            s.holidays,
		"GET /county/org":                s.organisation,
		"GET " + divisionsPath:           s.divisions,
		"GET " + divisionsPath + "/{id}": s.division,
	})
	s.mount(mux, rulers, map[string]session.Page{
		"GET /county/rules/{service}":  s.ruleForm,
		"POST /county/rules/{service}": s.setRules,
		"POST " + holidaysPath:         s.setHolidays,

		"GET /county/rules/{service}/changes/{id}":           s.ruleChange,
		"POST /county/rules/{service}/changes/{id}/decide":   s.decideRules,
		"POST /county/rules/{service}/changes/{id}/withdraw": s.withdrawRules,
	})
	s.mount(mux, admins, map[string]session.Page{"GET /county/transfer": s.transfer})
	s.mount(mux, admins, s.accountRoutes())
	for _, kind := range []map[string]session.Page{s.unitRoutes(), s.stationRoutes(), s.personRoutes()} {
		s.mountKind(mux, kind)
	}
}

// office lends this place to shared pages.
func (s pages) office(base string, roles []authz.Role) session.Office {
	return session.Office{Base: base, Roles: roles, Shell: s.shell, Area: s.area, Areas: s.areaField}
}

// mountKind lets everybody look at bodies and people, and administrators change them.
func (s pages) mountKind(mux *http.ServeMux, all map[string]session.Page) {
	for pattern, page := range all {
		roles := admins
		if strings.HasPrefix(pattern, "GET ") && !strings.HasSuffix(pattern, "/new") && !strings.HasSuffix(pattern, "/edit") {
			roles = everyone
		}
		s.Signed(mux, pattern, page, roles...)
	}
}

func (s pages) mount(mux *http.ServeMux, roles []authz.Role, all map[string]session.Page) {
	for pattern, page := range all {
		s.Signed(mux, pattern, page, roles...)
	}
}

// shell is the office's frame around a page with the title.
func (s pages) shell(r *http.Request, title string) ui.DeskLayout {
	ctx := r.Context()
	rail := []ui.NavItem{{Href: base, Icon: "flag", Label: ui.T(ctx, "county.push"), Also: []string{base + "/push", base + "/cases"}}}
	if admin(r) {
		rail = append(rail, ui.NavItem{Href: base + "/transfer", Icon: "send", Label: ui.T(ctx, "county.transfer")},
			ui.NavItem{Href: base + "/messages", Icon: "mail", Label: ui.T(ctx, "channels.messages")},
			ui.NavItem{Href: base + "/ballots", Icon: "vote", Label: ui.T(ctx, "ballots.title")},
			ui.NavItem{Href: base + "/appraisals", Icon: "list-checks", Label: ui.T(ctx, "appraisals.title")})
	}
	rail = append(rail,
		ui.NavItem{Href: base + "/board", Icon: "chart-column", Label: ui.T(ctx, "county.board")},
		ui.NavItem{Href: base + "/projects", Icon: "landmark", Label: ui.T(ctx, "projects.short"), Also: []string{base + "/calls"}},
		ui.NavItem{Href: base + "/signals", Icon: "message-square-reply", Label: ui.T(ctx, "cases.signals-short")},
		ui.NavItem{Href: base + "/timers", Icon: "hourglass", Label: ui.T(ctx, "cases.timers")},
		ui.NavItem{Href: base + "/rules", Icon: "scale", Label: ui.T(ctx, "county.rules")},
		ui.NavItem{Href: org, Icon: "users", Label: ui.T(ctx, "county.org")})
	return ui.DeskLayout{
		Title: title, Rail: rail, Search: base + "/search", Query: session.Value(r, "q"),
		Inbox: s.Bell(ctx), User: s.Menu(ctx), Flash: session.Flashes(ctx),
	}
}

// foundAt is where something that was found is shown: what a station announces
// stands on the station's page.
func foundAt(f insight.Found) string {
	if f.Kind == insight.FoundPerson {
		return org + "/persons/" + f.ID
	}
	return org + "/stations/" + f.Station
}

// admin reports whether the person changes people and bodies.
func admin(r *http.Request) bool { return session.UserOf(r.Context()).Has(admins...) }

// organisation opens what the person may see of people and bodies.
func (s pages) organisation(w http.ResponseWriter, r *http.Request) error {
	if admin(r) {
		return s.Go(w, r, org+"/users")
	}
	return s.Go(w, r, org+"/stations")
}
