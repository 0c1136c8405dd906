package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// GetProject returns a project within the caller's scope.
var GetProject = rpc.Get[ByID, Project]("voting.GetProject", "/api/voting/v1/projects/{id}", rpc.Needs("project.read"))

// ListProjects lists the projects of the caller's scope, the latest change first.
var ListProjects = rpc.Get[ListRequest, rpc.Page[Row]]("voting.ListProjects", "/api/voting/v1/projects", rpc.Needs("project.read"))

// ListRequest chooses projects: of a division and below, in a state, of a year. A
// page may be short and have a next one.
type ListRequest struct {
	Area  string `query:"area" validate:"omitempty,area"`
	State State  `query:"state" validate:"max=30"`
	Year  int    `query:"year" validate:"min=0,max=2200"`
	Light Light  `query:"light" validate:"omitempty,oneof=green yellow red" doc:"of projects under way"`
	Mine  bool   `query:"mine" doc:"those that the caller supervises as a deputy"`
	// Text is words of the title or the number, for staff also of what proposers wrote.
	Text     string `query:"q" validate:"max=60"`
	Category string `query:"category" validate:"max=20" doc:"with those below it"`
	Chosen   bool   `query:"chosen" doc:"only what a congress chose"`
	Limit    int    `query:"limit" validate:"min=0,max=200"`
	After    string `query:"after" validate:"max=400"`
}

// Row is a project in a list.
type Row struct {
	ID       string    `json:"id"`
	Number   string    `json:"number"`
	Area     string    `json:"area"`
	AreaName string    `json:"areaName"`
	Year     int       `json:"year,omitempty"`
	Title    string    `json:"title"`
	State    State     `json:"state"`
	Voices   int       `json:"voices"`
	Cases    int       `json:"cases"`
	Cost     int64     `json:"cost,omitempty" doc:"yuan"`
	UnitName string    `json:"unitName,omitempty"`
	Asked    int       `json:"asked,omitempty" doc:"questions without an answer"`
	Course   *Course   `json:"course,omitempty" doc:"how it goes, once it is planned"`
	Updated  time.Time `json:"updated"`
	Next     string    `json:"next,omitempty" doc:"the caller's primary action (operation name)"`
}

// ListPublicProjects lists the published projects of a division and below, the
// latest change first.
var ListPublicProjects = rpc.Get[ListRequest, rpc.Page[PublicProject]]("voting.ListPublicProjects", "/api/voting/v1/public/projects", rpc.Public())

// GetPublicProject returns a published project with its chain. It fails with
// not_found for one that is not published.
var GetPublicProject = rpc.Get[ByID, PublicProject]("voting.GetPublicProject", "/api/voting/v1/public/projects/{id}", rpc.Public())

// PublicProject is what anybody may know of a project: no names, no words of people.
type PublicProject struct {
	ID         string           `json:"id"`
	Number     string           `json:"number"`
	Area       string           `json:"area"`
	AreaName   string           `json:"areaName"`
	Year       int              `json:"year,omitempty"`
	Title      string           `json:"title"`
	Category   string           `json:"category,omitempty"`
	Place      Place            `json:"place"`
	State      State            `json:"state"`
	Voices     int              `json:"voices"`
	Dossier    Dossier          `json:"dossier,omitzero"`
	UnitName   string           `json:"unitName,omitempty" doc:"that answers for it now"`
	Course     *Course          `json:"course,omitempty" doc:"how it goes, once it is planned"`
	Chain      PublicChain      `json:"chain,omitzero" doc:"what became of it, on its own page"`
	Sources    []PublicSource   `json:"sources" doc:"the first first"`
	Questions  []PublicQuestion `json:"questions"`
	History    []ProposalNotice `json:"history" doc:"with the reasons, the first first"`
	MergedInto string           `json:"mergedInto,omitempty"`
	SplitInto  []string         `json:"splitInto,omitempty"`
}

// PublicSource is a beginning of a project without anybody's name, but deputies'.
type PublicSource struct {
	Channel     Channel   `json:"channel"`
	StationName string    `json:"stationName,omitempty"`
	PersonName  string    `json:"personName,omitempty" doc:"of a deputy"`
	Cases       []CaseRef `json:"cases,omitempty" doc:"numbers of published cases only"`
	At          time.Time `json:"at"`
}
