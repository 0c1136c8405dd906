package voting

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Judgement is what an appraisal came to about a project.
type Judgement struct {
	Appraisal string    `json:"appraisal"`
	Title     string    `json:"title" doc:"of the appraisal"`
	Raters    Raters    `json:"raters"`
	Verdict   Verdict   `json:"verdict"`
	At        time.Time `json:"at"`
}

// Rectification is what a unit was told to put right, and what it reports.
type Rectification struct {
	Order      string    `json:"order"`
	Unit       string    `json:"unit"`
	UnitName   string    `json:"unitName"`
	Due        string    `json:"due"`
	By         string    `json:"by"`
	ByName     string    `json:"byName"`
	At         time.Time `json:"at"`
	Report     string    `json:"report,omitempty"`
	ReportedBy string    `json:"reportedBy,omitempty"`
	ReportedAt time.Time `json:"reportedAt,omitzero"`
}

// OrderRectification tells the unit what to put right until when, after a verdict
// of dissatisfied or where the project was not finished.
var OrderRectification = rpc.Post[OrderRequest, Project]("voting.OrderRectification", "/api/voting/v1/projects/{id}/rectification", rpc.Needs("appraisal.lead"))

// OrderRequest is the order; the reason is what is to be put right.
type OrderRequest struct {
	Reasoned
	Due string `json:"due" validate:"required,datetime=2006-01-02"`
}

// ReportRectification is the unit's account of what was put right. The project then
// waits to be judged again.
var ReportRectification = rpc.Post[ReportRectificationRequest, Project]("voting.ReportRectification", "/api/voting/v1/projects/{id}/rectification/report", rpc.Needs("project.carry"))

// ReportRectificationRequest is the account.
type ReportRectificationRequest struct {
	ID   string `path:"id" validate:"required,max=40"`
	Text string `json:"text" validate:"required,min=10,max=2000"`
}

// ConcludeProject ends a project's year: an unfinished one is carried over into the
// next year's pool as a project of its own, with its own goal and day; one that is
// through is archived. It fails with failed_precondition in other states, and for a
// verdict of dissatisfied that nothing was done about.
var ConcludeProject = rpc.Post[ConcludeRequest, Project]("voting.ConcludeProject", "/api/voting/v1/projects/{id}/conclusion", rpc.Needs("appraisal.lead"))

// ConcludeRequest is how it ends; Goal and Finish are of the project that goes on.
type ConcludeRequest struct {
	Reasoned
	To     State  `json:"to" validate:"required,oneof=carried_over archived"`
	Goal   string `json:"goal" validate:"max=1000"`
	Finish string `json:"finish" validate:"omitempty,datetime=2006-01-02"`
}

// AppraisalChanged is a turn of an appraisal. It holds nothing that anybody said.
type AppraisalChanged struct {
	Appraisal string         `json:"appraisal"`
	Area      string         `json:"area"`
	Title     string         `json:"title"`
	Kind      AppraisalKind  `json:"kind"`
	State     AppraisalState `json:"state"`
	Opens     string         `json:"opens,omitempty"`
	Closes    string         `json:"closes"`
	Roll      int            `json:"roll"`
	Persons   []string       `json:"persons,omitempty" doc:"who may rate, of the opening; whose review was bad, of the publication; who stated something"`
	Group     string         `json:"group,omitempty" doc:"whose slips were made"`
	Slips     int            `json:"slips,omitempty"`
	Reason    string         `json:"reason,omitempty"`
	At        time.Time      `json:"at"`
}

// Events of appraisals, and of what follows for projects.
var (
	AppraisalBegun       = event.Define[AppraisalChanged]("voting", "AppraisalBegun")
	AppraisalTurned      = event.Define[AppraisalChanged]("voting", "AppraisalTurned")
	SlipsIssued          = event.Define[AppraisalChanged]("voting", "SlipsIssued")
	ProjectEvaluated     = event.Define[Changed]("voting", "ProjectEvaluated")
	RectificationOrdered = event.Define[Changed]("voting", "RectificationOrdered")
	RectificationDone    = event.Define[Changed]("voting", "RectificationReported")
	ProjectCarriedOver   = event.Define[Changed]("voting", "ProjectCarriedOver")
	ProjectArchived      = event.Define[Changed]("voting", "ProjectArchived")
)
