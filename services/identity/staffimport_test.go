package identity

import (
	"fmt"
	"strings"
	"testing"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/imports"
	"lianluo/pkg/rpc"
)

var staffHead = []string{"姓名", "登录名", "角色", "所在区划", "联络站", "所属单位", "开始日期", "结束日期", "邮箱"}

func staffFile(t testing.TB, rows ...[]any) rpc.File {
	t.Helper()
	return sheetFile(t, "用户.xlsx", staffHead, rows)
}

// hiring is a county with a station and a unit that have names.
func hiring(t *testing.T) (w *world, admin *user) {
	w = newWorld(t)
	w.tell("station", "station", "s1", station.StationOpened.New(station.Changed{Station: "s1", Area: town, Name: "辰阳镇人大代表联络站"}))
	w.tell("station", "station", "s2", station.StationOpened.New(station.Changed{Station: "s2", Area: town, Name: "两个同名的站"}))
	w.tell("station", "station", "s3", station.StationOpened.New(station.Changed{Station: "s3", Area: otherTown, Name: "两个同名的站"}))
	w.tell("station", "station", "away", station.StationOpened.New(station.Changed{Station: "away", Area: otherCounty, Name: "外县站"}))
	w.tell("roster", "unit", "u1", roster.UnitCreated.New(roster.UnitChanged{Unit: "u1", Area: county, Name: "县交通运输局"}))
	return w, w.user("admin", "", role(authz.CountyAdmin, county))
}

func (w *world) hire(c *rpc.Client, rows ...[]any) imports.Import {
	w.t.Helper()
	j := do(w, c, divisionOps.Start, imports.StartRequest{Kind: identity.ImportStaff, Area: county, File: staffFile(w.t, rows...)})
	return w.worked(c, j.ID)
}

func (w *world) staffRows(c *rpc.Client, id string, state imports.RowState) []imports.Row {
	w.t.Helper()
	return do(w, c, divisionOps.Rows, imports.RowsRequest{ID: id, State: state}).Items
}

const aStation = "辰阳镇人大代表联络站"

func TestADryRunExplainsWhatIsWrongWithStaff(t *testing.T) {
	w, admin := hiring(t)
	c := admin.client()
	j := w.hire(c,
		[]any{"好一", "good-1", "联络员", "辰阳镇", aStation},
		[]any{"错站", "bad-1", "联络员", "辰阳镇", "辰阳镇代表联络站"},
		[]any{"错角色", "bad-2", "联络人员", "辰阳镇", aStation},
		[]any{"越权", "bad-3", "市级管理员"},
		[]any{"同级", "bad-4", "县级管理员"},
		[]any{"外县", "bad-5", "联络员", "辰阳镇", "外县站"},
		[]any{"同名站", "bad-6", "联络员", "辰阳镇", "两个同名的站"},
		[]any{"错单位", "bad-7", "承办单位", "", "", "县交通局"},
		[]any{"错日期", "bad-8", "督办人员", "", "", "", "去年"},
		[]any{"倒日期", "bad-9", "督办人员", "", "", "", "2026-05-01", "2026-04-01"},
		[]any{"缺站", "bad-10", "站长", "辰阳镇"},
		[]any{"坏登录", "a b/c", "督办人员"},
		[]any{"占用", "admin", "督办人员"},
		[]any{"重复", "GOOD-1", "督办人员"},
		[]any{"坏邮箱", "bad-11", "督办人员", "", "", "", "", "", "nowhere"},
		[]any{"无此角色", "bad-12", "大王"},
	)
	if j.State != imports.Checked || j.Rows != 16 || j.Bad != 15 || j.Made != 0 {
		t.Fatalf("%+v", j)
	}
	said := map[string]string{"错站": "是不是“" + aStation + "”", "错角色": "是不是“联络员”", "越权": "您不能在此范围授予角色", "同级": "您不能在此范围授予角色",
		"外县": "没有“外县站”", "同名站": "不止一个", "错单位": "是不是“县交通运输局”", "错日期": "看不懂这个日期", "倒日期": "结束时间必须晚于开始时间", "缺站": "必须指定联络站",
		"坏登录": "登录名只能用", "占用": "登录名已被别人使用", "重复": "第 2 行", "坏邮箱": "邮箱", "无此角色": "请写下列之一：乡镇管理员、"}
	for _, r := range w.staffRows(c, j.ID, imports.RowBad) {
		if len(r.Problems) != 1 || !strings.Contains(r.Problems[0].Text.ZH, said[r.Label]) || said[r.Label] == "" {
			t.Errorf("%s: %+v, want %q", r.Label, r.Problems, said[r.Label])
		}
	}
	if _, err := w.svc.byLogin(w.system(), "good-1"); !fault.Is(err, fault.KindNotFound) && err == nil {
		if a, _ := w.svc.byLogin(w.system(), "good-1"); a.ID != "" {
			t.Error("the dry run made an account")
		}
	}
}

