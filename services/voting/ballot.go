package voting

import (
	"slices"
	"time"

	"lianluo/api/voting"
	rule "lianluo/pkg/ballot"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Ballot is what is stored of a ballot: how it was prepared, and the head of its
// board. What the board says is folded from its entries.
type Ballot struct {
	ID         string
	Title      string
	Congress   voting.Congress
	State      voting.BallotState
	RunoffOf   string `json:",omitempty"`
	Runoff     string `json:",omitempty"`
	Recommend  bool   `json:",omitempty"`
	Choice     voting.BallotChoice
	Rules      string      // as text, once the roll is frozen
	Adopted    *rule.Rules `json:",omitempty"` // before it is, without figures of the roll
	Projects   []voting.BallotCandidate
	Candidates []voting.BallotCandidate // in the order of the definition: the projects, or their list as one
	Threshold  int                      `json:",omitempty"`
	Trustees   []trustee                `json:",omitempty"`
	Tellers    []voting.Teller          `json:",omitempty"`
	Entered    [2][]string              // digests of the papers, by teller
	Head       voting.BoardHead
	LastAt     string `json:",omitempty"` // of the head, as the board writes time
	Turnout    voting.Turnout
	Result     *voting.BallotResult  `json:",omitempty"`
	Settlement *voting.TieSettlement `json:",omitempty"`
	Chair      string                `json:",omitempty"`
	Reason     string                `json:",omitempty"`
	Announced  *voting.Announcement  `json:",omitempty"`
	CreatedAt  time.Time
	Areas      []string // scope tokens of the division
}

// trustee is a scrutineer as the session approved them.
type trustee struct {
	Mandate, Person, Name string
	Seat                  int
}

var (
	errNoBallot = fault.NotFound("voting.no_ballot", "没有找到这次票决，或它不在您的范围内，请从列表中重新打开",
		"There is no such ballot, or it is not yours to see; open it from the list")
	errBallotStep = fault.FailedPrecondition("voting.ballot_step", "票决现在不在这一步，请刷新页面，按页面上的下一步办理",
		"The ballot is not at this step; reload the page and do what it says next")
	errScrutineers = fault.Invalid("voting.scrutineers", "监票人应为 3 至 7 名本届代表，不得重复，也不能是已暂停履职的代表，请重新选择",
		"The scrutineers are 3 to 7 different deputies of this congress, none of them suspended; choose again")
	errThreshold = fault.Invalid("voting.threshold", "开箱所需的监票人数应超过监票人总数的一半，且不超过总数，请修改",
		"More than half of the scrutineers open the urn, and no more than there are; correct the number")
	errTellers = fault.Invalid("voting.tellers", "计票人应为两名不同的工作人员，且不能由签署票决的主持人兼任，请重新选择",
		"The tellers are two different members of staff, and neither leads the ballot; choose again")
	errRollEmpty = fault.FailedPrecondition("voting.roll_empty", "还没有登记这一届人大的代表，请先在代表名册中登记代表资格，再冻结名册",
		"No deputies of this congress are recorded; record their mandates in the roster first")
)

func newBallots(db *store.DB) *store.Collection[Ballot] {
	return store.NewCollection(db, "ballot", store.Def[Ballot]{
		ID: func(b *Ballot) string { return b.ID }, Tokens: func(b *Ballot) []string { return b.Areas }, Missing: errNoBallot, Busy: true,
		Indexes: []store.Index[Ballot]{{Name: "area", Scoped: true, Key: func(b *Ballot) store.Key { return store.Key{store.Reverse(b.CreatedAt)} }}},
	})
}

// at fails unless the ballot stands at the state.
func (b *Ballot) at(s voting.BallotState) error {
	if b.State != s {
		return errBallotStep
	}
	return nil
}

// approve records the scrutineers and tellers that the session approved.
func (b *Ballot) approve(chosen []trustee, threshold int, tellers []voting.Teller, by string) error {
	n := len(chosen)
	if threshold == 0 {
		threshold = n/2 + 1
	}
	switch {
	case b.at(voting.BallotRules) != nil && b.at(voting.BallotScrutineers) != nil:
		return errBallotStep
	case n < 3 || n > 7:
		return errScrutineers
	case 2*threshold <= n || threshold > n:
		return errThreshold
	case len(tellers) == 1 || len(tellers) == 2 && tellers[0].Account == tellers[1].Account:
		return errTellers
	}
	b.Trustees, b.Threshold, b.Tellers, b.State = chosen, threshold, tellers, voting.BallotScrutineers
	if b.teller(by) >= 0 {
		return errTellers
	}
	return nil
}

// teller is the place of an account among the tellers, -1 for anybody else.
func (b *Ballot) teller(account string) int {
	return slices.IndexFunc(b.Tellers, func(t voting.Teller) bool { return t.Account == account })
}

// told is the event of a turn.
func (b *Ballot) told(t event.Type[voting.BallotChanged], entry string) []event.Event {
	c := voting.BallotChanged{Ballot: b.ID, Area: b.Congress.Division, Title: b.Title, State: b.State, Entry: entry,
		Seq: b.Head.Seq, Head: b.Head.Hash, Turnout: b.Turnout, Reason: b.Reason}
	if b.Result != nil {
		c.Selected, c.Outcome = b.Result.Selected, b.Result.Outcome
	}
	if b.Settlement != nil {
		c.Settled = b.Settlement.Chosen
	}
	return []event.Event{t.New(c)}
}

// plain is the ballot as it is shown, without what its board says.
func (b *Ballot) plain() voting.Ballot {
	out := voting.Ballot{ID: b.ID, Title: b.Title, Congress: b.Congress, State: b.State, RunoffOf: b.RunoffOf, Runoff: b.Runoff,
		Rules: b.Rules, Choice: b.Choice, Candidates: b.Candidates, Threshold: b.Threshold, Tellers: slices.Clone(b.Tellers),
		Turnout: b.Turnout, Head: b.Head, Result: b.Result, Settlement: b.Settlement, Chair: b.Chair, Reason: b.Reason, CreatedAt: b.CreatedAt, Announced: b.Announced, Trustees: []voting.Trustee{}}
	for i, t := range b.Trustees {
		out.Trustees = append(out.Trustees, voting.Trustee{Index: i + 1, Seat: t.Seat, Mandate: t.Mandate, Name: t.Name})
	}
	return out
}
