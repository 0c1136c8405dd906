// Package ballot holds the rules of a ballot on livelihood projects and how it
// is counted: pure functions of numbers, without store, clock or cryptography.
// docs/ballot-protocol.md, section 11, says the same to other implementations.
//
// Two numbers rest on all N deputies of the congress, never on those present
// (Organic Law of Local People's Congresses, art. 14 and 25): the quorum,
// two thirds of N, and the pass mark, more than half of N.
package ballot

// Method is how deputies choose and how it is counted.
type Method string

const (
	// ApprovalCapped: approve as many as there are places, or fewer.
	//
	// Encoding: a row per candidate with a column "approve" (and, where the rules
	// give it, "oppose"), 0 or 1, at most one in a row; none is an abstention.
	// Invariants: no more approvals on a ballot than places; one more makes a paper
	// ballot invalid as a whole, and cannot be cast on a screen. Selected are those
	// that pass, most approvals first, no more than places.
	// Source: the rules of Luqiao and other congresses, after art. 29 and 44 of the
	// election law (more names than seats void the ballot).
	ApprovalCapped Method = "approval_capped"

	// ApprovalPerItem: approve, oppose or abstain for each candidate by itself.
	//
	// Encoding: as above. Invariants: no bound on the approvals of a ballot, so that
	// no ballot is over-voted; selected as above.
	// Source: the draft regulation of Shaanxi (approve, oppose, abstain per item).
	ApprovalPerItem Method = "approval_per_item"

	// Package: one vote on the whole list.
	//
	// Encoding: one row, which stands for the list. Invariants: places and candidates
	// are 1, with an equal number; selected if it passes, nothing otherwise.
	// Source: the practice of Yangpu.
	Package Method = "package"

	// Recommendation: what ApprovalCapped is, for a street, which has no congress:
	// its residents' council or its deputies recommend, and nothing is decided.
	//
	// Encoding, invariants: as ApprovalCapped.
	// Source: regulations on street work of Zhejiang (2019), art. 16 to 18.
	Recommendation Method = "recommendation"

	// Ranked: numbers on paper, 1 for the most urgent; counted by Borda.
	//
	// Encoding: a number per candidate, 1 to places, each at most once; see Ranking.
	// Invariants: to be numbered is to be approved: nobody passes whom fewer than the
	// pass mark numbered, and among those that pass points decide.
	// Source: Liyang in Ninghai, 2010. It has no board: orders cannot be opened as a
	// sum without showing whole ballots.
	Ranked Method = "ranked"
)

// Methods are all methods, the default first.
func Methods() []Method {
	return []Method{ApprovalCapped, ApprovalPerItem, Package, Recommendation, Ranked}
}

// Decides reports whether the result binds; a recommendation does not.
func (m Method) Decides() bool { return m != Recommendation }

// limit is how many candidates one ballot may approve; 0 for an unknown method.
func (m Method) limit(places, candidates int) int {
	switch m {
	case ApprovalCapped, Recommendation, Ranked:
		return places
	case ApprovalPerItem:
		return candidates
	case Package:
		return 1
	}
	return 0
}
