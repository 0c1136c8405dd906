package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// Hands is a show of hands as it was counted: a motion is carried by more than half
// of all members, and a meeting that is not attended by more than half decides
// nothing.
type Hands struct {
	Members int `json:"members" validate:"min=1,max=5000" doc:"of the organ"`
	Present int `json:"present" validate:"min=0,max=5000"`
	For     int `json:"for" validate:"min=0,max=5000"`
	Against int `json:"against" validate:"min=0,max=5000"`
	Abstain int `json:"abstain" validate:"min=0,max=5000"`
}

// CongressOrgan is the congress itself, in session.
const CongressOrgan Organ = "congress"

// Resolution is what an organ decided by show of hands, and where it is written.
type Resolution struct {
	Organ   Organ  `json:"organ" validate:"required,oneof=congress standing_committee presidium street_work_committee"`
	Minutes string `json:"minutes" validate:"required,min=2,max=60" doc:"number of the minutes"`
	On      string `json:"on" validate:"required,datetime=2006-01-02" doc:"day of the meeting, today at the latest"`
	Hands   Hands  `json:"hands"`
}

// Decision is what an organ resolved about something.
type Decision struct {
	ID       string `json:"id"`
	Area     string `json:"area"`
	AreaName string `json:"areaName"`
	Matter
	Resolution
	Carried bool      `json:"carried" doc:"more than half of all members were in favour"`
	By      string    `json:"by"`
	ByName  string    `json:"byName"`
	At      time.Time `json:"at"`
}

// Matter is what was decided about.
type Matter struct {
	Subject string `json:"subject,omitempty" validate:"max=40" doc:"id of the project or ballot; empty for anything else"`
	Title   string `json:"title" validate:"required,min=4,max=120" doc:"what was put to the vote"`
}

// RecordDecision records what an organ of a division decided by show of hands. It
// fails with invalid for counts that cannot be, with failed_precondition where not
// more than half of the members were there.
var RecordDecision = rpc.Post[DecisionRequest, Decision]("voting.RecordDecision", "/api/voting/v1/decisions", rpc.Needs("project.review"))

// DecisionRequest is the decision, with its counts.
type DecisionRequest struct {
	Area string `json:"area" validate:"required,area"`
	Matter
	Resolution
}

// ListDecisions lists the decisions of the caller's scope, the latest first.
var ListDecisions = rpc.Get[DecisionsRequest, rpc.Page[Decision]]("voting.ListDecisions", "/api/voting/v1/decisions", rpc.Needs("project.review"))

// DecisionsRequest chooses decisions: of a division and below, about a subject.
type DecisionsRequest struct {
	Area    string `query:"area" validate:"omitempty,area"`
	Subject string `query:"subject" validate:"max=40"`
	Limit   int    `query:"limit" validate:"min=0,max=100"`
	After   string `query:"after" validate:"max=400"`
}

// DecisionChanged is a decision as it was recorded.
type DecisionChanged struct {
	Decision string `json:"decision"`
	Area     string `json:"area"`
	Matter
	Resolution
	Carried bool `json:"carried"`
}
