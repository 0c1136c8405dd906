package county

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// receptionsView is the reception days of a division or station in a year so far.
type receptionsView struct {
	area, name    string
	station, held string // of the address: one station's, and only those that were held
	year          int
	areas         ui.Field
	days          []roster.ReceptionDay
	next          string
}

// keep is what stays when another division is chosen.
func (v receptionsView) keep() map[string]string {
	all := map[string]string{"year": strconv.Itoa(v.year)}
	if v.held != "" {
		all["state"] = v.held
	}
	return all
}

// lead says whose days they are, and of which kind.
func (v receptionsView) lead(ctx context.Context) string {
	if v.held != "" {
		return ui.T(ctx, "county.receptions-held", v.name, v.year)
	}
	return ui.T(ctx, "county.receptions-lead", v.name, v.year)
}

// tabs are the days that were held, which the board counts, and all of them.
func (v receptionsView) tabs(ctx context.Context) ui.Tabs {
	tabs := ui.Tabs{Label: ui.T(ctx, "county.receptions")}
	c := insight.Counts{Area: v.area, Station: v.station, Year: v.year}
	every := where(c)
	every.Set("year", strconv.Itoa(v.year))
	tabs.Items = []ui.NavItem{{Href: receptionsAt(c), Label: ui.T(ctx, "county.day.held")}, {Href: base + "/board/receptions?" + every.Encode(), Label: ui.T(ctx, "county.receptions-all")}}
	if v.held == "" {
		tabs.Open = 1
	}
	return tabs
}

func (s pages) receptions(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := receptionsView{area: s.area(r), station: session.Value(r, "station"), year: s.Now().In(ui.Zone).Year()}
	if session.Value(r, "state") == string(roster.DayHeld) {
		v.held = string(roster.DayHeld)
	}
	if year, err := strconv.Atoi(session.Value(r, "year")); err == nil && year > 1990 && year <= v.year {
		v.year = year
	}
	v.name, v.areas = s.AreaName(v.area), s.areaField(ctx, v.area)
	from := time.Date(v.year, time.January, 1, 0, 0, 0, 0, ui.Zone)
	to := from.AddDate(1, 0, 0)
	if now := s.Now(); now.Before(to) {
		to = now
	}
	req := roster.ListDaysRequest{Area: v.area, Station: v.station, State: v.held, From: from, To: to, Limit: 100, After: session.Value(r, "after")}
	if v.station != "" {
		req.Area = ""
	}
	page, err := session.Call(ctx, s.Portal, roster.ListDays, req)
	if err != nil {
		return err
	}
	v.days, v.next = page.Items, session.More(r, page.Next)
	if v.station != "" && len(v.days) > 0 {
		v.name = v.days[0].StationName
	}
	return session.Render(w, r, receptionsPage(s.shell(r, ui.T(ctx, "county.receptions")), v))
}

var dayTones = map[roster.DayState]ui.Tone{
	roster.DayPlanned: ui.Plain, roster.DayPublished: ui.Active, roster.DayHeld: ui.Good,
	roster.DayCancelled: ui.Stopped, roster.DayMissed: ui.Bad,
}

func (v receptionsView) rows(ctx context.Context) []ui.Row {
	var rows []ui.Row
	for _, day := range v.days {
		rows = append(rows, ui.Row{Cells: []templ.Component{
			ui.Text(ui.Span(ctx, day.Start, day.End)), ui.Text(day.StationName), ui.Text(strings.Join(deputies(ctx, day), ui.T(ctx, "county.comma"))),
			ui.Badge{Tone: dayTones[day.State], Text: ui.T(ctx, "county.day."+string(day.State))},
		}})
	}
	return rows
}

// deputies names who was on duty, and who did not come.
func deputies(ctx context.Context, day roster.ReceptionDay) []string {
	var names []string
	for _, shift := range day.Shifts {
		switch {
		case shift.Name == "":
		case shift.State == roster.ShiftAbsent:
			names = append(names, ui.T(ctx, "county.absent", shift.Name))
		default:
			names = append(names, shift.Name)
		}
	}
	return names
}
