package county

import (
	"cmp"
	"context"
	"strings"
	"time"

	"lianluo/api/station"
	"lianluo/services/portal/ui"
)

// stationKinds are the kinds of station as choices.
func stationKinds(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, k := range []station.Kind{station.Normal, station.Home, station.Center, station.Hub, station.Point, station.Online} {
		all = append(all, ui.Option{Value: string(k), Label: ui.T(ctx, "county.kind."+string(k))})
	}
	return all
}

// staffRoles are the offices of a station as choices.
func staffRoles(ctx context.Context) []ui.Option {
	var all []ui.Option
	for _, role := range []station.StaffRole{station.Head, station.DeputyHead, station.LiaisonOfficer} {
		all = append(all, ui.Option{Value: string(role), Label: ui.T(ctx, "county.staff."+string(role))})
	}
	return all
}

// head names the heads of a station.
func head(st station.Station, now func() time.Time) string {
	var names []string
	for _, t := range st.Staff {
		if t.Role == station.Head && !over(t.Until, now()) {
			names = append(names, t.Name)
		}
	}
	return strings.Join(names, " ")
}

// week are the days from Monday to Sunday.
var week = []int{1, 2, 3, 4, 5, 6, 0}

// opening is from when or until when the station is open on a weekday.
func (v stationView) opening(day int, from bool) string {
	for _, h := range v.Hours {
		if h.Weekday == day && from {
			return h.From
		}
		if h.Weekday == day {
			return h.To
		}
	}
	return ""
}

// hoursWords are the opening hours in words.
func (v stationView) hoursWords(ctx context.Context) string {
	var parts []string
	for _, d := range week {
		for _, h := range v.Hours {
			if h.Weekday == d {
				parts = append(parts, ui.Weekday(ctx, time.Weekday(d))+" "+h.From+"–"+h.To)
			}
		}
	}
	return cmp.Or(strings.Join(parts, ui.T(ctx, "county.semicolon")), "–")
}
