package roster

import (
	"time"

	"lianluo/pkg/rpc"
)

// ReceptionDay is a day on which deputies receive people at a station.
type ReceptionDay struct {
	ID      string `json:"id"`
	Station string `json:"station"`
	// StationName is the station's name when the day was last changed.
	StationName string    `json:"stationName"`
	Area        string    `json:"area"`
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
	Place       string    `json:"place"`
	Topic       string    `json:"topic,omitempty"`
	State       DayState  `json:"state"`
	Shifts      []Shift   `json:"shifts"`
	// NoticeDays is the notice given, in days before Start; Late when under the rule.
	PublishedAt time.Time `json:"publishedAt,omitzero"`
	Late        bool      `json:"late,omitempty"`
	LateReason  string    `json:"lateReason,omitempty"`
	GapReason   string    `json:"gapReason,omitempty" doc:"why it was published with an open shift"`
	ConfirmBy   time.Time `json:"confirmBy,omitzero" doc:"until when deputies give their word (rule)"`
	Rule        string    `json:"rule" doc:"rule version that applied"`
	// Calendar is the version of the calendar that it was planned by; empty: what
	// the program carries.
	Calendar  string `json:"calendar,omitempty"`
	Cancelled string `json:"cancelled,omitempty" doc:"reason"`
	// Visitors is how many people came; 0: nobody came. Not given: nobody has said.
	Visitors *int      `json:"visitors,omitempty"`
	History  []DayNote `json:"history"`
}

// DayState is where a reception day stands.
type DayState string

// The states of a reception day.
const (
	DayPlanned   DayState = "planned"
	DayPublished DayState = "published"
	DayHeld      DayState = "held"
	DayCancelled DayState = "cancelled"
	DayMissed    DayState = "missed" // published, and nobody came
)

// DayNote is one recorded change of a day.
type DayNote struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	What   string    `json:"what"`
	Reason string    `json:"reason,omitempty"`
}

// Shift is one deputy's duty on a reception day.
type Shift struct {
	ID         string     `json:"id"`
	Person     string     `json:"person" doc:"\"\" while nobody is found"`
	Name       string     `json:"name"`
	Kind       string     `json:"kind" doc:"official or grassroots"`
	Rank       string     `json:"rank,omitempty" doc:"rank of the person's office when put on the shift: county_leader, section_head or \"\""`
	State      ShiftState `json:"state"`
	SwapWith   string     `json:"swapWith,omitempty" doc:"person asked to take over"`
	SwapName   string     `json:"swapName,omitempty"`
	SwapNote   string     `json:"swapNote,omitempty"`
	CheckedIn  time.Time  `json:"checkedIn,omitzero"`
	CheckedOut time.Time  `json:"checkedOut,omitzero"`
	CheckedBy  string     `json:"checkedBy,omitempty" doc:"who recorded that the deputy came, or did not; \"\" for the system"`
	// What was pressed on a device without a network reaches us later.
	InReceived  time.Time `json:"inReceived,omitzero" doc:"when the check-in reached the system, if later than it was pressed"`
	OutReceived time.Time `json:"outReceived,omitzero" doc:"when the check-out reached the system, if later than it was pressed"`
}

// ShiftState is where a shift stands.
type ShiftState string

// The states of a shift.
const (
	ShiftOpen      ShiftState = "open"     // nobody found
	ShiftAssigned  ShiftState = "assigned" // waiting for the deputy's word
	ShiftConfirmed ShiftState = "confirmed"
	ShiftSwapAsked ShiftState = "swap_asked"
	ShiftAttended  ShiftState = "attended"
	ShiftAbsent    ShiftState = "absent"
)

// PlanMonth proposes a month's reception days and shifts for a station or for
// every station of an area, and stores them as planned; a published day is never
// changed by it. It is optimal in fairness over the year; what cannot be filled
// stays open and is explained.
var PlanMonth = rpc.Post[PlanRequest, PlanResult]("roster.PlanMonth", "/api/roster/v1/plans", rpc.Needs("roster.plan"), rpc.Timeout(60*time.Second))

// PlanRequest says where and when; days not given follow the rule set.
type PlanRequest struct {
	Area    string    `json:"area" validate:"omitempty,area"`
	Station string    `json:"station" validate:"max=40"`
	Month   string    `json:"month" validate:"required,datetime=2006-01"`
	Days    []PlanDay `json:"days" validate:"max=31,dive" doc:"instead of the rule's days"`
}

// PlanDay is a day wished for.
type PlanDay struct {
	Date  string `json:"date" validate:"required,datetime=2006-01-02"`
	From  string `json:"from" validate:"required,len=5"`
	To    string `json:"to" validate:"required,len=5"`
	Topic string `json:"topic" validate:"max=60"`
}

