package identity

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// office is a county with its administrator, and an officer of one of its stations.
func office(t *testing.T) (w *world, admin, officer *user) {
	w = newWorld(t)
	w.station("s1", town)
	w.station("s2", otherTown)
	w.station("away", otherCounty)
	w.unit("u1", county)
	w.person("p1", town)
	admin = w.user("admin", "", role(authz.CountyAdmin, county))
	made := do(w, admin.client(), identity.InviteAccount, identity.InviteRequest{Login: "officer", Name: "张三", Area: town,
		Grants: []identity.Grant{{Role: "liaison_officer", Area: town, Station: "s1", Until: start.AddDate(1, 0, 0)}}})
	return w, admin, w.accept(made)
}

func (u *user) why(action string, at identity.Where) identity.Explanation {
	u.w.t.Helper()
	return do(u.w, u.client(), identity.ExplainMine, identity.ExplainMineRequest{Action: action, Where: at})
}

func TestWhyICan(t *testing.T) {
	_, _, officer := office(t)
	got := officer.why("case.assign", identity.Where{Station: "s1"})
	if !got.Allowed || got.Policy != 1 || got.State != identity.Active || len(got.Grounds) != 1 {
		t.Fatalf("got %+v", got)
	}
	g := got.Grounds[0]
	if g.Verdict != "allows" || !slices.Equal(g.Rows, []identity.PolicyRow{{Role: "liaison_officer", Action: "case.assign", Scope: "station"}}) {
		t.Errorf("by what: %+v", g)
	}
	if g.Assignment.Station != "s1" || g.Assignment.Until.IsZero() || g.By.Host || !slices.Equal(g.By.Roles, []string{"county_admin"}) || g.By.Name != "" {
		t.Errorf("from whom: %+v", g)
	}
}

func TestWhyICannotAndWhoCouldHelp(t *testing.T) {
	_, _, officer := office(t)
	got := officer.why("rules.manage", identity.Where{})
	if got.Allowed || got.Grounds[0].Verdict != "role" || len(got.Grounds[0].Rows) != 0 {
		t.Fatalf("got %+v", got)
	}
	i := slices.IndexFunc(got.Roles, func(r identity.RoleAllowed) bool { return r.Role == "county_admin" })
	if i < 0 || !slices.Equal(got.Roles[i].From, []string{"city_admin", "province_admin"}) || !slices.Equal(got.Roles[i].Scopes, []string{"area"}) {
		t.Errorf("who may, and from whom: %+v", got.Roles)
	}
}

// TestExplanationsAreNoOracle: what lies outside is told like what is not there.
func TestExplanationsAreNoOracle(t *testing.T) {
	w, admin, officer := office(t)
	for _, at := range [][2]identity.Where{
		{{Station: "s2"}, {Station: "none"}}, {{Station: "away"}, {Station: "none"}}, {{Unit: "u1"}, {Unit: "none"}}, {{Person: "p1"}, {Person: "none"}},
	} {
		if a, b := officer.why("case.read", at[0]), officer.why("case.read", at[1]); a.Allowed || !reflect.DeepEqual(a, b) {
			t.Errorf("%+v is told apart from %+v: %+v, %+v", at[0], at[1], a, b)
		}
	}
	above := w.user("above", "", role(authz.ProvinceAdmin, province))
	ask := func(u *user, at identity.Where) identity.Explanation {
		return do(w, u.client(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: above.id, Action: "case.read", Where: at})
	}
	if !ask(above, identity.Where{Station: "away"}).Allowed {
		t.Error("the province does not reach a station of its own")
	}
	refuses(w, admin.client(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: above.id, Action: "case.read"}, "account.not_found")
	// The county's own account may hold more than the county sees.
	both := w.user("both", "", role(authz.Supervisor, county), role(authz.Supervisor, otherCounty))
	seen := do(w, admin.client(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: both.id, Action: "case.read", Where: identity.Where{Station: "away"}})
	none := do(w, admin.client(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: both.id, Action: "case.read", Where: identity.Where{Station: "none"}})
	if !reflect.DeepEqual(seen, none) {
		t.Errorf("an administrator learns of a station elsewhere: %+v, %+v", seen, none)
	}
}

