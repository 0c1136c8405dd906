package roster

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	xlsx "lianluo/pkg/sheet"
	"lianluo/pkg/store"
)

var importing = imports.OpsOf("roster", api.ImportPermission)

// book is an Excel file of the rows.
func book(t testing.TB, headings []string, rows ...[]any) []byte {
	t.Helper()
	w, err := xlsx.NewWriter(headings...)
	must(t, err)
	defer w.Close()
	for _, r := range rows {
		must(t, w.Row(r...))
	}
	var out bytes.Buffer
	must(t, w.Finish(&out))
	return out.Bytes()
}

var deputyHead = []string{"姓名", "性别", "职务或职业", "领导干部", "所在区划", "代表层级*", "届次", "选区或选举单位", "任职日期", "驻站", "手机号", "备注"}

func deputyRow(name string, more ...any) []any {
	row := []any{name, "女", "村支书", "否", "辰阳镇", "县", "第18届", "第三选区", "2021年11月5日", "", "", ""}
	for i := 0; i+1 < len(more); i += 2 {
		row[more[i].(int)] = more[i+1]
	}
	return row
}

// send starts an import and waits until it was looked through.
func (f *fixture) send(c *rpc.Client, kind string, data []byte) imports.Import {
	f.t.Helper()
	j := apptest.Call(f.t, c, importing.Start, imports.StartRequest{Kind: kind, Area: chenxi, File: rpc.File{Name: "代表.xlsx", Data: data}})
	return f.settled(c, j.ID)
}

// settled waits until nothing is being done about an import.
func (f *fixture) settled(c *rpc.Client, id string) imports.Import {
	f.t.Helper()
	var j imports.Import
	apptest.Eventually(f.t, "the import rests", func() bool {
		f.Clock.Advance(time.Second)
		j = apptest.Call(f.t, c, importing.Get, imports.ByID{ID: id})
		return !slices.Contains([]imports.State{imports.Reading, imports.Checking, imports.Running, imports.Undoing}, j.State)
	})
	return j
}

func (f *fixture) importRows(id string, state imports.RowState) []imports.Row {
	f.t.Helper()
	var all []imports.Row
	for after := ""; ; {
		page := apptest.Call(f.t, f.county, importing.Rows, imports.RowsRequest{ID: id, State: state, After: after})
		all = append(all, page.Items...)
		if after = page.Next; after == "" {
			return all
		}
	}
}

func (f *fixture) names() []string {
	f.t.Helper()
	var all []string
	must(f.t, f.service.people.Each(store.System(f.t.Context()), store.Query{Index: "name"}, func(p person) error {
		all = append(all, p.Name)
		return nil
	}))
	return all
}

func TestADryRunExplainsEachRowAndMakesNothing(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	f.person("老代表", false)
	j := f.send(f.county, api.ImportPersons, book(t, deputyHead,
		deputyRow("好代表", 9, "甲站", 10, "13812345678"),
		deputyRow("坏日期", 8, "去年"),
		deputyRow("坏站点", 9, "没有的站"),
		deputyRow("坏手机", 10, "12"),
		deputyRow("外县人", 4, "沅陵镇"),
		deputyRow("街道代表", 5, "乡镇", 4, "辰溪县"),
		deputyRow("", 1, "女"),
		deputyRow("怪性别", 1, "其他"),
		deputyRow("好代表", 9, "甲站", 10, "13812345678"),
		deputyRow("老代表"),
		deputyRow("=2+3")))
	if j.State != imports.Checked || j.Rows != 11 || j.Bad != 9 || j.Made != 0 || len(j.Ignored) != 1 {
		t.Fatalf("%+v", j)
	}
	if got := f.names(); len(got) != 1 {
		t.Errorf("the dry run made %v", got)
	}
	want := map[int]string{3: "任职日期", 4: "驻站", 5: "手机号", 6: "所在区划", 7: "代表层级", 8: "姓名", 9: "性别", 10: "", 11: ""}
	bad := f.importRows(j.ID, imports.RowBad)
	if len(bad) != 9 {
		t.Fatalf("%+v", bad)
	}
	for _, r := range bad {
		if len(r.Problems) != 1 || r.Problems[0].Column != want[r.Row] || r.Problems[0].Text.ZH == "" || r.Problems[0].Text.EN == "" {
			t.Errorf("row %d: %+v, want column %q", r.Row, r.Problems, want[r.Row])
		}
	}
	if !strings.Contains(bad[7].Problems[0].Text.ZH, "第 2 行") {
		t.Errorf("where it stands twice is not said: %+v", bad[7])
	}
}

