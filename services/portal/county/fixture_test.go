package county_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/services/portal/county"
	"lianluo/services/portal/portaltest"
)

// Divisions of the fakes.
const (
	here     = portaltest.County // 431223
	township = portaltest.Area   // 431223100
)

// hall is a fake of all services as a county's office sees them: what is done
// to it stays done.
type hall struct {
	registry
	cases     map[string]*casework.Case
	order     []string // of the cases, by deadline
	lists     []casework.ListRequest
	urged     map[string]string // case → reason
	overrides map[string][]rules.Override
	proposed  map[string][]rules.Proposal
	counts    []insight.CountsRequest
	rows      []insight.RowsRequest
	read      []identity.ReadHolidaysRequest
	explained []casework.Explanation
}

func at(month time.Month, day, hour int) time.Time {
	return time.Date(2026, month, day, hour, 0, 0, 0, portaltest.Now.Location())
}

func newHall() *hall {
	h := &hall{registry: newRegistry(), cases: map[string]*casework.Case{}, urged: map[string]string{}, overrides: map[string][]rules.Override{}, proposed: map[string][]rules.Proposal{}}
	add := func(c casework.Case) {
		c.Area, c.Station, c.StationName, c.Voices, c.ReceivedAt = township, portaltest.Station, "辰阳镇人大代表联络站", []casework.Voice{{ID: "v1", Name: "李**"}}, at(11, 3, 9)
		c.Text = "村口那条路下雨塌了一块，骑车过不去。"
		h.cases[c.ID], h.order = &c, append(h.order, c.ID)
	}
	red := casework.Clock{What: "reply", Light: "red", DaysLeft: -4, Due: at(11, 17, 18)}
	urge := []string{casework.UrgeCase.Name, casework.SuperviseCase.Name}
	add(casework.Case{ID: "c1", Number: "431223-26-00123-K", Title: "桥头村村口道路塌陷", AreaName: "湖南省怀化市辰溪县辰阳镇", Step: casework.Handling, Unit: "u1", UnitName: "县交通运输局", Level: "township", Clock: red, Next: urge})
	add(casework.Case{ID: "c2", Number: "431223-26-00109-2", Title: "自来水浑浊", AreaName: "湖南省怀化市辰溪县孝坪镇", Step: casework.Assigned, Unit: "u2", UnitName: "县水利局", Level: "township", Clock: red, Supervision: 2, Next: urge})
	add(casework.Case{ID: "c3", Number: "431223-26-00130-7", Title: "路灯不亮", AreaName: "湖南省怀化市辰溪县辰阳镇", Step: casework.Handling, Unit: "u1", UnitName: "县交通运输局", Level: "township",
		Clock: casework.Clock{What: "reply", Light: "yellow", DaysLeft: 2, Due: at(11, 24, 18)}, Extension: &casework.Extension{State: "asked", Reason: "等材料"},
		Next: []string{casework.DecideExtension.Name, casework.UrgeCase.Name}})
	add(casework.Case{ID: "c4", Number: "431223-26-00098-5", Title: "两村交界垃圾无人清运", AreaName: "湖南省怀化市辰溪县辰阳镇", Step: casework.Returned, UnitName: "县城管局", Level: "county", Returns: 2,
		Clock: casework.Clock{What: "assign", Light: "green", DaysLeft: 1, Due: at(11, 24, 18)}, Next: []string{casework.AssignCase.Name}})
	add(casework.Case{ID: "c5", Number: "431223-26-00141-1", Title: "县道限高杆过低", AreaName: "湖南省怀化市辰溪县孝坪镇", Step: casework.Triaged, Level: "county", Class: casework.CountyAndAbove, Next: []string{casework.AssignCase.Name}})
	add(casework.Case{ID: "c6", Number: "431223-26-00142-9", Title: "镇内集市占道", AreaName: "湖南省怀化市辰溪县孝坪镇", Step: casework.Triaged, Level: "township", Next: []string{casework.AssignCase.Name}})
	return h
}

func (h *hall) fakes() []portaltest.Fake {
	all := append(h.registry.fakes(),
		portaltest.Op(casework.ListCases, h.list), portaltest.Op(casework.GetCase, h.get),
		portaltest.Op(casework.UrgeCase, h.urge), portaltest.Op(casework.SuperviseCase, h.supervise),
		portaltest.Always(casework.ProposeUnits, rpc.Page[casework.UnitProposal]{Items: []casework.UnitProposal{{Unit: "u1", Name: "县交通运输局", Why: "职责：道路交通", Open: 4}}}),
		portaltest.Always(casework.SimilarCases, rpc.Page[casework.CaseRow]{}),
		portaltest.Always(casework.Categories, rpc.Page[casework.Category]{Items: []casework.Category{
			{Code: "01", Name: "道路交通", NameEN: "Roads"}, {Code: "0101", Parent: "01", Name: "道路损坏", NameEN: "Damaged roads"},
			{Code: "02", Name: "饮水", NameEN: "Water"}, {Code: "0201", Parent: "02", Name: "水质", NameEN: "Water quality"}}}),
		portaltest.Op(insight.GetCounts, h.getCounts), portaltest.Op(insight.ListCounts, h.below),
		portaltest.Op(insight.GetTrend, h.trend), portaltest.Op(insight.ListRows, h.countedRows))
	for _, service := range []string{"casework", "roster", "station", "notification", "voting"} {
		all = append(all, h.ruleFakes(service)...)
	}
	return append(append(all, h.dayFakes()...), h.signalFakes()...)
}

