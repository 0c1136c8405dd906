package ballot

import (
	"reflect"
	"slices"
	"testing"

	"lianluo/pkg/fault"
)

func TestARunoffFollowsFromATie(t *testing.T) {
	r, candidates := adopted(ApprovalCapped, 45, 3, 5), named(5)
	o := Count(r, candidates, Tally{Counts: [][]int{{25}, {30}, {25}, {22}, {25}}, Valid: 45})
	if o.Outcome != ToRunoff || !slices.Equal(o.Selected, []string{"c01"}) || !slices.Equal(o.Tied, []string{"c00", "c02", "c04"}) {
		t.Fatalf("%+v", o)
	}
	next, tied, err := Runoff(r, candidates, o)
	if err != nil || next.Places != 2 || next.Limit != 2 || next.Pass != 1 || next.Quorum != r.Quorum || len(tied) != 3 {
		t.Fatalf("%+v, %v, %v", next, tied, err)
	}
	if err := next.Validate(3, true); err != nil {
		t.Fatal(err)
	}
	if err := next.Validate(3, false); err == nil {
		t.Fatal("a first ballot must not take the mark of a run-off")
	}
	// 18 of 31 present decide between those that more than half of all chose already.
	if o := Count(next, tied, Tally{Counts: [][]int{{13}, {18}, {12}}, Valid: 31}); o.Outcome != Decided || !slices.Equal(o.Selected, []string{"c02", "c00"}) {
		t.Fatalf("%+v", o)
	}
	// Tied again, and again.
	again := Count(next, tied, Tally{Counts: [][]int{{10}, {18}, {10}}, Valid: 31})
	if third, left, err := Runoff(next, tied, again); err != nil || third.Places != 1 || len(left) != 2 {
		t.Fatalf("%+v %+v %v", third, left, err)
	}
}

func TestRunoffsOfAllTiesAreSound(t *testing.T) {
	ran := 0
	for seed := range uint64(rounds) {
		s := made(seed)
		o := Count(s.rules, s.candidates, s.tally())
		next, tied, err := Runoff(s.rules, s.candidates, o)
		if o.Outcome != ToRunoff {
			if !fault.HasCode(err, "ballot.no_runoff") {
				t.Fatalf("seed %d: a run-off of %+v: %v", seed, o, err)
			}
			continue
		}
		ran++
		if err != nil || next.Validate(len(tied), true) != nil || len(tied) <= next.Places || len(o.Selected)+next.Places != s.rules.Places {
			t.Fatalf("seed %d: %+v, %v, %v", seed, next, tied, err)
		}
	}
	if ran == 0 {
		t.Fatal("no ballot was tied")
	}
}

func TestARunoffOfManyNeedsNoDifferential(t *testing.T) {
	r := adopted(ApprovalCapped, 45, 20, 24)
	counts := make([][]int, 24)
	for i := range counts {
		counts[i] = []int{30}
	}
	candidates := named(24)
	for i := range 3 {
		counts[21+i] = []int{3}
	}
	next, tied, err := Runoff(r, candidates, Count(r, candidates, Tally{Counts: counts, Valid: 45}))
	if err != nil || len(tied) != 21 || next.Places != 20 {
		t.Fatalf("21 tied for 20 places: %+v, %d, %v", next, len(tied), err)
	}
	if err := next.Validate(20, true); !fault.HasCode(err, "ballot.rules.runoff") {
		t.Fatalf("20 for 20 places: %v", err)
	}
	if next.EqualNumber = true; next.Validate(20, true) != nil {
		t.Fatal("an equal number is an equal number in a run-off too")
	}
}

func TestThePresidiumChoosesAmongTheTied(t *testing.T) {
	r := adopted(ApprovalCapped, 45, 2, 4)
	r.Tie = TiePresidium
	o := Count(r, named(4), Tally{Counts: [][]int{{30}, {25}, {25}, {9}}, Valid: 45})
	settled, err := Settle(r, o, []string{"c02"})
	if err != nil || !reflect.DeepEqual(settled, Outcome{Selected: []string{"c00", "c02"}, Tied: []string{"c01", "c02"}, Outcome: Decided}) {
		t.Fatalf("%+v, %v", settled, err)
	}
	for name, chosen := range map[string][]string{
		"none": {}, "too many": {"c01", "c02"}, "another": {"c03"}, "selected already": {"c00"}, "twice": {"c01", "c01"}, "unknown": {"x"},
	} {
		if _, err := Settle(r, o, chosen); !fault.HasCode(err, "ballot.presidium_choice") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Settle(r, settled, []string{"c01"}); !fault.HasCode(err, "ballot.not_presidium") {
		t.Errorf("settled twice: %v", err)
	}
}

func TestAdmittingAllTied(t *testing.T) {
	r := adopted(ApprovalCapped, 45, 2, 4)
	r.Tie = TieAdmitAll
	o := Count(r, named(4), Tally{Counts: [][]int{{25}, {25}, {30}, {9}}, Valid: 45})
	if want := (Outcome{Selected: []string{"c02", "c00", "c01"}, Tied: []string{"c00", "c01"}, Outcome: Decided}); !reflect.DeepEqual(o, want) {
		t.Fatalf("%+v", o)
	}
}
