// Package insight is the contract of the insight service: counts and
// performance files, built from events alone.
package insight

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// Counts are the numbers of an area or station in a period. What each is stands
// in Definitions. Open, its parts, and coverage are no matter of the period: they
// are as of now, and as of the period's last day.
type Counts struct {
	Area    string `json:"area,omitempty"`
	Station string `json:"station,omitempty"`
	Period  string `json:"period" doc:"free where the days were given"`
	Figures
	Open           int            `json:"open"`
	Supervised     int            `json:"supervised"`
	BySteps        map[string]int `json:"bySteps" doc:"open cases per step"`
	ByLight        map[string]int `json:"byLight" doc:"open cases per light"`
	ByCategory     map[string]int `json:"byCategory" doc:"received per category"`
	ByOutcome      map[string]int `json:"byOutcome" doc:"closed per outcome; unanswered and not_asked (nobody could be reached) apart"`
	AttendedByRank map[string]int `json:"attendedByRank" doc:"of attended: by rank of the deputy's office then, county_leader, section_head or none"`
	// Took says how long what was closed took, in each stage and in all.
	Took     map[string]Took `json:"took" doc:"of closed: triage, assign, accept, handle, ask (the people) and whole"`
	Deputies int             `json:"deputies" doc:"of the division, in office on the last day of the period"`
	Covered  int             `json:"covered" doc:"of deputies: posted to a station then"`
	Before   Figures         `json:"before" doc:"the period before: of one that runs, its same days"`
	Lat      float64         `json:"lat,omitzero" doc:"the middle of its stations, degrees, WGS 84"`
	Lng      float64         `json:"lng,omitzero"`
	AsOf     time.Time       `json:"asOf" doc:"time of the newest event counted"`
}

// Figures are the numbers of a stretch of days.
type Figures struct {
	From string `json:"from" doc:"first day, 2006-01-02, in China's time"`
	To   string `json:"to" doc:"last day"`
	// Of what was received in these days, whatever became of it later.
	Received   int `json:"received"`
	HandedOver int `json:"handedOver" doc:"of received: assigned to a unit at least once"`
	Standing   int `json:"standing" doc:"of received: not rejected, withdrawn or merged"`
	Replied    int `json:"replied" doc:"of standing: replied to, or explained at once, by now"`
	Settled    int `json:"settled" doc:"of standing: closed by now"`
	Right      int `json:"right" doc:"of handedOver: accepted, and never given back"`
	Bounced    int `json:"bounced" doc:"of handedOver: given back at least once"`
	Bounces    int `json:"bounces" doc:"how often the bounced were given back"`
	// Of what ended in these days, whenever it was received.
	Closed         int `json:"closed"`
	EndedOtherwise int `json:"endedOtherwise" doc:"rejected, withdrawn or merged; not in closed"`
	Answered       int `json:"answered" doc:"of closed: the people said how it was"`
	Satisfied      int `json:"satisfied" doc:"of answered: satisfied or basically satisfied"`
	Classed        int `json:"classed" doc:"of closed: the reply says how far it was solved"`
	Solved         int `json:"solved" doc:"of classed: solved (class A)"`
	Late           int `json:"late" doc:"of closed: some deadline was missed on the way"`
	// Of reception days announced for these days.
	Receptions int `json:"receptions" doc:"held, some deputy having come"`
	Missed     int `json:"missed" doc:"nobody came"`
	Cancelled  int `json:"cancelled" doc:"called off after they were announced"`
	Attended   int `json:"attended" doc:"receptions attended by deputies"`
	// Of livelihood projects, of a division: a station has none of its own.
	Topics int `json:"topics" doc:"proposed in these days; merged or split ones as what they became"`
	Chosen int `json:"chosen" doc:"chosen by a congress in these days, whenever proposed"`
}

// Took is how long something took, in hours: half took no longer than Median,
// nine of ten no longer than P90. Hours are rounded up to 1, 2, 4, 8, 24, then to
// days, beyond 30 days to five days, beyond 90 to thirty, at most 360.
type Took struct {
	N      int `json:"n"`
	Median int `json:"median"`
	P90    int `json:"p90"`
}

// GetCounts returns the counts of an area or station within the caller's scope;
// of the caller's own where neither is named. It fails with invalid for days that
// make no period.
var GetCounts = rpc.Get[CountsRequest, Counts]("insight.GetCounts", "/api/insight/v1/counts", rpc.Needs("insight.read"))

// CountsRequest names area or station, and the period: that of Period in which
// From lies (today where empty), or the days from From to To. Without any it is
// the year Year, this one where 0.
type CountsRequest struct {
	Area    string `query:"area" validate:"omitempty,area"`
	Station string `query:"station" validate:"max=40"`
	Period  string `query:"period" validate:"omitempty,oneof=week month quarter year term two_years free" doc:"term: of the congress, by its deputies' mandates; two_years: the two up to the day"`
	From    string `query:"from" validate:"omitempty,datetime=2006-01-02"`
	To      string `query:"to" validate:"omitempty,datetime=2006-01-02"`
	Year    int    `query:"year" validate:"min=0,max=2200"`
}

// GetTrend returns a period's figures day by day, or month by month where it is
// longer than two months. It fails as GetCounts does.
var GetTrend = rpc.Get[CountsRequest, Trend]("insight.GetTrend", "/api/insight/v1/trend", rpc.Needs("insight.read"))

// Trend is a period in its parts, oldest first.
type Trend struct {
	By     string    `json:"by" doc:"day or month"`
	Points []Figures `json:"points"`
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
var Operations = []rpc.Any{GetCounts, ListCounts, GetTrend, ListRows, ListFigures, PublicCounts, GetFile, Search, Rebuild, GetRebuild}