func (h *hall) list(_ context.Context, req casework.ListRequest) (rpc.Page[casework.CaseRow], error) {
	h.lists = append(h.lists, req)
	var page rpc.Page[casework.CaseRow]
	for _, id := range h.order {
		c := h.cases[id]
		if (req.Step == "" || string(c.Step) == req.Step) && (req.Queue != "supervised" || c.Supervision > 0) && (req.Queue != "due" || c.Clock.Light != "") && (req.Queue != "extension" || c.Extension != nil) && (req.Level == "" || c.Level == req.Level) {
			next := ""
			if len(c.Next) > 0 {
				next = c.Next[0]
			}
			page.Items = append(page.Items, casework.CaseRow{ID: c.ID, Number: c.Number, Title: c.Title, StationName: c.StationName, AreaName: c.AreaName, Step: c.Step,
				UnitName: c.UnitName, Level: c.Level, Clock: c.Clock, Supervision: c.Supervision, ReceivedAt: c.ReceivedAt, Next: next})
		}
	}
	return page, nil
}

func (h *hall) get(_ context.Context, req casework.ByID) (casework.Case, error) {
	if c, ok := h.cases[req.ID]; ok {
		return *c, nil
	}
	return casework.Case{}, fault.NotFound("case", "没有这件意见", "No such case")
}

func (h *hall) urge(ctx context.Context, req casework.Reasoned) (casework.Case, error) {
	if h.urged[req.ID] != "" {
		return casework.Case{}, fault.FailedPrecondition("case.urged", "今天已经催办过，请明天再催", "Urged today already")
	}
	h.urged[req.ID] = req.Reason
	return h.get(ctx, casework.ByID{ID: req.ID})
}

func (h *hall) supervise(ctx context.Context, req casework.Reasoned) (casework.Case, error) {
	h.cases[req.ID].Supervision++
	return h.get(ctx, casework.ByID{ID: req.ID})
}

func (h *hall) getCounts(_ context.Context, req insight.CountsRequest) (insight.Counts, error) {
	h.counts = append(h.counts, req)
	if req.From == "" {
		req.Period, req.From, req.To = "year", "2026-01-01", "2026-11-22"
	}
	return insight.Counts{Area: req.Area, Station: req.Station, Period: req.Period, Figures: insight.Figures{From: req.From, To: req.To, Received: 4320, HandedOver: 4222, Standing: 4222, Replied: 4000,
		Closed: 3935, EndedOtherwise: 98, Satisfied: 3600, Answered: 3750, Classed: 3900, Solved: 3000, Late: 40, Right: 4000, Bounced: 30, Bounces: 37, Receptions: 223, Missed: 2, Attended: 4262},
		Open: 287, Supervised: 12, Deputies: 1500, Covered: 1490, Lat: 28, Lng: 110.2,
		Before:  insight.Figures{From: "2025-01-01", To: "2025-11-22", Received: 4000, Closed: 3935, Answered: 10, Satisfied: 9},
		Took:    map[string]insight.Took{"triage": {N: 3935, Median: 8, P90: 48}, "whole": {N: 3935, Median: 240, P90: 720}},
		ByLight: map[string]int{"red": 9, "yellow": 21}, ByCategory: map[string]int{"0101": 12, "0201": 30}, AttendedByRank: map[string]int{"county_leader": 93, "section_head": 223, "none": 3946},
		ByOutcome: map[string]int{"satisfied": 3100, "basically_satisfied": 500, "dissatisfied": 150, "unanswered": 185}, AsOf: at(11, 22, 10)}, nil
}

func (h *hall) trend(_ context.Context, req insight.CountsRequest) (insight.Trend, error) {
	return insight.Trend{By: "month", Points: []insight.Figures{{From: "2026-10-01", To: "2026-10-31", Received: 20, Closed: 18, Attended: 9}, {From: "2026-11-01", To: "2026-11-22", Received: 12}}}, nil
}

// countedRows are some of each kind.
func (h *hall) countedRows(_ context.Context, req insight.RowsRequest) (rpc.Page[insight.Row], error) {
	h.rows = append(h.rows, req)
	var page rpc.Page[insight.Row]
	switch req.Figure {
	case "rank", "attended":
		page.Items = []insight.Row{{Kind: "attendance", ID: "d1", Label: "向春梅", Rank: "section_head", On: "2026-10-15", StationName: "辰阳镇人大代表联络站"}}
	case "receptions":
		page.Items = []insight.Row{{Kind: "reception", ID: "d1", On: "2026-10-15", State: "held", StationName: "辰阳镇人大代表联络站"}}
	case "uncovered":
		page.Items = []insight.Row{{Kind: "deputy", ID: "p1", Label: "舒建华", Rank: "none", On: "2021-12-01"}}
	case "closed":
		page.Items = []insight.Row{{Kind: "case", ID: "c1", Label: "431223-26-00123-K", Category: "0101", StationName: "辰阳镇人大代表联络站", On: "2026-11-03", Ended: "2026-11-20",
			Step: "closed", Outcome: "satisfied", Unit: "县交通运输局", Bounces: 1, Hours: 408}}
		page.Next = "more"
	}
	return page, nil
}

