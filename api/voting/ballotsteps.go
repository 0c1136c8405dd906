package voting

import "lianluo/pkg/rpc"

// CreateBallot prepares a ballot of a congress on projects that were submitted to
// it, or the run-off of one that ended in a tie. Streets have no congress: a
// ballot there is refused unless it only recommends.
var CreateBallot = rpc.Post[CreateBallotRequest, Ballot]("voting.CreateBallot", "/api/voting/v1/ballots", rpc.Needs("ballot.lead"))

// CreateBallotRequest says who votes on what. A run-off takes all but its title
// from the ballot that it decides.
type CreateBallotRequest struct {
	Title    string    `json:"title" validate:"required,max=80"`
	Congress *Congress `json:"congress,omitempty"`
	// Recommend has a street, which has no congress, recommend instead of decide.
	Recommend bool     `json:"recommend,omitempty"`
	Projects  []string `json:"projects" validate:"max=100,dive,required,max=40"`
	RunoffOf  string   `json:"runoffOf" validate:"max=40"`
}

// ListBallots lists ballots of the caller's area, the latest first.
var ListBallots = rpc.Get[ListBallotsRequest, rpc.Page[Ballot]]("voting.ListBallots", "/api/voting/v1/ballots", rpc.Needs("ballot.lead"))

// ListBallotsRequest narrows the list.
type ListBallotsRequest struct {
	Area  string `query:"area" validate:"omitempty,area"`
	After string `query:"after"`
	Limit int    `query:"limit" validate:"min=0,max=100"`
}

// GetBallot returns a ballot to who conducts it and to who is on its roll.
var GetBallot = rpc.Get[BallotID, Ballot]("voting.GetBallot", "/api/voting/v1/ballots/{id}", rpc.Needs("ballot.read"))

// BallotID names a ballot.
type BallotID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// AdoptBallotRules fixes the places, and everything else as the rules of the area
// have it today. It fails with failed_precondition once they are adopted, with
// invalid where the candidates are too few.
var AdoptBallotRules = rpc.Post[AdoptBallotRulesRequest, Ballot]("voting.AdoptBallotRules", "/api/voting/v1/ballots/{id}/rules", rpc.Needs("ballot.lead"))

// AdoptBallotRulesRequest says how many projects are to be chosen; 0: as the rules say.
type AdoptBallotRulesRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Places int    `json:"places" validate:"min=0,max=100"`
}

// ApproveScrutineers records whom the session approved: 3 to 7 deputies of this
// congress who are not suspended, how many of them open the urn, and the two
// tellers, who may be left out where there is no paper.
var ApproveScrutineers = rpc.Post[ApproveScrutineersRequest, Ballot]("voting.ApproveScrutineers", "/api/voting/v1/ballots/{id}/scrutineers", rpc.Needs("ballot.lead"))

// ApproveScrutineersRequest names them.
type ApproveScrutineersRequest struct {
	ID        string   `path:"id" validate:"required,max=40"`
	Mandates  []string `json:"mandates" validate:"min=3,max=7,dive,required,max=40"`
	Threshold int      `json:"threshold" validate:"min=0,max=7" doc:"0: more than half of them"`
	Tellers   []Teller `json:"tellers" validate:"max=2,dive"`
}

// FreezeRoll puts every deputy of the congress on the roll, each with a seat
// number. Who becomes one later does not vote in this ballot.
var FreezeRoll = rpc.Post[BallotID, Ballot]("voting.FreezeRoll", "/api/voting/v1/ballots/{id}/roll", rpc.Needs("ballot.lead"))

// ListElectors lists the roll; before it is frozen, who would be on it.
var ListElectors = rpc.Get[BallotID, rpc.Page[Elector]]("voting.ListElectors", "/api/voting/v1/ballots/{id}/roll", rpc.Needs("ballot.read"))

// MyBallots lists the ballots on whose roll the caller is, the latest first.
var MyBallots = rpc.Get[rpc.None, rpc.Page[MyBallot]]("voting.MyBallots", "/api/voting/v1/me/ballots", rpc.Needs("ballot.vote"))

// MyBallot is a ballot and the caller's own place in it.
type MyBallot struct {
	Ballot Ballot  `json:"ballot"`
	Me     Elector `json:"me"`
}