func TestStaffAreTakenOverInvitedAndUndone(t *testing.T) {
	w, admin := hiring(t)
	old := w.user("old", "", role(authz.Supervisor, county)) // named 姓名
	c := admin.client()
	j := w.hire(c, []any{"张一", "one", "联络员", "辰阳镇", aStation, "", "", "2027-12-31", "one@example.cn"},
		[]any{"李二", "two", "承办单位", "", "", "县交通运输局"}, []any{"姓名", "old", "站长", "辰阳镇", aStation}, []any{"坏的", "three", "不知道"})
	refuses(w, c, divisionOps.Run, imports.RunRequest{ID: j.ID}, "import.bad_rows")
	do(w, c, divisionOps.Run, imports.RunRequest{ID: j.ID, Partial: true})
	if j = w.worked(c, j.ID); j.State != imports.Finished || j.Made != 3 || j.Bad != 1 {
		t.Fatalf("%+v", j)
	}
	if a := do(w, c, identity.GetAccount, identity.ByID{ID: old.id}); len(a.Assignments) != 2 || a.Assignments[1].Station != "s1" || a.State != identity.Active {
		t.Errorf("whoever was there gets the role besides: %+v", a)
	}
	slips := do(w, c, identity.HandOutInvitations, identity.HandOutRequest{ID: j.ID})
	if len(slips.Items) != 2 || slips.Next != "" || slips.Items[0].Account.Login != "one" || slips.Items[0].Account.Assignments[0].Until.IsZero() || slips.Items[0].Account.Email != "o***@example.cn" {
		t.Fatalf("%+v", slips)
	}
	again := do(w, c, identity.HandOutInvitations, identity.HandOutRequest{ID: j.ID})
	refuses(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: slips.Items[0].Code, Password: goodPassword}, "invitation")
	w.accept(again.Items[0])
	if left := do(w, c, identity.HandOutInvitations, identity.HandOutRequest{ID: j.ID}); len(left.Items) != 1 || left.Items[0].Account.Login != "two" {
		t.Errorf("whoever opened their account is invited again: %+v", left)
	}
	do(w, c, divisionOps.Undo, imports.ByID{ID: j.ID})
	if j = w.worked(c, j.ID); j.State != imports.Undone || j.Made != 0 || j.Kept != 0 {
		t.Fatalf("%+v, %+v", j, w.staffRows(c, j.ID, imports.RowKept))
	}
	for login, want := range map[string]identity.AccountState{"one": identity.Active, "two": identity.Disabled, "old": identity.Active} {
		a, err := w.svc.byLogin(w.system(), login)
		w.ok(err)
		held := map[string]int{"old": 1}[login]
		if a.State != want || len(a.live(w.clock.Now())) != held {
			t.Errorf("%s after the undoing: %s, %+v", login, a.State, a.Assignments)
		}
	}
	// The same file again: who was closed comes back.
	j = w.hire(c, []any{"李二", "two", "承办单位", "", "", "县交通运输局"})
	do(w, c, divisionOps.Run, imports.RunRequest{ID: j.ID})
	if j = w.worked(c, j.ID); j.Made != 1 {
		t.Fatalf("%+v %+v", j, w.staffRows(c, j.ID, imports.RowBad))
	}
	if slips := do(w, c, identity.HandOutInvitations, identity.HandOutRequest{ID: j.ID}); len(slips.Items) != 1 {
		t.Errorf("%+v", slips)
	}
}

// TestTheRightIsThatOfTheMoment: whoever loses the right to grant between the
// dry run and the word makes nothing.
func TestTheRightIsThatOfTheMoment(t *testing.T) {
	w, admin := hiring(t)
	above := w.user("above", "", role(authz.CityAdmin, city))
	c := admin.client()
	j := w.hire(c, []any{"张一", "one", "督办人员"})
	do(w, c, divisionOps.Run, imports.RunRequest{ID: j.ID})
	do(w, above.client(), identity.RevokeRole, identity.RevokeRequest{ID: admin.id, Assignment: w.grantOf(admin), Reason: "r"})
	if j = w.worked(above.client(), j.ID); j.Made != 0 || j.Bad != 1 {
		t.Fatalf("%+v", j)
	}
}

