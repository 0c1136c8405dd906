package authz

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// TestTheReasonsOfEachAssignment names every verdict once.
func TestTheReasonsOfEachAssignment(t *testing.T) {
	d := decider(t, small)
	s := holding(
		Assignment{ID: "now", Role: CountyAdmin, Area: "431223", From: noon},
		Assignment{ID: "later", Role: CountyAdmin, Area: "431223", From: noon.Add(time.Hour)},
		Assignment{ID: "over", Role: CountyAdmin, Area: "431223", From: noon.AddDate(-1, 0, 0), Until: noon},
		Assignment{ID: "lent", Role: LiaisonOfficer, Station: "s1", From: noon, For: "w", Actions: []string{"case.note"}},
		Assignment{ID: "other", Role: Auditor, Area: "43", From: noon},
		Assignment{ID: "bare", Role: HandlingUnit, Area: "431223", From: noon},
		Assignment{ID: "there", Role: LiaisonOfficer, Station: "s2", From: noon},
	)
	got, err := d.Explain(s, "case.read", []string{"a:431223", "s:s9"}, noon)
	if err != nil || !got.Allowed || got.Version != 1 {
		t.Fatalf("got %+v, %v", got, err)
	}
	want := []Verdict{Allows, NotBegun, Ended, Limited, NoRow, Nowhere, Elsewhere}
	for i, g := range got.Grounds {
		if g.Verdict != want[i] {
			t.Errorf("%s: got %s, want %s", g.Assignment.ID, g.Verdict, want[i])
		}
	}
	if rows := got.Grounds[3].Rows; len(rows) != 1 || rows[0] != (Row{LiaisonOfficer, "case.*", ScopeStation}) {
		t.Errorf("by which row: %v", rows)
	}
	if len(got.Grounds[4].Rows) != 0 {
		t.Errorf("a role without the action has rows: %v", got.Grounds[4].Rows)
	}
}

func TestAProgramsTokenWithholds(t *testing.T) {
	d := decider(t, small)
	s := holding(Assignment{Role: CountyAdmin, Area: "431223", From: noon})
	s.Kind, s.Actions = Program, []string{"audit.read"}
	got, err := d.Explain(s, "case.read", nil, noon)
	if err != nil || got.Allowed || !got.Withheld || got.Grounds[0].Verdict != Allows {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestWhoMayHandOutARole(t *testing.T) {
	d := decider(t, DefaultPolicy())
	for role, want := range map[Role][]Role{
		LiaisonOfficer: {TownshipAdmin, CountyAdmin, CityAdmin, ProvinceAdmin},
		Supervisor:     {CountyAdmin, CityAdmin, ProvinceAdmin},
		ProvinceAdmin:  nil,
		Auditor:        nil,
	} {
		if got, err := d.Grantors(role); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %v, %v", role, got, err)
		}
	}
	without := Policy{Version: 1, Rows: slices.DeleteFunc(DefaultPolicy().Rows, func(r Row) bool {
		return r.Role == TownshipAdmin && r.Action == "account.manage"
	})}
	if got, _ := decider(t, without).Grantors(LiaisonOfficer); slices.Contains(got, TownshipAdmin) {
		t.Errorf("a township that may not manage accounts hands out roles: %v", got)
	}
}

// TestExplanationsAgreeWithDecisions tries subjects of all kinds at random: an
// explanation says yes exactly where the decision lets the object be reached.
func TestExplanationsAgreeWithDecisions(t *testing.T) {
	d := decider(t, DefaultPolicy())
	rows := DefaultPolicy().Rows
	rnd := rand.New(rand.NewPCG(7, 11))
	var yes int
	for range 20000 {
		s, action := someSubject(rnd, rows), somePick(rnd, rows).Action
		tokens := [][]string{nil, {}, {"a:43", "a:431223"}, {"a:431223", "s:s1"}, {"u:u1"}, {"p:p1"}}[rnd.IntN(6)]
		scope, refused := d.Authorize(s, action, noon)
		want := refused == nil && (tokens == nil || scope.Permits(tokens))
		got, err := d.Explain(s, action, tokens, noon)
		if err != nil || got.Allowed != want {
			t.Fatalf("%+v %s %v: explained %v, decided %v (%v)", s, action, tokens, got.Allowed, want, err)
		}
		if want {
			yes++
		}
		one := slices.ContainsFunc(got.Grounds, func(g Ground) bool { return g.Verdict == Allows })
		if one != want && !got.Withheld {
			t.Fatalf("%s is %v, and the grounds are %+v", action, want, got.Grounds)
		}
	}
	if yes < 500 {
		t.Errorf("only %d were allowed: the sample says little", yes)
	}
}

func somePick[T any](rnd *rand.Rand, all []T) T { return all[rnd.IntN(len(all))] }

func someSubject(rnd *rand.Rand, rows []Row) Subject {
	s := Subject{ID: "x", Kind: somePick(rnd, []SubjectKind{Person, Person, Program}), Person: somePick(rnd, []string{"", "p1", "p2"})}
	for range rnd.IntN(4) {
		a := Assignment{Role: somePick(rnd, Roles), Area: somePick(rnd, []string{"43", "431223", "431222", ""}),
			Station: somePick(rnd, []string{"", "s1", "s2"}), Unit: somePick(rnd, []string{"", "u1", "u2"}),
			From: noon.Add(time.Duration(rnd.IntN(3)-1) * time.Hour)}
		if rnd.IntN(3) == 0 {
			a.Until = noon.Add(time.Duration(rnd.IntN(3)-1) * time.Hour)
		}
		if rnd.IntN(4) == 0 {
			a.For, a.Actions = "w", []string{somePick(rnd, rows).Action}
		}
		s.Assignments = append(s.Assignments, a)
	}
	if s.Kind == Program {
		s.Actions = []string{somePick(rnd, []string{"case.*", "case.read", "audit.read"})}
	}
	return s
}
