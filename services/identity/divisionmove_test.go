package identity

import (
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
)

const (
	merged, upgraded, moved = "431223200", "431223204", "431222102" // 船溪乡, 长田湾乡, 沅陵's 麻溪铺镇
	newTown                 = "431223120"
)

func moveFile(t testing.TB, rows ...[]any) rpc.File {
	t.Helper()
	return sheetFile(t, "调整.xlsx", []string{"区划代码", "名称", "上级代码", "并入代码", "生效日期"}, rows)
}

// looked is an import after its dry run.
func (w *world) looked(c *rpc.Client, within string, rows ...[]any) imports.Import {
	w.t.Helper()
	j := do(w, c, divisionOps.Start, imports.StartRequest{Kind: identity.ImportDivisions, Area: within, File: moveFile(w.t, rows...)})
	return w.worked(c, j.ID)
}

func (w *world) taken(c *rpc.Client, within string, rows ...[]any) imports.Import {
	w.t.Helper()
	j := w.looked(c, within, rows...)
	if j.Bad != 0 || j.State != imports.Checked {
		w.t.Fatalf("%+v: %+v", j, do(w, c, divisionOps.Rows, imports.RowsRequest{ID: j.ID, State: imports.RowBad}).Items)
	}
	do(w, c, divisionOps.Run, imports.RunRequest{ID: j.ID})
	j = w.worked(c, j.ID)
	w.hear()
	for range 2 {
		w.ok(w.svc.placing.Round(w.system()))
	}
	return j
}

// Who answers for the successor reaches the accounts of the township that was
// merged; its own people keep theirs and get nothing beyond; an upgraded one's go
// on as before. All of it is taken back.
func TestTownshipsAreMergedUpgradedAndMoved(t *testing.T) {
	w := newWorld(t)
	top := w.user("city", "", role(authz.CityAdmin, city)).client()
	here := w.user("here", "", role(authz.CountyAdmin, county)).client()
	there := w.user("there", "", role(authz.CountyAdmin, otherCounty)).client()
	into := w.user("into", "", role(authz.TownshipAdmin, town))
	old := w.user("old", "", role(authz.TownshipAdmin, merged))
	grown := w.user("grown", "", role(authz.TownshipAdmin, upgraded))
	gone := w.user("gone", "", role(authz.TownshipAdmin, moved))
	w.hear()

	refuses(w, into.client(), identity.GetAccount, identity.ByID{ID: old.id}, "not_found")
	do(w, there, identity.GetAccount, identity.ByID{ID: gone.id})
	dry := w.looked(top, city, []any{merged, "船溪乡", "", town, "2026-03-01"})
	good := do(w, top, divisionOps.Rows, imports.RowsRequest{ID: dry.ID, State: imports.RowGood}).Items
	if len(good) != 1 || good[0].Says == nil || !strings.Contains(good[0].Says.ZH, "并入“辰阳镇”") || !strings.Contains(good[0].Says.ZH, "1 个账号") || !strings.Contains(good[0].Says.EN, "1 accounts") {
		t.Fatalf("%+v", good)
	}
	j := w.taken(top, city,
		[]any{merged, "船溪乡", "", town, "2026-03-01"},
		[]any{newTown, "长田湾镇", county, "", "2026-03-01"},
		[]any{upgraded, "长田湾乡", "", newTown, "2026-03-01"},
		[]any{moved, "麻溪铺镇", county, "", "2026-03-01"})
	if j.Made != 4 {
		t.Fatalf("%+v", j)
	}
	do(w, into.client(), identity.GetAccount, identity.ByID{ID: old.id})
	refuses(w, old.client(), identity.GetAccount, identity.ByID{ID: into.id}, "not_found")
	do(w, old.client(), identity.GetAccount, identity.ByID{ID: old.id})
	do(w, here, identity.GetAccount, identity.ByID{ID: gone.id})
	refuses(w, there, identity.GetAccount, identity.ByID{ID: gone.id}, "not_found")
	clerk := do(w, grown.client(), identity.InviteAccount, identity.InviteRequest{Login: "clerk", Name: "新人", Area: newTown})
	if got := do(w, grown.client(), identity.ExplainMine, identity.ExplainMineRequest{Action: "account.manage", Where: identity.Where{Area: newTown}}); !got.Allowed {
		t.Errorf("%+v", got)
	}
	for _, tree := range w.heard() {
		if got := tree.Path(merged); got != "湖南省怀化市辰溪县辰阳镇（原船溪乡）" {
			t.Error(got)
		}
	}

	// Undone, last row first; the new town stays as long as somebody belongs to it.
	do(w, top, divisionOps.Undo, imports.ByID{ID: j.ID})
	if j = w.worked(top, j.ID); j.Kept != 1 || j.Made != 1 {
		t.Fatalf("%+v", j)
	}
	w.hear()
	for range 2 {
		w.ok(w.svc.placing.Round(w.system()))
	}
	refuses(w, into.client(), identity.GetAccount, identity.ByID{ID: old.id}, "not_found")
	refuses(w, here, identity.GetAccount, identity.ByID{ID: gone.id}, "not_found")
	do(w, there, identity.GetAccount, identity.ByID{ID: gone.id})
	refuses(w, grown.client(), identity.GetAccount, identity.ByID{ID: clerk.Account.ID}, "not_found")
}