func TestGoodRowsAreTakenOverAndUndone(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	j := f.send(f.county, api.ImportPersons, book(t, deputyHead,
		deputyRow("张一", 9, "甲站", 10, 13812345678, 3, "是"), deputyRow("张二", 8, 44505), deputyRow("张三", 8, "坏")))
	apptest.Refused(t, f.county, importing.Run, imports.RunRequest{ID: j.ID}, "import.bad_rows")
	apptest.Call(t, f.county, importing.Run, imports.RunRequest{ID: j.ID, Partial: true})
	if j = f.settled(f.county, j.ID); j.State != imports.Finished || j.Made != 2 || j.Bad != 1 {
		t.Fatalf("%+v", j)
	}
	made := f.importRows(j.ID, imports.RowMade)
	p := apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: made[0].ID})
	if p.Name != "张一" || !p.Official || p.Phone != "138****5678" || len(p.Postings) != 1 || p.Mandates[0].Area != chenxi || p.Mandates[0].Term != 18 || p.Area != town {
		t.Errorf("%+v", p)
	}
	if by := p.Mandates[0].History[0].By; by != "acct-county_admin"+chenxi {
		t.Errorf("by %s", by)
	}
	if p = apptest.Call(t, f.county, api.GetPerson, api.ByID{ID: made[1].ID}); p.Mandates[0].From.UTC().Format(time.DateOnly) != "2021-11-04" {
		t.Errorf("an Excel date: %v", p.Mandates[0].From) // midnight of the 5th at home
	}
	apptest.Refused(t, f.county, importing.Run, imports.RunRequest{ID: j.ID, Partial: true}, "import.spent")

	// What somebody changed since stays, and says why.
	apptest.Call(t, f.county, api.TakeLeave, api.LeaveRequest{ID: made[1].ID, From: "2026-03-20", To: "2026-03-21", Reason: "外出"})
	apptest.Call(t, f.county, importing.Undo, imports.ByID{ID: j.ID})
	if j = f.settled(f.county, j.ID); j.State != imports.Undone || j.Made != 1 || j.Kept != 1 {
		t.Fatalf("%+v", j)
	}
	if got := f.names(); !slices.Equal(got, []string{"张二"}) {
		t.Errorf("left: %v", got)
	}
	kept := f.importRows(j.ID, imports.RowKept)
	if len(kept) != 1 || !strings.Contains(kept[0].Problems[0].Text.ZH, "改过") {
		t.Errorf("%+v", kept)
	}
}

func TestWhoIsNeededIsNotUndone(t *testing.T) {
	f := start(t)
	f.stations(town, "甲")
	j := f.send(f.county, api.ImportPersons, book(t, deputyHead,
		deputyRow("官一", 9, "甲站", 3, "是"), deputyRow("民一", 9, "甲站"), deputyRow("有账号"), deputyRow("有意见"), deputyRow("闲人")))
	apptest.Call(t, f.county, importing.Run, imports.RunRequest{ID: j.ID})
	j = f.settled(f.county, j.ID)
	made := f.importRows(j.ID, imports.RowMade)
	f.plan("甲")
	ctx := store.System(t.Context())
	must(t, f.service.tie(ctx, made[2].ID, func(t *tie) { t.Account = true }))
	must(t, f.service.tie(ctx, made[3].ID, func(t *tie) { t.Case = true }))
	apptest.Call(t, f.county, importing.Undo, imports.ByID{ID: j.ID})
	if j = f.settled(f.county, j.ID); j.Kept != 4 || j.Made != 4 {
		t.Errorf("%+v", j)
	}
	for i, want := range []string{"值班", "值班", "账号", "接待"} {
		if kept := f.importRows(j.ID, imports.RowKept); !strings.Contains(kept[i].Problems[0].Text.ZH, want) {
			t.Errorf("%d: %+v", i, kept[i])
		}
	}
}

func TestImportsKeepToTheCallersArea(t *testing.T) {
	f := start(t)
	data := book(t, deputyHead, deputyRow("甲", 4, ""))
	neighbour := f.as(authz.Assignment{Role: authz.CountyAdmin, Area: yuanling})
	apptest.Refused(t, neighbour, importing.Start, imports.StartRequest{Kind: api.ImportPersons, Area: chenxi, File: rpc.File{Name: "x", Data: data}}, "import.not_found")
	j := f.send(f.county, api.ImportPersons, data)
	apptest.Refused(t, neighbour, importing.Get, imports.ByID{ID: j.ID}, "import.not_found")
	apptest.Refused(t, neighbour, importing.Rows, imports.RowsRequest{ID: j.ID}, "import.not_found")
	apptest.Refused(t, neighbour, importing.Run, imports.RunRequest{ID: j.ID}, "import.not_found")
	apptest.Refused(t, neighbour, importing.Undo, imports.ByID{ID: j.ID}, "import.not_found")
	apptest.Refused(t, f.county, importing.Start, imports.StartRequest{Kind: "cases", Area: chenxi, File: rpc.File{Name: "x", Data: data}}, "import.kind")
	apptest.Refused(t, f.county, importing.Undo, imports.ByID{ID: j.ID}, "import.undone")
	apptest.Refused(t, f.county, importing.Stop, imports.ByID{ID: j.ID}, "import.idle")
	if page := apptest.Call(t, f.county, importing.List, imports.ListRequest{}); len(page.Items) != 1 {
		t.Errorf("%+v", page)
	}
	if page := apptest.Call(t, neighbour, importing.List, imports.ListRequest{}); len(page.Items) != 0 {
		t.Errorf("%+v", page)
	}
}

