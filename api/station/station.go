// Package station is the contract of the station service: liaison stations and
// deputy homes, their staff, notices and the public bulletin.
package station

import (
	"time"

	"lianluo/pkg/rpc"
)

// Kind is the kind of a station (DOMAIN.md section 4); what a place calls it is Label.
type Kind string

// The kinds of station.
const (
	Hub    Kind = "hub"
	Center Kind = "center"
	Home   Kind = "home"
	Normal Kind = "station"
	Point  Kind = "point"
	Online Kind = "online"
)

// Station is a liaison station or deputy home.
type Station struct {
	ID       string      `json:"id"`
	Code     string      `json:"code" doc:"short public code, on the QR code at the door"`
	Name     string      `json:"name"`
	Label    string      `json:"label" doc:"what this place calls it, for instance 代表联络站"`
	Kind     Kind        `json:"kind"`
	Area     string      `json:"area"`
	AreaName string      `json:"areaName"`
	Address  string      `json:"address"`
	Lat      float64     `json:"lat,omitzero" doc:"degrees, WGS 84"`
	Lng      float64     `json:"lng,omitzero"`
	Hours    []Hours     `json:"hours"`
	Phone    string      `json:"phone" doc:"the station's own public number"`
	Staff    []StaffTerm `json:"staff"`
	State    State       `json:"state"`
	OpenedAt time.Time   `json:"openedAt"`
	ClosedAt time.Time   `json:"closedAt,omitzero"`
}

// State says whether a station works.
type State string

// The states of a station.
const (
	Open   State = "open"
	Closed State = "closed"
)

// Hours are opening hours of one weekday, "09:00" to "17:00" local time.
type Hours struct {
	Weekday int    `json:"weekday" validate:"min=0,max=6" doc:"0 Sunday to 6 Saturday"`
	From    string `json:"from" validate:"required,len=5"`
	To      string `json:"to" validate:"required,len=5"`
}

// StaffTerm is somebody's term in an office of the station.
type StaffTerm struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"`
	Person string    `json:"person,omitempty"`
	Role   StaffRole `json:"role"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until,omitzero"`
}

// StaffRole is an office at a station.
type StaffRole string

// The offices of a station.
const (
	Head           StaffRole = "head"
	DeputyHead     StaffRole = "deputy_head"
	LiaisonOfficer StaffRole = "liaison_officer"
)

// Draft holds the values of a station that people enter.
type Draft struct {
	Name    string  `json:"name" validate:"required,min=2,max=60"`
	Label   string  `json:"label" validate:"max=20"`
	Kind    Kind    `json:"kind" validate:"required,oneof=hub center home station point online"`
	Address string  `json:"address" validate:"max=120"`
	Lat     float64 `json:"lat" validate:"min=-90,max=90"`
	Lng     float64 `json:"lng" validate:"min=-180,max=180"`
	Hours   []Hours `json:"hours" validate:"max=14,dive"`
	Phone   string  `json:"phone" validate:"max=30"`
}

// CreateStation opens a station in an area. It fails with not_found outside the
// caller's area, with invalid for an unknown division.
var CreateStation = rpc.Post[CreateRequest, Station]("station.CreateStation", "/api/station/v1/stations", rpc.Needs("station.manage"))

// CreateRequest places the station; the area is checked against the caller's scope.
type CreateRequest struct {
	Area string `json:"area" validate:"required,area"`
	Draft
}

// ByID names one station.
type ByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// GetStation returns a station within the caller's scope.
var GetStation = rpc.Get[ByID, Station]("station.GetStation", "/api/station/v1/stations/{id}", rpc.Needs("station.read"))

// ListStations lists stations of the caller's scope by area and name.
var ListStations = rpc.Get[ListRequest, rpc.Page[Station]]("station.ListStations", "/api/station/v1/stations", rpc.Needs("station.read"))

// ListRequest narrows the list.
type ListRequest struct {
	Area  string `query:"area" validate:"omitempty,area"`
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}

// UpdateStation changes what people entered.
var UpdateStation = rpc.Put[UpdateRequest, Station]("station.UpdateStation", "/api/station/v1/stations/{id}", rpc.Needs("station.manage"))

// UpdateRequest holds the new values.
type UpdateRequest struct {
	ID string `path:"id" validate:"required,max=40"`
	Draft
}

// CloseStation closes a station for good, with a reason; its cases go on.
var CloseStation = rpc.Post[CloseRequest, Station]("station.CloseStation", "/api/station/v1/stations/{id}/closing", rpc.Needs("station.manage"))

// CloseRequest says why.
type CloseRequest struct {
	ID     string `path:"id" validate:"required,max=40"`
	Reason string `json:"reason" validate:"required,max=500"`
}

// AppointStaff gives somebody an office from a date.
var AppointStaff = rpc.Post[AppointRequest, Station]("station.AppointStaff", "/api/station/v1/stations/{id}/staff", rpc.Needs("station.staff"))

// AppointRequest names the person and the term.
type AppointRequest struct {
	ID     string    `path:"id" validate:"required,max=40"`
	Name   string    `json:"name" validate:"required,max=40"`
	Person string    `json:"person" validate:"max=40"`
	Role   StaffRole `json:"role" validate:"required,oneof=head deputy_head liaison_officer"`
	From   time.Time `json:"from,omitzero"`
	Until  time.Time `json:"until,omitzero"`
}

// EndStaff ends a term now.
var EndStaff = rpc.Post[EndStaffRequest, Station]("station.EndStaff", "/api/station/v1/stations/{id}/staff/{term}/end", rpc.Needs("station.staff"))

// EndStaffRequest names the term.
type EndStaffRequest struct {
	ID   string `path:"id" validate:"required,max=40"`
	Term string `path:"term" validate:"required,max=40"`
}

// What can be imported from Excel files (pkg/imports), and the permission for it.
const (
	ImportPermission = "station.manage"
	ImportStations   = "stations"
)
