package roster

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// UnitChanged is a unit's whole state.
type UnitChanged struct {
	Unit    string    `json:"unit"`
	Name    string    `json:"name"`
	Area    string    `json:"area"`
	Level   string    `json:"level"`
	Duties  []Duty    `json:"duties"`
	Retired time.Time `json:"retired,omitzero"`
	Reason  string    `json:"reason,omitempty"`
}

// PersonChanged is a person's published state: deputies' basic information is
// public by law; no contact data.
type PersonChanged struct {
	Person   string    `json:"person"`
	Area     string    `json:"area"`
	Name     string    `json:"name"`
	Post     string    `json:"post"`
	Official bool      `json:"official"`
	Rank     string    `json:"rank,omitempty"`
	Mandates []Mandate `json:"mandates"`
	Postings []Posting `json:"postings"`
	Reason   string    `json:"reason,omitempty"`
}

// DayChanged is a reception day's whole state.
type DayChanged struct {
	Day    ReceptionDay `json:"day"`
	Reason string       `json:"reason,omitempty"`
	// Persons concerned by this change, who must be told.
	Persons []string `json:"persons,omitempty"`
}

// ShiftChanged is what happened to one shift; Day carries the state after it.
type ShiftChanged struct {
	Day    ReceptionDay `json:"day"`
	Shift  string       `json:"shift"`
	Person string       `json:"person"`
	Other  string       `json:"other,omitempty" doc:"the other deputy of a swap or substitution"`
	Reason string       `json:"reason,omitempty"`
	// Accepted says, in SwapAnswered, that Person took the shift over from Other;
	// where it is false, Person keeps it and Other declined.
	Accepted bool `json:"accepted,omitempty"`
}

// Events of the aggregates unit, person and day. (Deputies' names are published
// by law and may stand in these events; nothing else personal may.)
var (
	UnitCreated      = event.Define[UnitChanged]("roster", "UnitCreated")
	UnitUpdated      = event.Define[UnitChanged]("roster", "UnitUpdated")
	UnitRetired      = event.Define[UnitChanged]("roster", "UnitRetired")
	PersonAdded      = event.Define[PersonChanged]("roster", "PersonAdded")
	PersonUpdated    = event.Define[PersonChanged]("roster", "PersonUpdated")
	MandateChanged   = event.Define[PersonChanged]("roster", "MandateChanged")
	PersonPosted     = event.Define[PersonChanged]("roster", "PersonPosted")
	PostingEnded     = event.Define[PersonChanged]("roster", "PostingEnded")
	LeaveTaken       = event.Define[PersonChanged]("roster", "LeaveTaken")
	LeaveCancelled   = event.Define[PersonChanged]("roster", "LeaveCancelled")
	DayPlannedEvent  = event.Define[DayChanged]("roster", "ReceptionPlanned")
	DayPublishedNews = event.Define[DayChanged]("roster", "ReceptionPublished")
	DayDropped       = event.Define[DayChanged]("roster", "ReceptionDropped") // a planned day that a new plan does not have
	DayMoved         = event.Define[DayChanged]("roster", "ReceptionMoved")
	DayRenamed       = event.Define[DayChanged]("roster", "ReceptionRenamed") // station or deputy has another name; nobody needs to be told
	DayCancelledNews = event.Define[DayChanged]("roster", "ReceptionCancelled")
	DayHeldEvent     = event.Define[DayChanged]("roster", "ReceptionHeld")
	ShiftAssignedTo  = event.Define[ShiftChanged]("roster", "ShiftAssigned")
	ShiftConfirmedBy = event.Define[ShiftChanged]("roster", "ShiftConfirmed")
	SwapAsked        = event.Define[ShiftChanged]("roster", "SwapAsked")
	SwapAnswered     = event.Define[ShiftChanged]("roster", "SwapAnswered")
	ShiftSubstituted = event.Define[ShiftChanged]("roster", "ShiftSubstituted")
	CheckedIn        = event.Define[ShiftChanged]("roster", "CheckedIn")
	CheckedOut       = event.Define[ShiftChanged]("roster", "CheckedOut")
	VisitorsRecorded = event.Define[DayChanged]("roster", "VisitorsRecorded")
	MarkedAbsent     = event.Define[ShiftChanged]("roster", "MarkedAbsent")
)

// Operations lists every operation of the service.
var Operations = []rpc.Any{
	CreateUnit, UpdateUnit, RetireUnit, GetUnit, ListUnits,
	CreatePerson, GetPerson, ListPersons, UpdatePerson, UnmaskPerson, AddMandate, ChangeMandate,
	PostPerson, EndPosting, TakeLeave, CancelLeave, ResolveContact,
	PlanMonth, GetMonth, ListDays, GetDay, ChangeShift, TradeShifts, MoveDay, PublishMonth, CancelDay,
	MyShifts, ConfirmShift, AskSwap, SwapCandidates, AnswerSwap, CheckIn, CheckOut, RecordVisitors, MarkAbsent,
}
