// Package insight is the contract of the insight service: counts and
// performance files, built from events alone.
package insight

import (
	"time"

	"lianluo/pkg/rpc"
)

// Counts are the numbers of an area or station in a year; every number opens
// its rows through Links.
type Counts struct {
	Area       string         `json:"area,omitempty"`
	Station    string         `json:"station,omitempty"`
	Year       int            `json:"year"`
	Received   int            `json:"received"`
	HandedOver int            `json:"handedOver"`
	Open       int            `json:"open"`
	Closed     int            `json:"closed"`
	BySteps    map[string]int `json:"bySteps" doc:"open cases per step"`
	ByCategory map[string]int `json:"byCategory" doc:"received per category"`
	ByOutcome  map[string]int `json:"byOutcome" doc:"closed per outcome; unanswered apart"`
	ByLight    map[string]int `json:"byLight" doc:"open cases per light"`
	Supervised int            `json:"supervised"`
	Receptions int            `json:"receptions" doc:"reception days held"`
	Attended   int            `json:"attended" doc:"receptions attended by deputies"`
	AsOf       time.Time      `json:"asOf" doc:"time of the newest event counted"`
}

// GetCounts returns the counts of an area within the caller's scope.
var GetCounts = rpc.Get[CountsRequest, Counts]("insight.GetCounts", "/api/insight/v1/counts", rpc.Needs("insight.read"))

// CountsRequest names area or station, and the year (this one where 0).
type CountsRequest struct {
	Area    string `query:"area" validate:"omitempty,area"`
	Station string `query:"station" validate:"max=40"`
	Year    int    `query:"year" validate:"min=0,max=2200"`
}

// ListCounts returns the counts of the divisions right below an area.
var ListCounts = rpc.Get[CountsRequest, rpc.Page[AreaCounts]]("insight.ListCounts", "/api/insight/v1/counts/below", rpc.Needs("insight.read"))

// AreaCounts are one division's counts.
type AreaCounts struct {
	Name   string `json:"name"`
	Counts Counts `json:"counts"`
}

// PublicCounts are a station's public numbers.
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
	Cases      int         `json:"cases" doc:"received by this deputy"`
	Closed     int         `json:"closed"`
	Satisfied  int         `json:"satisfied"`
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

// Rebuild builds the read model anew from the journals while the old one serves.
var Rebuild = rpc.Post[rpc.None, RebuildState]("insight.Rebuild", "/api/insight/v1/rebuild", rpc.Needs("system.operate"))

// GetRebuild tells how far a rebuild is.
var GetRebuild = rpc.Get[rpc.None, RebuildState]("insight.GetRebuild", "/api/insight/v1/rebuild", rpc.Needs("system.operate"))

// RebuildState is the progress of a rebuild.
type RebuildState struct {
	Running    bool      `json:"running"`
	Generation int       `json:"generation"`
	Events     int64     `json:"events"`
	Started    time.Time `json:"started,omitzero"`
	Finished   time.Time `json:"finished,omitzero"`
	Error      string    `json:"error,omitempty"`
}

// Operations lists every operation of the service.
var Operations = []rpc.Any{GetCounts, ListCounts, PublicCounts, GetFile, Rebuild, GetRebuild}
