package evaluation

import (
	"math/rand/v2"
	"testing"

	"lianluo/pkg/fault"
)

func TestVerdictsOfTheTwoDenominators(t *testing.T) {
	for name, c := range map[string]struct {
		r       Ratings
		members int
		cast    Verdict
		all     Verdict
	}{
		"more than half satisfied": {Ratings{16, 5, 5, 4}, 31, Satisfied, Satisfied},
		"half of those who rated":  {Ratings{15, 10, 5, 0}, 31, Basically, Basically},
		"those who stayed away":    {Ratings{15, 5, 5, 0}, 31, Satisfied, Basically},
		"exactly half together":    {Ratings{10, 5, 15, 0}, 30, Dissatisfied, Dissatisfied},
		"half of all, not of cast": {Ratings{10, 5, 10, 0}, 30, Basically, Dissatisfied},
		"abstentions count":        {Ratings{2, 0, 0, 2}, 30, Dissatisfied, Dissatisfied},
		"one":                      {Ratings{1, 0, 0, 0}, 1, Satisfied, Satisfied},
	} {
		for by, want := range map[Denominator]Verdict{ByCast: c.cast, ByMembers: c.all} {
			j, err := Rule{by, 50}.Judge(c.r, c.members)
			if err != nil || j.Verdict != want || j.Denominator != by {
				t.Errorf("%s, by %s: %+v, %v; want %s", name, by, j, err, want)
			}
		}
	}
}

func TestRatingsThatCannotBe(t *testing.T) {
	for name, c := range map[string]struct {
		r       Ratings
		by      Denominator
		members int
		code    string
	}{
		"more than members": {Ratings{20, 10, 2, 0}, ByMembers, 31, "evaluation.ratings"},
		"negative":          {Ratings{5, -1, 2, 0}, ByCast, 31, "evaluation.ratings"},
		"nobody":            {Ratings{}, ByMembers, 31, "evaluation.nobody"},
		"no denominator":    {Ratings{5, 0, 0, 0}, "", 31, "evaluation.denominator"},
	} {
		if _, err := (Rule{c.by, 50}).Judge(c.r, c.members); !fault.HasCode(err, c.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPropertiesOfVerdicts(t *testing.T) {
	better := map[Verdict]int{Satisfied: 2, Basically: 1, Dissatisfied: 0}
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 1))
		x := Ratings{r.IntN(20), r.IntN(20), 1 + r.IntN(20), r.IntN(5)}
		rule := Rule{[]Denominator{ByCast, ByMembers}[r.IntN(2)], 50 + r.IntN(41)}
		before, err := rule.Judge(x, x.Cast()+r.IntN(3))
		if err != nil {
			t.Fatal(err)
		}
		x.Dissatisfied--
		x.Satisfied++
		after, err := rule.Judge(x, before.Of)
		if err != nil || better[after.Verdict] < better[before.Verdict] {
			t.Fatalf("a better rating made %+v of %+v (%v)", after, before, err)
		}
		if after.Verdict == Satisfied && 100*x.Satisfied <= rule.Above*after.Of || after.Satisfied > after.Approving || after.Approving > 10000 {
			t.Fatalf("%+v of %+v", after, x)
		}
	}
}

func TestRatesAreForReading(t *testing.T) {
	for want, c := range map[string][2]int{
		"98.56%": {342, 347}, "100.00%": {7, 7}, "0.00%": {0, 9}, "33.33%": {1, 3}, "66.67%": {2, 3}, "50.00%": {500001, 1000001}, "0.05%": {1, 2000},
	} {
		if got := rate(c[0], c[1]).String(); got != want {
			t.Errorf("%d of %d is %s, want %s", c[0], c[1], got, want)
		}
	}
	if rate(0, 0) != 0 {
		t.Error("nothing of nothing")
	}
}

func TestASharePeopleAgreedOn(t *testing.T) {
	twoThirds := Rule{ByCast, 66}
	if j, err := twoThirds.Judge(Ratings{Satisfied: 66, Dissatisfied: 34}, 0); err != nil || j.Verdict != Dissatisfied {
		t.Fatalf("exactly the share is not more: %+v, %v", j, err)
	}
	if j, err := twoThirds.Judge(Ratings{Satisfied: 67, Dissatisfied: 33}, 0); err != nil || j.Verdict != Satisfied {
		t.Fatalf("%+v, %v", j, err)
	}
	for _, above := range []int{-1, 0, 49, 91} {
		if err := (Rule{ByCast, above}).Check(); !fault.HasCode(err, "evaluation.above") {
			t.Errorf("%d: %v", above, err)
		}
	}
}
