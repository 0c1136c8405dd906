package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// SumProjects sums up the projects that congresses of a division and below chose for
// a year: all of them, and by the divisions right below. The figures may be a minute
// old; AsOf says when they were counted.
var SumProjects = rpc.Get[SumRequest, Sums]("voting.SumProjects", "/api/voting/v1/public/sums", rpc.Public())

// SumRequest names division and year.
type SumRequest struct {
	Area string `query:"area" validate:"required,area"`
	Year int    `query:"year" validate:"min=2000,max=2200"`
}

// Sums are the figures of a division.
type Sums struct {
	Area  string    `json:"area"`
	Name  string    `json:"name"`
	Year  int       `json:"year"`
	All   Sum       `json:"all"`
	Parts []AreaSum `json:"parts" doc:"of the division's own congress first, then of those below that chose something"`
	AsOf  time.Time `json:"asOf"`
	// Partly says that there are more projects than were counted.
	Partly bool `json:"partly,omitempty"`
}

// AreaSum is the figures of one part of a division.
type AreaSum struct {
	Area string `json:"area"`
	Name string `json:"name"`
	Sum
}

// Sum counts projects by how far they have come: each counts in all that it reached.
type Sum struct {
	Chosen    int `json:"chosen"`
	Started   int `json:"started"`
	Finished  int `json:"finished"`
	Judged    int `json:"judged"`
	Satisfied int `json:"satisfied" doc:"of those judged"`
}

// ListPublicBallots lists the ballots of a division and below whose rules are
// adopted, the latest first: those to come, those under way with their turnout, and
// those that are over. What was voted stands on their boards.
var ListPublicBallots = rpc.Get[ListBallotsRequest, rpc.Page[PublicBallot]]("voting.ListPublicBallots", "/api/voting/v1/public/ballots", rpc.Public())

// PublicBallot is a ballot in the public list.
type PublicBallot struct {
	ID        string      `json:"id"`
	Title     string      `json:"title"`
	Congress  Congress    `json:"congress"`
	AreaName  string      `json:"areaName"`
	State     BallotState `json:"state"`
	Turnout   Turnout     `json:"turnout"`
	Announced string      `json:"announced,omitempty" doc:"number of the announcement"`
}
