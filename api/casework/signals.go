package casework

import (
	"time"

	"lianluo/pkg/rpc"
)

// Signal is a kind of fact about how cases are handled that somebody should be
// able to explain. It is no score: nothing is added up and nobody is ranked.
type Signal string

// The signals.
const (
	// ClosedUnasked: closed, and nobody answered, nor was anybody rung.
	ClosedUnasked Signal = "closed_unasked"
	// ClosedUnreplied: closed without a reply on record.
	ClosedUnreplied Signal = "closed_unreplied"
	// LateReturn: returned, or handed to another unit, when its light was not green any more.
	LateReturn Signal = "late_return"
	// SignInsOnly: deputies signed in at several receptions, and nothing else is on
	// record: nothing taken down, nobody met, not even that nobody came.
	SignInsOnly Signal = "sign_ins_only"
	// SameReply: the reply is word for word, or nearly, that to another case of the county.
	SameReply Signal = "same_reply"
)

// Explanation answers a fact.
type Explanation struct {
	Text   string    `json:"text"`
	By     string    `json:"by" doc:"account"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

// SignalRow is one fact, about one case or, where SignIns is given, about receptions.
type SignalRow struct {
	Case    CaseRow   `json:"case,omitzero"`
	SignIns *SignIns  `json:"signIns,omitempty"`
	Signal  Signal    `json:"signal"`
	At      time.Time `json:"at"`
	// Unit is what the unit that had it in hand was called then.
	Unit string `json:"unit,omitempty"`
	// Due is the deadline that ran.
	Due time.Time `json:"due,omitzero"`
	// Other is the case with the same reply.
	Other        string        `json:"other,omitempty"`
	OtherNumber  string        `json:"otherNumber,omitempty"`
	Explanations []Explanation `json:"explanations"`
}

// SignIns are receptions of a station of which nothing but sign-ins is on record.
type SignIns struct {
	Station     string `json:"station"`
	StationName string `json:"stationName"`
	// Person is the deputy whose receptions these are; "" where they are all that the
	// station had in the period.
	Person     string      `json:"person,omitempty"`
	PersonName string      `json:"personName,omitempty"`
	Days       []SignInDay `json:"days" doc:"the earliest first"`
	// PeriodDays and Least are the rule: so many receptions at least in so many days.
	PeriodDays int    `json:"periodDays"`
	Least      int    `json:"least"`
	Rule       string `json:"rule" doc:"rule version that applied"`
}

// SignInDay is one reception with who signed in.
type SignInDay struct {
	Day     string    `json:"day"`
	Start   time.Time `json:"start"`
	Persons []OnDuty  `json:"persons"`
}

// ListSignals lists the facts of one kind within the caller's scope, the latest
// case first; those about receptions by station. A page may be short and have a next one. It fails with not_found for
// a place outside the caller's scope.
var ListSignals = rpc.Get[SignalsRequest, rpc.Page[SignalRow]]("casework.ListSignals", "/api/casework/v1/signals", rpc.Needs("insight.read"))

// SignalsRequest chooses kind, place, period and page.
type SignalsRequest struct {
	Signal Signal `query:"signal" validate:"required,oneof=closed_unasked closed_unreplied late_return same_reply sign_ins_only"`
	// Area or Station: one of them is needed where the caller has several.
	Area    string    `query:"area" validate:"omitempty,area"`
	Station string    `query:"station" validate:"max=40"`
	From    time.Time `query:"from"`
	Until   time.Time `query:"until"`
	Limit   int       `query:"limit" validate:"min=0,max=100"`
	After   string    `query:"after" validate:"max=400"`
}

// ExplainSignal notes an explanation under the facts of a kind on a case; it
// stands in the case's history as an internal note. It fails with
// failed_precondition where there is no such fact.
var ExplainSignal = rpc.Post[ExplainRequest, Case]("casework.ExplainSignal", "/api/casework/v1/cases/{id}/signals/{signal}/explanations", rpc.Needs("case.note"))

// ExplainRequest holds the explanation.
type ExplainRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Signal Signal `path:"signal" validate:"required,oneof=closed_unasked closed_unreplied late_return same_reply"`
	Text   string `json:"text" validate:"required,min=2,max=500"`
}

// ExplainSignIns notes an explanation of a fact about receptions: of a deputy's, or
// of the station's where Person is "". Day is the last reception that the fact is
// about. It fails with failed_precondition where there is no such fact.
var ExplainSignIns = rpc.Post[ExplainSignInsRequest, SignalRow]("casework.ExplainSignIns", "/api/casework/v1/stations/{station}/sign-ins/{day}/explanations", rpc.Needs("roster.plan"))

// ExplainSignInsRequest holds the explanation.
type ExplainSignInsRequest struct {
	Station string `path:"station" validate:"required,max=40"`
	Day     string `path:"day" validate:"required,max=40"`
	Person  string `json:"person" validate:"max=40"`
	Text    string `json:"text" validate:"required,min=2,max=500"`
}

// SignInsNoted is the data of SignInsExplained; the words stay where they were said.
type SignInsNoted struct {
	Station string `json:"station"`
	Area    string `json:"area"`
	Person  string `json:"person,omitempty"`
	Day     string `json:"day"`
}
