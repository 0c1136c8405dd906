package ballot

// Custom is what a place has laid down for its ballots: the part of the dated rules
// that a ballot adopts.
type Custom struct {
	Method         Method
	Tie            Tie
	Short          Short
	Oppose         bool // ballots have a column to oppose, which is counted and decides nothing
	EqualNumber    bool // no more candidates than places are needed
	Differential   int  // percent of the places by which candidates must be more
	SuspendedCount bool // suspended deputies count as of all deputies
	PaperFloor     int
}

// Electorate is who is asked, and about how much.
type Electorate struct {
	Seats      int // mandates of the congress
	Suspended  int // of these, suspended ones, who do not vote
	Places     int
	Candidates int
}

// Adopt gives the rules of one ballot from what the place has laid down, with
// quorum, mark and limit worked out. version names the dated rules. It fails with
// what Validate says, and with ballot.rules.differential where the place asks for
// more candidates than the law of the least.
func (c Custom) Adopt(version string, e Electorate) (Rules, error) {
	n := RollSize(e.Seats, e.Suspended, c.SuspendedCount)
	r := Rules{
		Version: version, Method: c.Method, Places: e.Places, Limit: c.Method.limit(e.Places, e.Candidates), Choices: []string{Approve},
		Roll: n, SuspendedCount: c.SuspendedCount, Quorum: Quorum(n), Pass: Pass(n), Tie: c.Tie, Short: c.Short,
		EqualNumber: c.EqualNumber || c.Method == Package, PaperFloor: c.PaperFloor,
	}
	if c.Oppose && c.Method != Ranked {
		r.Choices = append(r.Choices, Oppose)
	}
	if err := r.check(e.Candidates, false); err != nil {
		return Rules{}, err
	}
	if least := LeastCandidates(r.Places, c.Differential); !r.EqualNumber && e.Candidates < least {
		return Rules{}, tooFew(e.Candidates, r.Places, least)
	}
	return r, nil
}

// Check refuses customs that no ballot could adopt, with ballot.rules.values.
func (c Custom) Check() error {
	switch {
	case c.Differential < statutoryPercent || c.Differential > 100:
		return badMember("differential", "10–100")
	case c.PaperFloor < 2 || c.PaperFloor > 50:
		return badMember("paper_floor", "2–50")
	}
	// Any electorate tells whether the words are known.
	places, candidates := 1, LeastCandidates(1, c.Differential)
	if c.Method == Package {
		candidates = 1
	}
	_, err := c.Adopt("", Electorate{Seats: 3, Places: places, Candidates: candidates})
	return err
}
