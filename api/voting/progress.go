package voting

import (
	"time"

	"lianluo/pkg/rpc"
)

// Light is the colour that shows how a project goes, by the rules of its place.
type Light string

// The lights.
const (
	Green  Light = "green"
	Yellow Light = "yellow"
	Red    Light = "red"
)

// Course is how a project goes at the moment of asking.
type Course struct {
	Planned  int       `json:"planned" doc:"percent that should be done by now"`
	Actual   int       `json:"actual" doc:"percent that is, by the last report"`
	Light    Light     `json:"light"`
	Since    time.Time `json:"since" doc:"when it took that colour"`
	Reported time.Time `json:"reported" doc:"the last report, or the beginning"`
	Spent    int64     `json:"spent" doc:"yuan"`
	Money    int64     `json:"money" doc:"yuan that are planned"`
	Next     string    `json:"next,omitempty" doc:"day of the milestone that comes next, while the work goes on"`
}

// Report is one report of progress. A correction stands beside what it corrects.
type Report struct {
	ID        string    `json:"id"`
	Percent   int       `json:"percent" doc:"done of the whole"`
	Spent     int64     `json:"spent" doc:"yuan, in all so far"`
	Text      string    `json:"text"`
	Next      string    `json:"next,omitempty" doc:"what comes next"`
	Photos    []Photo   `json:"photos"`
	Corrects  string    `json:"corrects,omitempty" doc:"the report that it stands for"`
	Corrected string    `json:"corrected,omitempty" doc:"the report that stands for it"`
	Why       string    `json:"why,omitempty" doc:"of a correction"`
	By        string    `json:"by"`
	ByName    string    `json:"byName"`
	At        time.Time `json:"at"`
}

// ReportProgress reports how far a project is, with evidence, or corrects an earlier
// report, which stays readable. It fails with failed_precondition where the work has
// not begun or has ended, where percent or money would fall without a correction,
// and (project.overspent) where more was spent than is planned, which takes an
// adjustment; with invalid for more progress without photos where the rules ask for
// some.
var ReportProgress = rpc.Post[ReportRequest, Project]("voting.ReportProgress", "/api/voting/v1/projects/{id}/reports", rpc.Needs("project.carry"))

// ReportRequest is the report.
type ReportRequest struct {
	ID       string   `path:"id" validate:"required,max=40"`
	Percent  int      `json:"percent" validate:"min=0,max=100"`
	Spent    int64    `json:"spent" validate:"min=0,max=1000000000000" doc:"yuan, in all so far"`
	Text     string   `json:"text" validate:"required,min=4,max=1000"`
	Next     string   `json:"next" validate:"max=500"`
	Photos   []string `json:"photos" validate:"max=9,dive,max=80" doc:"ids from UploadPhoto"`
	Corrects string   `json:"corrects" validate:"max=40" doc:"the report that it corrects"`
	Why      string   `json:"why" validate:"max=300" doc:"of a correction"`
}

// Photo is a picture as evidence: anybody may see it, and where and when it was
// taken as far as the device said so. The stored picture holds no such data.
type Photo struct {
	ID     string    `json:"id"`
	Name   string    `json:"name" doc:"as the device called it"`
	Width  int       `json:"width"`
	Height int       `json:"height"`
	Taken  time.Time `json:"taken,omitzero"`
	Lat    float64   `json:"lat,omitzero" doc:"degrees, WGS 84"`
	Lng    float64   `json:"lng,omitzero"`
}

// UploadPhoto stores a picture as evidence to come: JPEG, PNG or WebP, at most 12 MB
// and 50 megapixels. It fails with invalid for anything that does not decode,
// too_large beyond the limits. Only who uploaded it can use it, once; after a day
// without that it is gone.
var UploadPhoto = rpc.Upload[UploadRequest, Photo]("voting.UploadPhoto", "/api/voting/v1/photos", rpc.SignedIn(), rpc.MaxBody(13<<20), rpc.Timeout(30*time.Second))

// UploadRequest holds one file.
type UploadRequest struct {
	File rpc.File `file:"file" validate:"required"`
}

// GetPhoto streams a picture that a report, a visit or the ending of a published
// project shows. It fails with not_found for every other.
var GetPhoto = rpc.Stream[PhotoRequest]("voting.GetPhoto", "/api/voting/v1/public/projects/{id}/photos/{photo}", rpc.Public())

// PhotoRequest names project and picture; Small asks for the thumbnail.
type PhotoRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Photo string `path:"photo" validate:"required,max=80"`
	Small bool   `query:"small"`
}

// Slow is a project on the list of slow ones, and why it is there: red, yellow_long,
// silent.
type Slow struct {
	Row     Row      `json:"row"`
	Reasons []string `json:"reasons"`
}

// ListSlowProjects lists the projects under way that are slow by the rules of their
// place: those furthest behind first. It looks at most at 2,000 projects of a
// division; Partly says that there are more.
var ListSlowProjects = rpc.Get[SlowRequest, SlowList]("voting.ListSlowProjects", "/api/voting/v1/slow-projects", rpc.Needs("project.read"))

// SlowRequest chooses a division.
type SlowRequest struct {
	Area string `query:"area" validate:"omitempty,area"`
}

// SlowList is the list.
type SlowList struct {
	Items  []Slow `json:"items"`
	Partly bool   `json:"partly,omitempty"`
}
