package voting

import "time"

// PublicChain is what became of a project, as far as anybody may know: what deputies
// said and did by name, what offices did without the names of their staff, and
// pictures without what their devices called them.
type PublicChain struct {
	Screening   *PublicScreening `json:"screening,omitempty" doc:"the last one"`
	Reviews     []PublicReview   `json:"reviews,omitempty" doc:"the first first"`
	Votes       []Vote           `json:"votes,omitempty" doc:"the first first"`
	Plan        *Plan            `json:"plan,omitempty"`
	Started     string           `json:"started,omitempty"`
	Reports     []Report         `json:"reports,omitempty" doc:"the first first"`
	Supervisors []string         `json:"supervisors,omitempty" doc:"deputies, the leader first"`
	Visits      []Visit          `json:"visits,omitempty" doc:"the first first"`
	Adjustments []Adjustment     `json:"adjustments,omitempty" doc:"those decided, the first first"`
	Ending      *Ending          `json:"ending,omitempty"`
	Judgements  []Judgement      `json:"judgements,omitempty" doc:"the first first"`
	// Rectifications are what was to be put right and what was.
	Rectifications []Rectification `json:"rectifications,omitempty" doc:"the first first"`
	CarriedFrom    string          `json:"carriedFrom,omitempty" doc:"the project of the year before"`
	CarriedTo      string          `json:"carriedTo,omitempty" doc:"the project of the year after"`
}

// PublicScreening is what was checked and found, by criteria.
type PublicScreening struct {
	Findings []Finding `json:"findings"`
	At       time.Time `json:"at"`
	Rule     string    `json:"rule"`
}

// PublicReview is a decision of an organ about a candidate.
type PublicReview struct {
	Organ  Organ  `json:"organ"`
	Agreed bool   `json:"agreed"`
	Reason string `json:"reason"`
	On     string `json:"on" doc:"day of the meeting"`
}
