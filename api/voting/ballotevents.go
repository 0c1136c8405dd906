package voting

import (
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// BallotChanged is a turn of a ballot. It holds no choice and no ciphertext.
type BallotChanged struct {
	Ballot   string      `json:"ballot"`
	Area     string      `json:"area"`
	Title    string      `json:"title"`
	State    BallotState `json:"state"`
	Entry    string      `json:"entry,omitempty" doc:"kind of the board's entry that made the turn"`
	Seq      int         `json:"seq,omitempty"`
	Head     string      `json:"head,omitempty"`
	Turnout  Turnout     `json:"turnout"`
	Selected []string    `json:"selected,omitempty"`
	Outcome  string      `json:"outcome,omitempty"`
	Settled  []string    `json:"settled,omitempty" doc:"whom the presidium chose among the tied"`
	Reason   string      `json:"reason,omitempty"`
}

// Events of the aggregate ballot.
var (
	BallotPrepared       = event.Define[BallotChanged]("voting", "BallotPrepared")
	BallotRulesAdopted   = event.Define[BallotChanged]("voting", "BallotRulesAdopted")
	ScrutineersApproved  = event.Define[BallotChanged]("voting", "ScrutineersApproved")
	RollFrozen           = event.Define[BallotChanged]("voting", "RollFrozen")
	BoardEntryTaken      = event.Define[BallotChanged]("voting", "BoardEntryTaken")
	BallotResultDeclared = event.Define[BallotChanged]("voting", "BallotDeclared")
	BallotVoided         = event.Define[BallotChanged]("voting", "BallotVoided")
)

// ballotOperations are those of ballots.
var ballotOperations = []rpc.Any{
	CreateBallot, ListBallots, GetBallot, AdoptBallotRules, ApproveScrutineers, FreezeRoll, ListElectors, MyBallots,
	ComposeEntry, LeadEntry, PostEntry, GetBoard, GetBundle, GetBallotMinutes, ComparePapers,
	SettleTie, AnnounceResult,
}

// What ballots do to the projects that stand in them.
var (
	BallotingBegun    = event.Define[Changed]("voting", "BallotingBegun")
	ProjectAdopted    = event.Define[Changed]("voting", "ProjectAdopted")
	ProjectNotAdopted = event.Define[Changed]("voting", "ProjectNotAdopted")
	BallotAbandoned   = event.Define[Changed]("voting", "BallotAbandoned") // void, or only a recommendation
	// What a street's recommendation says; the project is deliberated on.
	ProjectRecommended    = event.Define[Changed]("voting", "ProjectRecommended")
	ProjectNotRecommended = event.Define[Changed]("voting", "ProjectNotRecommended")
)
