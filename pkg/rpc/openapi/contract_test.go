package openapi_test

import (
	"time"

	"lianluo/pkg/rpc"
)

// The contract that the document is built from. The test hands this file to the
// builder as source, so its comments count.

// Step is where a case stands.
type Step string

// The steps.
const (
	Registered Step = "registered" // somebody wrote it down
	Archived   Step = "archived"
)

// Mark has one known value only, so it is no enumeration.
type Mark string

// NoMark is the known one.
const NoMark Mark = "none"

// Person is somebody.
type Person struct {
	Name  string `json:"name" validate:"required,max=40" example:"张三"`
	Phone string `json:"phone,omitempty" validate:"omitempty,phone"`
}

// Case is what a villager said.
type Case struct {
	ID    string         `json:"id"`
	Step  Step           `json:"step" doc:"where it stands"`
	Due   time.Time      `json:"due,omitzero"`
	Who   *Person        `json:"who"`
	Notes []Note         `json:"notes"`
	Count map[string]int `json:"count"`
	Raw   []byte         `json:"raw,omitempty"`
	Any   any            `json:"any"`
	Mark  Mark           `json:"mark"`
	Score float64        `json:"score"`
	Merge *Case          `json:"merge,omitempty"` // the case it went into
}

// Note is only ever answered.
type Note struct {
	Text string `json:"text"`
	At   int64  `json:"at,omitempty"`
}

// Paging asks for a page.
type Paging struct {
	Limit int    `query:"limit" validate:"min=0,max=500" doc:"entries per page"`
	After string `query:"after"`
}

// Inner is only ever asked.
type Inner struct {
	Kind string   `json:"kind" validate:"required,oneof=red 'deep blue'"`
	Mail string   `json:"mail" validate:"omitempty,email"`
	Sort string   `json:"sort" validate:"omitempty,oneof=up down"`
	Size uint8    `json:"size" validate:"gte=1,lt=9"`
	Part float32  `json:"part" validate:"gt=0.5,lte=2"`
	Tags []string `json:"tags" validate:"required,max=3,unique,dive,min=2,max=8"`
	Day  string   `json:"day" validate:"datetime=2006-01-02"`
	Code string   `json:"code" validate:"len=8"`
}

// ListRequest narrows the list.
type ListRequest struct {
	Paging
	Steps []Step    `query:"step"`
	Area  string    `query:"area" validate:"required,area"`
	Since time.Time `query:"since"`
}

// OpenRequest opens a case.
type OpenRequest struct {
	Who    Person `json:"who"`
	Inner  Inner  `json:"inner" validate:"required"`
	Reason string `json:"reason" validate:"reason"`
	Skip   string `json:"-"`
	_      int
}

// MoveRequest moves a case.
type MoveRequest struct {
	ID string `path:"id" validate:"required,max=40"`
	To Step   `json:"to" validate:"required"`
}

// PhotoRequest adds photos.
type PhotoRequest struct {
	ID     string     `path:"id"`
	Title  string     `json:"title" validate:"max=20"`
	Photos []rpc.File `file:"photos" accept:"image/jpeg,image/png" validate:"required,max=3" doc:"what it looks like"`
}

// ByID names a case.
type ByID struct {
	ID string `path:"id"`
}

var (
	// ListCases lists cases of an area, newest first. It fails with invalid
	// for a broken cursor.
	//
	// Only what the caller may see is listed.
	ListCases = rpc.Get[ListRequest, rpc.Page[Case]]("casework.ListCases", "/api/casework/v1/cases", rpc.Needs("case.read"))

	// OpenCase opens a case.
	OpenCase = rpc.Post[OpenRequest, Case]("casework.OpenCase", "/api/casework/v1/cases", rpc.Public())
)

// MoveCase moves a case on.
var MoveCase = rpc.Put[MoveRequest, rpc.None]("casework.MoveCase", "/api/casework/v1/cases/{id}/step", rpc.SignedIn())

// AddPhotos adds photos to a case.
var AddPhotos = rpc.Upload[PhotoRequest, rpc.None]("casework.AddPhotos", "/api/casework/v1/cases/{id}/photos", rpc.Needs("case.write"), rpc.MaxBody(8<<20))

// ExportCase writes a case as a file.
var ExportCase = rpc.Stream[ByID]("casework.ExportCase", "/api/casework/v1/cases/{id}/export", rpc.Needs("case.read"))

// Peek is for services only.
var Peek = rpc.Get[rpc.None, Case]("casework.Peek", "/api/casework/v1/peek", rpc.Internal())

// Ping answers.
var Ping = rpc.Get[rpc.None, rpc.None]("area.Ping", "/api/area/v1/ping", rpc.Public())

// Common declares what every service has.
func Common(service string) []rpc.Any {
	base := "/api/" + service + "/v1/rules"
	return []rpc.Any{
		// ShowRules shows the rules in force.
		rpc.Get[rpc.None, Note](service+".ShowRules", base, rpc.Public()),
		rpc.Put[Note, rpc.None](service+".SetRules", base, rpc.Needs("rules.manage")),
	}
}

var undocumented = rpc.Get[rpc.None, rpc.None]("area.Quiet", "/api/area/v1/quiet", rpc.Public())

func ops() []rpc.Any {
	return append(Common("area"), ListCases, OpenCase, MoveCase, AddPhotos, ExportCase, Peek, Ping)
}
