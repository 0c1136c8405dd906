package identity

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func kindsOf(all []identity.HistoryEntry) []identity.HistoryKind {
	var out []identity.HistoryKind
	for _, e := range all {
		out = append(out, e.What)
	}
	return out
}

func (u *user) history(of string) []identity.HistoryEntry {
	u.w.t.Helper()
	return do(u.w, u.client(), identity.ListAccountHistory, identity.AccountHistoryRequest{ID: of}).Items
}

func expectKinds(t *testing.T, got []identity.HistoryEntry, want ...identity.HistoryKind) {
	t.Helper()
	if !slices.Equal(kindsOf(got), want) {
		t.Fatalf("got %v, want %v", kindsOf(got), want)
	}
}

func TestAnAccountsHistoryTellsWhoGaveAndTookWhat(t *testing.T) {
	w := newWorld(t)
	w.station("s1", town)
	admin := w.user("admin", "", role(authz.CountyAdmin, county))
	officer := w.user("officer", "", identity.Grant{Role: "liaison_officer", Area: town, Station: "s1"})
	w.clock.Advance(time.Minute)
	do(w, admin.client(), identity.EndAccountSessions, identity.Reasoned{ID: officer.id, Reason: "手机丢了"})
	w.clock.Advance(time.Minute)
	until := w.clock.Now().AddDate(0, 1, 0).UTC()
	got := do(w, admin.againClient(), identity.GrantRole, identity.GrantRequest{ID: officer.id, Grant: identity.Grant{Role: "station_head", Area: town, Station: "s1", Until: until}})
	w.clock.Advance(time.Minute)
	do(w, admin.againClient(), identity.RevokeRole, identity.RevokeRequest{ID: officer.id, Assignment: got.Assignments[0].ID, Reason: "调离"})
	w.clock.Advance(time.Minute)
	do(w, admin.againClient(), identity.DisableAccount, identity.Reasoned{ID: officer.id, Reason: "离职"})

	all := admin.history(officer.id)
	expectKinds(t, all, identity.WasDisabled, identity.RoleTaken, identity.RoleGiven, identity.SessionsTaken, identity.WasActivated, identity.RoleGiven, identity.WasInvited)
	if e := all[0]; e.Reason != "离职" || e.By.Name != "姓名" || !slices.Equal(e.By.Roles, []string{"county_admin"}) {
		t.Errorf("disabled: %+v", e)
	}
	if e := all[1]; e.Reason != "调离" || e.Assignment.Role != "liaison_officer" || e.Assignment.Until.IsZero() || e.By.Name != "姓名" {
		t.Errorf("revoked: %+v", e)
	}
	if e := all[2]; e.Assignment.Role != "station_head" || !e.Assignment.Until.Equal(until) || e.Assignment.Station != "s1" {
		t.Errorf("granted: %+v", e)
	}
	if e := all[5]; !e.By.Host || e.Assignment.Role != "liaison_officer" {
		t.Errorf("the first role: %+v", e)
	}
	if !all[6].By.Host {
		t.Errorf("invited: %+v", all[6])
	}
}

func TestOnesOwnHistoryNamesNobodyOutsideOnesReach(t *testing.T) {
	w := newWorld(t)
	admin := w.user("admin", "", role(authz.CountyAdmin, county))
	officer := w.user("officer", "", role(authz.Supervisor, town))
	do(w, admin.client(), identity.GrantRole, identity.GrantRequest{ID: officer.id, Grant: role(authz.TownshipAdmin, town)})
	first := do(w, officer.client(), identity.ListMyHistory, identity.HistoryPage{}).Items[0]
	if first.What != identity.RoleGiven || first.By.Name != "" || !slices.Equal(first.By.Roles, []string{"county_admin"}) {
		t.Errorf("got %+v", first)
	}
}

