package tables_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sheet"
	"lianluo/services/portal/portaltest"
)

var ops = imports.OpsOf("roster", roster.ImportPermission)

// works is a fake of the roster's imports: one, in whatever state.
type works struct {
	imports.Import
	started []imports.StartRequest
	run     []imports.RunRequest
	asked   []imports.RowsRequest
	done    []string
	refuse  error
}

func (f *works) fakes() []portaltest.Fake {
	answer := func() (imports.Import, error) { return f.Import, f.refuse }
	note := func(what string) func(context.Context, imports.ByID) (imports.Import, error) {
		return func(context.Context, imports.ByID) (imports.Import, error) {
			f.done = append(f.done, what)
			return answer()
		}
	}
	return []portaltest.Fake{
		portaltest.Op(ops.Start, func(_ context.Context, req imports.StartRequest) (imports.Import, error) {
			f.started = append(f.started, req)
			return answer()
		}),
		portaltest.Op(ops.Get, func(context.Context, imports.ByID) (imports.Import, error) { return f.Import, nil }),
		portaltest.Op(ops.List, func(context.Context, imports.ListRequest) (rpc.Page[imports.Import], error) {
			return rpc.Page[imports.Import]{Items: []imports.Import{f.Import}}, nil
		}),
		portaltest.Op(ops.Rows, func(_ context.Context, req imports.RowsRequest) (rpc.Page[imports.Row], error) {
			f.asked = append(f.asked, req)
			return rpc.Page[imports.Row]{Next: "3", Items: []imports.Row{
				{Row: 7, Label: "向春梅", State: req.State, ID: "p7", Problems: []imports.Problem{{Column: "任职日期", Text: fault.Text{ZH: "看不懂这个日期", EN: "No date"}}}}}}, nil
		}),
		portaltest.Op(ops.Run, func(_ context.Context, req imports.RunRequest) (imports.Import, error) {
			f.run = append(f.run, req)
			return answer()
		}),
		portaltest.Op(ops.Stop, note("stop")), portaltest.Op(ops.Undo, note("undo")),
		portaltest.Stream(ops.Template, func(_ context.Context, _ imports.TemplateRequest, w *rpc.Writer) error {
			w.SetType(sheet.MediaType)
			_, err := w.Write([]byte("PK"))
			return err
		}),
	}
}

func begin(t *testing.T, state imports.State) (*works, *portaltest.Site) {
	t.Helper()
	f := &works{Import: imports.Import{ID: "im1", Kind: "persons", Area: portaltest.County, File: "代表.xlsx", State: state, At: portaltest.Now}}
	return f, portaltest.Start(t, portaltest.Pages(places), f.fakes()...)
}

const form = "/county/org/imports/persons"

func TestAFileIsSentAndFoundAgain(t *testing.T) {
	f, site := begin(t, imports.Reading)
	b := site.As(t, authz.CountyAdmin)
	page := b.Get(form + "?area=431223100")
	if text := page.Text(t); !strings.Contains(text, "下载模板") || !strings.Contains(text, "代表.xlsx") {
		t.Fatal(text)
	}
	got := b.Upload(page, form, url.Values{"area": {"431223100"}}, portaltest.File{Field: "file", Name: "新代表.xlsx", Data: []byte("PK")})
	if got.Status != http.StatusSeeOther || got.Location() != form+"/im1" || len(f.started) != 1 {
		t.Fatalf("%d %s", got.Status, got.Text(t))
	}
	if req := f.started[0]; req.Kind != "persons" || req.Area != "431223100" || req.File.Name != "新代表.xlsx" || string(req.File.Data) != "PK" {
		t.Errorf("%+v", req)
	}
	if page := b.Follow(got); !strings.Contains(page.Body, `hx-get="/county/org/imports/persons/im1"`) || !strings.Contains(page.Text(t), "停止") {
		t.Error(page.Text(t))
	}
	if got := b.Get(form + "/template"); got.Body != "PK" || !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("%d %v", got.Status, got.Header)
	}
}

func TestAFormWithoutAFileComesBack(t *testing.T) {
	f, site := begin(t, imports.Checked)
	b := site.As(t, authz.CountyAdmin)
	got := b.Upload(b.Get(form), form, url.Values{})
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t), "请选择要上传的 Excel 文件") || len(f.started) != 0 {
		t.Errorf("%d %s", got.Status, got.Text(t))
	}
	f.refuse = fault.TooLarge("upload.large", "文件太大", "Too large")
	got = b.Upload(b.Get(form), form, url.Values{}, portaltest.File{Field: "file", Name: "a.xlsx", Data: []byte("PK")})
	if got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t), "文件太大") {
		t.Errorf("%d %s", got.Status, got.Text(t))
	}
}

func TestTheDryRunIsShownAndTheWordGiven(t *testing.T) {
	f, site := begin(t, imports.Checked)
	f.Rows, f.Checked, f.Bad, f.Ignored = 10, 10, 3, []string{"备注"}
	b := site.As(t, authz.CountyAdmin)
	page := b.Get(form + "/im1")
	for _, want := range []string{"共 10 行：7 行可以导入，3 行有问题", "第 7 行", "“任职日期”：看不懂这个日期", "备注", "只导入没有问题的 7 行（跳过 3 行）"} {
		if !strings.Contains(page.Text(t), want) {
			t.Errorf("no %q in %s", want, page.Text(t))
		}
	}
	if f.asked[0].State != imports.RowBad || !strings.Contains(page.Body, "after=3") {
		t.Errorf("%+v", f.asked)
	}
	if got := b.Submit(page, form+"/im1/run", nil); got.Status != http.StatusSeeOther || len(f.run) != 1 || !f.run[0].Partial {
		t.Errorf("%d %+v", got.Status, f.run)
	}
	f.refuse = fault.FailedPrecondition("import.busy", "正在后台处理", "Busy")
	if got := b.Submit(b.Get(form+"/im1"), form+"/im1/run", nil); got.Status != http.StatusUnprocessableEntity || !strings.Contains(got.Text(t), "正在后台处理") {
		t.Errorf("%d %s", got.Status, got.Text(t))
	}
	if b.Get(form + "/im1?state=good"); f.asked[len(f.asked)-1].State != imports.RowGood {
		t.Errorf("%+v", f.asked)
	}
}

