package ballot

import (
	"strings"
	"testing"

	"lianluo/pkg/fault"
)

// adopted is a sound rule set for n deputies.
func adopted(method Method, n, places, candidates int) Rules {
	r := Rules{
		Version: "default", Method: method, Places: places, Choices: []string{Approve}, Roll: n, SuspendedCount: true,
		Quorum: Quorum(n), Pass: Pass(n), Tie: TieRunoff, Short: ShortEmpty, PaperFloor: 3, EqualNumber: method == Package,
	}
	r.Limit = method.limit(places, candidates)
	return r
}

func TestQuorumAndPassOfKnownCongresses(t *testing.T) {
	for _, v := range [][3]int{
		{45, 30, 23}, {60, 40, 31}, {101, 68, 51}, {160, 107, 81}, {231, 154, 116}, {300, 200, 151},
		{397, 265, 199}, {450, 300, 226}, {1000, 667, 501}, {1, 1, 1}, {2, 2, 2}, {3, 2, 2},
	} {
		if q, p := Quorum(v[0]), Pass(v[0]); q != v[1] || p != v[2] {
			t.Errorf("N=%d: quorum %d, pass %d; want %d, %d", v[0], q, p, v[1], v[2])
		}
	}
	for n := 1; n < 2000; n++ {
		if q := Quorum(n); 3*q < 2*n || 3*(q-1) >= 2*n {
			t.Fatalf("quorum of %d is not two thirds: %d", n, q)
		}
		if p := Pass(n); 2*p <= n || 2*(p-1) > n {
			t.Fatalf("pass of %d is not the least majority: %d", n, p)
		}
	}
}

func TestDifferentials(t *testing.T) {
	for _, seen := range [][2]int{{20, 10}, {15, 12}, {12, 10}, {11, 10}, {3, 2}, {2, 1}, {13, 11}} {
		if err := adopted(ApprovalCapped, 45, seen[1], seen[0]).Validate(seen[0], false); err != nil {
			t.Errorf("%d candidates for %d places were refused: %v", seen[0], seen[1], err)
		}
	}
	for _, few := range [][2]int{{10, 10}, {12, 11}, {21, 20}, {1, 1}, {9, 10}} {
		err := adopted(ApprovalCapped, 45, few[1], few[0]).Validate(few[0], false)
		if !fault.HasCode(err, "ballot.rules.differential") {
			t.Errorf("%d candidates for %d places: %v", few[0], few[1], err)
		}
	}
	if got := LeastCandidates(10, 20); got != 12 {
		t.Errorf("a fifth more than 10 is %d", got)
	}
}

func TestEqualNumberStillNeedsACandidateForEachPlace(t *testing.T) {
	r := adopted(ApprovalCapped, 45, 10, 10)
	r.EqualNumber = true
	if err := r.Validate(10, false); err != nil {
		t.Fatal(err)
	}
	if err := r.Validate(9, false); !fault.HasCode(err, "ballot.rules.differential") {
		t.Fatalf("9 candidates for 10 places: %v", err)
	}
}

func TestUnsoundRulesAreRefusedWithWhatToDo(t *testing.T) {
	for name, change := range map[string]func(*Rules){
		"method": func(r *Rules) { r.Method = "lottery" }, "no method": func(r *Rules) { r.Method = "" },
		"tie": func(r *Rules) { r.Tie = "dice" }, "short": func(r *Rules) { r.Short = "" },
		"no choices": func(r *Rules) { r.Choices = nil }, "oppose only": func(r *Rules) { r.Choices = []string{Oppose} },
		"turned choices": func(r *Rules) { r.Choices = []string{Oppose, Approve} },
		"roll":           func(r *Rules) { r.Roll, r.Quorum, r.Pass = 0, 0, 1 }, "places": func(r *Rules) { r.Places, r.Limit = 0, 0 },
		"floor": func(r *Rules) { r.PaperFloor = -1 }, "quorum of half": func(r *Rules) { r.Quorum = 23 },
		"pass of those present": func(r *Rules) { r.Pass = 16 }, "pass of a run-off": func(r *Rules) { r.Pass = RunoffPass },
		"limit below": func(r *Rules) { r.Limit = 9 }, "limit above": func(r *Rules) { r.Limit = 11 },
		"places without bound": func(r *Rules) { r.Places, r.Limit = 1<<62, 1<<62 },
		"ranked on screens":    func(r *Rules) { r.Method = Ranked },
		"package of ten":       func(r *Rules) { r.Method, r.Limit = Package, 1 },
	} {
		r := adopted(ApprovalCapped, 45, 10, 12)
		change(&r)
		err := r.Validate(12, false)
		f := fault.Of(err)
		if err == nil || f.Kind != fault.KindInvalid || !strings.HasPrefix(f.Code, "ballot.rules.") {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(f.Text.ZH+f.Text.EN, "%!") {
			t.Errorf("%s: broken sentence %q %q", name, f.Text.ZH, f.Text.EN)
		}
	}
}

func TestEveryMethodHasSoundRules(t *testing.T) {
	for _, m := range Methods() {
		places, candidates := 10, 12
		if m == Package {
			places, candidates = 1, 1
		}
		r := adopted(m, 231, places, candidates)
		if err := r.check(candidates, false); err != nil {
			t.Errorf("%s: %v", m, err)
		}
		if err := r.Validate(candidates, false); (err == nil) != (m != Ranked) {
			t.Errorf("%s on screens: %v", m, err)
		}
	}
	r := adopted(Package, 231, 1, 1)
	if r.EqualNumber = false; !fault.HasCode(r.Validate(1, false), "ballot.rules.package") {
		t.Error("a whole list with a differential was taken")
	}
}

func TestRollSize(t *testing.T) {
	if RollSize(45, 2, true) != 45 || RollSize(45, 2, false) != 43 {
		t.Fatal("suspended deputies count where the rules say so")
	}
}

func TestFewPapersAreNoSecret(t *testing.T) {
	r := adopted(ApprovalCapped, 45, 10, 12)
	for papers, enough := range map[int]bool{0: true, 1: false, 2: false, 3: true, 45: true} {
		if r.EnoughPaper(papers) != enough {
			t.Errorf("%d papers", papers)
		}
	}
}
