package browsertest

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/demo"
	"lianluo/services/platform/platformtest"
)

// place is what one person opens.
type place struct {
	who   string // the account; "" for the public
	on    size   // the screen that the person mostly has
	pages []page
}

// page is an address and the stable name of its picture.
type page struct {
	name, path string
	status     int      // 200 where 0
	along      []string // shapes of links that lead to the page from path, one after another
}

// world is where the things that pages are about are found.
type world struct {
	*platformtest.System
	t testing.TB
}

func ask[Req, Res any](w world, who string, op rpc.Op[Req, Res], req Req) Res {
	w.t.Helper()
	res, err := rpc.Call(w.t.Context(), w.As(who), op, req)
	if err != nil {
		w.t.Fatalf("%s as %s: %v", op.Name, who, err)
	}
	return res
}

// casePages are pages of cases, one of each step that the person has any in.
func (w world) casePages(base, who string) []page {
	w.t.Helper()
	var pages []page
	met := map[casework.Step]bool{}
	for _, c := range ask(w, who, casework.ListCases, casework.ListRequest{Queue: "all", Limit: 500}).Items {
		if !met[c.Step] {
			met[c.Step] = true
			pages = append(pages, page{name: "case-" + string(c.Step), path: base + "/cases/" + c.ID})
		}
	}
	if len(pages) == 0 {
		w.t.Fatalf("%s has no case", who)
	}
	return pages
}

// paperPages are those of a letter about a case that a unit has in hand.
func (w world) paperPages(base, who string) []page {
	w.t.Helper()
	for _, step := range []casework.Step{casework.Assigned, casework.Handling} {
		for _, c := range ask(w, who, casework.ListCases, casework.ListRequest{Queue: "step", Step: string(step), Limit: 1}).Items {
			p := ask(w, who, casework.IssuePaper, casework.IssuePaperRequest{PaperAbout: casework.PaperAbout{Kind: "handover", Case: c.ID}})
			return []page{
				{name: "papers", path: base + "/papers"}, {name: "paper-new", path: base + "/papers/new?kind=handover&case=" + c.ID},
				{name: "paper", path: base + "/papers/" + p.ID}, {name: "paper-print", path: base + "/papers/" + p.ID + "/print"},
			}
		}
	}
	w.t.Fatal("no unit has a case in hand")
	return nil
}

// day is a reception of the first station that is announced and still to come.
func (w world) day() roster.ReceptionDay {
	w.t.Helper()
	days := ask(w, "liaison", roster.ListDays, roster.ListDaysRequest{Station: w.Demo.Station(0).ID, From: w.Now(), Limit: 50}).Items
	i := slices.IndexFunc(days, func(d roster.ReceptionDay) bool { return d.State == roster.DayPublished })
	if i < 0 {
		w.t.Fatal("no reception is to come")
	}
	return days[i]
}

// zone is where the stations are.
var zone = time.FixedZone("CST", 8*3600)

func (w world) month() string { return w.Now().In(zone).Format("2006-01") }

