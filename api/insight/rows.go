package insight

import "lianluo/pkg/rpc"

// ListRows lists exactly what a figure counts, newest first: as many as it says.
// It fails as GetCounts does, and with invalid for a figure that has no such part.
var ListRows = rpc.Get[RowsRequest, rpc.Page[Row]]("insight.ListRows", "/api/insight/v1/rows", rpc.Needs("insight.read"))

// RowsRequest names the figure, one part of it where it has parts, and whose and
// when, as for the counts.
type RowsRequest struct {
	CountsRequest
	Figure string `query:"figure" validate:"required,max=40" doc:"as in the list of figures"`
	Of     string `query:"of" validate:"max=40" doc:"one part of a figure by parts: a category, outcome, step, light or rank"`
	Limit  int    `query:"limit" validate:"min=0,max=500"`
	After  string `query:"after" validate:"max=400"`
}

// Row is one thing that was counted. Of cases it holds what their events say:
// what people said and who they are stays in the case.
type Row struct {
	Kind        string `json:"kind" doc:"case, reception, attendance (one deputy at one reception), deputy or project"`
	ID          string `json:"id" doc:"of the case, the reception day or the person"`
	Label       string `json:"label" doc:"number of the case, name of the deputy"`
	Title       string `json:"title,omitempty" doc:"of a project, once it has one for the public"`
	Station     string `json:"station,omitempty"`
	StationName string `json:"stationName,omitempty"`
	Area        string `json:"area"`
	On          string `json:"on,omitempty" doc:"day received, of the reception, or in office since"`
	Ended       string `json:"ended,omitempty"`
	Category    string `json:"category,omitempty"`
	Step        string `json:"step,omitempty"`
	State       string `json:"state,omitempty" doc:"of a reception day"`
	Outcome     string `json:"outcome,omitempty"`
	Unit        string `json:"unit,omitempty" doc:"name of the unit that had it last"`
	Light       string `json:"light,omitempty"`
	Rank        string `json:"rank,omitempty" doc:"of the deputy's office then"`
	Bounces     int    `json:"bounces,omitempty" doc:"times it was given back"`
	Hours       int    `json:"hours,omitempty" doc:"from receipt to the end, as in Took"`
	Posted      bool   `json:"posted,omitempty" doc:"the deputy is posted to a station"`
}
