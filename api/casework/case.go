// Package casework is the contract of the casework service: constituent
// opinions (群众意见) as cases, from the first sentence to the archive.
package casework

import "time"

// Case is a constituent opinion in the care of a station.
type Case struct {
	ID          string  `json:"id"`
	Number      string  `json:"number" doc:"readable out loud, ends in a check character"`
	Station     string  `json:"station"`
	StationName string  `json:"stationName"`
	Area        string  `json:"area" doc:"from the station, never from the request"`
	AreaName    string  `json:"areaName"`
	Channel     Channel `json:"channel"`
	Title       string  `json:"title"`
	// PublicTitle is written by staff and free of personal data; only it is published.
	PublicTitle  string    `json:"publicTitle,omitempty"`
	Text         string    `json:"text"`
	Category     string    `json:"category"`
	Place        Place     `json:"place"`
	Photos       []Photo   `json:"photos"`
	Anonymous    bool      `json:"anonymous"`
	Voices       []Voice   `json:"voices" doc:"everyone who said it; the first is the one who came"`
	ReceivedBy   []string  `json:"receivedBy" doc:"roster persons who received it"`
	ReceivedAt   time.Time `json:"receivedAt"`
	ReceptionDay string    `json:"receptionDay,omitempty"`

	Step Step `json:"step"`
	// StepNo is counted for who asks; archived cases are past all seven.
	StepNo int   `json:"stepNo" doc:"1 to 7 of the seven steps"`
	Class  Class `json:"class,omitempty"`
	// Level decides next: station, township, county, city, province.
	Level       string     `json:"level"`
	Unit        string     `json:"unit,omitempty" doc:"who has it in hand"`
	UnitName    string     `json:"unitName,omitempty"`
	Letter      string     `json:"letter,omitempty" doc:"what exactly is asked of the unit"`
	Binding     bool       `json:"binding,omitempty" doc:"decided after two returns: the unit cannot give it back"`
	Round       int        `json:"round" doc:"1, and one more for every reopening"`
	Returns     int        `json:"returns" doc:"times a unit gave it back in this round"`
	Clock       Clock      `json:"clock"`
	Extension   *Extension `json:"extension,omitempty"`
	Supervision int        `json:"supervision" doc:"rung of the supervision ladder, 0 to 4"`
	Urges       int        `json:"urges"`
	Replies     []Reply    `json:"replies"`
	Asks        []Ask      `json:"asks" doc:"questions to the person: with the reply, later with the result"`
	MergedInto  string     `json:"mergedInto,omitempty"`
	Merged      []string   `json:"merged,omitempty" doc:"cases merged into this one"`
	Outcome     Outcome    `json:"outcome,omitempty"`
	ClosedAt    time.Time  `json:"closedAt,omitzero"`
	ArchivedAt  time.Time  `json:"archivedAt,omitzero"`
	Timeline    []Entry    `json:"timeline"`
	Told        []Told     `json:"told"`
	// Next is what the caller may do now, the primary action first (operation names).
	Next []string `json:"next"`
	// Papers are the kinds of paper that the caller may issue now, the one that is due first.
	Papers  []string  `json:"papers"`
	Updated time.Time `json:"updated"`
}

// Channel is how a case came in.
type Channel string

// The channels.
const (
	AtReception Channel = "reception"
	AtDesk      Channel = "desk"
	OnPhone     Channel = "deputy"
	OnPage      Channel = "page"
	FromSystem  Channel = "system" // another system, through a program's token
)

// Step is where a case stands in the seven steps (接待 登记 处理 督办 回复 反馈 归档).
type Step string

// The steps. Merged and withdrawn are ends besides archived.
const (
	Received   Step = "received"   // said on the public page, not yet looked at by staff
	Registered Step = "registered" // waiting for triage
	Triaged    Step = "triaged"    // waiting to be assigned
	Assigned   Step = "assigned"   // waiting for the unit to accept
	Handling   Step = "handling"
	Returned   Step = "returned" // a unit gave it back; to be assigned anew
	Replied    Step = "replied"  // the person is asked about the reply
	Awaiting   Step = "awaiting" // answered; the result is asked about later
	Closed     Step = "closed"
	Archived   Step = "archived"
	Rejected   Step = "rejected"  // not accepted, with the reason and where to go
	MergedStep Step = "merged"    // lives on in another case
	Withdrawn  Step = "withdrawn" // the person took it back
)

// Class is the triage class: data in the rule set (DOMAIN.md A); these are the defaults.
type Class string

// The default classes.
const (
	ExplainedAtOnce  Class = "explained_at_once"
	TownshipOrdinary Class = "township_ordinary"
	TownshipWide     Class = "township_wide"
	CountyAndAbove   Class = "county_and_above"
	SupervisionTopic Class = "supervision_topic"
	NotAccepted      Class = "not_accepted"
)

// Outcome is how a closed case ended for the person. Unanswered is counted
// apart and never as satisfied.
type Outcome string

// The outcomes.
const (
	OutcomeSatisfied    Outcome = "satisfied"
	OutcomeBasically    Outcome = "basically_satisfied"
	OutcomeDissatisfied Outcome = "dissatisfied"
	OutcomeUnanswered   Outcome = "unanswered"
	OutcomeNotAsked     Outcome = "not_asked" // rejected, withdrawn, merged, or nobody could be reached to be asked
)

