package ballot

// Tie is what happens when the last place falls among several with the same
// approvals.
type Tie string

// The ways out of a tie.
const (
	TieRunoff    Tie = "runoff"    // another ballot among the tied
	TiePresidium Tie = "presidium" // the presidium of the session decides
	TieAdmitAll  Tie = "admit_all" // all the tied are selected, though there are fewer places
)

// Short is what happens to places for which too few passed.
type Short string

// What happens to them.
const (
	ShortEmpty      Short = "empty"       // they stay empty
	ShortSecondVote Short = "second_vote" // the presidium may call another ballot
)

// The columns of a ballot.
const (
	Approve = "approve"
	Oppose  = "oppose"
)

// Rules is what a ballot is held under: adopted from the dated rules of the area,
// frozen, and hashed into the ballot as text. Members are those of the protocol.
type Rules struct {
	Version        string   `json:"version"` // of the dated rules that it was adopted from
	Method         Method   `json:"method"`
	Places         int      `json:"places"`
	Limit          int      `json:"limit"` // approvals that one ballot may hold
	Choices        []string `json:"choices"`
	Roll           int      `json:"roll"` // N, of whom quorum and pass are counted
	SuspendedCount bool     `json:"suspended_count"`
	Quorum         int      `json:"quorum"`
	Pass           int      `json:"pass"`
	Tie            Tie      `json:"tie"`
	Short          Short    `json:"short"`
	EqualNumber    bool     `json:"equal_number"`
	PaperFloor     int      `json:"paper_floor"` // fewer paper ballots than this would not be secret
}

// Candidate is what is voted on, as the definition of a ballot lists it.
type Candidate struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Dossier string `json:"dossier"` // SHA-256 of what the deputies were given to read, hexadecimal
}

// Quorum is how many of n deputies must be present: two thirds, rounded up.
func Quorum(n int) int { return (2*n + 2) / 3 }

// Pass is how many of n deputies must approve: more than half.
func Pass(n int) int { return n/2 + 1 }

// RunoffPass is the mark in a run-off: the tied have passed already, and more
// approvals decide (Organic Law, art. 29).
const RunoffPass = 1

// LeastCandidates is how many candidates a differential ballot for places needs:
// percent of the places more, rounded up, and at least one more.
func LeastCandidates(places, percent int) int {
	return places + max(1, (places*percent+99)/100)
}

// statutoryPercent is the differential that every verifier demands; local rules
// may ask for more.
const statutoryPercent = 10

// RollSize is N: all seats of the congress, without the suspended ones where the
// rules do not count them.
func RollSize(seats, suspended int, suspendedCount bool) int {
	if suspendedCount {
		return seats
	}
	return seats - suspended
}

// EnoughPaper reports whether so many paper ballots hide one another: none, or at
// least the floor. Below it a shared tablet takes the place of paper.
func (r Rules) EnoughPaper(papers int) bool { return papers == 0 || papers >= r.PaperFloor }
