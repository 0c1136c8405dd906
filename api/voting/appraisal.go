package voting

import "time"

// Appraisal (测评, 评议) asks those who may judge what they think of several
// subjects. What was said is kept as sums alone, apart from who has rated: it is
// secret from people, and from the operator as far as docs/adr/0120 says.
type Appraisal struct {
	ID       string         `json:"id"`
	Area     string         `json:"area"`
	AreaName string         `json:"areaName"`
	Title    string         `json:"title"`
	Kind     AppraisalKind  `json:"kind"`
	Raters   Raters         `json:"raters"`
	State    AppraisalState `json:"state"`
	Opens    string         `json:"opens" doc:"first day"`
	Closes   string         `json:"closes" doc:"last day"`
	Aspects  []Aspect       `json:"aspects" doc:"what is asked about every subject; the first decides the verdict"`
	Subjects []Subject      `json:"subjects"`
	Rule     VerdictRule    `json:"rule" doc:"frozen at the opening"`
	Roll     int            `json:"roll" doc:"who was on it at the opening"`
	Rated    int            `json:"rated" doc:"of the roll"`
	Away     int            `json:"away,omitempty" doc:"of the roll, who may not rate since they are suspended"`
	Codes    bool           `json:"codes,omitempty" doc:"people with a slip can rate too"`
	// Waiting names who has not rated; Slips says how many codes are out and used.
	// Both are for the office alone.
	Waiting []string    `json:"waiting,omitempty"`
	Slips   []SlipCount `json:"slips,omitempty"`
	Results []Appraised `json:"results,omitempty" doc:"per subject; only once it is closed"`
	Signed  *SignedOff  `json:"signed,omitempty"`
	Reason  string      `json:"reason,omitempty" doc:"why it is void"`
	Next    []string    `json:"next,omitempty" doc:"states that the caller may take it to now"`
	Opened  time.Time   `json:"opened"`
}

// AppraisalKind is what is judged.
type AppraisalKind string

// The kinds.
const (
	OfProjects    AppraisalKind = "projects"
	OfUnits       AppraisalKind = "units"
	OfSuggestions AppraisalKind = "suggestions"
	OfDeputies    AppraisalKind = "deputies" // 述职评议: deputies report, voters of their district judge
)

// Raters are who judges. People near a project may rate it besides, with slips;
// what they say is counted apart.
type Raters string

// The raters.
const (
	ByDeputies  Raters = "deputies"  // all of the division's congress
	ByCommittee Raters = "committee" // members of its standing committee or presidium, who are named
	ByVoters    Raters = "voters"    // of a district, with slips
)

// AppraisalState is where an appraisal stands.
type AppraisalState string

// The states. An appraisal is planned before its first day, and closed after its
// last one by itself.
const (
	AppraisalPlanned   AppraisalState = "planned"
	AppraisalOpen      AppraisalState = "open"
	AppraisalClosed    AppraisalState = "closed"
	AppraisalSigned    AppraisalState = "signed"
	AppraisalPublished AppraisalState = "published"
	AppraisalVoid      AppraisalState = "void"
)

// Aspect is one thing that is asked about every subject.
type Aspect struct {
	Code   string `json:"code" doc:"a1, a2 …"`
	Text   string `json:"text" validate:"required,min=2,max=40"`
	OnSite bool   `json:"onSite" doc:"only who has been there may rate it"`
	Unit   bool   `json:"unit" doc:"it is about the unit that answers for the project"`
}

// Subject is what is judged: a project, a unit, a suggestion or a deputy.
type Subject struct {
	ID       string `json:"id" validate:"max=40" doc:"of the project, unit or deputy; empty for a suggestion"`
	Title    string `json:"title" validate:"max=120" doc:"of a suggestion; of others, what they are called"`
	Unit     string `json:"unit,omitempty" doc:"that answers for a project"`
	UnitName string `json:"unitName,omitempty"`
}

// VerdictRule is how ratings come to a verdict.
type VerdictRule struct {
	Denominator string `json:"denominator" doc:"cast: all who rated or abstained; members: all on the roll"`
	Above       int    `json:"above" doc:"percent that must be exceeded"`
	Version     string `json:"version" doc:"of the area's rules"`
}

// SlipCount is how many codes a group of raters got.
type SlipCount struct {
	Group  string `json:"group" doc:"station, village or district"`
	Issued int    `json:"issued"`
	Used   int    `json:"used"`
}

// SignedOff is who answers for the result.
type SignedOff struct {
	By     string    `json:"by"`
	ByName string    `json:"byName"`
	At     time.Time `json:"at"`
}

// Ratings are the marks of one aspect, counted.
type Ratings struct {
	Satisfied    int `json:"satisfied"`
	Basically    int `json:"basically_satisfied"`
	Dissatisfied int `json:"dissatisfied"`
	Abstained    int `json:"abstained"`
}

// Verdict is what ratings come to: satisfied, basically_satisfied, dissatisfied;
// empty where too few rated.
type Verdict string

// The verdicts, which are the marks too.
const (
	Satisfied    Verdict = "satisfied"
	Basically    Verdict = "basically_satisfied"
	Dissatisfied Verdict = "dissatisfied"
)

// Appraised is the result of one subject.
type Appraised struct {
	Subject int     `json:"subject" doc:"place in the list"`
	Verdict Verdict `json:"verdict,omitempty"`
	// Rectify: most of those who rated are dissatisfied, and the deputy owes a written
	// account of what will change.
	Rectify bool `json:"rectify,omitempty"`
	// Statements are what the deputy said to it, the first first.
	Statements []Statement   `json:"statements,omitempty"`
	Aspects    []AspectGiven `json:"aspects" doc:"in the order of the aspects"`
}

// AspectGiven is what was said about one aspect: by the roll, with the verdict, and
// by those with slips. Figures of fewer than 5 raters are hidden.
type AspectGiven struct {
	Shown     bool    `json:"shown"`
	Roll      Ratings `json:"roll,omitzero"`
	Verdict   Verdict `json:"verdict,omitempty"`
	Of        int     `json:"of,omitempty" doc:"what the shares are of"`
	Satisfied int     `json:"satisfied,omitempty" doc:"hundredths of a percent"`
	Approving int     `json:"approving,omitempty" doc:"hundredths of a percent: satisfied and basically"`
	People    *People `json:"people,omitempty"`
}

// People is what those with slips said. A group of fewer than 5, and with it as
// many more as it takes, stands among the hidden.
type People struct {
	Shown  bool     `json:"shown"`
	Total  Ratings  `json:"total,omitzero"`
	Groups []Group  `json:"groups"`
	Hidden []string `json:"hidden"`
}

// Group is what the people of one station, village or district said.
type Group struct {
	Name    string  `json:"name"`
	Ratings Ratings `json:"ratings"`
}

// Given is what one rater says of one subject.
type Given struct {
	Subject int                `json:"subject" validate:"min=0,max=99"`
	Been    bool               `json:"been" doc:"has been there"`
	Marks   map[string]Verdict `json:"marks" validate:"max=12" doc:"by aspect; nothing is an abstention"`
}