// TestNobodyTakesWhatIsAnothers: rows that would reach beyond the division that
// the importer answers for, or that no tree could hold, are refused in words.
func TestNobodyTakesWhatIsAnothers(t *testing.T) {
	w := newWorld(t)
	c := w.user("county", "", role(authz.CountyAdmin, county)).client()
	for name, r := range map[string]struct {
		row    []any
		column string
	}{
		"takes another county's":     {[]any{moved, "麻溪铺镇", "", town, "2026-03-01"}, "区划代码"},
		"pulls another county's":     {[]any{moved, "麻溪铺镇", county, "", "2026-03-01"}, "区划代码"},
		"gives one away":             {[]any{merged, "船溪乡", "", moved, "2026-03-01"}, "并入代码"},
		"pushes one out":             {[]any{merged, "船溪乡", otherCounty, "", "2026-03-01"}, "上级代码"},
		"into itself":                {[]any{merged, "船溪乡", "", merged, "2026-03-01"}, "并入代码"},
		"into nothing":               {[]any{merged, "船溪乡", "", "431223999", "2026-03-01"}, "并入代码"},
		"into a county":              {[]any{merged, "船溪乡", "", county, "2026-03-01"}, "并入代码"},
		"under another's name":       {[]any{merged, "辰阳镇", "", town, "2026-03-01"}, "名称"},
		"a county":                   {[]any{county, "辰溪县", "", otherCounty, "2026-03-01"}, "区划代码"},
		"what there is not":          {[]any{"431223999", "无乡", "", town, "2026-03-01"}, "区划代码"},
		"merged and moved at once":   {[]any{merged, "船溪乡", otherCounty, town, "2026-03-01"}, "上级代码"},
		"on a day that has not come": {[]any{merged, "船溪乡", "", town, "2026-03-30"}, "生效日期"},
		"by a code that is no code":  {[]any{merged, "船溪乡", "", "a:431223100", "2026-03-01"}, "并入代码"},
		"below a township":           {[]any{merged, "船溪乡", town, "", "2026-03-01"}, "上级代码"},
	} {
		j := w.looked(c, county, r.row)
		bad := do(w, c, divisionOps.Rows, imports.RowsRequest{ID: j.ID, State: imports.RowBad}).Items
		if j.Bad != 1 || len(bad) != 1 || bad[0].Problems[0].Column != r.column {
			t.Errorf("%s: %+v %+v", name, j, bad)
		}
	}
	if len(w.divisions()) != 0 {
		t.Errorf("%+v", w.divisions())
	}
}

// What was merged is over: it is neither merged again nor renamed, and what it
// went into cannot be taken back below it.
func TestWhatWasMergedIsOver(t *testing.T) {
	w := newWorld(t)
	c := w.user("county", "", role(authz.CountyAdmin, county)).client()
	first := w.taken(c, county, []any{merged, "船溪乡", "", town, "2026-03-01"})
	second := w.taken(c, county, []any{town, "辰阳镇", "", otherTown, "2026-03-02"})
	for _, row := range [][]any{{merged, "船溪乡", "", otherTown, "2026-03-02"}, {merged, "新船溪乡", "", "", "2026-03-02"}, {"431223206", "后塘瑶族乡", "", merged, "2026-03-02"}, {"431223200001", "村", merged, "", "2026-03-02"}} {
		if j := w.looked(c, county, row); j.Bad != 1 {
			t.Errorf("%v: %+v", row, j)
		}
	}
	for _, tree := range w.heard() {
		if got := tree.Ancestors(merged); len(got) != 6 || got[3] != otherTown || tree.Today(merged) != otherTown || !tree.Active(area.Code(otherTown)) {
			t.Errorf("%v", got)
		}
	}
	do(w, c, divisionOps.Undo, imports.ByID{ID: first.ID})
	if j := w.worked(c, first.ID); j.Kept != 0 {
		t.Errorf("%+v %+v", j, do(w, c, divisionOps.Rows, imports.RowsRequest{ID: j.ID, State: imports.RowKept}).Items)
	}
	do(w, c, divisionOps.Undo, imports.ByID{ID: second.ID})
	if j := w.worked(c, second.ID); j.Kept != 0 || len(w.divisions()) != 0 {
		t.Errorf("%+v", j)
	}
}
