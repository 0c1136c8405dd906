package notification

import (
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// ShowQuestion shows what the link of a message asks about. Links that never
// were, or are over, show as unknown.
var ShowQuestion = rpc.Post[QuestionRequest, Question]("notification.ShowQuestion", "/api/notification/v1/public/questions", rpc.Public(), rpc.ReadOnly())

// QuestionRequest carries what the link carries.
type QuestionRequest struct {
	Token string `json:"token" validate:"required,len=32,hexadecimal"`
}

// Question is one question to one person.
type Question struct {
	State  QuestionState `json:"state"`
	Number string        `json:"number,omitempty" doc:"of the person's receipt"`
	About  string        `json:"about,omitempty" doc:"reply or result"`
}

// QuestionState is whether the question can be answered.
type QuestionState string

// The states.
const (
	QuestionOpen     QuestionState = "open"
	QuestionAnswered QuestionState = "answered" // by this link or by text message
	QuestionUnknown  QuestionState = "unknown"
)

// AnswerQuestion is the person's answer by the link of a message: it counts once,
// as the answer on the page does.
var AnswerQuestion = rpc.Post[AnswerRequest, Question]("notification.AnswerQuestion", "/api/notification/v1/public/answers", rpc.Public())

// AnswerRequest is the answer.
type AnswerRequest struct {
	Token  string `json:"token" validate:"required,len=32,hexadecimal"`
	Answer string `json:"answer" validate:"required,oneof=satisfied basically_satisfied dissatisfied"`
}

// Answered is the data of PersonReplied.
type Answered struct {
	Case   string `json:"case"`
	Voice  string `json:"voice"`
	About  string `json:"about" doc:"reply or result"`
	Round  int    `json:"round"`
	Answer string `json:"answer" doc:"satisfied, basically_satisfied or dissatisfied"`
	By     string `json:"by" doc:"sms, wechat or link"`
}

// PersonReplied says that a person answered a question by text message or link.
// Whether the question was open still, casework knows.
var PersonReplied = event.Define[Answered]("notification", "PersonReplied")
