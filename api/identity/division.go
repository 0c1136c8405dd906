package identity

import (
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/rpc"
)

// What identity takes over from Excel files, and who may.
const (
	ImportPermission = "division.manage"
	ImportDivisions  = "divisions"
	ImportStaff      = "users"
)

// DivisionChange is a division founded, given another name, moved below another
// parent, or taken over by another, since the national data that the program
// carries.
type DivisionChange struct {
	ID     string    `json:"id"`
	Code   string    `json:"code" doc:"9 digits for a township, 12 for a village"`
	Name   string    `json:"name"`
	Parent string    `json:"parent,omitempty" doc:"of a division founded or moved; empty for another name"`
	Into   string    `json:"into,omitempty" doc:"the division that takes it over; it ends that day"`
	From   time.Time `json:"from" doc:"the day from which it counts"`
	By     string    `json:"by,omitempty"`
}

// Division is the change as the tree of divisions takes it.
func (c DivisionChange) Division() area.Division {
	if c.Into != "" {
		return area.Division{Code: area.Code(c.Code), ValidTo: c.From, SupersededBy: area.Code(c.Into)}
	}
	return area.Division{Code: area.Code(c.Code), Name: c.Name, Parent: area.Code(c.Parent), ValidFrom: c.From}
}

// ListDivisionChanges lists the changes in the order of their codes, for whoever
// shows the names of divisions: they are public.
var ListDivisionChanges = rpc.Get[ListDivisionChangesRequest, rpc.Page[DivisionChange]]("identity.ListDivisionChanges", "/api/identity/v1/public/division-changes", rpc.Public())

// ListDivisionChangesRequest is a page.
type ListDivisionChangesRequest struct {
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}