func TestTheHistoryTellsBothSidesOfADelegation(t *testing.T) {
	w, head, officer := colleagues(t)
	req := head.handing("officer")
	w.clock.Advance(time.Minute)
	made := do(w, head.client(), identity.Delegate, req)
	w.clock.Advance(time.Minute)
	do(w, head.client(), identity.EndDelegation, identity.Reasoned{ID: made.ID, Reason: "提前回来"})
	mine := do(w, officer.againClient(), identity.ListMyHistory, identity.HistoryPage{}).Items
	expectKinds(t, mine, identity.RoleLentEnd, identity.RoleLent, identity.WasActivated, identity.RoleGiven, identity.WasInvited)
	if e := mine[1]; e.Reason != "休假" || e.Assignment.ForName != "姓名" || e.By.Name != "姓名" || e.Assignment.Role != "station_head" {
		t.Errorf("lent: %+v", e)
	}
	if e := mine[0]; e.Reason != "提前回来" || e.By.Name != "姓名" {
		t.Errorf("its end: %+v", e)
	}
	given := do(w, head.client(), identity.ListMyHistory, identity.HistoryPage{}).Items
	expectKinds(t, given, identity.RoleHandedOn, identity.WasActivated, identity.RoleGiven, identity.WasInvited)
	if e := given[0]; e.To != "姓名" || e.Reason != "休假" || e.EndedFor != "提前回来" || e.Ended.IsZero() {
		t.Errorf("handed on: %+v", e)
	}
}

func TestTheHistoryTellsOfTokensThatEndedAmongTheRest(t *testing.T) {
	w := newWorld(t)
	u := w.user("maker", "", role(authz.CountyAdmin, county))
	w.clock.Advance(time.Minute)
	made := do(w, u.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "报表", Actions: []string{"case.read"}, Expires: w.clock.Now().AddDate(0, 1, 0)})
	do(w, u.client(), identity.RevokeToken, identity.ByID{ID: made.Token.ID})
	w.clock.Advance(time.Minute)
	do(w, w.host(), identity.HostGrant, identity.HostGrantRequest{Login: "maker", Grant: role(authz.Supervisor, county)})
	var all []identity.HistoryEntry
	for after, pages := "", 0; pages == 0 || after != ""; pages++ {
		page := do(w, u.againClient(), identity.ListMyHistory, identity.HistoryPage{Limit: 1, After: after})
		if all = append(all, page.Items...); pages > 10 {
			t.Fatal("pages without end")
		}
		after = page.Next
	}
	expectKinds(t, all, identity.RoleGiven, identity.TokenTaken, identity.WasActivated, identity.RoleGiven, identity.WasInvited)
	if e := all[1]; e.Token != "报表" || e.By.Name != "姓名" {
		t.Errorf("the token: %+v", e)
	}
	whole := do(w, u.againClient(), identity.ListMyHistory, identity.HistoryPage{}).Items
	expectKinds(t, whole, kindsOf(all)...)
}

func TestAHistoryIsReadByThoseWhoReadTheAccount(t *testing.T) {
	w := newWorld(t)
	admin := w.user("admin", "", role(authz.CountyAdmin, county))
	above := w.user("above", "", role(authz.CityAdmin, city))
	officer := w.user("officer", "", role(authz.Supervisor, town))
	for _, id := range []string{above.id, "none"} {
		refuses(w, admin.client(), identity.ListAccountHistory, identity.AccountHistoryRequest{ID: id}, "account.not_found")
	}
	refuses(w, officer.client(), identity.ListAccountHistory, identity.AccountHistoryRequest{ID: officer.id}, string(fault.KindDenied))
	made := do(w, admin.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "n", Actions: []string{"account.read"}, Expires: w.clock.Now().AddDate(0, 1, 0)})
	w.deliver()
	if _, err := rpc.Call(t.Context(), w.client(made.Secret), identity.ListMyHistory, identity.HistoryPage{}); !fault.HasCode(err, "person_only") {
		t.Errorf("a program reads its owner's history: %v", err)
	}
	for _, after := range []string{"x", "0", "-1", "99999999999999999999", "1 or 1"} {
		refuses(w, admin.client(), identity.ListMyHistory, identity.HistoryPage{After: after}, "history.after")
	}
	far := do(w, admin.client(), identity.ListMyHistory, identity.HistoryPage{After: strconv.FormatInt(1<<62, 10)})
	expectKinds(t, far.Items, kindsOf(do(w, admin.client(), identity.ListMyHistory, identity.HistoryPage{}).Items)...)
	refuses(w, admin.client(), identity.ListMyHistory, identity.HistoryPage{Limit: 5000}, "rpc.content")
}
