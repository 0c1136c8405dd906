// Package insight is the contract of the insight service: counts and
// performance files, built from events alone.
package insight

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Counts are the numbers of an area or station. Each has one definition, here:
//
//   - received (收到): taken down in the year, at a station, by a deputy or on the
//     page; whatever became of it later.
//   - handed over (交办): of those received in the year, assigned to a unit at least once.
//   - open (在办): not ended now, of all years; so are steps, lights and supervised.
//   - closed (办结): handled to the end in the year, that is replied to and the
//     people asked, or explained at once; whichever year it was received in. The
//     station's bulletin counts the same.
//   - ended otherwise (其他了结): rejected, withdrawn or merged in the year; not closed.
//   - answered: of those closed in the year, the people said how it was; satisfied
//     (群众满意): of these, satisfied or basically satisfied. Who did not answer or
//     could not be asked is in neither.
//   - receptions (接待日): days of the year that were held, some deputy having come.
type Counts struct {
	Area           string         `json:"area,omitempty"`
	Station        string         `json:"station,omitempty"`
	Year           int            `json:"year"`
	Received       int            `json:"received" doc:"in the year"`
	HandedOver     int            `json:"handedOver" doc:"of those received in the year: assigned to a unit at least once"`
	Open           int            `json:"open" doc:"now, of all years"`
	Closed         int            `json:"closed" doc:"handled to the end in the year"`
	EndedOtherwise int            `json:"endedOtherwise" doc:"rejected, withdrawn or merged in the year; not in closed"`
	Satisfied      int            `json:"satisfied" doc:"of answered: satisfied or basically satisfied"`
	Answered       int            `json:"answered" doc:"of closed: the people said how it was"`
	BySteps        map[string]int `json:"bySteps" doc:"open cases per step"`
	ByCategory     map[string]int `json:"byCategory" doc:"received per category"`
	ByOutcome      map[string]int `json:"byOutcome" doc:"closed per outcome; unanswered and not_asked (nobody could be reached) apart"`
	ByLight        map[string]int `json:"byLight" doc:"open cases per light"`
	Supervised     int            `json:"supervised" doc:"open cases under supervision"`
	Receptions     int            `json:"receptions" doc:"reception days held"`
	Attended       int            `json:"attended" doc:"receptions attended by deputies"`
	AttendedByRank map[string]int `json:"attendedByRank" doc:"of attended: by rank of the deputy's office then, county_leader, section_head or none"`
	Before         Figures        `json:"before" doc:"the same days of the year before: up to today's date where the year is this one, else all of it"`
	AsOf           time.Time      `json:"asOf" doc:"time of the newest event counted"`
}

// Figures are numbers of a stretch of days, each counted as in Counts.
type Figures struct {
	Received   int `json:"received"`
	Closed     int `json:"closed"`
	Satisfied  int `json:"satisfied"`
	Answered   int `json:"answered"`
	Receptions int `json:"receptions"`
}

// GetCounts returns the counts of an area or station within the caller's scope;
// of the caller's own where neither is named.
var GetCounts = rpc.Get[CountsRequest, Counts]("insight.GetCounts", "/api/insight/v1/counts", rpc.Needs("insight.read"))

// CountsRequest names area or station, and the year (this one where 0).
type CountsRequest struct {
	Area    string `query:"area" validate:"omitempty,area"`
	Station string `query:"station" validate:"max=40"`
	Year    int    `query:"year" validate:"min=0,max=2200"`
}

// ListCounts returns the counts of the divisions right below an area; of a
// township, of its stations.
var ListCounts = rpc.Get[CountsRequest, rpc.Page[AreaCounts]]("insight.ListCounts", "/api/insight/v1/counts/below", rpc.Needs("insight.read"))

// AreaCounts are one division's counts.
type AreaCounts struct {
	Name   string `json:"name"`
	Counts Counts `json:"counts"`
}

// PublicCounts are a station's public numbers; lights and supervision are not.
var PublicCounts = rpc.Get[PublicCountsRequest, Counts]("insight.PublicCounts", "/api/insight/v1/public/counts", rpc.Public())

// PublicCountsRequest names the station by id.
type PublicCountsRequest struct {
	Station string `query:"station" validate:"required,max=40"`
	Year    int    `query:"year" validate:"min=0,max=2200"`
}

// File is a deputy's performance file (履职档案) of a year: it writes itself.
type File struct {
	Person     string      `json:"person"`
	Name       string      `json:"name"`
	Year       int         `json:"year"`
	Receptions int         `json:"receptions"`
	Absences   int         `json:"absences"`
	Cases      int         `json:"cases" doc:"received by this deputy in the year"`
	Closed     int         `json:"closed" doc:"of these, closed by now"`
	Satisfied  int         `json:"satisfied" doc:"of these, satisfied or basically satisfied"`
	Entries    []FileEntry `json:"entries" doc:"newest first"`
}

// FileEntry is one act with its evidence.
type FileEntry struct {
	At     time.Time `json:"at"`
	What   string    `json:"what" doc:"event name"`
	Object string    `json:"object" doc:"aggregate/id"`
	Label  string    `json:"label" doc:"number of the case, or station of the reception"`
	Event  string    `json:"event" doc:"event id: the evidence"`
}

// GetFile returns a deputy's file: one's own, or of a deputy in the caller's area.
var GetFile = rpc.Get[FileRequest, File]("insight.GetFile", "/api/insight/v1/files/{person}", rpc.Needs("file.read"))

// FileRequest names deputy and year; person "me" is the caller.
type FileRequest struct {
	Person string `path:"person" validate:"required,max=40"`
	Year   int    `query:"year" validate:"min=0,max=2200"`
}

// Rebuild has a read model built anew from the journals while the old one
// serves; GetRebuild tells how far it is. It fails with failed_precondition while
// one is under way.
var Rebuild = rpc.Post[RebuildRequest, RebuildState]("insight.Rebuild", "/api/insight/v1/rebuild", rpc.Needs("system.operate"))

// GetRebuild tells how far a rebuild is.
var GetRebuild = rpc.Get[RebuildRequest, RebuildState]("insight.GetRebuild", "/api/insight/v1/rebuild", rpc.Needs("system.operate"))

// RebuildRequest names the read model: counts (with the files), which "" stands
// for as well, or search.
type RebuildRequest struct {
	What string `query:"what" validate:"omitempty,oneof=counts search"`
}

// RebuildState is the progress of a rebuild.
type RebuildState struct {
	What       string    `json:"what" doc:"counts or search"`
	Running    bool      `json:"running"`
	Generation int       `json:"generation"`
	Events     int64     `json:"events" doc:"journal rows read so far, while it runs"`
	Started    time.Time `json:"started,omitzero"`
	Finished   time.Time `json:"finished,omitzero"`
	Error      string    `json:"error,omitempty"`
}

// Events of the aggregate rebuild.
var (
	RebuildAsked = event.Define[RebuildState]("insight", "RebuildAsked")
	RebuildEnded = event.Define[RebuildState]("insight", "RebuildEnded")
)

// Operations lists every operation of the service.
var Operations = []rpc.Any{GetCounts, ListCounts, PublicCounts, GetFile, Search, Rebuild, GetRebuild}
