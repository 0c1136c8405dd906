package identity

import (
	"slices"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func TestPoliciesAreReplacedWhole(t *testing.T) {
	w := newWorld(t)
	keeper := w.user("security", "", role(authz.SecurityAdmin, province))
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	now := do(w, keeper.client(), identity.GetPolicy, rpc.None{})
	if now.Version != 1 || now.SetBy != byItself || !slices.Equal(now.Rows, rowsOf(authz.DefaultPolicy())) {
		t.Errorf("got version %d by %s", now.Version, now.SetBy)
	}
	refuses(w, admin.client(), identity.GetPolicy, rpc.None{}, "denied")
	refuses(w, admin.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: now.Rows, Reason: "r"}, "denied")
	without := slices.DeleteFunc(slices.Clone(now.Rows), func(r identity.PolicyRow) bool {
		return r.Role == "county_admin" && r.Action == "account.manage"
	})
	set := do(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: without, Reason: "集中管理账号"})
	if set.Version != 2 || set.SetBy != keeper.id || set.Reason != "集中管理账号" {
		t.Errorf("got %+v", set)
	}
	refuses(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: now.Rows, Reason: "r"}, "policy.base")
	w.deliver()
	s, err := w.keeper.Authenticate(t.Context(), admin.token())
	w.ok(err)
	if _, err := w.keeper.Authorize(t.Context(), s, "account.manage"); !fault.Is(err, fault.KindDenied) {
		t.Errorf("another service still decides by the old policy: %v", err)
	}
	refuses(w, admin.client(), identity.InviteAccount, identity.InviteRequest{Login: "x1", Name: "n", Area: county}, "denied")
	w.ok(w.svc.upkeep(w.system())) // an edited policy is left alone
	if got := do(w, keeper.client(), identity.GetPolicy, rpc.None{}); got.Version != 2 {
		t.Errorf("the default came back as version %d", got.Version)
	}
}

func TestEveryVersionOfThePolicyIsKnown(t *testing.T) {
	w := newWorld(t)
	keeper := w.user("security", "", role(authz.SecurityAdmin, province))
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	rows := rowsOf(authz.DefaultPolicy())
	extra := identity.PolicyRow{Role: string(authz.Supervisor), Action: "delivery.read", Scope: "area"}
	do(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: append(slices.Clone(rows), extra), Reason: "one more"})
	do(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 2, Rows: rows, Reason: "back"})
	page := do(w, keeper.client(), identity.ListPolicyVersions, identity.ListPolicyVersionsRequest{Limit: 2})
	if len(page.Items) != 2 || page.Next != "2" {
		t.Fatalf("the first page: %+v, then %q", page.Items, page.Next)
	}
	back, more := page.Items[0], page.Items[1]
	if back.Version != 3 || back.Reason != "back" || back.SetBy != keeper.id || !slices.Equal(back.Removed, []identity.PolicyRow{extra}) || len(back.Added) != 0 {
		t.Errorf("the newest: %+v", back)
	}
	if more.Version != 2 || !slices.Equal(more.Added, []identity.PolicyRow{extra}) || len(more.Removed) != 0 {
		t.Errorf("the one before: %+v", more)
	}
	page = do(w, keeper.client(), identity.ListPolicyVersions, identity.ListPolicyVersionsRequest{After: page.Next})
	if len(page.Items) != 1 || page.Next != "" || page.Items[0].SetBy != byItself || len(page.Items[0].Added) != len(rows) {
		t.Errorf("the last page: %+v, then %q", page.Items, page.Next)
	}
	refuses(w, keeper.client(), identity.ListPolicyVersions, identity.ListPolicyVersionsRequest{After: "x"}, "policy.after")
	refuses(w, admin.client(), identity.ListPolicyVersions, identity.ListPolicyVersionsRequest{}, "denied")
}

