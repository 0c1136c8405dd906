package e2e

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
	"lianluo/pkg/testengines"
	"lianluo/services/platform/demo"
	"lianluo/services/platform/platformtest"
)

const otherCounty = "431222"

var divisionOps = imports.OpsOf("identity", identity.ImportPermission)

// merging is what becomes of townships: one goes into another of its county, and
// back, and that one to the county beside.
type merging struct {
	*stage
	from, into station.Station // one of each township
}

// TestTownshipsMergeAndMove: what was stored under a township is seen, counted,
// found and worked on by whoever answers for its successor, and by nobody else;
// taken back, all is as it was.
func TestTownshipsMergeAndMove(t *testing.T) {
	forms := platformtest.Forms()[:1]
	if testengines.Enabled() {
		forms = append(forms, platformtest.Form{Name: "on real engines", Start: platformtest.OneOnEngines})
	}
	for _, form := range forms {
		t.Run(form.Name, func(t *testing.T) {
			g := &merging{stage: &stage{t: t, System: form.Start(t)}}
			g.Load(t.Context())
			g.casts()
			g.merges()
			g.moves()
		})
	}
}

// casts takes stations of two townships, and officials of each place.
func (g *merging) casts() {
	g.from = g.Demo.Station(1)
	all := do(g.stage, "county", station.ListStations, station.ListRequest{Limit: 500}).Items
	i := slices.IndexFunc(all, func(st station.Station) bool { return st.Area != g.from.Area && len(st.Area) == 9 })
	g.into = all[i]
	g.official("from", "township_admin", g.from.Area)
	g.official("into", "township_admin", g.into.Area)
	g.official("there", "county_admin", otherCounty)
}

// official has the machine's owner make an account that is let in.
func (g *merging) official(login, role, area string) {
	g.t.Helper()
	invitation, err := rpc.Call(g.t.Context(), g.Host(), identity.HostInvite, identity.InviteRequest{Login: login, Name: login, Area: area, Lang: "zh",
		Grants: []identity.Grant{{Role: role, Area: area}}})
	if err != nil {
		g.t.Fatal(err)
	}
	g.Accept(g.t.Context(), login, invitation)
}

