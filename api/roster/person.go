package roster

import (
	"time"

	"lianluo/pkg/rpc"
)

// Person is a deputy or a member of staff. Contact data is masked unless
// unmasked for a purpose.
type Person struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Gender   string `json:"gender,omitempty" doc:"male or female"`
	Post     string `json:"post" doc:"occupation or office, published"`
	Official bool   `json:"official" doc:"holds a leading office (双代表: the office-holder)"`
	// Rank of office, for counting receptions: county_leader, section_head or "".
	Rank     string    `json:"rank,omitempty"`
	Area     string    `json:"area" doc:"home area"`
	Phone    string    `json:"phone" doc:"masked"`
	Email    string    `json:"email" doc:"masked"`
	Mandates []Mandate `json:"mandates"`
	Postings []Posting `json:"postings"`
	Leaves   []Leave   `json:"leaves"`
	// Served counts receptions attended in the current year.
	Served int `json:"served"`
}

// Mandate is a seat in one congress for one term (DOMAIN.md trap 4: votes and
// scores attach to it, not to the person).
type Mandate struct {
	ID       string          `json:"id"`
	Level    string          `json:"level" doc:"national, province, city, county or township"`
	Area     string          `json:"area" doc:"area of the congress"`
	Term     int             `json:"term" doc:"number of the congress (届)"`
	District string          `json:"district" doc:"electoral district or electing unit"`
	From     time.Time       `json:"from"`
	Until    time.Time       `json:"until,omitzero"`
	Status   MandateStatus   `json:"status"`
	History  []MandateChange `json:"history"`
}

// MandateStatus is the state of a mandate (代表法 2025 Art. 61-63).
type MandateStatus string

// The states of a mandate.
const (
	MandateActive     MandateStatus = "active"
	MandateSuspended  MandateStatus = "suspended"
	MandateTerminated MandateStatus = "terminated"
)

// MandateChange is one change of status.
type MandateChange struct {
	To     MandateStatus `json:"to"`
	Cause  string        `json:"cause"`
	Reason string        `json:"reason"`
	By     string        `json:"by"`
	At     time.Time     `json:"at"`
}

// Posting assigns a deputy to a station for a time (驻站).
type Posting struct {
	ID      string    `json:"id"`
	Station string    `json:"station"`
	From    time.Time `json:"from"`
	Until   time.Time `json:"until,omitzero"`
}

// Leave is a time in which a deputy cannot take shifts. The reason is kept from
// lists that others see.
type Leave struct {
	ID     string `json:"id"`
	From   string `json:"from" doc:"first day, 2006-01-02"`
	To     string `json:"to" doc:"last day"`
	Reason string `json:"reason,omitempty"`
}

// PersonDraft holds what people enter about a person.
type PersonDraft struct {
	Name     string `json:"name" validate:"required,max=40"`
	Gender   string `json:"gender" validate:"omitempty,oneof=male female"`
	Post     string `json:"post" validate:"max=60"`
	Official bool   `json:"official"`
	Rank     string `json:"rank" validate:"omitempty,oneof=county_leader section_head"`
	Phone    string `json:"phone" validate:"omitempty,phone"`
	Email    string `json:"email" validate:"omitempty,email,max=120"`
}

// CreatePerson adds a person to an area.
var CreatePerson = rpc.Post[CreatePersonRequest, Person]("roster.CreatePerson", "/api/roster/v1/persons", rpc.Needs("person.manage"))

// CreatePersonRequest places the person; mandates and postings may come along.
type CreatePersonRequest struct {
	Area string `json:"area" validate:"required,area"`
	PersonDraft
	Mandates []MandateDraft `json:"mandates" validate:"max=5,dive"`
	Stations []string       `json:"stations" validate:"max=10,dive,max=40" doc:"stations to be posted to from now on"`
}

// MandateDraft is a seat to be recorded.
type MandateDraft struct {
	Level    string    `json:"level" validate:"required,oneof=national province city county township"`
	Area     string    `json:"area" validate:"required"`
	Term     int       `json:"term" validate:"min=1,max=99"`
	District string    `json:"district" validate:"max=60"`
	From     time.Time `json:"from" validate:"required"`
	Until    time.Time `json:"until,omitzero"`
}

// GetPerson returns a person within the caller's scope, contact data masked.
var GetPerson = rpc.Get[ByID, Person]("roster.GetPerson", "/api/roster/v1/persons/{id}", rpc.Needs("person.read"))

// ListPersons lists persons of an area or a station by name.
var ListPersons = rpc.Get[ListRequest, rpc.Page[Person]]("roster.ListPersons", "/api/roster/v1/persons", rpc.Needs("person.read"))

