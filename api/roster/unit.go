// Package roster is the contract of the roster service: handling units and
// their duties, persons and mandates, postings, reception days and shifts.
package roster

import (
	"time"

	"lianluo/pkg/rpc"
)

// Unit is a handling unit (承办单位).
type Unit struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Area     string `json:"area"`
	AreaName string `json:"areaName"`
	// Level is the level of government it belongs to: township, county, city, province.
	Level   string    `json:"level"`
	Duties  []Duty    `json:"duties"`
	Phone   string    `json:"phone" doc:"the office's public number"`
	Retired time.Time `json:"retired,omitzero"`
}

// Duty is what a unit answers for: a category (code prefix), where, and a note.
type Duty struct {
	Category string `json:"category" validate:"required,max=20"`
	Area     string `json:"area" validate:"omitempty,area" doc:"the unit's own area where not given"`
	Note     string `json:"note" validate:"max=200"`
}

// UnitDraft holds what people enter about a unit.
type UnitDraft struct {
	Name   string `json:"name" validate:"required,min=2,max=60"`
	Level  string `json:"level" validate:"required,oneof=township county city province"`
	Phone  string `json:"phone" validate:"max=30"`
	Duties []Duty `json:"duties" validate:"max=100,dive"`
}

// CreateUnit adds a handling unit to an area.
var CreateUnit = rpc.Post[CreateUnitRequest, Unit]("roster.CreateUnit", "/api/roster/v1/units", rpc.Needs("unit.manage"))

// CreateUnitRequest places the unit.
type CreateUnitRequest struct {
	Area string `json:"area" validate:"required,area"`
	UnitDraft
}

// UpdateUnit changes a unit and its duty list.
var UpdateUnit = rpc.Put[UpdateUnitRequest, Unit]("roster.UpdateUnit", "/api/roster/v1/units/{id}", rpc.Needs("unit.manage"))

// UpdateUnitRequest holds the new values.
type UpdateUnitRequest struct {
	ID string `path:"id" validate:"required,max=40"`
	UnitDraft
}

// RetireUnit ends a unit, with a reason; what it has in hand is finished or moved.
var RetireUnit = rpc.Post[Reasoned, Unit]("roster.RetireUnit", "/api/roster/v1/units/{id}/retirement", rpc.Needs("unit.manage"))

// GetUnit returns a unit within the caller's scope.
var GetUnit = rpc.Get[ByID, Unit]("roster.GetUnit", "/api/roster/v1/units/{id}", rpc.Needs("unit.read"))

// ListUnits lists units of the caller's scope by area and name.
var ListUnits = rpc.Get[ListRequest, rpc.Page[Unit]]("roster.ListUnits", "/api/roster/v1/units", rpc.Needs("unit.read"))

// ByID names one object.
type ByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// Reasoned names one object and says why.
type Reasoned struct {
	ID     string `path:"id" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,max=500"`
}

// ListRequest narrows a list to an area or a station, and a page.
type ListRequest struct {
	Area    string `query:"area" validate:"omitempty,area"`
	Station string `query:"station" validate:"max=40"`
	Words   string `query:"q" validate:"max=60" doc:"start of a name"`
	Limit   int    `query:"limit" validate:"min=0,max=500"`
	After   string `query:"after" validate:"max=400"`
}