// PlanResult is the proposal with its reasons.
type PlanResult struct {
	Days      []ReceptionDay `json:"days"`
	Shortages []string       `json:"shortages" doc:"in words: the rule, leave or shortage"`
	Loads     []Load         `json:"loads"`
}

// Load is one deputy's count of the year with the month's plan, and why.
type Load struct {
	Person  string `json:"person"`
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	Served  int    `json:"served"`
	Planned int    `json:"planned"`
	Why     string `json:"why,omitempty"`
}

// GetMonth returns a station's month as it stands, with loads and violations.
var GetMonth = rpc.Get[MonthRequest, Month]("roster.GetMonth", "/api/roster/v1/stations/{station}/months/{month}", rpc.Needs("roster.read"))

// MonthRequest names station and month.
type MonthRequest struct {
	Station string `path:"station" validate:"required,max=40"`
	Month   string `path:"month" validate:"required,datetime=2006-01"`
}

// Month is a station's month.
type Month struct {
	Station    string         `json:"station"`
	Month      string         `json:"month"`
	Days       []ReceptionDay `json:"days"`
	Loads      []Load         `json:"loads"`
	Violations []string       `json:"violations"`
	NoticeDays int            `json:"noticeDays" doc:"days of notice the rule asks for"`
	PublishBy  time.Time      `json:"publishBy,omitzero" doc:"latest time to publish the first planned day in time"`
}

// ListDays lists reception days of the caller's scope by start. It fails as an
// unknown area does for one that is not all within the scope.
var ListDays = rpc.Get[ListDaysRequest, rpc.Page[ReceptionDay]]("roster.ListDays", "/api/roster/v1/days", rpc.Needs("roster.read"))

// ListDaysRequest narrows by time, area, station and state.
type ListDaysRequest struct {
	Area    string    `query:"area" validate:"omitempty,area"`
	Station string    `query:"station" validate:"max=40"`
	State   string    `query:"state" validate:"omitempty,oneof=planned published held cancelled missed"`
	From    time.Time `query:"from"`
	To      time.Time `query:"to"`
	Limit   int       `query:"limit" validate:"min=0,max=500"`
	After   string    `query:"after" validate:"max=400"`
}

// GetDay returns one reception day.
var GetDay = rpc.Get[ByID, ReceptionDay]("roster.GetDay", "/api/roster/v1/days/{id}", rpc.Needs("roster.read"))

// ChangeShift puts another deputy on a shift (or nobody). It fails with
// failed_precondition and the rule in words where the change breaks one; a
// published day needs a reason and everybody concerned is told.
var ChangeShift = rpc.Post[ChangeShiftRequest, ReceptionDay]("roster.ChangeShift", "/api/roster/v1/days/{id}/shifts/{shift}/person", rpc.Needs("roster.plan"))

// ChangeShiftRequest names the deputy.
type ChangeShiftRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Shift  string `path:"shift" validate:"required,max=40"`
	Person string `json:"person" validate:"max=40"`
	Reason string `json:"reason" validate:"max=500"`
}

// TradeShifts puts the deputy of one shift on another of the same station and
// month, and whoever has that one on the first. It fails with failed_precondition
// and the rule in words where the trade breaks one; where a day is published it
// needs a reason, and everybody concerned is told. It returns the other day.
var TradeShifts = rpc.Post[TradeRequest, ReceptionDay]("roster.TradeShifts", "/api/roster/v1/days/{id}/shifts/{shift}/trade", rpc.Needs("roster.plan"))

// TradeRequest names the other shift; nobody may be on it yet.
type TradeRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Shift   string `path:"shift" validate:"required,max=40"`
	ToDay   string `json:"toDay" validate:"required,max=40"`
	ToShift string `json:"toShift" validate:"required,max=40"`
	Reason  string `json:"reason" validate:"max=500"`
}

// MoveDay changes time or place of a planned day, or of a published one with a
// reason (a recorded change).
var MoveDay = rpc.Post[MoveDayRequest, ReceptionDay]("roster.MoveDay", "/api/roster/v1/days/{id}/time", rpc.Needs("roster.plan"))

// MoveDayRequest holds the new time and place.
type MoveDayRequest struct {
	ID     string    `path:"id" validate:"required,max=40"`
	Start  time.Time `json:"start" validate:"required"`
	End    time.Time `json:"end" validate:"required"`
	Place  string    `json:"place" validate:"max=120"`
	Reason string    `json:"reason" validate:"max=500"`
}

// PublishMonth announces a station's planned days of a month. Days nearer than
// the rule's notice are refused unless a reason is given; then they are marked
// late. A day that breaks a rule is refused with the rule in words; one that
// lacks a deputy needs a reason.
var PublishMonth = rpc.Post[PublishRequest, PublishResult]("roster.PublishMonth", "/api/roster/v1/stations/{station}/months/{month}/publication", rpc.Needs("roster.publish"))