// imported takes rows over and gives the import's id.
func (g *merging) imported(login, within string, rows ...[]any) string {
	g.t.Helper()
	out, err := sheet.NewWriter("区划代码", "名称", "上级代码", "并入代码", "生效日期")
	if err != nil {
		g.t.Fatal(err)
	}
	defer out.Close()
	for _, r := range rows {
		if err := out.Row(r...); err != nil {
			g.t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := out.Finish(&file); err != nil {
		g.t.Fatal(err)
	}
	j := do(g.stage, login, divisionOps.Start, imports.StartRequest{Kind: identity.ImportDivisions, Area: within, File: rpc.File{Name: "调整.xlsx", Data: file.Bytes()}})
	g.reaches(login, j.ID, imports.Checked)
	do(g.stage, login, divisionOps.Run, imports.RunRequest{ID: j.ID})
	g.reaches(login, j.ID, imports.Finished)
	return j.ID
}

func (g *merging) reaches(login, id string, state imports.State) {
	g.t.Helper()
	g.eventually("the import is "+string(state), func() bool {
		j := do(g.stage, login, divisionOps.Get, imports.ByID{ID: id})
		if j.Bad > 0 || j.State == imports.Failed {
			g.t.Fatalf("%+v %+v", j, do(g.stage, login, divisionOps.Rows, imports.RowsRequest{ID: id, State: imports.RowBad}))
		}
		return j.State == state
	})
}

func (g *merging) today() string { return g.Now().In(calendar.Zone).Format("2006-01-02") }

// lists reports whether somebody's list of stations has one.
func (g *merging) lists(login, area string, st station.Station) bool {
	return slices.ContainsFunc(do(g.stage, login, station.ListStations, station.ListRequest{Area: area, Limit: 500}).Items, func(one station.Station) bool { return one.ID == st.ID })
}

func (g *merging) received(login, area string) int {
	return do(g.stage, login, insight.GetCounts, insight.CountsRequest{Area: area, Period: "two_years"}).Received
}

func (g *merging) cases(login, area string) int {
	n := 0
	for after := ""; ; {
		page := do(g.stage, login, casework.ListCases, casework.ListRequest{Queue: "all", Area: area, Limit: 500, After: after})
		n += len(page.Items)
		if after = page.Next; after == "" {
			return n
		}
	}
}

func (g *merging) people(login, area string) int {
	return len(do(g.stage, login, roster.ListPersons, roster.ListRequest{Area: area, Limit: 500}).Items)
}

func (g *merging) finds(login string, st station.Station) bool {
	return slices.ContainsFunc(do(g.stage, login, insight.Search, insight.SearchRequest{Words: st.Name, Kind: "station", Limit: 100}).Items, func(f insight.Found) bool { return f.Station == st.ID })
}

func (g *merging) merges() {
	g.eventually("the demonstration is counted", func() bool { return g.received("county", demo.County) > 0 && g.finds("from", g.from) })
	all, one, other := g.received("county", demo.County), g.received("from", g.from.Area), g.received("into", g.into.Area)
	own, people := g.cases("county", g.into.Area), g.people("into", g.into.Area)
	cases := g.cases("county", g.from.Area) + own
	refused(g.stage, "into", fault.KindNotFound, station.GetStation, station.ByID{ID: g.from.ID})
	if g.lists("into", "", g.from) || g.finds("into", g.from) {
		g.t.Fatal("a township's office sees another township's station")
	}
	name := do(g.stage, "county", station.GetStation, station.ByID{ID: g.from.ID}).AreaName
	id := g.imported("county", demo.County, []any{g.from.Area, last(name), "", g.into.Area, g.today()})

	g.eventually("the successor's office has all of it", func() bool {
		return g.lists("into", g.into.Area, g.from) && g.finds("into", g.from) && g.received("into", g.into.Area) == one+other &&
			g.cases("into", g.into.Area) == cases && g.people("into", g.into.Area) > people
	})
	if now := g.received("county", demo.County); now != all {
		g.t.Errorf("the county counts %d, %d before", now, all)
	}
	parts := do(g.stage, "county", insight.ListCounts, insight.CountsRequest{Area: demo.County, Period: "two_years"}).Items
	if slices.ContainsFunc(parts, func(p insight.AreaCounts) bool { return p.Counts.Area == g.from.Area }) {
		g.t.Error("the board still has a row for what was merged")
	}
	var made casework.Receipt
	g.eventually("casework knows whose the station is now", func() (ok bool) {
		made, ok = registered(g, "into", g.from.ID)
		return ok
	})
	if c := do(g.stage, "from", casework.GetCase, casework.ByID{ID: made.Case}); c.Area != g.from.Area {
		g.t.Errorf("%+v", c)
	}
	if g.lists("from", "", g.into) {
		g.t.Error("the merged township's clerk sees what is its successor's alone")
	}
	if got := do(g.stage, "county", station.GetStation, station.ByID{ID: g.from.ID}).AreaName; !strings.HasSuffix(got, "（原"+last(name)+"）") {
		g.t.Error(got)
	}

	do(g.stage, "county", divisionOps.Undo, imports.ByID{ID: id})
	g.reaches("county", id, imports.Undone)
	g.eventually("all is as it was", func() bool {
		return !g.lists("into", g.into.Area, g.from) && !g.finds("into", g.from) && g.received("into", g.into.Area) == other && g.received("from", g.from.Area) == one+1 &&
			g.cases("county", g.into.Area) == own && g.cases("county", g.from.Area) == cases-own+1
	})
}

// registered registers a case at a station, unless casework does not yet know
// that the station is this office's.
func registered(g *merging, login, at string) (casework.Receipt, bool) {
	req := casework.RegisterRequest{Station: at, Channel: casework.AtDesk, Text: "桥面有裂缝", Category: "0101", Who: casework.Who{Name: "群众"}}
	made, err := rpc.Call(g.t.Context(), g.As(login), casework.RegisterCase, req)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		g.t.Fatal(err)
	}
	return made, err == nil
}

// last is the part of a path after the county.
func last(path string) string {
	_, name, _ := strings.Cut(path, "辰溪县")
	return name
}

func (g *merging) moves() {
	all, one := g.received("county", demo.County), g.received("county", g.into.Area)
	cases := g.cases("county", g.into.Area)
	refusedImport(g, "there", otherCounty, g.into, g.today())
	if n := g.received("there", otherCounty); n != 0 {
		g.t.Fatal("the county beside has numbers already")
	}
	name := do(g.stage, "county", station.GetStation, station.ByID{ID: g.into.ID}).AreaName
	g.imported("city", "4312", []any{g.into.Area, last(name), otherCounty, "", g.today()})
	g.eventually("the county beside has the station", func() bool { return g.lists("there", "", g.into) })
	g.eventually("the county beside has the cases", func() bool { return g.cases("there", otherCounty) == cases })
	g.eventually("the county beside counts them", func() bool { return g.received("there", otherCounty) == one })
	g.eventually("its old county has none of it", func() bool {
		return !g.lists("county", "", g.into) && g.received("county", demo.County) == all-one && !g.finds("county", g.into)
	})
	refused(g.stage, "county", fault.KindNotFound, insight.GetCounts, insight.CountsRequest{Area: g.into.Area, Period: "month"})
	if n := g.received("city", "4312"); n != all {
		g.t.Errorf("the city counts %d, %d before", n, all)
	}
}

// refusedImport: a county takes no township of another.
func refusedImport(g *merging, login, within string, st station.Station, day string) {
	g.t.Helper()
	out, err := sheet.NewWriter("区划代码", "名称", "上级代码", "生效日期")
	if err != nil {
		g.t.Fatal(err)
	}
	defer out.Close()
	var file bytes.Buffer
	if err := out.Row(st.Area, "镇", within, day); err != nil {
		g.t.Fatal(err)
	}
	if err := out.Finish(&file); err != nil {
		g.t.Fatal(err)
	}
	j := do(g.stage, login, divisionOps.Start, imports.StartRequest{Kind: identity.ImportDivisions, Area: within, File: rpc.File{Name: "x.xlsx", Data: file.Bytes()}})
	g.eventually("the row is refused", func() bool {
		now := do(g.stage, login, divisionOps.Get, imports.ByID{ID: j.ID})
		return now.State == imports.Checked && now.Bad == 1
	})
}