// UpdatePerson changes what people entered; empty phone and email keep the old.
var UpdatePerson = rpc.Put[UpdatePersonRequest, Person]("roster.UpdatePerson", "/api/roster/v1/persons/{id}", rpc.Needs("person.manage"))

// UpdatePersonRequest holds the new values.
type UpdatePersonRequest struct {
	ID string `path:"id" validate:"required,max=40"`
	PersonDraft
}

// UnmaskPerson shows contact data in full, for a purpose that is journalled.
var UnmaskPerson = rpc.Post[UnmaskRequest, PersonContact]("roster.UnmaskPerson", "/api/roster/v1/persons/{id}/contact", rpc.Needs("person.unmask"))

// UnmaskRequest says what the data is needed for.
type UnmaskRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Purpose string `json:"purpose" validate:"required,min=2,max=200"`
}

// PersonContact is a person's contact data in full.
type PersonContact struct {
	Phone string `json:"phone"`
	Email string `json:"email"`
}

// AddMandate records a seat; a person may hold several only along one line of
// areas (选举法 Art. 48), else conflict.
var AddMandate = rpc.Post[AddMandateRequest, Person]("roster.AddMandate", "/api/roster/v1/persons/{id}/mandates", rpc.Needs("person.manage"))

// AddMandateRequest names the person and the seat.
type AddMandateRequest struct {
	ID      string       `path:"id" validate:"required,max=40"`
	Mandate MandateDraft `json:"mandate"`
}

// ChangeMandate suspends, resumes or terminates a mandate with its legal cause.
var ChangeMandate = rpc.Post[ChangeMandateRequest, Person]("roster.ChangeMandate", "/api/roster/v1/persons/{id}/mandates/{mandate}/status", rpc.Needs("person.manage"))

// ChangeMandateRequest names the new state and the cause.
type ChangeMandateRequest struct {
	ID      string        `path:"id" validate:"required,max=40"`
	Mandate string        `path:"mandate" validate:"required,max=40"`
	To      MandateStatus `json:"to" validate:"required,oneof=active suspended terminated"`
	Cause   string        `json:"cause" validate:"required,oneof=custody serving_sentence cause_gone moved_out resigned absent_two_sessions recalled lost_nationality political_rights_deprived incapacitated deceased term_ended"`
	Reason  string        `json:"reason" validate:"required,max=500"`
}

// PostPerson posts a deputy to a station.
var PostPerson = rpc.Post[PostRequest, Person]("roster.PostPerson", "/api/roster/v1/persons/{id}/postings", rpc.Needs("posting.manage"))

// PostRequest names deputy and station.
type PostRequest struct {
	ID      string    `path:"id" validate:"required,max=40"`
	Station string    `json:"station" validate:"required,max=40"`
	From    time.Time `json:"from,omitzero"`
	Until   time.Time `json:"until,omitzero"`
}

// EndPosting ends a posting; shifts after it become shortages to be filled.
var EndPosting = rpc.Post[EndPostingRequest, Person]("roster.EndPosting", "/api/roster/v1/persons/{id}/postings/{posting}/end", rpc.Needs("posting.manage"))

// EndPostingRequest names the posting.
type EndPostingRequest struct {
	ID      string `path:"id" validate:"required,max=40"`
	Posting string `path:"posting" validate:"required,max=40"`
	Reason  string `json:"reason" validate:"required,max=500"`
}

// TakeLeave records a leave of a deputy, by staff or by the deputy.
var TakeLeave = rpc.Post[LeaveRequest, Person]("roster.TakeLeave", "/api/roster/v1/persons/{id}/leaves", rpc.Needs("leave.record"))

// LeaveRequest gives first and last day.
type LeaveRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	From   string `json:"from" validate:"required,datetime=2006-01-02"`
	To     string `json:"to" validate:"required,datetime=2006-01-02"`
	Reason string `json:"reason" validate:"required,max=200"`
}

// CancelLeave removes a leave that has not ended.
var CancelLeave = rpc.Post[CancelLeaveRequest, Person]("roster.CancelLeave", "/api/roster/v1/persons/{id}/leaves/{leave}/end", rpc.Needs("leave.record"))

// CancelLeaveRequest names the leave.
type CancelLeaveRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Leave string `path:"leave" validate:"required,max=40"`
}

// ResolveContact gives notification a person's contact at the moment of sending.
var ResolveContact = rpc.Get[ByID, Contact]("roster.ResolveContact", "/api/roster/v1/contacts/{id}", rpc.Internal())

// Contact is how somebody is reached.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
	Phone string `json:"phone"`
	Lang  string `json:"lang"`
}
