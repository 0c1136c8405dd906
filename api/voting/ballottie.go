package voting

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// SettleTie records how the presidium decided among the tied at a ballot's last place,
// where its rules leave that to the presidium, and moves their projects. The ballot's
// board and result stay what they were. It fails with failed_precondition where there
// is no such tie, where it was settled, or where the motion was not carried; with
// invalid where not as many of the tied are chosen as places are left.
var SettleTie = rpc.Post[SettleTieRequest, Ballot]("voting.SettleTie", "/api/voting/v1/ballots/{id}/settlement", rpc.Needs("ballot.lead"))

// SettleTieRequest is the presidium's decision.
type SettleTieRequest struct {
	ID     string   `path:"id" validate:"required,max=40"`
	Chosen []string `json:"chosen" validate:"min=1,max=50,dive,required,max=40" doc:"projects among the tied"`
	Resolution
}

// TieSettlement is how the presidium decided among the tied.
type TieSettlement struct {
	Chosen []string `json:"chosen" doc:"projects, in the order of the ballot"`
	Resolution
	ByName string    `json:"byName" doc:"who recorded it"`
	At     time.Time `json:"at"`
}

// BallotTieSettled tells of it.
var BallotTieSettled = event.Define[BallotChanged]("voting", "BallotTieSettled")