func TestWhatAnAdministratorIsTold(t *testing.T) {
	w, admin, officer := office(t)
	ask := func(action string, at identity.Where) identity.Explanation {
		return do(w, admin.client(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: officer.id, Action: action, Where: at})
	}
	if got := ask("case.read", identity.Where{Station: "s1"}); !got.Allowed || got.Grounds[0].By.Name != "姓名" {
		t.Errorf("got %+v", got)
	}
	if got := ask("case.read", identity.Where{Station: "s2"}); got.Allowed || got.Grounds[0].Verdict != "elsewhere" {
		t.Errorf("another station: %+v", got)
	}
	if got := ask("unit.read", identity.Where{Area: town}); !got.Allowed {
		t.Errorf("the own township: %+v", got)
	}
	if got := ask("unit.read", identity.Where{Area: otherTown}); got.Allowed {
		t.Errorf("another township: %+v", got)
	}
	w.clock.Set(start.AddDate(1, 0, 1))
	if got := do(w, admin.againClient(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: officer.id, Action: "case.read"}); got.Allowed || got.Grounds[0].Verdict != "ended" {
		t.Errorf("after its end: %+v", got)
	}
	do(w, admin.againClient(), identity.DisableAccount, identity.Reasoned{ID: officer.id, Reason: "r"})
	if got := do(w, admin.againClient(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: officer.id, Action: "case.read"}); got.State != identity.Disabled {
		t.Errorf("a disabled account: %+v", got)
	}
}

// againClient signs in anew: time has passed.
func (u *user) againClient() *rpc.Client {
	u.w.t.Helper()
	s, err := u.w.signIn(u.login, goodPassword)
	u.w.ok(err)
	u.session = s
	return u.client()
}

func TestWhyByDelegation(t *testing.T) {
	w, head, officer := colleagues(t)
	req := head.handing("officer")
	req.Actions = []string{"case.extend"}
	do(w, head.client(), identity.Delegate, req)
	got := officer.why("case.extend", identity.Where{Station: "s1"})
	if !got.Allowed || len(got.Grounds) != 2 || got.Grounds[0].Verdict != "role" {
		t.Fatalf("got %+v", got)
	}
	g := got.Grounds[1]
	if g.Verdict != "allows" || g.Assignment.ForName != "姓名" || g.By.Name != "姓名" || !slices.Equal(g.By.Roles, []string{"station_head"}) {
		t.Errorf("from whom: %+v", g)
	}
	if got := officer.why("case.note", identity.Where{Station: "s1"}); got.Allowed || got.Grounds[1].Verdict != "limited" {
		t.Errorf("beyond what was handed on: %+v", got)
	}
}

// TestExplanationsAgreeWithTheGuard: an explanation is the guard's own decision,
// for every permission there is.
func TestExplanationsAgreeWithTheGuard(t *testing.T) {
	w, admin, officer := office(t)
	auditor := w.user("auditor", "", role(authz.Auditor, province))
	for _, u := range []*user{admin, officer, auditor} {
		c := u.client()
		mine := do(w, c, identity.Me, rpc.None{}).Actions
		for _, action := range permissions {
			got := do(w, c, identity.ExplainMine, identity.ExplainMineRequest{Action: action})
			if got.Allowed != slices.Contains(mine, action) {
				t.Errorf("%s %s: explained %v", u.login, action, got.Allowed)
			}
		}
	}
}

func TestAProgramIsToldThatItsTokenWithholds(t *testing.T) {
	w, admin, _ := office(t)
	made := do(w, admin.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "n", Actions: []string{"case.read"}, Expires: start.Add(time.Hour)})
	w.deliver()
	c := w.client(made.Secret)
	if got := do(w, c, identity.ExplainMine, identity.ExplainMineRequest{Action: "case.note"}); got.Allowed || !got.Withheld {
		t.Errorf("got %+v", got)
	}
	if got := do(w, c, identity.ExplainMine, identity.ExplainMineRequest{Action: "case.read"}); !got.Allowed || got.Withheld {
		t.Errorf("got %+v", got)
	}
}

func TestQuestionsThatMeanNothing(t *testing.T) {
	w, admin, officer := office(t)
	ask := func(req identity.ExplainMineRequest, want string) {
		t.Helper()
		refuses(w, officer.client(), identity.ExplainMine, req, want)
	}
	ask(identity.ExplainMineRequest{}, "invalid")
	ask(identity.ExplainMineRequest{Action: "case.*"}, "why.action")
	ask(identity.ExplainMineRequest{Action: "cook.dinner"}, "why.action")
	ask(identity.ExplainMineRequest{Action: "case.read", Where: identity.Where{Area: "nowhere"}}, "invalid")
	ask(identity.ExplainMineRequest{Action: "case.read", Where: identity.Where{Area: town, Station: "s1"}}, "why.one")
	ask(identity.ExplainMineRequest{Action: "case.read", Where: identity.Where{Station: "none", Unit: "none"}}, "why.one")
	refuses(w, admin.client(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: "none", Action: "case.read"}, "account.not_found")
	_, err := rpc.Call(t.Context(), officer.client(), identity.ExplainAccount, identity.ExplainAccountRequest{ID: officer.id, Action: "case.read"})
	if !fault.Is(err, fault.KindDenied) {
		t.Errorf("an officer asks about accounts: %v", err)
	}
}
