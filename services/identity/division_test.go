package identity

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
)

var divisionOps = imports.OpsOf("identity", identity.ImportPermission)

// hear delivers, and has every service look at what it heard.
func (w *world) hear() {
	w.t.Helper()
	w.deliver()
	w.ok(w.svc.keeper.Refresh(w.system()))
	w.ok(w.keeper.Refresh(w.system()))
}

// sheetFile is an Excel file; what a row leaves out at its end is empty.
func sheetFile(t testing.TB, name string, head []string, rows [][]any) rpc.File {
	t.Helper()
	out, err := sheet.NewWriter(head...)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	for _, r := range rows {
		if err := out.Row(append(r, make([]any, len(head)-len(r))...)...); err != nil {
			t.Fatal(err)
		}
	}
	var data bytes.Buffer
	if err := out.Finish(&data); err != nil {
		t.Fatal(err)
	}
	return rpc.File{Name: name, Data: data.Bytes()}
}

func divisionFile(t *testing.T, rows ...[]any) rpc.File {
	t.Helper()
	return sheetFile(t, "区划.xlsx", []string{"区划代码", "名称", "上级代码", "生效日期"}, rows)
}

// worked lets the import do what it is at.
func (w *world) worked(c *rpc.Client, id string) imports.Import {
	w.t.Helper()
	for range 20 {
		w.ok(w.svc.imports.Work(w.system()))
	}
	return do(w, c, divisionOps.Get, imports.ByID{ID: id})
}

func (w *world) divisions() []identity.DivisionChange {
	w.t.Helper()
	return do(w, w.client(""), identity.ListDivisionChanges, identity.ListDivisionChangesRequest{}).Items
}

func TestDivisionsAreImportedHeardOfAndUndone(t *testing.T) {
	w := newWorld(t)
	c := w.user("county", "", role(authz.CountyAdmin, county)).client()
	j := do(w, c, divisionOps.Start, imports.StartRequest{Kind: identity.ImportDivisions, Area: county, File: divisionFile(t,
		[]any{"431223120", "新桥镇", county, "2026-03-01"},
		[]any{"431223120001", "幸福村", "431223120", "2026-03-01"}, // below the one before
		[]any{town, "辰阳新镇", "", "2026年3月1日"},
		[]any{"431223121", "新桥镇", county, "2026-03-01"},      // the same name
		[]any{"431222130", "别县镇", otherCounty, "2026-03-01"}, // elsewhere
		[]any{"431223122", "明日镇", county, "2026-03-03"},      // not yet
		[]any{"43122312", "短码镇", county, "2026-03-01"},
		[]any{"431223123", "孤镇", "431223999", "2026-03-01"},
		[]any{"431222200", "改名镇", "", "2026-03-01"},  // renames what lies elsewhere
		[]any{otherTown, "移镇", town, "2026-03-01"})}) // below one that is no county
	if j = w.worked(c, j.ID); j.State != imports.Checked || j.Rows != 10 || j.Bad != 7 {
		t.Fatalf("%+v %+v", j, do(w, c, divisionOps.Rows, imports.RowsRequest{ID: j.ID, State: imports.RowBad}).Items)
	}
	bad := do(w, c, divisionOps.Rows, imports.RowsRequest{ID: j.ID, State: imports.RowBad}).Items
	for i, column := range []string{"名称", "上级代码", "生效日期", "区划代码", "上级代码", "", "上级代码"} {
		if got := bad[i].Problems[0]; column != "" && got.Column != column {
			t.Errorf("row %d: %+v, want %s", bad[i].Row, got, column)
		}
	}
	if len(w.divisions()) != 0 {
		t.Error("a dry run left something")
	}
	do(w, c, divisionOps.Run, imports.RunRequest{ID: j.ID, Partial: true})
	if j = w.worked(c, j.ID); j.State != imports.Finished || j.Made != 3 || len(w.divisions()) != 3 || w.divisions()[0].By != "" {
		t.Fatalf("%+v %+v", j, w.divisions())
	}
	for id, area := range map[string]string{"431223120-20260301": county, "431223120001-20260301": county, town + "-20260301": town} {
		d, err := w.svc.divisions.Get(w.system(), id)
		if w.ok(err); !slices.Equal(d.Reach, append(authz.AreaTokens(w.trees[0], area), public)) {
			t.Errorf("%s is administered by %v", id, d.Reach)
		}
	}
	w.hear()
	for _, tree := range w.heard() {
		if tree.Path("431223120001") != "湖南省怀化市辰溪县新桥镇幸福村" || tree.Path(town) != "湖南省怀化市辰溪县辰阳新镇" || !tree.HasCongress("431223120") {
			t.Errorf("%q %q", tree.Path("431223120001"), tree.Path(town))
		}
	}
	// It can be worked with: an account there, which its county reaches.
	clerk := do(w, c, identity.InviteAccount, identity.InviteRequest{Login: "newtown", Name: "新人", Area: "431223120", Grants: []identity.Grant{role(authz.TownshipAdmin, "431223120")}})
	do(w, c, identity.GetAccount, identity.ByID{ID: clerk.Account.ID})
	do(w, c, divisionOps.Undo, imports.ByID{ID: j.ID})
	if j = w.worked(c, j.ID); j.Kept != 1 || j.Made != 1 || len(w.divisions()) != 1 {
		t.Errorf("what is used stays: %+v %+v", j, w.divisions())
	}
	w.hear()
	for _, tree := range w.heard() {
		if tree.Active("431223120001") || !tree.Active("431223120") || tree.Path(town) != "湖南省怀化市辰溪县辰阳镇" {
			t.Error("what was taken back is still there")
		}
	}
}

