package roster

import (
	"slices"
	"strings"
	"testing"

	caseworkapi "lianluo/api/casework"
	identityapi "lianluo/api/identity"
	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/event"
	"lianluo/pkg/imports"
	"lianluo/pkg/store"
)

var unitHead = []string{"单位名称", "所在区划", "层级", "办公电话", "职责"}

func TestUnitsAreImportedWithTheirDuties(t *testing.T) {
	f := start(t)
	apptest.Call(t, f.county, api.CreateUnit, api.CreateUnitRequest{Area: chenxi, UnitDraft: api.UnitDraft{Name: "县水利局", Level: "county"}})
	j := f.send(f.county, api.ImportUnits, book(t, unitHead,
		[]any{"县交通运输局", "", "县", "0745-5232200", "01 县道、乡道；0201"},
		[]any{"县水利局", "", "县", "", ""},
		[]any{"镇经济办", "辰阳镇", "乡镇", "", "修路"},
		[]any{"镇农业办", "辰阳镇", "乡镇", "", "03"},
		[]any{"局", "", "县", "", ""},
		[]any{"县住建局", "", "处", "", ""}))
	if j.Rows != 6 || j.Bad != 4 {
		t.Fatalf("%+v %+v", j, f.importRows(j.ID, imports.RowBad))
	}
	for i, column := range []string{"", "职责", "单位名称", "层级"} {
		if r := f.importRows(j.ID, imports.RowBad)[i]; r.Problems[0].Column != column {
			t.Errorf("%+v, want %s", r, column)
		}
	}
	apptest.Call(t, f.county, importing.Run, imports.RunRequest{ID: j.ID, Partial: true})
	j = f.settled(f.county, j.ID)
	made := f.importRows(j.ID, imports.RowMade)
	u := apptest.Call(t, f.county, api.GetUnit, api.ByID{ID: made[0].ID})
	want := []api.Duty{{Category: "01", Area: chenxi, Note: "县道、乡道"}, {Category: "0201", Area: chenxi}}
	if u.Name != "县交通运输局" || !slices.Equal(u.Duties, want) {
		t.Errorf("%+v", u)
	}
	ctx := store.System(t.Context())
	must(t, f.service.onHeard(ctx, event.Event{}, caseworkapi.Changed{Unit: made[0].ID}))
	apptest.Call(t, f.county, importing.Undo, imports.ByID{ID: j.ID})
	if j = f.settled(f.county, j.ID); j.Made != 1 || j.Kept != 1 {
		t.Errorf("%+v", j)
	}
	apptest.Refused(t, f.county, api.GetUnit, api.ByID{ID: made[1].ID}, "unit.not_found")
}

// The same file twice: what the first made the second finds, also where both were
// looked through before either was run.
func TestTwoImportsOfOneFileMakeEachUnitOnce(t *testing.T) {
	f := start(t)
	data := book(t, unitHead, []any{"甲办公室", "", "县", "", ""}, []any{"乙办公室", "", "县", "", ""})
	a, b := f.send(f.county, api.ImportUnits, data), f.send(f.county, api.ImportUnits, data)
	for _, j := range []imports.Import{a, b} {
		apptest.Call(t, f.county, importing.Run, imports.RunRequest{ID: j.ID})
	}
	a, b = f.settled(f.county, a.ID), f.settled(f.county, b.ID)
	if a.Made+b.Made != 2 || a.Bad+b.Bad != 2 {
		t.Errorf("%+v %+v", a, b)
	}
	if page := apptest.Call(t, f.county, api.ListUnits, api.ListRequest{}); len(page.Items) != 2 {
		t.Errorf("%d units", len(page.Items))
	}
}

func TestAnAccountTiesPersonAndUnit(t *testing.T) {
	f := start(t)
	ctx := store.System(t.Context())
	must(t, f.service.onAccount(ctx, identityapi.AccountChanged{Person: "p1", Assignments: []identityapi.Assignment{{Unit: "u1"}, {}}}))
	for _, id := range []string{"p1", unitTie("u1")} {
		if held, err := f.service.ties.Get(ctx, id); err != nil || !held.Account {
			t.Errorf("%s: %+v %v", id, held, err)
		}
	}
	if _, err := f.service.ties.Get(ctx, unitTie("")); err == nil {
		t.Error("no unit is a tie")
	}
}

func FuzzDuties(f *testing.F) {
	f.Add("01 县道、乡道；0201")
	f.Add(";; \n")
	f.Fuzz(func(t *testing.T, text string) {
		duties, err := dutiesOf(text)
		for _, d := range duties {
			if err == nil && (d.Category == "" || strings.Trim(d.Category, "0123456789") != "") {
				t.Errorf("%q gives %+v", text, d)
			}
		}
	})
}
