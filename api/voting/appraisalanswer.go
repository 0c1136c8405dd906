package voting

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Statement is what a deputy says after a bad review: why it came to that, and what
// will change. It stands beside the result for everybody who reads that.
type Statement struct {
	Text string    `json:"text"`
	At   time.Time `json:"at"`
}

// AnswerAppraisal takes the caller's own statement once the result of their duty report
// is published and was bad. It stays as it is; another may follow, five in all. It
// fails with not_found for an appraisal that the caller is not judged in, with
// failed_precondition before its result is published, after a good one, and beyond
// five, with invalid for words with a telephone or identity number.
var AnswerAppraisal = rpc.Post[AnswerAppraisalRequest, Appraisal]("voting.AnswerAppraisal", "/api/voting/v1/me/appraisals/{id}/statements", rpc.Needs("appraisal.rate"))

// AnswerAppraisalRequest is the statement.
type AnswerAppraisalRequest struct {
	ID   string `path:"id" validate:"required,max=40"`
	Text string `json:"text" validate:"required,min=10,max=2000"`
}

// AppraisalAnswered tells that the deputy it names stated something; the words stand
// with the result alone.
var AppraisalAnswered = event.Define[AppraisalChanged]("voting", "AppraisalAnswered")
