package voting

import "lianluo/pkg/rpc"

// OpenAppraisal asks for judgement from a day to a day, and freezes the roll of who
// may judge. It fails with invalid for days that run backwards, for subjects that
// there are not or that cannot be judged now, with failed_precondition for a roll of
// fewer than 5, whose marks could be guessed.
var OpenAppraisal = rpc.Post[OpenAppraisalRequest, Appraisal]("voting.OpenAppraisal", "/api/voting/v1/appraisals", rpc.Needs("appraisal.lead"))

// OpenAppraisalRequest is who is asked about what.
type OpenAppraisalRequest struct {
	Area     string        `json:"area" validate:"required,area"`
	Title    string        `json:"title" validate:"required,min=4,max=80"`
	Kind     AppraisalKind `json:"kind" validate:"required,oneof=projects units suggestions deputies"`
	Raters   Raters        `json:"raters" validate:"required,oneof=deputies committee voters"`
	Term     int           `json:"term" validate:"min=0,max=99" doc:"number of the congress; of deputies and committee"`
	Members  []string      `json:"members" validate:"max=200,dive,required,max=40" doc:"mandates of the committee's members"`
	Opens    string        `json:"opens" validate:"required,datetime=2006-01-02"`
	Closes   string        `json:"closes" validate:"required,datetime=2006-01-02"`
	Aspects  []Aspect      `json:"aspects" validate:"min=1,max=12,dive"`
	Subjects []Subject     `json:"subjects" validate:"min=1,max=60,dive"`
}

// AppraisalID names an appraisal.
type AppraisalID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// GetAppraisal returns an appraisal to the office that leads it.
var GetAppraisal = rpc.Get[AppraisalID, Appraisal]("voting.GetAppraisal", "/api/voting/v1/appraisals/{id}", rpc.Needs("appraisal.lead"))

// AppraisalsRequest chooses appraisals of a division and below.
type AppraisalsRequest struct {
	Area  string `query:"area" validate:"required,area"`
	Limit int    `query:"limit" validate:"min=0,max=100"`
	After string `query:"after" validate:"max=400"`
}

// ListAppraisals lists the appraisals of a division, the latest first.
var ListAppraisals = rpc.Get[AppraisalsRequest, rpc.Page[Appraisal]]("voting.ListAppraisals", "/api/voting/v1/appraisals", rpc.Needs("appraisal.lead"))

// ListPublicAppraisals lists those that people with slips can take part in now, and
// the results that were published, the latest first.
var ListPublicAppraisals = rpc.Get[AppraisalsRequest, rpc.Page[Appraisal]]("voting.ListPublicAppraisals", "/api/voting/v1/public/appraisals", rpc.Public())

// GetPublicAppraisal returns what anybody may know of an appraisal: what is asked,
// and once published what it came to.
var GetPublicAppraisal = rpc.Get[AppraisalID, Appraisal]("voting.GetPublicAppraisal", "/api/voting/v1/public/appraisals/{id}", rpc.Public())

// TurnAppraisal takes an appraisal on: open moves its last day, closed ends it before
// its day, signed has the caller answer for the result, published shows it to
// everybody and gives the projects their verdicts, void ends it without a result.
// It fails with failed_precondition for a step that its state does not allow.
var TurnAppraisal = rpc.Post[TurnRequest, Appraisal]("voting.TurnAppraisal", "/api/voting/v1/appraisals/{id}/state", rpc.Needs("appraisal.lead"))

// TurnRequest is the step.
type TurnRequest struct {
	ID     string         `path:"id" validate:"required,max=40"`
	To     AppraisalState `json:"to" validate:"required,oneof=open closed signed published void"`
	Closes string         `json:"closes" validate:"omitempty,datetime=2006-01-02" doc:"the new last day, to open"`
	Reason string         `json:"reason" validate:"max=500" doc:"needed to move the last day, to close before it, and to void"`
}

// IssueSlips makes codes for people of one station, village or district, each good
// for one rating. They are shown once and kept nowhere.
var IssueSlips = rpc.Post[SlipsRequest, Slips]("voting.IssueSlips", "/api/voting/v1/appraisals/{id}/slips", rpc.Needs("appraisal.lead"))

// SlipsRequest is how many for whom.
type SlipsRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Group string `json:"group" validate:"required,min=2,max=40"`
	Count int    `json:"count" validate:"min=1,max=200"`
}

// Slips are the codes.
type Slips struct {
	Group string   `json:"group"`
	Codes []string `json:"codes"`
}

// MyAppraisal is an appraisal whose roll the caller is on, or in which the caller is
// judged.
type MyAppraisal struct {
	Appraisal Appraisal `json:"appraisal"`
	Rated     bool      `json:"rated"`
	Suspended bool      `json:"suspended,omitempty"`
	Judged    bool      `json:"judged,omitempty" doc:"the caller is, and does not rate"`
	Answers   bool      `json:"answers,omitempty" doc:"the caller may state something to the result"`
}

// MyAppraisals lists them, the latest first.
var MyAppraisals = rpc.Get[rpc.None, rpc.Page[MyAppraisal]]("voting.MyAppraisals", "/api/voting/v1/me/appraisals", rpc.Needs("appraisal.rate"))

// RateAppraisal takes what the caller says, once and for all. It fails with conflict
// for a second time, with failed_precondition outside its days, with invalid for a
// mark that is none, and for the site rated by somebody who has not been there.
var RateAppraisal = rpc.Post[RateRequest, Rated]("voting.RateAppraisal", "/api/voting/v1/appraisals/{id}/ratings", rpc.Needs("appraisal.rate"))

// RateRequest is what is said; Code stands on the slip of somebody without an account.
type RateRequest struct {
	ID    string  `path:"id" validate:"required,max=40"`
	Code  string  `json:"code" validate:"max=20"`
	Given []Given `json:"given" validate:"min=1,max=60,dive"`
}

// Rated says that it was taken, and nothing of what it was.
type Rated struct {
	Title string `json:"title"`
}

// RateBySlip is RateAppraisal with the code of a slip, for anybody. It fails with
// not_found for a code that is none.
var RateBySlip = rpc.Post[RateRequest, Rated]("voting.RateBySlip", "/api/voting/v1/public/appraisals/{id}/ratings", rpc.Public())

var appraisalOperations = []rpc.Any{OpenAppraisal, GetAppraisal, ListAppraisals, TurnAppraisal, IssueSlips, MyAppraisals, RateAppraisal, AnswerAppraisal,
	ListPublicAppraisals, GetPublicAppraisal, RateBySlip, OrderRectification, ReportRectification, ConcludeProject}
