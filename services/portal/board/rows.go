package board

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/services/portal/cases"
	"lianluo/services/portal/projects"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// rowsView is one page of what a figure counts.
type rowsView struct {
	view
	req      insight.RowsRequest
	all      []insight.Row
	next     string
	division func(code string) string // the name of a division
}

func (s pages) rows(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := rowsView{view: view{base: s.Base + "/board", categories: map[string]string{}}, division: s.AreaName}
	var err error
	if v.req, err = session.Decode[insight.RowsRequest](r); err != nil {
		return err
	}
	if v.req.Station == "" {
		v.req.Area = s.Area(r)
	} else {
		v.req.Area = ""
	}
	if v.counts, err = session.Call(ctx, s.Portal, insight.GetCounts, v.req.CountsRequest); err != nil {
		return err
	}
	page, err := session.Call(ctx, s.Portal, insight.ListRows, v.req)
	if err != nil {
		return err
	}
	v.all, v.next = page.Items, session.More(r, page.Next)
	v.name = s.AreaName(v.req.Area)
	if v.req.Station != "" && len(v.all) > 0 {
		v.name = v.all[0].StationName
	}
	all, err := cases.Categories(ctx, s.Portal)
	for _, c := range all {
		v.categories[c.Value] = c.Label
	}
	if err != nil {
		return err
	}
	return session.Render(w, r, rowsPage(s.Shell(r, v.caption(ctx)), v))
}

// caption is the figure's name, with the part of it.
func (v rowsView) caption(ctx context.Context) string {
	name := title(ctx, v.req.Figure)
	part := v.req.Of
	switch v.req.Figure {
	case "category":
		if known := v.categories[part]; known != "" {
			part = known
		}
	case "outcome":
		part = ui.T(ctx, "cases.outcome."+part)
	case "rank":
		part = ui.T(ctx, "board.rank."+part)
	case "step":
		part = cases.StepBadge(ctx, casework.Step(part)).Text
	default:
		return name
	}
	return ui.T(ctx, "board.part", name, part)
}

// kind is what the rows are.
func (v rowsView) kind() string {
	if len(v.all) == 0 {
		return "case"
	}
	return v.all[0].Kind
}

func (v rowsView) table(ctx context.Context) ui.Table {
	t := ui.Table{ID: "rows", Caption: v.caption(ctx), More: v.next, Empty: ui.EmptyState{Icon: "chart-column", Title: ui.T(ctx, "board.none")}}
	for _, name := range columns[v.kind()] {
		t.Columns = append(t.Columns, ui.Column{Label: ui.T(ctx, "board.column."+name), Number: name == "bounces"})
	}
	for _, row := range v.all {
		t.Rows = append(t.Rows, ui.Row{Href: v.open(row), Cells: v.cells(ctx, row)})
	}
	return t
}

var columns = map[string][]string{
	"case":       {"number", "category", "station", "received", "ended", "took", "unit", "bounces", "step", "outcome"},
	"reception":  {"day", "station", "state"},
	"attendance": {"deputy", "rank", "day", "station"},
	"deputy":     {"deputy", "rank", "since", "posted"},
	"project":    {"number", "project", "place", "proposed", "chosen", "state"},
}

// open is the page about what was counted, "" where it has none.
func (v rowsView) open(row insight.Row) string {
	office := v.base[:len(v.base)-len("/board")]
	switch row.Kind {
	case "case":
		return office + "/cases/" + row.ID
	case "deputy":
		return office + "/org/persons/" + row.ID
	case "project":
		return office + "/projects/" + row.ID
	}
	return ""
}

var dayTones = map[string]ui.Tone{string(roster.DayHeld): ui.Good, string(roster.DayCancelled): ui.Stopped, string(roster.DayMissed): ui.Bad}

func (v rowsView) cells(ctx context.Context, row insight.Row) []templ.Component {
	rank := ui.Text(ui.T(ctx, "board.rank."+row.Rank))
	switch row.Kind {
	case "reception":
		return []templ.Component{ui.Text(ui.DayText(ctx, row.On)), ui.Text(row.StationName), ui.Badge{Tone: dayTones[row.State], Text: ui.T(ctx, "board.day."+row.State)}}
	case "attendance":
		return []templ.Component{ui.Text(row.Label), rank, ui.Text(ui.DayText(ctx, row.On)), ui.Text(row.StationName)}
	case "project":
		return []templ.Component{ui.Code(row.Label), ui.Text(row.Title), ui.Text(v.division(row.Area)), ui.Text(ui.DayText(ctx, row.On)),
			ui.Text(ui.DayText(ctx, row.Ended)), projects.StateBadge(ctx, voting.State(row.State))}
	case "deputy":
		return []templ.Component{ui.Text(row.Label), rank, ui.Text(ui.DayText(ctx, row.On)), ui.Text(ui.T(ctx, yesNo(row.Posted)))}
	}
	category, outcome, took := v.categories[row.Category], "", ""
	if category == "" {
		category = row.Category
	}
	if row.Outcome != "" {
		outcome = ui.T(ctx, "cases.outcome."+row.Outcome)
	}
	if row.Hours > 0 {
		took = length(ctx, row.Hours)
	}
	return []templ.Component{ui.Code(row.Label), ui.Text(category), ui.Text(row.StationName), ui.Text(ui.DayText(ctx, row.On)), ui.Text(ui.DayText(ctx, row.Ended)),
		ui.Text(took), ui.Text(row.Unit), ui.Text(ui.Number(row.Bounces)), cases.StepBadge(ctx, casework.Step(row.Step)), ui.Text(outcome)}
}

func yesNo(yes bool) string {
	if yes {
		return "board.yes"
	}
	return "board.no"
}