// Once services have heard that the right is gone, the work stops with a word of
// why, and somebody who has the right goes on with it.
func TestWorkStopsWithTheRightOfWhoStartedIt(t *testing.T) {
	w, admin := hiring(t)
	above := w.user("above", "", role(authz.CityAdmin, city)).client()
	j := w.hire(admin.client(), []any{"张一", "one", "督办人员"})
	do(w, admin.client(), divisionOps.Run, imports.RunRequest{ID: j.ID})
	do(w, above, identity.DisableAccount, identity.Reasoned{ID: admin.id, Reason: "调离"})
	w.deliver()
	if j = w.worked(above, j.ID); j.State != imports.Stopped || j.Trouble == nil || j.Made != 0 || j.Bad != 0 {
		t.Fatalf("%+v", j)
	}
	do(w, above, divisionOps.Run, imports.RunRequest{ID: j.ID})
	if j = w.worked(above, j.ID); j.State != imports.Finished || j.Trouble != nil || j.Made != 1 {
		t.Fatalf("%+v", j)
	}
}

func (w *world) grantOf(u *user) string {
	w.t.Helper()
	a, err := w.svc.accounts.Get(w.system(), u.id)
	w.ok(err)
	return a.Assignments[0].ID
}

func TestWhoMayTakeStaffOver(t *testing.T) {
	w, admin := hiring(t)
	j := w.hire(admin.client(), []any{"张一", "one", "督办人员"})
	neighbour := w.user("neighbour", "", role(authz.CountyAdmin, otherCounty))
	security := w.user("security", "", role(authz.SecurityAdmin, province))
	refuses(w, neighbour.client(), divisionOps.Start, imports.StartRequest{Kind: identity.ImportStaff, Area: county, File: staffFile(t)}, "not_found")
	refuses(w, neighbour.client(), divisionOps.Run, imports.RunRequest{ID: j.ID}, "not_found")
	refuses(w, neighbour.client(), identity.HandOutInvitations, identity.HandOutRequest{ID: j.ID}, "not_found")
	refuses(w, security.client(), divisionOps.Start, imports.StartRequest{Kind: identity.ImportStaff, Area: county, File: staffFile(t)}, "denied")
	refuses(w, security.client(), identity.HandOutInvitations, identity.HandOutRequest{ID: j.ID}, "denied")
	refuses(w, admin.client(), identity.HandOutInvitations, identity.HandOutRequest{ID: j.ID, After: "x"}, "page.cursor")
	divisions := do(w, admin.client(), divisionOps.Start, imports.StartRequest{Kind: identity.ImportDivisions, Area: county, File: divisionFile(t, []any{"431223100231", "幸福社区", town, "2026-03-01"})})
	w.worked(admin.client(), divisions.ID)
	do(w, admin.client(), divisionOps.Run, imports.RunRequest{ID: divisions.ID})
	w.worked(admin.client(), divisions.ID)
	refuses(w, admin.client(), identity.HandOutInvitations, identity.HandOutRequest{ID: divisions.ID}, "handout.kind")
}

// TestManyStaffAtOnce goes through in the background and is invited page by page.
func TestManyStaffAtOnce(t *testing.T) {
	w, admin := hiring(t)
	rows := make([][]any, 600)
	for i := range rows {
		rows[i] = []any{fmt.Sprint("人员", i), fmt.Sprintf("staff-%04d", i), "联络员", "辰阳镇", aStation}
	}
	j := do(w, admin.client(), divisionOps.Start, imports.StartRequest{Kind: identity.ImportStaff, Area: county, File: staffFile(t, rows...)})
	settle := func() {
		for range 200 {
			w.ok(w.svc.imports.Work(t.Context()))
			if j = do(w, admin.client(), divisionOps.Get, imports.ByID{ID: j.ID}); j.State == imports.Checked || j.State == imports.Finished {
				return
			}
		}
	}
	settle()
	do(w, admin.client(), divisionOps.Run, imports.RunRequest{ID: j.ID})
	settle()
	if j.State != imports.Finished || j.Made != len(rows) {
		t.Fatalf("%+v", j)
	}
	req := identity.HandOutRequest{ID: j.ID}
	seen := map[string]bool{}
	for range len(rows) {
		page := do(w, admin.client(), identity.HandOutInvitations, req)
		for _, i := range page.Items {
			seen[i.Code] = true
		}
		if req.After = page.Next; req.After == "" {
			break
		}
	}
	if len(seen) != len(rows) || req.After != "" {
		t.Errorf("%d invitations of %d, next %q", len(seen), len(rows), req.After)
	}
}