func places(w world) []place {
	return []place{
		{"", phone, publicPages(w)},
		{"liaison", desktop, slices.Concat(deskPages(w), w.paperPages("/desk", "liaison"), w.casePages("/desk", "liaison"))},
		{"head", desktop, []page{{name: "today", path: "/desk"}}},
		{"unit", desktop, append([]page{{name: "today", path: "/desk"}, {name: "cases", path: "/desk/cases"}},
			w.casePages("/desk", "unit")...)},
		{"deputy", phone, deputyPages(w)},
		{"county", desktop, slices.Concat(countyPages(), w.paperPages("/county", "county"), w.casePages("/county", "county"))},
		{"supervisor", desktop, append([]page{{name: "push", path: "/county"}, {name: "board", path: "/county/board"}},
			w.casePages("/county", "supervisor")...)},
		{"township", desktop, []page{{name: "today", path: "/desk"}, {name: "push", path: "/county"}, {name: "transfer", path: "/county/transfer"}}},
		{"city", desktop, []page{{name: "push", path: "/county"}, {name: "board", path: "/county/board"}}},
		{"province", desktop, []page{{name: "push", path: "/county"}, {name: "holidays", path: "/county/holidays"}, {name: "board", path: "/county/board"}}},
		{"auditor", desktop, []page{{name: "me", path: "/me"}, {name: "audit", path: "/operate/audit"}, {name: "audit-refusals", path: "/operate/audit?kind=refusal"}, {name: "audit-search", path: "/operate/audit?kind=power&outcome=done&operation=identity.HostInvite&area=43"},
			{name: "policy", path: "/operate/policy"}, {name: "policy-versions", path: "/operate/policy/versions"},
			{name: "sessions", path: "/me/sessions"}, {name: "password", path: "/me/password"}, {name: "factors", path: "/me/factors"}, {name: "delegations", path: "/me/delegations"}, {name: "why", path: "/me/why?action=case.read"}, {name: "history", path: "/me/history"}, {name: "tokens", path: "/me/tokens"}, {name: "apps", path: "/me/apps"}}},
		{"security", desktop, []page{{name: "clients", path: "/operate/clients"}, {name: "client", path: "/operate/clients", along: []string{"/operate/clients/*"}}, {name: "issuers", path: "/operate/issuers"},
			{name: "reset-factors", path: "/operate/factors"}, {name: "reset-factors-search", path: "/operate/factors?q=" + url.QueryEscape("米芳")}, {name: "reset-factor", path: "/operate/factors", along: []string{"/operate/factors/*"}}, {name: "refused", path: "/consent/refused", status: 400}, {name: "policy", path: "/operate/policy"}, {name: "policy-change", path: "/operate/policy?role=supervisor&action=case.read&scope=area"}}},
		{"operator", desktop, []page{{name: "operate", path: "/operate"}, {name: "me", path: "/me"}, {name: "inbox", path: "/inbox"}, {name: "timers", path: "/operate/timers"}, {name: "timers-late", path: "/operate/timers?show=late"}, {name: "parked", path: "/operate/parked"}, {name: "parked-none", path: "/operate/parked/casework/projection"}, {name: "operate-deliveries", path: "/operate/deliveries?from=2020-01-01"}}},
	}
}

func publicPages(w world) []page {
	s := "/s/" + w.Demo.Station(0).Code
	return []page{
		{name: "find", path: "/"}, {name: "found", path: "/?q=" + url.QueryEscape("联络站")},
		{name: "found-nothing", path: "/?q=" + url.QueryEscape("没有这样的地方")},
		{name: "station", path: s}, {name: "say", path: s + "/say"}, {name: "poster", path: s + "/poster"},
		{name: "projects", path: "/projects?area=" + w.Demo.Station(0).Area}, {name: "project", path: "/projects?area=" + w.Demo.Station(0).Area, along: []string{"/projects/*"}},
		{name: "projects-map", path: "/projects/map?area=" + w.Demo.Station(0).Area}, {name: "projects-sums", path: "/projects/sums?area=" + w.Demo.Station(0).Area}, {name: "projects-ballots", path: "/projects/ballots?area=" + demo.County},
		{name: "appraisals", path: "/appraisals?area=" + w.Demo.Station(0).Area},
		{name: "projects-where", path: "/projects"}, {name: "project-propose", path: "/projects/propose?area=" + w.Demo.Station(0).Area}, {name: "project-follow", path: "/projects/follow"},
		{name: "wall", path: s + "/wall"}, {name: "follow", path: "/follow"}, {name: "receipt-gone", path: "/receipt"},
		{name: "sign-in", path: "/sign-in"}, {name: "invitation", path: "/invitation?code=AAAA-BBBB"},
		{name: "answer-gone", path: "/a/0123456789abcdef0123456789abcdef"}, {name: "missing", path: "/no/such/page", status: 404}, {name: "offline", path: "/offline"},
		{name: "design", path: "/_design?lang={lang}"}, {name: "design-case", path: "/_design/case?lang={lang}"},
	}
}