// Place is where it is: words within the station's area, map point optional.
type Place struct {
	Text string  `json:"text" validate:"max=120"`
	Lat  float64 `json:"lat,omitzero" validate:"min=-90,max=90"`
	Lng  float64 `json:"lng,omitzero" validate:"min=-180,max=180"`
}

// Photo is a stored picture; the original keeps its data, what is published has
// no position or camera data.
type Photo struct {
	ID     string `json:"id"`
	Name   string `json:"name" doc:"as the device called it"`
	Type   string `json:"type"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
	Bytes  int    `json:"bytes"`
	By     string `json:"by"`
	Voice  string `json:"voice,omitempty" doc:"whose words it goes with; \"\" in a reply"`
}

// Voice is one person who said it; name and phone are masked.
type Voice struct {
	ID        string    `json:"id"`
	Name      string    `json:"name"`
	Phone     string    `json:"phone"`
	Anonymous bool      `json:"anonymous"`
	Reachable bool      `json:"reachable" doc:"by phone or mail"`
	Text      string    `json:"text,omitempty" doc:"this person's own words, when they joined later"`
	Number    string    `json:"number" doc:"the number on this person's receipt"`
	At        time.Time `json:"at"`
	Withdrawn time.Time `json:"withdrawn,omitzero" doc:"this person took it back; the case goes on for the others"`
}

// Clock is the deadline that runs.
type Clock struct {
	What    string    `json:"what" doc:"triage, assign, accept, reply, rating (answer about the reply), wait (until the result is asked about) or result (answer about the result)"`
	Started time.Time `json:"started,omitzero"`
	Due     time.Time `json:"due,omitzero"`
	Yellow  time.Time `json:"yellow,omitzero" doc:"75 % of the time (rule)"`
	Light   string    `json:"light" doc:"green, yellow or red; \"\" when nothing runs"`
	// Working days left; negative when overdue.
	DaysLeft int    `json:"daysLeft"`
	Rule     string `json:"rule" doc:"rule version that set it"`
	// Calendar is the version of the calendar that it was counted by; empty: what
	// the program carries.
	Calendar string `json:"calendar,omitempty"`
}

// Extension is the one extension of the reply's deadline.
type Extension struct {
	AskedBy   string    `json:"askedBy"`
	AskedAt   time.Time `json:"askedAt"`
	Reason    string    `json:"reason"`
	State     string    `json:"state" doc:"asked, granted or refused"`
	DecidedBy string    `json:"decidedBy,omitempty"`
	DecidedAt time.Time `json:"decidedAt,omitzero"`
	Answer    string    `json:"answer,omitempty"`
	Due       time.Time `json:"due,omitzero" doc:"new deadline"`
}

// Reply is an answer to the person.
type Reply struct {
	Round  int     `json:"round"`
	Text   string  `json:"text"`
	Class  string  `json:"class" doc:"A solved, B in progress, C planned, D explained"`
	Photos []Photo `json:"photos"`
	Unit   string  `json:"unit"`
	// UnitName is who answers, as it was called then: the unit, or the station.
	UnitName string    `json:"unitName"`
	By       string    `json:"by"`
	At       time.Time `json:"at"`
}

// Ask is one question to the person: about the reply, or about the result.
type Ask struct {
	Voice      string    `json:"voice" doc:"who is asked: every voice is asked for itself"`
	Round      int       `json:"round"`
	About      string    `json:"about" doc:"reply or result"`
	AskedAt    time.Time `json:"askedAt"`
	Tries      []Try     `json:"tries" doc:"calls made from the desk"`
	Until      time.Time `json:"until" doc:"then it counts as unanswered, if two tries were made"`
	Answer     Outcome   `json:"answer,omitempty"`
	Words      string    `json:"words,omitempty" doc:"what the person said, in their words"`
	By         string    `json:"by,omitempty" doc:"page, or the officer who wrote it down"`
	AnsweredAt time.Time `json:"answeredAt,omitzero"`
}

// Try is one attempt to reach the person.
type Try struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	Note string    `json:"note"`
}

// Entry is one line of a case's history.
type Entry struct {
	At     time.Time `json:"at"`
	By     string    `json:"by" doc:"subject id, public or system"`
	ByName string    `json:"byName"`
	What   string    `json:"what" doc:"event name without service: CaseTriaged …"`
	Why    string    `json:"why,omitempty"`
	Note   string    `json:"note,omitempty"`
	Kind   string    `json:"kind" doc:"step, reply, note (internal) or told"`
	Rule   string    `json:"rule,omitempty"`
	// Calendar is the version of the calendar in force; empty: what the program carries.
	Calendar string `json:"calendar,omitempty"`
	// Taken is when it was taken down on a device without a network, if that was
	// earlier than it arrived.
	Taken time.Time `json:"taken,omitzero"`
	// Planned is when time itself was to do this; At is when it was done.
	Planned time.Time `json:"planned,omitzero"`
	// Paper is the id of the paper that was issued or voided.
	Paper string `json:"paper,omitempty"`
}

// Told is what became of a message to the person or a deputy.
type Told struct {
	Voice   string    `json:"voice,omitempty"`
	Person  string    `json:"person,omitempty"`
	About   string    `json:"about" doc:"event name"`
	Channel string    `json:"channel"`
	At      time.Time `json:"at"`
	State   string    `json:"state" doc:"delivered, failed, uncertain, given_up or no_way; only delivered counts as told"`
	// Delivery is notification's id, where an uncertain one is settled.
	Delivery string `json:"delivery,omitempty"`
}
