package county

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/pkg/area"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// receptionsView is the reception days of a division in a year so far.
type receptionsView struct {
	area, name string
	year       int
	areas      ui.Field
	days       []roster.ReceptionDay
	next       string
}

func (v receptionsView) yearText() string { return strconv.Itoa(v.year) }

func (s pages) receptions(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := receptionsView{area: s.area(r), year: s.Now().In(ui.Zone).Year()}
	if year, err := strconv.Atoi(session.Value(r, "year")); err == nil && year > 1990 && year <= v.year {
		v.year = year
	}
	v.name, v.areas = s.AreaName(v.area), s.areaField(ctx, v.area)
	from := time.Date(v.year, time.January, 1, 0, 0, 0, 0, ui.Zone)
	to := from.AddDate(1, 0, 0)
	if now := s.Now(); now.Before(to) {
		to = now
	}
	page, err := session.Call(ctx, s.Portal, roster.ListDays, roster.ListDaysRequest{From: from, To: to, Limit: 200, After: session.Value(r, "after")})
	if err != nil {
		return err
	}
	for _, day := range page.Items {
		if s.Tree().IsAncestorOrSelf(area.Code(v.area), area.Code(day.Area)) {
			v.days = append(v.days, day)
		}
	}
	v.next = next(r, page.Next)
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
