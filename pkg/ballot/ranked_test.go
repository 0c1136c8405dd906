package ballot

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

func TestBordaOfLiyang(t *testing.T) {
	r := adopted(Ranked, 5, 2, 4)
	papers := []Ranking{{1, 2, 0, 0}, {1, 0, 2, 0}, {2, 1, 0, 0}, {0, 1, 2, 0}, {0, 0, 1, 0}}
	o, tally, points := CountRanked(r, named(4), papers)
	if !reflect.DeepEqual(points, []int{5, 5, 4, 0}) || tally.Valid != 5 || !reflect.DeepEqual(tally.Counts, [][]int{{3}, {3}, {3}, {0}}) {
		t.Fatalf("points %v, %+v", points, tally)
	}
	if !slices.Equal(o.Selected, []string{"c00", "c01"}) || o.Outcome != Decided {
		t.Fatalf("%+v", o)
	}
}

func TestPapersThatAreNotClean(t *testing.T) {
	r := adopted(Ranked, 5, 3, 5)
	for name, c := range map[string]struct {
		paper Ranking
		valid bool
		want  []int
	}{
		"complete":            {Ranking{2, 1, 3, 0, 0}, true, []int{2, 1, 3, 0, 0}},
		"incomplete":          {Ranking{0, 1, 0, 0, 0}, true, []int{0, 1, 0, 0, 0}},
		"a number left out":   {Ranking{3, 1, 0, 0, 0}, true, []int{3, 1, 0, 0, 0}},
		"blank":               {Ranking{0, 0, 0, 0, 0}, true, []int{0, 0, 0, 0, 0}},
		"one twice":           {Ranking{1, 1, 2, 0, 0}, true, []int{0, 0, 2, 0, 0}},
		"one unreadable":      {Ranking{1, Unreadable, 2, 0, 0}, true, []int{1, 0, 2, 0, 0}},
		"beyond the places":   {Ranking{1, 9, 2, 0, 0}, true, []int{1, 0, 2, 0, 0}},
		"too many numbered":   {Ranking{1, 2, 3, 4, 0}, false, nil},
		"too many, one twice": {Ranking{1, 1, 2, 3, 0}, false, nil},
		"nothing is left":     {Ranking{1, 1, Unreadable, 0, 0}, false, nil},
		"another form":        {Ranking{1, 2}, false, nil},
	} {
		numbers, valid := r.readRanking(c.paper, 5)
		if valid != c.valid || valid && !slices.Equal(numbers, c.want) {
			t.Errorf("%s: %v, %v", name, numbers, valid)
		}
	}
}

// rankings draws papers; every ninth is not clean.
func rankings(r *rand.Rand, rules Rules, candidates int) []Ranking {
	out := make([]Ranking, rules.Quorum+r.IntN(rules.Roll-rules.Quorum+1))
	for i := range out {
		out[i] = make(Ranking, candidates)
		for p, c := range r.Perm(candidates)[:r.IntN(rules.Places+1)] {
			out[i][c] = p + 1
		}
		if r.IntN(9) == 0 {
			out[i][r.IntN(candidates)] = pick(r, Unreadable, 1, rules.Places+1)
		}
	}
	return out
}

func TestPropertiesOfRanking(t *testing.T) {
	for seed := range uint64(rounds / 2) {
		r := rand.New(rand.NewPCG(seed, 13))
		places := 1 + r.IntN(4)
		candidates := named(LeastCandidates(places, 10) + r.IntN(3))
		rules := adopted(Ranked, 3+r.IntN(20), places, len(candidates))
		papers := rankings(r, rules, len(candidates))
		o, tally, _ := CountRanked(rules, candidates, papers)
		for _, id := range o.Selected {
			i := slices.IndexFunc(candidates, func(c Candidate) bool { return c.ID == id })
			if tally.Counts[i][0] < rules.Pass {
				t.Fatalf("seed %d: %s passed with %d of %d", seed, id, tally.Counts[i][0], rules.Pass)
			}
		}
		if len(o.Selected) > places || tally.Valid+tally.Invalid != len(papers) {
			t.Fatalf("seed %d: %+v, %+v", seed, o, tally)
		}
		r.Shuffle(len(papers), func(i, j int) { papers[i], papers[j] = papers[j], papers[i] })
		if again, _, _ := CountRanked(rules, candidates, papers); !reflect.DeepEqual(o, again) {
			t.Fatalf("seed %d: the order of papers made %+v of %+v", seed, again, o)
		}
		raise(t, seed, rules, candidates, papers, o)
	}
}

// raise moves a candidate one number up on one clean paper; that must not hurt it.
func raise(t *testing.T, seed uint64, rules Rules, candidates []Candidate, papers []Ranking, before Outcome) {
	for _, p := range papers {
		numbers, valid := rules.readRanking(p, len(candidates))
		second, first := slices.Index(numbers, 2), slices.Index(numbers, 1)
		if !valid || first < 0 || second < 0 || !slices.Equal(numbers, p) {
			continue
		}
		p[first], p[second] = 2, 1
		if after, _, _ := CountRanked(rules, candidates, papers); rank(after, candidates[second].ID) < rank(before, candidates[second].ID) {
			t.Fatalf("seed %d: a better number made %+v of %+v", seed, after, before)
		}
		return
	}
}

func TestATieOfPointsGoesToARunoff(t *testing.T) {
	r := adopted(Ranked, 4, 1, 2)
	r.Limit = 1
	o, _, _ := CountRanked(r, named(2), []Ranking{{1, 0}, {0, 1}, {1, 0}, {0, 1}})
	if o.Outcome != TooFew {
		t.Fatalf("two of four are not a majority: %+v", o)
	}
	r = adopted(Ranked, 3, 2, 3)
	o, _, _ = CountRanked(r, named(3), []Ranking{{1, 2, 0}, {0, 1, 2}, {2, 0, 1}})
	next, tied, err := Runoff(r, named(3), o)
	if err != nil || len(tied) != 3 || next.Method != Ranked || next.Limit != next.Places {
		t.Fatalf("%+v: %+v, %v, %v", o, next, tied, err)
	}
}
