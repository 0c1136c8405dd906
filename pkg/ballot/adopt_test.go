package ballot

import (
	"math/rand/v2"
	"slices"
	"testing"

	"lianluo/pkg/fault"
)

var usual = Custom{Method: ApprovalCapped, Tie: TieRunoff, Short: ShortEmpty, Differential: 10, SuspendedCount: true, PaperFloor: 3}

func TestAdoptedRulesAreWorkedOut(t *testing.T) {
	r, err := usual.Adopt("v1", Electorate{Seats: 45, Suspended: 2, Places: 5, Candidates: 6})
	if err != nil || r.Roll != 45 || r.Quorum != 30 || r.Pass != 23 || r.Limit != 5 || r.Version != "v1" || !slices.Equal(r.Choices, []string{Approve}) {
		t.Fatalf("%+v, %v", r, err)
	}
	c := usual
	c.SuspendedCount, c.Oppose, c.Method = false, true, ApprovalPerItem
	if r, err = c.Adopt("v1", Electorate{Seats: 45, Suspended: 2, Places: 5, Candidates: 6}); err != nil || r.Roll != 43 || r.Quorum != 29 || r.Pass != 22 || r.Limit != 6 || len(r.Choices) != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestAPlaceMayAskForMoreCandidates(t *testing.T) {
	c := usual
	c.Differential = 20
	if _, err := c.Adopt("v1", Electorate{Seats: 45, Places: 10, Candidates: 11}); !fault.HasCode(err, "ballot.rules.differential") {
		t.Fatalf("11 for 10 where a fifth more is asked: %v", err)
	}
	if _, err := c.Adopt("v1", Electorate{Seats: 45, Places: 10, Candidates: 12}); err != nil {
		t.Fatal(err)
	}
	c.EqualNumber = true
	if r, err := c.Adopt("v1", Electorate{Seats: 45, Places: 10, Candidates: 10}); err != nil || !r.EqualNumber {
		t.Fatalf("%+v, %v", r, err)
	}
}

func TestAPackageIsOneListWithAnEqualNumber(t *testing.T) {
	c := usual
	c.Method = Package
	if r, err := c.Adopt("v1", Electorate{Seats: 45, Places: 1, Candidates: 1}); err != nil || !r.EqualNumber || r.Limit != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := c.Adopt("v1", Electorate{Seats: 45, Places: 10, Candidates: 12}); !fault.HasCode(err, "ballot.rules.package") {
		t.Fatalf("%v", err)
	}
}

func TestWhatIsAdoptedIsValid(t *testing.T) {
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 5))
		c := Custom{
			Method: pick(r, Methods()...), Tie: pick(r, TieRunoff, TiePresidium, TieAdmitAll), Short: pick(r, ShortEmpty, ShortSecondVote),
			Oppose: r.IntN(2) == 0, EqualNumber: r.IntN(2) == 0, Differential: 10 + r.IntN(91), SuspendedCount: r.IntN(2) == 0, PaperFloor: 2 + r.IntN(9),
		}
		if err := c.Check(); err != nil {
			t.Fatalf("seed %d: %+v: %v", seed, c, err)
		}
		e := Electorate{Seats: r.IntN(50), Suspended: r.IntN(3), Places: r.IntN(12), Candidates: r.IntN(20)}
		rules, err := c.Adopt("v", e)
		if err != nil {
			continue
		}
		if err := rules.check(e.Candidates, false); err != nil || rules.Roll < 1 {
			t.Fatalf("seed %d: adopted %+v: %v", seed, rules, err)
		}
		if text, err := rules.Text(); err != nil {
			t.Fatal(err)
		} else if _, err := Parse(text); err != nil {
			t.Fatalf("seed %d: %s: %v", seed, text, err)
		}
	}
}

func TestCustomsThatNobodyCouldVoteUnder(t *testing.T) {
	for name, change := range map[string]func(*Custom){
		"method": func(c *Custom) { c.Method = "x" }, "tie": func(c *Custom) { c.Tie = "" }, "short": func(c *Custom) { c.Short = "x" },
		"no differential": func(c *Custom) { c.Differential = 0 }, "double and more": func(c *Custom) { c.Differential = 101 },
		"one paper": func(c *Custom) { c.PaperFloor = 1 }, "all paper": func(c *Custom) { c.PaperFloor = 51 },
	} {
		c := usual
		change(&c)
		if err := c.Check(); !fault.HasCode(err, "ballot.rules.values") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
