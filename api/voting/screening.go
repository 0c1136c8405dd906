package voting

import (
	"strings"
	"time"

	"lianluo/pkg/rpc"
)

// PoolProject takes a proposal into the pool, under a title for the public, or
// takes a project of the pool up for another year. It fails with invalid for a title
// with numbers of persons in it.
var PoolProject = rpc.Post[PoolRequest, Project]("voting.PoolProject", "/api/voting/v1/projects/{id}/pooling", rpc.Needs("project.screen"))

// PoolRequest is the title and why.
type PoolRequest struct {
	Reasoned
	Title string `json:"title" validate:"required,min=4,max=60"`
	Year  int    `json:"year" validate:"omitempty,min=2000,max=2200" doc:"the year that it is for; 0 leaves that open"`
}

// MergeProjects has a project live on in another one of the same congress, which
// takes over its sources. It fails with failed_precondition once one of them is
// before the congress.
var MergeProjects = rpc.Post[MergeRequest, Project]("voting.MergeProjects", "/api/voting/v1/projects/{id}/merging", rpc.Needs("project.screen"))

// MergeRequest names the other project; the answer is that one.
type MergeRequest struct {
	Reasoned
	Into string `json:"into" validate:"required,max=40"`
}

// SplitProject makes several projects of one; each keeps all its sources. It fails
// with failed_precondition once it is before the congress.
var SplitProject = rpc.Post[SplitRequest, Project]("voting.SplitProject", "/api/voting/v1/projects/{id}/splitting", rpc.Needs("project.screen"))

// SplitRequest names the parts.
type SplitRequest struct {
	Reasoned
	Titles []string `json:"titles" validate:"min=2,max=10,dive,min=4,max=60"`
}

// ScreenProject records the screening of a project of the pool (初定): what was
// checked, and what follows. A candidate must have passed every check and be
// excluded by nothing; it fails with failed_precondition otherwise, naming what
// stands against it.
var ScreenProject = rpc.Post[ScreenRequest, Project]("voting.ScreenProject", "/api/voting/v1/projects/{id}/screening", rpc.Needs("project.screen"))

// ScreenRequest is the findings and the verdict: go on, candidate, reject, or back
// to the pool.
type ScreenRequest struct {
	Reasoned
	Findings []Finding `json:"findings" validate:"max=40,dive"`
	Verdict  string    `json:"verdict" validate:"required,oneof=continue candidate reject pool"`
	Year     int       `json:"year" validate:"omitempty,min=2000,max=2200" doc:"the year that a candidate is for; its own where 0"`
}

// Criterion is something that projects are screened by: data of the rule set.
type Criterion struct {
	// Kind: check must hold, excluded must not, favoured speaks for a project.
	Kind string `json:"kind" validate:"oneof=check excluded favoured"`
	ZH   string `json:"zh" validate:"required,max=60"`
	EN   string `json:"en" validate:"max=120"`
}

// CriteriaRules are the rules that hold criteria, with the kind of each, the checks first.
var CriteriaRules = [][2]string{{"checks", "check"}, {"excluded", "excluded"}, {"favoured", "favoured"}}

// CriteriaOf reads the criteria of a kind from their rule: Chinese|English, with ; or
// line ends between.
func CriteriaOf(kind, list string) []Criterion {
	out := []Criterion{}
	for _, part := range strings.FieldsFunc(list, func(r rune) bool { return r == ';' || r == '；' || r == '\n' }) {
		zh, en, _ := strings.Cut(strings.ReplaceAll(part, "｜", "|"), "|")
		out = append(out, Criterion{Kind: kind, ZH: strings.TrimSpace(zh), EN: strings.TrimSpace(en)})
	}
	return out
}

// Finding is what was found about a criterion.
type Finding struct {
	Criterion
	Holds bool   `json:"holds"`
	Note  string `json:"note" validate:"max=300"`
}

// Screened is the record of a screening.
type Screened struct {
	Findings []Finding `json:"findings"`
	Verdict  string    `json:"verdict"`
	By       string    `json:"by"`
	ByName   string    `json:"byName"`
	At       time.Time `json:"at"`
	Rule     string    `json:"rule"`
}