func TestPoliciesThatCannotBe(t *testing.T) {
	w := newWorld(t)
	keeper := w.user("security", "", role(authz.SecurityAdmin, province))
	base := rowsOf(authz.DefaultPolicy())
	for name, c := range map[string]struct {
		change func([]identity.PolicyRow) []identity.PolicyRow
		code   string
	}{
		"no such role":   {add(identity.PolicyRow{Role: "king", Action: "case.read", Scope: "all"}), "policy.role"},
		"no such action": {add(identity.PolicyRow{Role: "deputy", Action: "case.eat", Scope: "self"}), "policy.action"},
		"no such scope":  {add(identity.PolicyRow{Role: "deputy", Action: "case.read", Scope: "moon"}), "invalid"},
		"two powers":     {add(identity.PolicyRow{Role: "auditor", Action: "policy.manage", Scope: "all"}), "policy.powers"},
		"keeper locked out": {func(rows []identity.PolicyRow) []identity.PolicyRow {
			for i := range rows {
				if rows[i].Role == "security_admin" && rows[i].Action == "policy.manage" {
					rows[i].Role = "system_operator"
				}
			}
			return rows
		}, "policy.self"},
		"nobody keeps it": {func(rows []identity.PolicyRow) []identity.PolicyRow {
			return slices.DeleteFunc(rows, func(r identity.PolicyRow) bool { return r.Action == "policy.manage" })
		}, "policy.keeper"},
		"no rows": {func([]identity.PolicyRow) []identity.PolicyRow { return nil }, "invalid"},
	} {
		_, err := rpc.Call(t.Context(), keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: c.change(slices.Clone(base)), Reason: "r"})
		if e := fault.Of(err); err == nil || e.Code != c.code && string(e.Kind) != c.code {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Whoever keeps the policy cannot make it open doors to themselves, by a
// permission, a prefix of several or a wider scope; narrowing is fine.
func TestNobodyWidensTheirOwnRole(t *testing.T) {
	w := newWorld(t)
	keeper := w.user("security", "", role(authz.SecurityAdmin, province))
	base := rowsOf(authz.DefaultPolicy())
	for _, r := range []identity.PolicyRow{
		{Role: "security_admin", Action: "case.unmask", Scope: "all"},
		{Role: "security_admin", Action: "case.*", Scope: "area"},
		{Role: "security_admin", Action: "account.read", Scope: "all"},
	} {
		refuses(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: add(r)(slices.Clone(base)), Reason: "r"}, "policy.own")
	}
	fewer := slices.DeleteFunc(slices.Clone(base), func(r identity.PolicyRow) bool {
		return r.Role == "security_admin" && r.Action == "account.read"
	})
	do(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: fewer, Reason: "r"})
	refuses(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 2, Rows: base, Reason: "r"}, "policy.own")
}

// The way that docs/operate.md tells: a second role keeps the policy for a while.
func TestASecondRoleWidensTheKeepers(t *testing.T) {
	w := newWorld(t)
	keeper, second := w.user("security", "", role(authz.SecurityAdmin, province)), w.user("operator", "", role(authz.SystemOperator, province))
	base := rowsOf(authz.DefaultPolicy())
	wider := identity.PolicyRow{Role: "security_admin", Action: "account.read", Scope: "all"}
	lent := slices.Concat(base, []identity.PolicyRow{
		{Role: "system_operator", Action: "policy.manage", Scope: "all"}, {Role: "system_operator", Action: "policy.read", Scope: "all"},
	})
	refuses(w, second.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: lent, Reason: "r"}, "denied")
	do(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 1, Rows: lent, Reason: "r"})
	w.deliver()
	refuses(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 2, Rows: add(wider)(lent), Reason: "r"}, "policy.own")
	do(w, second.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 2, Rows: add(wider)(slices.Clone(lent)), Reason: "r"})
	do(w, keeper.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 3, Rows: add(wider)(slices.Clone(base)), Reason: "r"})
	w.deliver()
	refuses(w, second.client(), identity.SetPolicy, identity.SetPolicyRequest{Base: 4, Rows: base, Reason: "r"}, "denied")
}

func add(r identity.PolicyRow) func([]identity.PolicyRow) []identity.PolicyRow {
	return func(rows []identity.PolicyRow) []identity.PolicyRow { return append(rows, r) }
}

// TestAnUneditedPolicyFollowsTheProgram: a new version's operations would be
// denied to everybody under the old version's default.
func TestAnUneditedPolicyFollowsTheProgram(t *testing.T) {
	w := newWorld(t)
	p, err := w.svc.policies.Get(w.system(), policyID)
	w.ok(err)
	p.Rows = p.Rows[:len(p.Rows)-1]
	w.ok(w.svc.policies.Delete(w.system(), policyID))
	w.ok(w.svc.policies.Create(w.system(), p))
	w.ok(w.svc.upkeep(w.system()))
	p, err = w.svc.policies.Get(w.system(), policyID)
	if err != nil || p.Version != 2 || !slices.Equal(p.Rows, rowsOf(authz.DefaultPolicy())) {
		t.Errorf("got version %d, %v", p.Version, err)
	}
}

// TestDefaultPolicySpeaksOfWhatThereIs: every action of the default policy is
// some operation's permission, and every permission is given to some role.
func TestDefaultPolicySpeaksOfWhatThereIs(t *testing.T) {
	given := map[string]bool{}
	for _, r := range authz.DefaultPolicy().Rows {
		given[r.Action] = true
		if !slices.Contains(permissions, r.Action) {
			t.Errorf("%s may do %s, which no operation needs", r.Role, r.Action)
		}
	}
	for _, p := range permissions {
		if !given[p] {
			t.Errorf("nobody may do %s", p)
		}
	}
	if err := authz.DefaultPolicy().Check(permissions); err != nil {
		t.Error(err)
	}
}