func deskPages(w world) []page {
	month, day := w.month(), w.day()
	at := "/desk/roster/" + day.Start.Format("2006-01") + "/days/" + day.ID
	deputy := w.Demo.Deputy()
	return []page{
		{name: "today", path: "/desk"}, {name: "signals", path: "/desk/signals"}, {name: "signals-sign-ins", path: "/desk/signals?signal=sign_ins_only"}, {name: "cases", path: "/desk/cases"}, {name: "search", path: "/desk/search?q=" + url.QueryEscape("路灯")}, {name: "search-nothing", path: "/desk/search?q=" + url.QueryEscape("鲸鱼")}, {name: "register", path: "/desk/register"},
		{name: "roster-now", path: "/desk/roster"}, {name: "offline", path: "/desk/offline"}, {name: "callbacks", path: "/desk/callbacks"}, {name: "roster", path: "/desk/roster/" + month},
		{name: "roster-publish", path: "/desk/roster/" + month + "/publish"}, {name: "roster-print", path: "/desk/roster/" + month + "/print"},
		{name: "roster-day", path: at}, {name: "deputies", path: "/desk/deputies"}, {name: "deputy", path: "/desk/deputies/" + deputy},
		{name: "bulletin", path: "/desk/bulletin"}, {name: "deliveries", path: "/desk/deliveries"}, {name: "letters", path: "/desk/letters"}, {name: "my-wechat", path: "/me/wechat"},
		{name: "projects", path: "/desk/projects"}, {name: "projects-slow", path: "/desk/projects/slow"}, {name: "project-topics", path: "/desk/projects/topics"}, {name: "project-new", path: "/desk/projects/new"}, {name: "project", path: "/desk/projects", along: []string{"/desk/projects/*"}},
		{name: "inbox", path: "/inbox"}, {name: "me", path: "/me"}, {name: "exports", path: "/exports"},
		{name: "missing", path: "/desk/cases/nothing", status: 404},
	}
}

func deputyPages(w world) []page {
	pages := []page{
		{name: "today", path: "/d"}, {name: "hear", path: "/d/hear"}, {name: "mine", path: "/d/cases"},
		{name: "projects", path: "/d/projects"}, {name: "project", path: "/d/projects", along: []string{"/d/projects/*"}}, {name: "file", path: "/d/file"}, {name: "leave", path: "/d/leave"}, {name: "appraisals", path: "/d/appraisals"}, {name: "appraisal-rate", path: "/d/appraisals", along: []string{"/d/appraisals/*"}}, {name: "ballots", path: "/d/ballots"}, {name: "ballot", path: "/d/ballots", along: []string{"/d/ballots/*"}}, {name: "ballot-key", path: "/d/ballots", along: []string{"/d/ballots/*/key"}}, {name: "offline", path: "/d/offline"}, {name: "inbox", path: "/inbox"},
	}
	if mine := ask(w, "deputy", casework.ListCases, casework.ListRequest{Queue: "mine", Limit: 1}).Items; len(mine) > 0 {
		pages = append(pages, page{name: "case", path: "/d/cases/" + mine[0].ID})
	}
	for _, d := range ask(w, "deputy", roster.MyShifts, roster.MyShiftsRequest{}).Items {
		for _, sh := range d.Shifts {
			if sh.Person == w.Demo.Deputy() && d.State == roster.DayPublished && d.Start.After(w.Now()) {
				return append(pages, page{name: "swap", path: "/d/shifts/" + d.ID + "/" + sh.ID + "/swap"})
			}
		}
	}
	return pages
}

