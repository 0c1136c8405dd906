package casework

import (
	"time"

	"lianluo/pkg/rpc"
)

// PublishedCase is what anybody may know of a case: the words that staff wrote
// for the public, and where it stands. Nothing that a person said, no name, no
// place closer than the station's area.
type PublishedCase struct {
	ID          string    `json:"id"`
	Number      string    `json:"number,omitempty" doc:"of published cases only"`
	Title       string    `json:"title,omitempty" doc:"public title; empty while the case is not published"`
	Category    string    `json:"category"`
	Station     string    `json:"station" doc:"public code"`
	StationName string    `json:"stationName"`
	Area        string    `json:"area"`
	AreaName    string    `json:"areaName"`
	UnitName    string    `json:"unitName,omitempty"`
	Step        Step      `json:"step"`
	Open        bool      `json:"open"`
	Outcome     Outcome   `json:"outcome,omitempty"`
	ReceivedAt  time.Time `json:"receivedAt"`
	Updated     time.Time `json:"updated"`
	Due         time.Time `json:"due,omitzero" doc:"deadline of the step that it is in"`
}

// ListPublished lists the published cases of an area and below that were
// received within a time, newest first: those that have a public title and were
// neither rejected nor withdrawn nor merged.
var ListPublished = rpc.Get[PublishedRequest, rpc.Page[PublishedCase]]("casework.ListPublished", "/api/casework/v1/public/cases", rpc.Public())

// PublishedRequest chooses area, time, kind and page.
type PublishedRequest struct {
	Area     string    `query:"area" validate:"required,area"`
	Category string    `query:"category" validate:"max=20"`
	State    string    `query:"state" validate:"omitempty,oneof=open closed"`
	From     time.Time `query:"from" doc:"received at or after"`
	Below    time.Time `query:"below" doc:"received before"`
	Limit    int       `query:"limit" validate:"min=0,max=500"`
	After    string    `query:"after" validate:"max=400"`
}

// GetPublished returns one case as the public may know it: a published one by
// its id or number, any other by its id alone, which cannot be guessed, and
// then without a title. It fails with not_found otherwise.
var GetPublished = rpc.Get[PublishedByID, PublishedCase]("casework.GetPublished", "/api/casework/v1/public/cases/{id}", rpc.Public())

// PublishedByID names a case by id or number.
type PublishedByID struct {
	ID string `path:"id" validate:"required,max=40"`
}
