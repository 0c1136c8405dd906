package voting

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// AnnounceResult announces what a declared ballot decided (公告), and with it every
// project that it chose, what a run-off or the presidium chose after its tie among
// them. It fails with failed_precondition before the declaration, while a tie
// waits, for a recommendation, which decides nothing, for a run-off, which is
// announced with the ballot whose tie it decides, and the second time; with
// invalid for a day before the declaration or after today.
var AnnounceResult = rpc.Post[AnnounceResultRequest, Ballot]("voting.AnnounceResult", "/api/voting/v1/ballots/{id}/announcement", rpc.Needs("ballot.lead"))

// AnnounceResultRequest is what the office adds to the figures of the board.
type AnnounceResultRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Number string `json:"number" validate:"required,max=30" doc:"of the announcement: 第3号"`
	On     string `json:"on" validate:"required,datetime=2006-01-02" doc:"day of the announcement"`
	Words  string `json:"words" validate:"max=1000" doc:"added to the text that the result makes"`
}

// Announcement is the announcement of a ballot's result. Its text is made from the
// figures of the board; Words were added by the office.
type Announcement struct {
	Number string    `json:"number"`
	On     string    `json:"on"`
	Words  string    `json:"words,omitempty"`
	At     time.Time `json:"at"`
	// Chosen are the projects that were chosen in the end, Rest those that are in the
	// pool again.
	Chosen []BallotCandidate `json:"chosen"`
	Rest   []BallotCandidate `json:"rest"`
}

// Vote is what a congress said about a project in one ballot.
type Vote struct {
	Ballot    string      `json:"ballot"`
	Title     string      `json:"title" doc:"of the ballot"`
	Congress  Congress    `json:"congress"`
	Counts    []int       `json:"counts" doc:"of the project: the first are approvals"`
	Turnout   Turnout     `json:"turnout"`
	Valid     int         `json:"valid"`
	Invalid   int         `json:"invalid"`
	Verdict   VoteOutcome `json:"verdict"`
	At        time.Time   `json:"at" doc:"of the declaration"`
	Announced string      `json:"announced,omitempty" doc:"number of the announcement"`
	On        string      `json:"on,omitempty" doc:"day of the announcement"`
}

// VoteOutcome is what a ballot meant for a project.
type VoteOutcome string

// The outcomes of a ballot for one project.
const (
	Selected    VoteOutcome = "selected"
	Tied        VoteOutcome = "tied"
	NotSelected VoteOutcome = "not_selected"
	Recommended VoteOutcome = "recommended" // a street's, which decides nothing
	// NotRecommended: a street's ballot left it out, which decides nothing either.
	NotRecommended VoteOutcome = "not_recommended"
)

// ProjectAnnounced tells everybody behind a project that its choice was announced.
var (
	ProjectAnnounced = event.Define[Changed]("voting", "ProjectAnnounced")
	ResultAnnounced  = event.Define[BallotChanged]("voting", "ResultAnnounced")
)
