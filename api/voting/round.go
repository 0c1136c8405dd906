package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// Round is a solicitation round (征集): a division asks its people, from a day to a
// day, what should be built in a year.
type Round struct {
	ID        string       `json:"id"`
	Area      string       `json:"area"`
	AreaName  string       `json:"areaName"`
	Year      int          `json:"year" doc:"that the projects are for"`
	Title     string       `json:"title"`
	Call      string       `json:"call" doc:"the public call"`
	Opens     string       `json:"opens" doc:"first day"`
	Closes    string       `json:"closes" doc:"last day"`
	Open      bool         `json:"open" doc:"proposals are taken today"`
	Announced time.Time    `json:"announced"`
	Proposals int          `json:"proposals" doc:"taken in it so far"`
	History   []RoundEntry `json:"history"`
}

// RoundEntry is one change of a round, with its reason.
type RoundEntry struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	ByName string    `json:"byName,omitempty"`
	Closes string    `json:"closes"`
	Why    string    `json:"why,omitempty"`
}

// AnnounceRound publishes a call for proposals in a division. It fails with invalid
// for days that run backwards or are fewer than the rule has, with conflict where
// the division has a round for that year, with not_found outside the caller's area.
var AnnounceRound = rpc.Post[AnnounceRequest, Round]("voting.AnnounceRound", "/api/voting/v1/rounds", rpc.Needs("project.call"))

// AnnounceRequest is the call.
type AnnounceRequest struct {
	Area   string `json:"area" validate:"required,area"`
	Year   int    `json:"year" validate:"min=2000,max=2200"`
	Title  string `json:"title" validate:"required,min=4,max=60"`
	Call   string `json:"call" validate:"required,min=10,max=2000"`
	Opens  string `json:"opens" validate:"required,datetime=2006-01-02"`
	Closes string `json:"closes" validate:"required,datetime=2006-01-02"`
}

// ChangeRound moves the last day of a round, with the reason, and mends its words;
// a day before today ends it. It fails with failed_precondition once it has ended.
var ChangeRound = rpc.Put[ChangeRoundRequest, Round]("voting.ChangeRound", "/api/voting/v1/rounds/{id}", rpc.Needs("project.call"))

// ChangeRoundRequest holds the new values.
type ChangeRoundRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Title  string `json:"title" validate:"required,min=4,max=60"`
	Call   string `json:"call" validate:"required,min=10,max=2000"`
	Closes string `json:"closes" validate:"required,datetime=2006-01-02"`
	Reason string `json:"reason" validate:"required,min=2,max=500"`
}

// ListRounds lists the rounds of a division and of those above and below it, the
// latest first: a round is public.
var ListRounds = rpc.Get[RoundsRequest, rpc.Page[Round]]("voting.ListRounds", "/api/voting/v1/public/rounds", rpc.Public())

// RoundsRequest names the division.
type RoundsRequest struct {
	Area  string `query:"area" validate:"required,area"`
	Limit int    `query:"limit" validate:"min=0,max=100"`
	After string `query:"after" validate:"max=400"`
}
