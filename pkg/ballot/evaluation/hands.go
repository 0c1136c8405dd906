package evaluation

// Hands is a decision by show of hands as it is recorded, with its counts.
type Hands struct {
	Members int `json:"members"` // of the organ: presidium or standing committee
	Present int `json:"present"`
	For     int `json:"for"`
	Against int `json:"against"`
	Abstain int `json:"abstain"`
}

// NotVoting is how many of those present raised no hand at all.
func (h Hands) NotVoting() int { return h.Present - h.For - h.Against - h.Abstain }

// Check refuses counts that cannot be (hands.counts), and a meeting that cannot
// decide because not more than half of its members are there (hands.quorum).
func (h Hands) Check() error {
	switch {
	case min(h.For, h.Against, h.Abstain) < 0 || h.Members < 1 || h.Present > h.Members || h.NotVoting() < 0:
		return errHands
	case 2*h.Present <= h.Members:
		return errHandsQuorum(h.Present, h.Members)
	}
	return nil
}

// Carried reports whether more than half of all members, not of those present,
// were in favour.
func (h Hands) Carried() bool { return h.Check() == nil && 2*h.For > h.Members }