func TestDivisionsAreChangedByWhoAnswersForThem(t *testing.T) {
	w := newWorld(t)
	file := divisionFile(t, []any{"431223120", "新桥镇", county, "2026-03-01"})
	for i, who := range []identity.Grant{role(authz.TownshipAdmin, town), role(authz.CountyAdmin, otherCounty), role(authz.Auditor, province), role(authz.SecurityAdmin, province)} {
		c := w.user(fmt.Sprint("u", i), "", who).client()
		if _, err := rpc.Call(t.Context(), c, divisionOps.Start, imports.StartRequest{Kind: identity.ImportDivisions, Area: county, File: file}); err == nil {
			t.Errorf("%+v may", who)
		}
	}
}

func TestADivisionIsRenamedAgainAndAgain(t *testing.T) {
	w := newWorld(t)
	c := w.user("county", "", role(authz.CountyAdmin, county)).client()
	for i, step := range []struct {
		name, from string
		bad        int
	}{{"甲镇", "2026-02-01", 0}, {"乙镇", "2026-02-10", 0}, {"丙镇", "2026-02-10", 1}, {"丁镇", "2026-02-05", 1}, {"乙镇", "2026-02-20", 1}} {
		j := do(w, c, divisionOps.Start, imports.StartRequest{Kind: identity.ImportDivisions, Area: county, File: divisionFile(t, []any{town, step.name, "", step.from})})
		if j = w.worked(c, j.ID); j.Bad != step.bad {
			t.Fatalf("%d: %+v", i, j)
		}
		if step.bad == 0 {
			do(w, c, divisionOps.Run, imports.RunRequest{ID: j.ID})
			w.worked(c, j.ID)
		}
		if i != 1 { // the second file finds the first change in the store, before the tree has heard of it
			w.hear()
		}
	}
	w.hear()
	for _, tree := range w.heard() {
		if d, _ := tree.At(start.AddDate(0, 0, -25)).Get(town); d.Name != "甲镇" {
			t.Errorf("%+v", d)
		}
		if d, _ := tree.At(start.Add(time.Hour)).Get(town); d.Name != "乙镇" {
			t.Errorf("%+v", d)
		}
	}
}

// heard are the trees of the services that the world delivers security to:
// identity's own and roster's.
func (w *world) heard() []*area.Tree { return []*area.Tree{w.trees[0], w.trees[2]} }
