// Package voting is the contract of the voting service: livelihood projects
// (民生实事项目) from what people said to what was built and judged, and the ballots
// in which a congress chooses them.
package voting

import "time"

// Project is a livelihood project: one object from the first proposal to the
// archive. It names nobody: those who spoke are sources, referred to.
type Project struct {
	ID       string `json:"id"`
	Number   string `json:"number" doc:"of its first source"`
	Area     string `json:"area" doc:"of the congress that would choose it"`
	AreaName string `json:"areaName"`
	Year     int    `json:"year,omitempty" doc:"that it is for; 0 while it lies in the pool of no year"`
	Round    string `json:"round,omitempty" doc:"the solicitation that it came in, or was taken up in"`
	// Title is words of the proposer while the project is proposed, and staff's, free
	// of personal data and public, from the pool on.
	Title      string     `json:"title"`
	Category   string     `json:"category,omitempty" doc:"of casework's category tree"`
	Place      Place      `json:"place"`
	State      State      `json:"state"`
	Sources    []Source   `json:"sources" doc:"everything that it came from; merging and splitting keep them"`
	Voices     int        `json:"voices" doc:"people behind it: proposers, and those of the cases"`
	MergedInto string     `json:"mergedInto,omitempty"`
	Merged     []string   `json:"merged,omitempty"`
	SplitFrom  string     `json:"splitFrom,omitempty"`
	SplitInto  []string   `json:"splitInto,omitempty"`
	Screening  *Screened  `json:"screening,omitempty"`
	Dossier    Dossier    `json:"dossier,omitzero"`
	Reviews    []Review   `json:"reviews"`
	Questions  []Question `json:"questions"`
	Votes      []Vote     `json:"votes,omitempty" doc:"what congresses said about it, the first first"`
	// What follows is how it is carried out, once it is chosen. The goal that was
	// chosen stays in the dossier; the plan's may differ after an adjustment.
	Plan        *Plan        `json:"plan,omitempty"`
	Started     string       `json:"started,omitempty" doc:"day on which the work began"`
	Course      *Course      `json:"course,omitempty" doc:"how it goes, once it is planned"`
	Reports     []Report     `json:"reports,omitempty" doc:"the first first"`
	Supervision *Supervision `json:"supervision,omitempty"`
	Visits      []Visit      `json:"visits,omitempty" doc:"the first first"`
	Adjustments []Adjustment `json:"adjustments,omitempty" doc:"the first first"`
	Ending      *Ending      `json:"ending,omitempty"`

	Judgements     []Judgement     `json:"judgements,omitempty" doc:"the first first"`
	Rectifications []Rectification `json:"rectifications,omitempty" doc:"the first first"`
	CarriedFrom    string          `json:"carriedFrom,omitempty" doc:"the project of the year before"`
	CarriedTo      string          `json:"carriedTo,omitempty" doc:"the project of the year after"`

	History []Entry `json:"history"`
	// Next is what the caller may do now, the primary action first (operation names).
	Next    []string  `json:"next"`
	Updated time.Time `json:"updated"`
}

// State is where a project stands (DOMAIN.md section 2).
type State string

// The states.
const (
	Proposed            State = "proposed"
	Pooled              State = "pooled"
	Screening           State = "screening"
	Rejected            State = "rejected"
	Candidate           State = "candidate"
	CommitteeReviewed   State = "committee_reviewed"
	Submitted           State = "submitted"
	Deliberating        State = "deliberating"
	Balloting           State = "balloting"
	Adopted             State = "adopted"
	NotAdopted          State = "not_adopted"
	Announced           State = "announced"
	PlanPublished       State = "plan_published"
	Implementing        State = "implementing"
	AdjustmentRequested State = "adjustment_requested"
	Terminated          State = "terminated"
	Completed           State = "completed"
	Unfinished          State = "unfinished"
	Evaluated           State = "evaluated"
	Rectifying          State = "rectifying"
	CarriedOver         State = "carried_over"
	Archived            State = "archived"
	// Merged and Split projects live on in others.
	Merged State = "merged"
	Split  State = "split"
	// Withdrawn ones were taken back by everybody who proposed them.
	Withdrawn State = "withdrawn"
)

// States are all of them, in the order of a project's life.
var States = []State{Proposed, Pooled, Screening, Candidate, CommitteeReviewed, Submitted, Deliberating, Balloting, Adopted,
	Announced, PlanPublished, Implementing, AdjustmentRequested, Completed, Unfinished, Evaluated, Rectifying, CarriedOver, Archived,
	NotAdopted, Rejected, Merged, Split, Terminated, Withdrawn}

// Place is where a project lies: words, and a point on the map.
type Place struct {
	Text string  `json:"text" validate:"max=120"`
	Lat  float64 `json:"lat,omitzero" validate:"min=-90,max=90" doc:"degrees, WGS 84"`
	Lng  float64 `json:"lng,omitzero" validate:"min=-180,max=180"`
}

// Channel is how a source came in.
type Channel string

// The channels.
const (
	OnPage    Channel = "page"
	AtDesk    Channel = "desk"
	ByDeputy  Channel = "deputy"
	FromCases Channel = "cases" // a cluster of cases that became a topic
)

// Source is one beginning of a project. Its Text is what was said to this service;
// what the people of a case said stays with the case.
type Source struct {
	ID          string    `json:"id"`
	Number      string    `json:"number"`
	Channel     Channel   `json:"channel"`
	Text        string    `json:"text,omitempty"`
	Station     string    `json:"station,omitempty"`
	StationName string    `json:"stationName,omitempty"`
	Person      string    `json:"person,omitempty" doc:"the deputy who proposed it"`
	PersonName  string    `json:"personName,omitempty"`
	Name        string    `json:"name,omitempty" doc:"of the proposer, masked"`
	Phone       string    `json:"phone,omitempty" doc:"masked"`
	Anonymous   bool      `json:"anonymous,omitempty"`
	Reachable   bool      `json:"reachable,omitempty" doc:"by phone or mail"`
	Forgotten   bool      `json:"forgotten,omitempty" doc:"the proposer's data were destroyed when their time was over"`
	Withdrawn   time.Time `json:"withdrawn,omitzero" doc:"when the proposer took it back; the words are gone then"`
	Cases       []CaseRef `json:"cases,omitempty"`
	Photos      []Photo   `json:"photos,omitempty" doc:"for who screens it alone; without time and place"`
	At          time.Time `json:"at"`
}

// CaseRef is a case behind a project, as it stood when it was linked.
type CaseRef struct {
	Case        string    `json:"case"`
	Number      string    `json:"number"`
	PublicTitle string    `json:"publicTitle,omitempty"`
	Station     string    `json:"station"`
	StationName string    `json:"stationName,omitempty"`
	Voices      int       `json:"voices"`
	ReceivedAt  time.Time `json:"receivedAt"`
}

// Entry is one line of a project's history.
type Entry struct {
	At     time.Time `json:"at"`
	By     string    `json:"by" doc:"subject id, public or system"`
	ByName string    `json:"byName,omitempty"`
	What   string    `json:"what" doc:"event name without service: ProjectPooled …"`
	To     State     `json:"to" doc:"state after it"`
	Why    string    `json:"why,omitempty" doc:"told to everybody concerned, and public"`
	Rule   string    `json:"rule,omitempty" doc:"rule version"`
}

// ByID names one project.
type ByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// Reasoned names one project and says why something is done with it. The reason is
// told to everybody who stands behind the project.
type Reasoned struct {
	ID     string `path:"id" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,min=2,max=500"`
}