func (h *hall) below(_ context.Context, req insight.CountsRequest) (rpc.Page[insight.AreaCounts], error) {
	if req.Area == township {
		return rpc.Page[insight.AreaCounts]{Items: []insight.AreaCounts{{Name: "辰阳镇联络站", Counts: insight.Counts{Station: portaltest.Station, Period: "year", Figures: insight.Figures{From: "2025-01-01", To: "2025-12-31", Received: 600}}}}}, nil
	}
	if req.Area != here {
		return rpc.Page[insight.AreaCounts]{}, nil
	}
	of := func(name, code string, received, yes, answered int) insight.AreaCounts {
		return insight.AreaCounts{Name: name, Counts: insight.Counts{Area: code, Period: "year", Lat: 28, Lng: 110.2,
			Figures: insight.Figures{From: "2026-01-01", To: "2026-11-22", Received: received, Closed: received / 2, Satisfied: yes, Answered: answered, Attended: 11}}}
	}
	chenyang := of("辰阳镇", township, 612, 400, 420)
	chenyang.Counts.Supervised, chenyang.Counts.ByLight = 3, map[string]int{"red": 2}
	return rpc.Page[insight.AreaCounts]{Items: []insight.AreaCounts{chenyang, of("孝坪镇", "431223101", 311, 3, 4), of("田湾镇", "431223102", 500, 240, 300),
		of("火马冲镇", "431223103", 700, 400, 500), of("黄溪口镇", "431223104", 20, 0, 0)}}, nil
}

// theClasses are the classes of triage in force.
const theClasses = `[{"code":"township_ordinary","zh":"乡镇一般事项","en":"Township, ordinary","level":"township"},{"code":"not_accepted","zh":"不予受理","en":"Not accepted","level":"station","ends":"rejected"}]`

func raw(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

func (h *hall) show(service string) func(context.Context, rules.ShowRequest) (rules.Shown, error) {
	return func(_ context.Context, req rules.ShowRequest) (rules.Shown, error) {
		shown := rules.Shown{Service: service, Area: req.Area, Version: "default", History: h.overrides[service],
			Line: []rules.Place{{Area: "43", Own: map[string]json.RawMessage{"notice_days": raw(3)}}, {Area: req.Area}}}
		switch service {
		case "casework":
			shown.Values = []rules.Value{{Name: "triage_workdays", Doc: "x", Value: raw(3), From: "default"},
				{Name: "anonymous_allowed", Doc: "x", Value: raw(true), Above: raw(false), From: here, Since: at(3, 1, 0), SetBy: "county_admin"},
				{Name: "classes", Doc: "x", Value: json.RawMessage(theClasses), From: "default"}}
		case "roster":
			shown.Values = []rules.Value{{Name: "notice_days", Value: raw(3), From: "43", Since: at(1, 1, 0), SetBy: "province"}, {Name: "reception_from", Value: raw("09:00"), From: "default"}}
		case "voting":
			shown.Values = []rules.Value{{Name: "ballot_tie", Value: raw("runoff"), OneOf: []string{"runoff", "presidium", "of a later version"}, From: "default"}}
		default:
			shown.Values = []rules.Value{{Name: "unheard_of", Doc: "a rule of a later version", Value: raw(7), From: "default"}}
		}
		return shown, nil
	}
}

// start opens the place for a county's administrator, or for another role.
func start(t *testing.T, role ...authz.Role) (*hall, *portaltest.Browser) {
	t.Helper()
	h := newHall()
	site := portaltest.Start(t, portaltest.Pages(county.Routes), h.fakes()...)
	h.now = site.Clock.Now
	return h, site.As(t, append(role, authz.CountyAdmin)[0])
}

func silent(t *testing.T, page portaltest.Answer, unwanted ...string) {
	t.Helper()
	text := page.Text(t)
	if i := slices.IndexFunc(unwanted, func(w string) bool { return strings.Contains(text, w) }); i >= 0 {
		t.Fatalf("%q in %s", unwanted[i], text)
	}
}

func holds(t *testing.T, page portaltest.Answer, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(page.Body, want) {
			t.Fatalf("no %s in the page: %s", want, page.Text(t))
		}
	}
}

// refused submits a page's form that comes back.
func refused(t *testing.T, b *portaltest.Browser, page, action string, values url.Values) portaltest.Answer {
	t.Helper()
	got := b.Submit(b.Get(page), action, values)
	portaltest.Expect(t, action, got.Status, http.StatusUnprocessableEntity)
	return got
}
