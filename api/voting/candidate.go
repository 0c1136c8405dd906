package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// Dossier is what deputies read about a candidate.
type Dossier struct {
	Need     string `json:"need,omitempty" validate:"max=2000" doc:"why it is needed"`
	Goal     string `json:"goal,omitempty" validate:"max=1000" doc:"what is there when it is done"`
	Cost     int64  `json:"cost,omitempty" validate:"min=0,max=1000000000000" doc:"yuan"`
	Funding  string `json:"funding,omitempty" validate:"max=300" doc:"where the money comes from"`
	Land     string `json:"land,omitempty" validate:"max=300"`
	Finish   string `json:"finish,omitempty" validate:"omitempty,datetime=2006-01-02" doc:"day by which it is to be done"`
	Unit     string `json:"unit,omitempty" validate:"max=40" doc:"the unit that answers for it"`
	UnitName string `json:"unitName,omitempty" validate:"max=60"`
}

// WriteDossier writes or mends the dossier and the place on the map, until the
// project is before the congress; every change stands in the history. It fails with
// failed_precondition outside screening and candidacy, with invalid for a unit that
// there is not.
var WriteDossier = rpc.Put[DossierRequest, Project]("voting.WriteDossier", "/api/voting/v1/projects/{id}/dossier", rpc.Needs("project.screen"))

// DossierRequest is the dossier.
type DossierRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Place Place  `json:"place"`
	Dossier
}

// Organ reviews candidates: the standing committee, the presidium of a township, or
// the work committee of a street.
type Organ string

// The organs.
const (
	StandingCommittee   Organ = "standing_committee"
	Presidium           Organ = "presidium"
	StreetWorkCommittee Organ = "street_work_committee"
)

// Review is a decision of an organ about a candidate.
type Review struct {
	Organ  Organ     `json:"organ"`
	Agreed bool      `json:"agreed"`
	Reason string    `json:"reason"`
	On     string    `json:"on" doc:"day of the meeting"`
	By     string    `json:"by"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

// ReviewProject records what the organ of the division decided about a candidate:
// agreed, or given back to screening. It fails with failed_precondition for a
// candidate without need, goal, cost and unit, which nobody can judge.
var ReviewProject = rpc.Post[ReviewRequest, Project]("voting.ReviewProject", "/api/voting/v1/projects/{id}/reviews", rpc.Needs("project.review"))

// ReviewRequest is the decision.
type ReviewRequest struct {
	Reasoned
	Agreed bool   `json:"agreed"`
	On     string `json:"on" validate:"required,datetime=2006-01-02" doc:"day of the meeting, today at the latest"`
}

// SubmitProject puts a reviewed candidate before the congress, and a submitted one
// on the agenda of its session: then it is deliberated.
var SubmitProject = rpc.Post[Reasoned, Project]("voting.SubmitProject", "/api/voting/v1/projects/{id}/submission", rpc.Needs("project.review"))

// Question is a deputy's question about a candidate, and its answer.
type Question struct {
	ID         string    `json:"id"`
	Text       string    `json:"text"`
	Person     string    `json:"person"`
	PersonName string    `json:"personName"`
	At         time.Time `json:"at"`
	Answer     string    `json:"answer,omitempty"`
	By         string    `json:"by,omitempty"`
	ByName     string    `json:"byName,omitempty"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
}

// PublicQuestion is an answered question: deputies speak in public.
type PublicQuestion struct {
	Text       string    `json:"text"`
	PersonName string    `json:"personName"`
	At         time.Time `json:"at"`
	Answer     string    `json:"answer"`
	AnsweredAt time.Time `json:"answeredAt"`
}

// AskQuestion asks about a candidate, as a deputy of the congress that decides. It
// fails with denied for others, with failed_precondition before a project is a
// candidate and once it is voted on.
var AskQuestion = rpc.Post[AskRequest, Project]("voting.AskQuestion", "/api/voting/v1/projects/{id}/questions", rpc.Needs("project.ask"))

// AskRequest is the question.
type AskRequest struct {
	ID   string `path:"id" validate:"required,max=40"`
	Text string `json:"text" validate:"required,min=4,max=500"`
}

// AnswerQuestion answers a question; everybody who may read the project reads it,
// and the public. It fails with failed_precondition where it was answered.
var AnswerQuestion = rpc.Post[AnswerRequest, Project]("voting.AnswerQuestion", "/api/voting/v1/projects/{id}/questions/{question}/answer", rpc.Needs("project.answer"))

// AnswerRequest is the answer.
type AnswerRequest struct {
	ID       string `path:"id" validate:"required,max=40"`
	Question string `path:"question" validate:"required,max=40"`
	Text     string `json:"text" validate:"required,min=2,max=2000"`
}