func countyPages() []page {
	const org = "/county/org"
	pages := []page{
		{name: "push", path: "/county"}, {name: "board", path: "/county/board"}, {name: "board-two-years", path: "/county/board?period=two_years"}, {name: "receptions", path: "/county/board/rows?figure=receptions"},
		{name: "board-rows", path: "/county/board/rows?figure=closed"}, {name: "board-attended", path: "/county/board/rows?figure=attended"}, {name: "board-report", path: "/county/board/report?period=quarter"},
		{name: "projects", path: "/county/projects"}, {name: "project", path: "/county/projects?state=deliberating", along: []string{"/county/projects/*"}},
		{name: "project-screening", path: "/county/projects?state=pooled", along: []string{"/county/projects/*"}}, {name: "projects-slow", path: "/county/projects/slow"}, {name: "calls", path: "/county/calls"}, {name: "call-poster", path: "/county/calls", along: []string{"/county/calls/*/poster"}}, {name: "project-new", path: "/county/projects/new"}, {name: "project-topics", path: "/county/projects/topics"},
		{name: "templates", path: "/county/templates"},
		{name: "paper-office", path: "/county/paper-office"},
		{name: "template-preview", path: "/county/templates/handover/preview?version=0"},
		{name: "messages", path: "/county/messages"}, {name: "outbox", path: "/county/messages/outbox"}, {name: "wording", path: "/county/messages/templates"},
		{name: "wording-one", path: "/county/messages/templates/CaseClosed.voice"}, {name: "webhooks", path: "/county/messages/webhooks"}, {name: "webhook", path: "/county/messages/webhooks", along: []string{"/county/messages/webhooks/*"}}, {name: "wishes", path: "/me/messages"},
		{name: "signals", path: "/county/signals"}, {name: "ballots", path: "/county/ballots"}, {name: "ballot", path: "/county/ballots", along: []string{"/county/ballots/*"}}, {name: "ballot-board", path: "/county/ballots", along: []string{"/county/ballots/*", "/ballots/*"}}, {name: "ballot-hall", path: "/county/ballots", along: []string{"/county/ballots/*", "/ballots/*/hall"}}, {name: "ballot-new", path: "/county/ballots/new"}, {name: "appraisals", path: "/county/appraisals"}, {name: "appraisal", path: "/county/appraisals", along: []string{"/county/appraisals/*"}}, {name: "appraisal-new", path: "/county/appraisals/new?kind=deputies"}, {name: "appraisal-suggestions", path: "/county/appraisals/new?kind=suggestions"}, {name: "decisions", path: "/county/appraisals/decisions"}, {name: "timers", path: "/county/timers"}, {name: "timers-late", path: "/county/timers?show=late"}, {name: "timers-days", path: "/county/timers?service=roster"}, {name: "timers-messages", path: "/county/timers?service=notification"}, {name: "signals-sign-ins", path: "/county/signals?signal=sign_ins_only&days=365"}, {name: "signals-unasked", path: "/county/signals?signal=closed_unasked&days=365"}, {name: "transfer", path: "/county/transfer"}, {name: "search", path: "/county/search?q=" + url.QueryEscape("辰阳")}, {name: "search-staff", path: "/county/search?kind=staff&q=" + url.QueryEscape("米芳")}, {name: "cases", path: "/county/cases"}, {name: "rules", path: "/county/rules"}, {name: "holidays", path: "/county/holidays"}, {name: "holidays-2026", path: "/county/holidays?year=2026"},
		{name: "rule-change", path: "/county/rules", along: []string{"/county/rules/casework/changes/*"}},
		{name: "organisation", path: org}, {name: "grant", path: org + "/users", along: []string{org + "/users/*", org + "/users/*/grant"}},
	}
	pages = append(pages, page{name: "user-why", path: org + "/users", along: []string{org + "/users/*", org + "/users/*/why"}},
		page{name: "user-history", path: org + "/users", along: []string{org + "/users/*", org + "/users/*/history"}})
	for _, service := range []string{"casework", "roster", "station", "notification", "voting"} {
		pages = append(pages, page{name: "rules-" + service, path: "/county/rules/" + service})
	}
	for _, kind := range []string{"handover", "urging", "report", "reply", "reception", "notice"} {
		pages = append(pages, page{name: "template-" + kind, path: "/county/templates/" + kind})
	}
	for _, kind := range []string{"units", "stations", "persons", "users"} {
		list := org + "/" + kind
		pages = append(pages, page{name: kind, path: list}, page{name: kind + "-new", path: list + "/new"},
			page{name: kind + "-one", path: list, along: []string{list + "/*"}})
	}
	pages = append(pages, page{name: "divisions", path: org + "/divisions"})
	for _, kind := range []string{"units", "stations", "persons", "divisions", "users"} {
		pages = append(pages, page{name: kind + "-import", path: org + "/imports/" + kind})
	}
	for _, kind := range []string{"stations", "persons"} {
		pages = append(pages, page{name: kind + "-edit", path: org + "/" + kind, along: []string{org + "/" + kind + "/*", org + "/" + kind + "/*/edit"}})
	}
	return pages
}
