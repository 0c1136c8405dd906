package ballot

import (
	"fmt"
	"math/rand/v2"
)

// sample is a made ballot: rules that are sound for the candidates, and single papers.
type sample struct {
	rules      Rules
	candidates []Candidate
	papers     [][]Mark
}

func named(n int) []Candidate {
	out := make([]Candidate, n)
	for i := range out {
		out[i] = Candidate{ID: fmt.Sprintf("c%02d", i), Title: fmt.Sprintf("项目%d", i+1)}
	}
	return out
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// made draws a ballot: few favourites, so that ties and marks just missed are common.
func made(seed uint64) sample {
	r := rand.New(rand.NewPCG(seed, 7))
	method := pick(r, ApprovalCapped, ApprovalPerItem, Package, Recommendation)
	places := 1 + r.IntN(6)
	candidates := LeastCandidates(places, 10) + r.IntN(5)
	if method == Package {
		places, candidates = 1, 1
	}
	n := 3 + r.IntN(pick(r, 10, 40))
	s := sample{rules: adopted(method, n, places, candidates), candidates: named(candidates)}
	s.rules.Tie, s.rules.Short = pick(r, TieRunoff, TiePresidium, TieAdmitAll), pick(r, ShortEmpty, ShortSecondVote)
	if r.IntN(2) == 0 {
		s.rules.Choices = []string{Approve, Oppose}
	}
	favour := make([]int, candidates)
	for i := range favour {
		favour[i] = pick(r, 20, 50, 80, 95)
	}
	for range s.rules.Quorum + r.IntN(n-s.rules.Quorum+1) {
		s.papers = append(s.papers, marks(r, s.rules, favour))
	}
	return s
}

func marks(r *rand.Rand, rules Rules, favour []int) []Mark {
	out := make([]Mark, len(favour))
	approvals := 0
	for _, i := range r.Perm(len(favour)) {
		switch {
		case r.IntN(40) == 0:
			out[i] = MarkUnreadable
		case r.IntN(100) < favour[i] && (approvals < rules.Limit || r.IntN(60) == 0):
			out[i] = MarkApprove
			approvals++
		case r.IntN(3) == 0 && len(rules.Choices) > 1:
			out[i] = MarkOppose
		}
	}
	return out
}

// tally counts the papers with the functions under test.
func (s sample) tally() (t Tally) {
	t.Counts = make([][]int, len(s.candidates))
	for i := range t.Counts {
		t.Counts[i] = make([]int, len(s.rules.Choices))
	}
	for _, p := range s.papers {
		t.Count(s.rules.ReadPaper(p))
	}
	return t
}