func TestFilesThatCannotBeReadSayWhatToDo(t *testing.T) {
	f := start(t)
	for name, data := range map[string][]byte{
		"表头须包含":  book(t, []string{"名字"}, []any{"甲"}),
		"没有数据":   book(t, deputyHead),
		"届次、任职日": book(t, []string{"姓名", "代表层级"}, []any{"甲", "县"}),
	} {
		j := f.send(f.county, api.ImportPersons, data)
		if j.State != imports.Failed || j.Trouble == nil || !strings.Contains(j.Trouble.ZH, name) {
			t.Errorf("%s: %+v %+v", name, j, j.Trouble)
		}
	}
}

func TestWhatIsNoExcelFileIsRefusedAtTheDoor(t *testing.T) {
	f := start(t)
	for code, data := range map[string]string{"sheet.format": "姓名,手机\n", "sheet.old": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"} {
		req := imports.StartRequest{Kind: api.ImportPersons, Area: chenxi, File: rpc.File{Name: "代表.xlsx", Data: []byte(data)}}
		apptest.Refused(t, f.county, importing.Start, req, code)
	}
}

func TestTheTemplateIsTakenBack(t *testing.T) {
	f := start(t)
	body, err := rpc.CallStream(t.Context(), f.county, importing.Template, imports.TemplateRequest{Kind: api.ImportPersons})
	must(t, err)
	defer body.Close()
	var file bytes.Buffer
	_, err = file.ReadFrom(body)
	must(t, err)
	var head []string
	must(t, xlsx.Each(t.Context(), file.Bytes(), xlsx.Usual, func(_ int, cells []string) error { head = slices.Clone(cells); return nil }))
	if len(head) != len(personColumns) || head[0] != "姓名" {
		t.Errorf("%v", head)
	}
	if j := f.send(f.county, api.ImportPersons, book(t, head, []any{"甲", "", "", "", "", "", "县", 18, "", "2021-11-05"})); j.State != imports.Checked || j.Bad != 0 {
		t.Errorf("%+v %+v", j, f.importRows(j.ID, imports.RowBad))
	}
}

func TestAStoppedImportGoesOn(t *testing.T) {
	f := start(t)
	var rows [][]any
	for i := range 450 {
		rows = append(rows, deputyRow(fmt.Sprint("代表", i)))
	}
	j := f.send(f.county, api.ImportPersons, book(t, deputyHead, rows...))
	apptest.Call(t, f.county, importing.Run, imports.RunRequest{ID: j.ID})
	if _, err := rpc.Call(t.Context(), f.county, importing.Stop, imports.ByID{ID: j.ID}); err == nil {
		if j = f.settled(f.county, j.ID); j.State != imports.Stopped || j.Made != len(f.names()) {
			t.Fatalf("%+v, %d persons", j, len(f.names()))
		}
		apptest.Call(t, f.county, importing.Run, imports.RunRequest{ID: j.ID})
	}
	if j = f.settled(f.county, j.ID); j.State != imports.Finished || j.Made != 450 || len(f.names()) != 450 {
		t.Errorf("%+v, %d persons", j, len(f.names()))
	}
	if rows := f.importRows(j.ID, ""); len(rows) != 450 || rows[449].Label != "代表449" {
		t.Errorf("%d rows", len(rows))
	}
}

func TestTheTextsOfAFileAreForgotten(t *testing.T) {
	f := start(t)
	j := f.send(f.county, api.ImportPersons, book(t, deputyHead, deputyRow("甲")))
	apptest.Call(t, f.county, importing.Run, imports.RunRequest{ID: j.ID})
	f.settled(f.county, j.ID)
	f.Clock.Advance(31 * 24 * time.Hour)
	apptest.Eventually(t, "the texts are forgotten", func() bool {
		f.Clock.Advance(time.Second)
		return apptest.Call(t, f.county, importing.Get, imports.ByID{ID: j.ID}).Forgotten
	})
	if rows := f.importRows(j.ID, imports.RowMade); len(rows) != 1 || rows[0].Label != "" {
		t.Errorf("%+v", rows)
	}
	apptest.Call(t, f.county, importing.Undo, imports.ByID{ID: j.ID})
	if j = f.settled(f.county, j.ID); j.Made != 0 || len(f.names()) != 0 {
		t.Errorf("%+v", j)
	}
}
