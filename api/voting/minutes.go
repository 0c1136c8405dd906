package voting

import "lianluo/pkg/rpc"

// GetBallotMinutes is the record of a ballot (票决记录) as a Word file to be printed and
// signed, made from its board alone: the same bytes from the scrutineers' last
// signature on, so that the declaration can carry their digest. It fails with
// failed_precondition before. How a tie was settled afterwards is a paper of its own.
var GetBallotMinutes = rpc.Stream[BallotMinutesRequest]("voting.GetBallotMinutes", "/api/voting/v1/ballots/{id}/minutes", rpc.Needs("ballot.lead"))

// BallotMinutesRequest chooses the paper.
type BallotMinutesRequest struct {
	ID         string `path:"id" validate:"required,max=40"`
	Settlement bool   `query:"settlement" doc:"the presidium's decision among the tied instead of the record"`
}
