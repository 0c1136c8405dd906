package station

import (
	"bytes"
	"testing"
	"time"

	"lianluo/api/roster"
	api "lianluo/api/station"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
)

var importing = imports.OpsOf("station", api.ImportPermission)

func book(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	w, err := sheet.NewWriter("站点名称", "所在区划", "类型", "地址", "纬度", "经度")
	must(t, err)
	defer w.Close()
	for _, r := range rows {
		must(t, w.Row(r...))
	}
	var out bytes.Buffer
	must(t, w.Finish(&out))
	return out.Bytes()
}

func (f *fixture) rests(id string) imports.Import {
	f.t.Helper()
	var j imports.Import
	apptest.Eventually(f.t, "the import rests", func() bool {
		f.Clock.Advance(time.Second)
		j = apptest.Call(f.t, f.county, importing.Get, imports.ByID{ID: id})
		return j.State == imports.Checked || !j.Finished.IsZero() && j.State != imports.Running && j.State != imports.Undoing
	})
	return j
}

func (f *fixture) rowsOf(id string, state imports.RowState) []imports.Row {
	f.t.Helper()
	return apptest.Call(f.t, f.county, importing.Rows, imports.RowsRequest{ID: id, State: state}).Items
}

func TestStationsAreImportedAndUndone(t *testing.T) {
	f := start(t)
	f.create(town, draft("老站"))
	data := book(t,
		[]any{"甲站", "辰阳镇", "联络站", "先锋路 1 号", 28.006, 110.184},
		[]any{"乙站", "431223101", "代表之家", "", "", ""},
		[]any{"老站", "辰阳镇", "联络站", "", "", ""},
		[]any{"丙站", "辰阳镇", "联络站", "", "北纬", 110},
		[]any{"丁站", "辰阳镇", "车站", "", "", ""},
		[]any{"戊站", "辰阳镇", "联络站", "", 28, ""},
		[]any{"己站", "辰阳镇", "联络站", "", 91, 110})
	j := apptest.Call(t, f.county, importing.Start, imports.StartRequest{Kind: api.ImportStations, Area: chenxi, File: rpc.File{Name: "站点.xlsx", Data: data}})
	if j = f.rests(j.ID); j.Rows != 7 || j.Bad != 5 {
		t.Fatalf("%+v %+v", j, f.rowsOf(j.ID, imports.RowBad))
	}
	for i, column := range []string{"", "纬度", "类型", "", "纬度"} {
		if r := f.rowsOf(j.ID, imports.RowBad)[i]; len(r.Problems) != 1 || r.Problems[0].Column != column {
			t.Errorf("%+v, want %q", r, column)
		}
	}
	apptest.Call(t, f.county, importing.Run, imports.RunRequest{ID: j.ID, Partial: true})
	if j = f.rests(j.ID); j.State != imports.Finished || j.Made != 2 {
		t.Fatalf("%+v", j)
	}
	made := f.rowsOf(j.ID, imports.RowMade)
	a := apptest.Call(t, f.county, api.GetStation, api.ByID{ID: made[0].ID})
	if a.Name != "甲站" || a.Area != town || a.Kind != api.Normal || a.Lat != 28.006 || a.Code == "" {
		t.Errorf("%+v", a)
	}
	// A deputy is posted to one of them.
	f.tellPerson(roster.PersonChanged{Person: "p1", Name: "向春梅", Mandates: []roster.Mandate{{ID: "m", Status: roster.MandateActive}},
		Postings: []roster.Posting{{ID: "q", Station: a.ID, From: apptest.Now.AddDate(0, -1, 0)}}})
	apptest.Eventually(t, "the deputy is on the bulletin", func() bool { return len(f.bulletin(a.Code).Deputies) == 1 })
	apptest.Call(t, f.county, importing.Undo, imports.ByID{ID: j.ID})
	if j = f.rests(j.ID); j.State != imports.Undone || j.Made != 1 || j.Kept != 1 {
		t.Fatalf("%+v", j)
	}
	apptest.Refused(t, f.county, api.GetStation, api.ByID{ID: made[1].ID}, "station.not_found")
	if r := f.rowsOf(j.ID, imports.RowKept); len(r) != 1 || r[0].ID != a.ID || r[0].Problems[0].Text.ZH != errInUse.Text.ZH {
		t.Errorf("%+v", r)
	}
}