// PublishRequest names the month, and the reasons for late days and for days
// that lack a deputy.
type PublishRequest struct {
	Station    string `path:"station" validate:"required,max=40"`
	Month      string `path:"month" validate:"required,datetime=2006-01"`
	LateReason string `json:"lateReason" validate:"max=500"`
	GapReason  string `json:"gapReason" validate:"max=500"`
}

// PublishResult says what was announced to how many.
type PublishResult struct {
	Days   []ReceptionDay `json:"days"`
	Late   int            `json:"late"`
	People int            `json:"people" doc:"deputies who are told"`
}

// CancelDay cancels a day, with a reason that is published.
var CancelDay = rpc.Post[Reasoned, ReceptionDay]("roster.CancelDay", "/api/roster/v1/days/{id}/cancellation", rpc.Needs("roster.publish"))

// MyShifts lists the calling deputy's shifts, soonest first.
var MyShifts = rpc.Get[MyShiftsRequest, rpc.Page[ReceptionDay]]("roster.MyShifts", "/api/roster/v1/me/shifts", rpc.Needs("shift.own"))

// MyShiftsRequest narrows by time; From defaults to today.
type MyShiftsRequest struct {
	From time.Time `query:"from"`
	To   time.Time `query:"to"`
}

// ShiftRequest names a shift.
type ShiftRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Shift string `path:"shift" validate:"required,max=40"`
}

// ConfirmShift is the deputy's word to come.
var ConfirmShift = rpc.Post[ShiftRequest, ReceptionDay]("roster.ConfirmShift", "/api/roster/v1/days/{id}/shifts/{shift}/confirmation", rpc.Needs("shift.own"))

// AskSwap asks another deputy of the station to take the shift over.
var AskSwap = rpc.Post[AskSwapRequest, ReceptionDay]("roster.AskSwap", "/api/roster/v1/days/{id}/shifts/{shift}/swap", rpc.Needs("shift.own"))

// AskSwapRequest names the other deputy.
type AskSwapRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Shift string `path:"shift" validate:"required,max=40"`
	With  string `json:"with" validate:"required,max=40"`
	Note  string `json:"note" validate:"max=200"`
}

// SwapCandidates lists who could take a shift over without breaking a rule.
var SwapCandidates = rpc.Get[ShiftRequest, rpc.Page[Load]]("roster.SwapCandidates", "/api/roster/v1/days/{id}/shifts/{shift}/candidates", rpc.Needs("shift.own"))

// AnswerSwap accepts or declines what another deputy asked.
var AnswerSwap = rpc.Post[AnswerSwapRequest, ReceptionDay]("roster.AnswerSwap", "/api/roster/v1/days/{id}/shifts/{shift}/swap/answer", rpc.Needs("shift.own"))

// AnswerSwapRequest is the answer.
type AnswerSwapRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Shift  string `path:"shift" validate:"required,max=40"`
	Accept bool   `json:"accept"`
}

// CheckRequest names a shift, and when the person pressed where the device had no
// network then.
type CheckRequest struct {
	ID    string    `path:"id" validate:"required,max=40"`
	Shift string    `path:"shift" validate:"required,max=40"`
	At    time.Time `json:"at,omitzero" repeat:"free" doc:"when it was pressed, if the device was offline; else now"`
}

// CheckIn records that a deputy is there: by the deputy (from an hour before
// the start) or by staff. A time given must not lie ahead, must lie where a
// check-in was possible, and no further back than the rule allows: else
// failed_precondition.
var CheckIn = rpc.Post[CheckRequest, ReceptionDay]("roster.CheckIn", "/api/roster/v1/days/{id}/shifts/{shift}/checkin", rpc.Needs("shift.check"))

// CheckOut records that a deputy left; a time given is judged as for CheckIn.
var CheckOut = rpc.Post[CheckRequest, ReceptionDay]("roster.CheckOut", "/api/roster/v1/days/{id}/shifts/{shift}/checkout", rpc.Needs("shift.check"))

// RecordVisitors says how many people came to a reception; that nobody came is an
// answer, too. Deputies who signed in say it, and staff, from the start on until
// the record is closed to corrections; what is said last holds.
var RecordVisitors = rpc.Post[VisitorsRequest, ReceptionDay]("roster.RecordVisitors", "/api/roster/v1/days/{id}/visitors", rpc.Needs("shift.check"))

// VisitorsRequest is how many people came.
type VisitorsRequest struct {
	ID       string `path:"id" validate:"required,max=40"`
	Visitors *int   `json:"visitors" validate:"required,min=0,max=2000"`
}

// MarkAbsent records that a deputy did not come, with a reason.
var MarkAbsent = rpc.Post[MarkAbsentRequest, ReceptionDay]("roster.MarkAbsent", "/api/roster/v1/days/{id}/shifts/{shift}/absence", rpc.Needs("roster.plan"))

// MarkAbsentRequest says why.
type MarkAbsentRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Shift  string `path:"shift" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,max=500"`
}
