package authz

import (
	"encoding/json"
	"slices"
	"testing"

	"lianluo/pkg/fault"
)

var someActions = []string{"account.manage", "account.read", "policy.manage", "policy.read", "audit.read", "case.read"}

func policyOf(rows ...Row) Policy {
	return Policy{Version: 1, Rows: append([]Row{{SecurityAdmin, "policy.manage", ScopeAll}}, rows...)}
}

func TestCheckOfPolicies(t *testing.T) {
	for name, c := range map[string]struct {
		policy Policy
		code   string
	}{
		"fine":                       {policyOf(Row{CountyAdmin, "case.*", ScopeArea}), ""},
		"one power twice":            {policyOf(Row{SecurityAdmin, "policy.*", ScopeAll}), ""},
		"unknown role":               {policyOf(Row{"king", "case.read", ScopeArea}), "policy.role"},
		"unknown scope":              {policyOf(Row{CountyAdmin, "case.read", "world"}), "policy.scope"},
		"unknown action":             {policyOf(Row{CountyAdmin, "case.eat", ScopeArea}), "policy.action"},
		"prefix of nothing":          {policyOf(Row{CountyAdmin, "cake.*", ScopeArea}), "policy.action"},
		"everything":                 {policyOf(Row{CountyAdmin, "*", ScopeArea}), "policy.action"},
		"star inside":                {policyOf(Row{CountyAdmin, "case.*read", ScopeArea}), "policy.action"},
		"powers joined":              {policyOf(Row{SecurityAdmin, "audit.read", ScopeAll}), "policy.powers"},
		"powers joined by a prefix":  {policyOf(Row{Auditor, "audit.*", ScopeAll}, Row{Auditor, "account.*", ScopeAll}), "policy.powers"},
		"nobody keeps it":            {Policy{Rows: []Row{{CountyAdmin, "case.read", ScopeArea}}}, "policy.keeper"},
		"kept where it is not found": {Policy{Rows: []Row{{SecurityAdmin, "policy.manage", ScopeArea}}}, "policy.keeper"},
		"empty":                      {Policy{}, "policy.keeper"},
	} {
		err := c.policy.Check(someActions)
		if c.code == "" && err != nil || c.code != "" && !fault.HasCode(err, c.code) {
			t.Errorf("%s: got %v, want %q", name, err, c.code)
		}
	}
}

func TestDefaultPolicyPassesItsOwnCheck(t *testing.T) {
	p := DefaultPolicy()
	var actions []string
	for _, r := range p.Rows {
		actions = append(actions, r.Action)
	}
	if err := p.Check(actions); err != nil {
		t.Error(err)
	}
	seen := map[Row]bool{}
	for _, r := range p.Rows {
		if seen[r] {
			t.Errorf("row %v stands twice", r)
		}
		seen[r] = true
	}
	for _, role := range Roles {
		if !slices.ContainsFunc(p.Rows, func(r Row) bool { return r.Role == role }) {
			t.Errorf("role %s may do nothing", role)
		}
	}
}

// TestMayGrant is the whole table: a row hands out the marked columns.
func TestMayGrant(t *testing.T) {
	want := map[Role]string{
		//             PCcT HLDU SPAO
		ProvinceAdmin:  ".xxx xxxx x...",
		CityAdmin:      "..xx xxxx x...",
		CountyAdmin:    "...x xxxx x...",
		TownshipAdmin:  ".... xxxx ....",
		StationHead:    ".... .... ....",
		LiaisonOfficer: ".... .... ....",
		DeputyRole:     ".... .... ....",
		HandlingUnit:   ".... .... ....",
		Supervisor:     ".... .... ....",
		SecurityAdmin:  ".... .... ....",
		Auditor:        ".... .... ....",
		SystemOperator: ".... .... ....",
	}
	for _, holder := range Roles {
		column := 0
		for _, mark := range want[holder] {
			if mark == ' ' {
				continue
			}
			if got := MayGrant(holder, Roles[column]); got != (mark == 'x') {
				t.Errorf("%s hands out %s: got %v", holder, Roles[column], got)
			}
			column++
		}
		if column != len(Roles) {
			t.Errorf("the row of %s has %d columns", holder, column)
		}
	}
}

// FuzzPolicy: a policy that somebody sends is refused, or decides without a
// surprise: never more than its rows say, and never two of the three powers.
func FuzzPolicy(f *testing.F) {
	for _, s := range []string{`[]`, `[{"role":"county_admin","action":"case.*","scope":"area"}]`, `[{"role":"auditor","action":"audit.read","scope":"all"}]`,
		`[{"role":"king","action":"*","scope":"world"}]`, `[{"role":"deputy","action":"case.read\n","scope":"self"}]`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		var sent []Row
		if json.Unmarshal(raw, &sent) != nil {
			return
		}
		p := policyOf(sent...)
		if err := p.Check(someActions); err != nil {
			if !fault.Is(err, fault.KindInvalid) {
				t.Fatalf("%s: %v", raw, err)
			}
			return
		}
		d, err := NewDecider(p)
		if err != nil {
			t.Fatalf("%s was accepted, but decides nothing: %v", raw, err)
		}
		for _, role := range Roles {
			powers := 0
			for _, action := range Powers {
				if scopes, err := d.Scopes(role, action); err != nil || len(scopes) > 0 {
					powers++
				}
			}
			if powers > 1 {
				t.Fatalf("%s joins powers in %s", raw, role)
			}
		}
	})
}