func TestADoneImportLeadsToWhatItMadeAndIsUndone(t *testing.T) {
	f, site := begin(t, imports.Finished)
	f.Rows, f.Checked, f.Made = 10, 10, 10
	b := site.As(t, authz.CountyAdmin)
	page := b.Get(form + "/im1")
	if !strings.Contains(page.Body, `href="/county/org/persons/p7"`) || strings.Contains(page.Body, "/im1/run") {
		t.Error(page.Text(t))
	}
	portaltest.Says(t, page, "撤销这次导入？", "将删除这次导入产生的 10 项")
	if !strings.Contains(page.Body, `data-dialog="undo"`) || len(f.done) != 0 {
		t.Errorf("nobody is asked first: %v", f.done)
	}
	if b.Submit(page, form+"/im1/undo", nil); len(f.done) != 1 || f.done[0] != "undo" {
		t.Errorf("%v", f.done)
	}
	f.State, f.Made, f.Kept = imports.Undone, 1, 1
	if page := b.Get(form + "/im1"); !strings.Contains(page.Text(t), "1 行没有撤销") {
		t.Error(page.Text(t))
	}
	f.State, f.Trouble = imports.Failed, &fault.Text{ZH: "没有找到表头", EN: "No headings"}
	if page := b.Get(form + "/im1"); !strings.Contains(page.Text(t), "没有找到表头") {
		t.Error(page.Text(t))
	}
}

func TestARunningImportIsStopped(t *testing.T) {
	f, site := begin(t, imports.Running)
	f.Rows, f.Checked, f.Done = 100, 100, 40
	b := site.As(t, authz.CountyAdmin)
	b.Header = http.Header{"Hx-Request": {"true"}, "Hx-Target": {"work"}}
	if got := b.Get(form + "/im1"); got.Header.Get("HX-Refresh") != "" {
		t.Error("the page is made anew while the work goes on")
	}
	f.State = imports.Finished
	if got := b.Get(form + "/im1"); got.Header.Get("HX-Refresh") != "true" {
		t.Error("the page does not show what came of it")
	}
	f.State, b.Header = imports.Running, nil
	page := b.Get(form + "/im1")
	if b.Submit(page, form+"/im1/stop", nil); len(f.done) != 1 || f.done[0] != "stop" {
		t.Errorf("%v", f.done)
	}
	if strings.Contains(page.Body, "/im1/undo") || strings.Contains(page.Body, "/im1/run") {
		t.Error("what is being done is offered")
	}
}

func TestOfficesOnlyImport(t *testing.T) {
	_, site := begin(t, imports.Checked)
	for _, role := range []authz.Role{authz.Supervisor, authz.LiaisonOfficer, authz.DeputyRole, authz.HandlingUnit} {
		if got := site.As(t, role).Get(form); got.Status != http.StatusForbidden {
			t.Errorf("%s got %d", role, got.Status)
		}
	}
	if got := site.As(t, authz.CountyAdmin).Get("/county/org/imports/cases"); got.Status != http.StatusNotFound {
		t.Errorf("unknown kind: %d", got.Status)
	}
}

// TestInvitationsOfAnImportAreShownOnce: a list to print, batch by batch.
func TestInvitationsOfAnImportAreShownOnce(t *testing.T) {
	staff := imports.OpsOf("identity", identity.ImportPermission)
	var asked []identity.HandOutRequest
	site := portaltest.Start(t, portaltest.Pages(places),
		portaltest.Always(staff.Get, imports.Import{ID: "j1", Kind: identity.ImportStaff, State: imports.Finished, Rows: 2, Made: 2}),
		portaltest.Always(staff.Rows, rpc.Page[imports.Row]{Items: []imports.Row{{Row: 2, Label: "张一", State: imports.RowMade, ID: "a1.g1"}}}),
		portaltest.Op(identity.HandOutInvitations, func(_ context.Context, req identity.HandOutRequest) (rpc.Page[identity.Invitation], error) {
			asked = append(asked, req)
			return rpc.Page[identity.Invitation]{Next: "2", Items: []identity.Invitation{{Code: "7KM2-9QXF", Expires: portaltest.Now, Account: identity.Account{Name: "张一", Login: "one",
				Assignments: []identity.Assignment{{Role: "liaison_officer", Area: portaltest.Area}}}}}}, nil
		}))
	b := site.As(t, authz.CountyAdmin)
	const at = "/county/org/imports/users/j1"
	page := b.Get(at)
	if !strings.Contains(page.Body, "/county/org/users/a1\"") {
		t.Error("a row does not lead to its account")
	}
	list := b.Submit(page, at+"/invitations", nil)
	portaltest.Says(t, list, "张一", "one", "辰阳镇 联络员", "7KM2-9QXF", "只显示这一次")
	portaltest.Expect(t, "kept nowhere", list.Header.Get("Cache-Control"), "no-store")
	b.Submit(list, at+"/invitations", nil)
	portaltest.Expect(t, "the next batch", asked[1], identity.HandOutRequest{ID: "j1", After: "2"})
	portaltest.Silent(t, b.Get(at), "7KM2-9QXF")
}
