package authz

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func decider(t *testing.T, p Policy) *Decider {
	t.Helper()
	d, err := NewDecider(p)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var small = Policy{Version: 1, Rows: []Row{
	{CountyAdmin, "case.read", ScopeArea},
	{LiaisonOfficer, "case.*", ScopeStation},
	{HandlingUnit, "case.read", ScopeUnit},
	{DeputyRole, "case.read", ScopeSelf},
	{Auditor, "audit.read", ScopeAll},
}}

func holding(assignments ...Assignment) Subject {
	return Subject{ID: "a", Kind: Person, Person: "p1", Assignments: assignments}
}

func TestAssignmentsBecomeScopes(t *testing.T) {
	d := decider(t, small)
	from := noon.AddDate(0, -1, 0)
	for name, c := range map[string]struct {
		subject Subject
		action  string
		want    []string
	}{
		"area":                  {holding(Assignment{Role: CountyAdmin, Area: "431223", From: from}), "case.read", []string{"a:431223"}},
		"station, prefix":       {holding(Assignment{Role: LiaisonOfficer, Area: "431223100", Station: "s1", From: from}), "case.assign", []string{"s:s1"}},
		"unit":                  {holding(Assignment{Role: HandlingUnit, Area: "431223", Unit: "u1", From: from}), "case.read", []string{"u:u1"}},
		"oneself":               {holding(Assignment{Role: DeputyRole, Area: "431223", From: from}), "case.read", []string{"p:p1"}},
		"several":               {holding(Assignment{Role: CountyAdmin, Area: "431223", From: from}, Assignment{Role: HandlingUnit, Unit: "u1", From: from}), "case.read", []string{"a:431223", "u:u1"}},
		"other action":          {holding(Assignment{Role: CountyAdmin, Area: "431223", From: from}), "case.assign", nil},
		"prefix of another":     {holding(Assignment{Role: LiaisonOfficer, Station: "s1", From: from}), "caseload.read", nil},
		"no station named":      {holding(Assignment{Role: LiaisonOfficer, Area: "431223", From: from}), "case.read", nil},
		"no unit named":         {holding(Assignment{Role: HandlingUnit, Area: "431223", From: from}), "case.read", nil},
		"no area named":         {holding(Assignment{Role: CountyAdmin, From: from}), "case.read", nil},
		"nobody's deputy":       {Subject{ID: "a", Kind: Person, Assignments: []Assignment{{Role: DeputyRole, From: from}}}, "case.read", nil},
		"not begun":             {holding(Assignment{Role: CountyAdmin, Area: "431223", From: noon.Add(time.Second)}), "case.read", nil},
		"begins now":            {holding(Assignment{Role: CountyAdmin, Area: "431223", From: noon}), "case.read", []string{"a:431223"}},
		"ends now":              {holding(Assignment{Role: CountyAdmin, Area: "431223", From: from, Until: noon}), "case.read", nil},
		"ends later":            {holding(Assignment{Role: CountyAdmin, Area: "431223", From: from, Until: noon.Add(time.Second)}), "case.read", []string{"a:431223"}},
		"role that is none":     {holding(Assignment{Role: "king", Area: "43", From: from}), "case.read", nil},
		"action that is a glob": {holding(Assignment{Role: CountyAdmin, Area: "431223", From: from}), "*", nil},
		"no assignment":         {holding(), "case.read", nil},
		"the public":            {Subject{ID: "public", Kind: Public}, "case.read", nil},
		"a service":             {Subject{ID: "casework", Kind: Service}, "case.read", nil},
	} {
		got, err := d.Authorize(c.subject, c.action, noon)
		if c.want == nil {
			if !fault.Is(err, fault.KindDenied) || !reflect.DeepEqual(got, store.Scope{}) {
				t.Errorf("%s: got %v, %v; want denied", name, got, err)
			}
			continue
		}
		if err != nil || got.All || !slices.Equal(got.Tokens, c.want) {
			t.Errorf("%s: got %v, %v; want %v", name, got, err, c.want)
		}
	}
}

func TestScopeAll(t *testing.T) {
	got, err := decider(t, small).Authorize(holding(Assignment{Role: Auditor, Area: "43", From: noon}), "audit.read", noon)
	if err != nil || !got.All {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestProgramsAreLimitedToTheirActions(t *testing.T) {
	d := decider(t, small)
	s := holding(Assignment{Role: LiaisonOfficer, Station: "s1", From: noon})
	s.Kind, s.Actions = Program, []string{"case.read"}
	if _, err := d.Authorize(s, "case.read", noon); err != nil {
		t.Error(err)
	}
	if _, err := d.Authorize(s, "case.assign", noon); !fault.Is(err, fault.KindDenied) {
		t.Errorf("the owner may, the token may not: got %v", err)
	}
	s.Actions = []string{"audit.read"}
	if _, err := d.Authorize(s, "audit.read", noon); !fault.Is(err, fault.KindDenied) {
		t.Errorf("the token may, the owner may not: got %v", err)
	}
	s.Actions = nil
	if _, err := d.Authorize(s, "case.read", noon); !fault.Is(err, fault.KindDenied) {
		t.Errorf("a token without actions: got %v", err)
	}
}

// TestAnswersMatchThePolicy compares casbin and the memory of its answers with
// a plain reading of the rows, twice, so that the memory is read too.
func TestAnswersMatchThePolicy(t *testing.T) {
	p := DefaultPolicy()
	d := decider(t, p)
	var actions []string
	for _, r := range p.Rows {
		actions = append(actions, r.Action)
	}
	for range 2 {
		for _, role := range Roles {
			for _, action := range append(actions, "no.such") {
				got, err := d.Scopes(role, action)
				if err != nil {
					t.Fatal(err)
				}
				if want := plain(p, role, action); !slices.Equal(got, want) {
					t.Errorf("%s %s: got %v, want %v", role, action, got, want)
				}
			}
		}
	}
}

func plain(p Policy, role Role, action string) []ScopeKind {
	var out []ScopeKind
	for _, kind := range scopeKinds {
		if slices.ContainsFunc(p.Rows, func(r Row) bool { return r.Role == role && r.Scope == kind && matches(r.Action, action) }) {
			out = append(out, kind)
		}
	}
	return out
}

func BenchmarkAuthorize(b *testing.B) {
	d, err := NewDecider(DefaultPolicy())
	if err != nil {
		b.Fatal(err)
	}
	s := holding(Assignment{Role: LiaisonOfficer, Area: "431223100", Station: "s1", From: noon}, Assignment{Role: DeputyRole, From: noon})
	for b.Loop() {
		if _, err := d.Authorize(s, "case.read", noon); err != nil {
			b.Fatal(err)
		}
	}
}
