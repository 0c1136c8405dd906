package ballot

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// rounds of each property; each draws another ballot.
const rounds = 4000

func TestCountEqualsASlowRecountOfSinglePapers(t *testing.T) {
	seen := map[Verdict]int{}
	for seed := range uint64(rounds) {
		s := made(seed)
		if err := s.rules.Validate(len(s.candidates), false); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		got, want := Count(s.rules, s.candidates, s.tally()), recount(s)
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("seed %d, %+v:\ncounted   %+v\nrecounted %+v", seed, s.rules, got, want)
		}
		seen[got.Outcome]++
	}
	for _, v := range []Verdict{Decided, TooFew, ToRunoff, ToPresidium} {
		if seen[v] < rounds/100 {
			t.Errorf("only %d of %d ballots ended as %s: the generator is too kind", seen[v], rounds, v)
		}
	}
}

func TestNobodyBelowTheMarkAndNoMoreThanThePlaces(t *testing.T) {
	for seed := range uint64(rounds) {
		s := made(seed)
		tally := s.tally()
		o := Count(s.rules, s.candidates, tally)
		for _, id := range slices.Concat(o.Selected, o.Tied) {
			i := slices.IndexFunc(s.candidates, func(c Candidate) bool { return c.ID == id })
			if tally.Counts[i][0] < s.rules.Pass {
				t.Fatalf("seed %d: %s with %d of %d needed is in %+v", seed, id, tally.Counts[i][0], s.rules.Pass, o)
			}
		}
		if len(o.Selected) > s.rules.Places && (s.rules.Tie != TieAdmitAll || len(o.Tied) == 0) {
			t.Fatalf("seed %d: %d selected for %d places", seed, len(o.Selected), s.rules.Places)
		}
		if (o.Outcome == TooFew) != (len(o.Selected) < s.rules.Places && len(o.Tied) == 0) {
			t.Fatalf("seed %d: %+v is not what %d places say", seed, o, s.rules.Places)
		}
	}
}

func TestTheOrderOfPapersDoesNotMatter(t *testing.T) {
	for seed := range uint64(rounds / 4) {
		s := made(seed)
		before := Count(s.rules, s.candidates, s.tally())
		r := rand.New(rand.NewPCG(seed, 11))
		r.Shuffle(len(s.papers), func(i, j int) { s.papers[i], s.papers[j] = s.papers[j], s.papers[i] })
		if after := Count(s.rules, s.candidates, s.tally()); !reflect.DeepEqual(before, after) {
			t.Fatalf("seed %d: %+v became %+v", seed, before, after)
		}
	}
}

// rank is how well a candidate came out: selected, tied or neither.
func rank(o Outcome, id string) int {
	switch {
	case slices.Contains(o.Selected, id):
		return 2
	case slices.Contains(o.Tied, id):
		return 1
	}
	return 0
}

func TestOneApprovalMoreNeverHurts(t *testing.T) {
	for seed := range uint64(rounds) {
		s := made(seed)
		tally := s.tally()
		before := Count(s.rules, s.candidates, tally)
		i := int(seed) % len(s.candidates)
		paper := slices.IndexFunc(s.papers, func(p []Mark) bool {
			_, valid := s.rules.ReadPaper(p)
			n := len(slices.DeleteFunc(slices.Clone(p), func(m Mark) bool { return m != MarkApprove }))
			return valid && p[i] == MarkNone && n < s.rules.Limit
		})
		if paper < 0 {
			continue
		}
		s.papers[paper][i] = MarkApprove
		if after := Count(s.rules, s.candidates, s.tally()); rank(after, s.candidates[i].ID) < rank(before, s.candidates[i].ID) {
			t.Fatalf("seed %d: one approval more for %s made %+v of %+v", seed, s.candidates[i].ID, after, before)
		}
	}
}

func TestImpossibleTalliesAreVoid(t *testing.T) {
	r := adopted(ApprovalCapped, 5, 1, 2)
	r.Choices = []string{Approve, Oppose}
	sound := func() Tally { return Tally{Counts: [][]int{{3, 1}, {1, 3}}, Valid: 4} }
	if o := Count(r, named(2), sound()); o.Outcome != Decided {
		t.Fatalf("%+v", o)
	}
	for name, change := range map[string]func(*Tally){
		"a row more":   func(t *Tally) { t.Counts = append(t.Counts, []int{0, 0}) },
		"a row less":   func(t *Tally) { t.Counts = t.Counts[:1] },
		"a column":     func(t *Tally) { t.Counts[0] = []int{3} },
		"negative":     func(t *Tally) { t.Counts[0][1] = -1 },
		"row above":    func(t *Tally) { t.Counts[0][1] = 2 },
		"above limits": func(t *Tally) { t.Counts[1] = []int{2, 0} },
		"no ballots":   func(t *Tally) { t.Valid = -1 },
		"invalid":      func(t *Tally) { t.Invalid = -1 },
	} {
		tally := sound()
		change(&tally)
		if o := Count(r, named(2), tally); o.Outcome != Void || len(o.Selected) != 0 {
			t.Errorf("%s: %+v", name, o)
		}
	}
}

func TestOppositionDoesNotCountAgainst(t *testing.T) {
	r := adopted(ApprovalPerItem, 5, 1, 2)
	r.Choices = []string{Approve, Oppose}
	o := Count(r, named(2), Tally{Counts: [][]int{{3, 2}, {3, 0}}, Valid: 5})
	if o.Outcome != ToRunoff || !slices.Equal(o.Tied, []string{"c00", "c01"}) {
		t.Fatalf("the law asks for approvals of a majority, whatever the rest did: %+v", o)
	}
}

func TestAllPresentAreNotAllDeputies(t *testing.T) {
	r := adopted(Package, 45, 1, 1)
	if o := Count(r, named(1), Tally{Counts: [][]int{{22}}, Valid: 30}); o.Outcome != TooFew {
		t.Fatalf("22 of 30 present are less than half of 45: %+v", o)
	}
	if o := Count(r, named(1), Tally{Counts: [][]int{{23}}, Valid: 30}); o.Outcome != Decided {
		t.Fatalf("23 are more than half of 45: %+v", o)
	}
}
