package desk

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/roster"
	"lianluo/services/portal/offline"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

const (
	aDay = 24 * time.Hour
	// behind is how long one is asked about a reception to which nobody came, ahead
	// how far one looks for what is to be announced and confirmed.
	behind, ahead = 3 * aDay, 8 * aDay
)

// dayLines are what reception days ask for.
func (s pages) dayLines(ctx context.Context) ([]line, error) {
	now := s.Now()
	page, err := session.Call(ctx, s.Portal, roster.ListDays, roster.ListDaysRequest{From: now.Add(-behind), To: now.Add(ahead), Limit: 200})
	var lines []line
	for _, d := range page.Items {
		lines = append(lines, dayWork(ctx, d, now)...)
	}
	return lines, err
}

// dayWork is what one reception day asks for at a time.
func dayWork(ctx context.Context, d roster.ReceptionDay, now time.Time) []line {
	unmarked := shiftsIn(d, roster.ShiftAssigned, roster.ShiftConfirmed, roster.ShiftSwapAsked)
	switch {
	case d.State == roster.DayPlanned && now.Before(d.Start):
		return []line{{rank: unannounced, at: d.Start, row: dayRow(ctx, d, "unannounced", ui.Warn, dayLink(ctx, d, "publish"))}}
	case d.State == roster.DayPlanned || d.State == roster.DayCancelled:
		return nil
	case sameDay(d.Start, now):
		return arrivals(ctx, d, unmarked)
	case d.State == roster.DayMissed:
		return []line{{rank: toRecord, at: d.Start, row: dayRow(ctx, d, "missed", ui.Bad, dayLink(ctx, d, "record"))}}
	case now.Before(d.Start):
		return coming(ctx, d)
	}
	return nil
}

// arrivals are the deputies who are to be checked in today.
func arrivals(ctx context.Context, d roster.ReceptionDay, shifts []roster.Shift) []line {
	var lines []line
	for _, one := range shifts {
		row := dayRow(ctx, d, "today", ui.Active, checkInButton(ctx, d, one))
		row.ID, row.Title = "shift-"+one.ID, ui.T(ctx, "desk.day.arrives", one.Name)
		lines = append(lines, line{rank: reception, at: d.Start, row: row})
	}
	return lines
}

// coming is what a published day still lacks; nothing but its date when all is well.
func coming(ctx context.Context, d roster.ReceptionDay) []line {
	switch {
	case len(shiftsIn(d, roster.ShiftOpen)) > 0:
		return []line{{rank: unfilled, at: d.Start, row: dayRow(ctx, d, "unfilled", ui.Bad, dayLink(ctx, d, "fill"))}}
	case len(shiftsIn(d, roster.ShiftAssigned, roster.ShiftSwapAsked)) > 0:
		row := dayRow(ctx, d, "unconfirmed", ui.Warn, dayLink(ctx, d, "look"))
		row.Title = ui.T(ctx, "desk.day.unconfirmed-by", names(ctx, shiftsIn(d, roster.ShiftAssigned, roster.ShiftSwapAsked)))
		return []line{{rank: unconfirmed, at: d.Start, row: row}}
	}
	return []line{{rank: later, at: d.Start, row: dayRow(ctx, d, "ready", ui.Good, nil)}}
}

func dayRow(ctx context.Context, d roster.ReceptionDay, state string, tone ui.Tone, action templ.Component) ui.WorkRow {
	return ui.WorkRow{
		ID: "day-" + d.ID, Href: dayPath(d), Title: ui.T(ctx, "desk.day."+state), Action: action,
		Meta:  []string{ui.Span(ctx, d.Start, d.End), d.StationName},
		Badge: ui.Badge{Tone: tone, Text: ui.T(ctx, "desk.day.state."+state)},
	}
}

// dayLink is the button of a day's next action.
func dayLink(ctx context.Context, d roster.ReceptionDay, what string) templ.Component {
	href := dayPath(d)
	if what == "publish" {
		href = monthPath(monthOf(d.Start)) + "/publish?station=" + d.Station
	}
	return ui.Button{Label: ui.T(ctx, "desk.day.do."+what), Small: true, Href: href}
}

func checkInButton(ctx context.Context, d roster.ReceptionDay, one roster.Shift) templ.Component {
	return inPlace(base+"/today/days/"+d.ID+"/shifts/"+one.ID+"/checkin", ui.Button{Label: ui.T(ctx, "desk.shift.checkin"), Icon: "user-check", Small: true})
}

// checkInToday notes on 今日 that a deputy is there.
func (s pages) checkInToday(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req, err := session.Decode[roster.CheckRequest](r)
	var d roster.ReceptionDay
	if err == nil {
		d, err = session.Call(ctx, s.Portal, roster.CheckIn, req)
	}
	if offline.Done(r, err) {
		return s.Go(w, r, base, ui.Done(ctx, "desk.day.done.checkin"))
	}
	if err != nil {
		return err
	}
	name := ""
	for _, one := range d.Shifts {
		if one.ID == req.Shift {
			name = one.Name
		}
	}
	if !session.Partial(r) {
		return s.Go(w, r, base, ui.Done(ctx, "desk.shift.in", name))
	}
	row := dayRow(ctx, d, "today", ui.Good, nil)
	row.ID, row.Title, row.Badge = "shift-"+req.Shift, name, ui.Badge{Tone: ui.Good, Text: ui.T(ctx, "desk.shift.attended")}
	return session.Render(w, r, row)
}

// shiftsIn are the day's shifts in one of the states.
func shiftsIn(d roster.ReceptionDay, states ...roster.ShiftState) []roster.Shift {
	var out []roster.Shift
	for _, one := range d.Shifts {
		for _, state := range states {
			if one.State == state {
				out = append(out, one)
			}
		}
	}
	return out
}

func names(ctx context.Context, shifts []roster.Shift) string {
	var all []string
	for _, one := range shifts {
		if one.Name != "" {
			all = append(all, one.Name)
		}
	}
	return strings.Join(all, ui.T(ctx, "desk.and"))
}

func sameDay(a, b time.Time) bool {
	return a.In(ui.Zone).Format(time.DateOnly) == b.In(ui.Zone).Format(time.DateOnly)
}
