package desk

import (
	"net/http"
	"time"

	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/offline"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// keptFor is how long the device shows the page of registration and the poster
// without a network.
const keptFor = 3 * aDay

// offlinePlace is what a station does without a network.
func (s pages) offlinePlace() offline.Place {
	return offline.Place{Base: base, Roles: staff, Shell: s.shell, Pages: s.offlinePages}
}

// offlinePages are what opens without a network: registration, today's
// receptions, and the poster of the person's station.
func (s pages) offlinePages(r *http.Request) ([]ui.NavItem, error) {
	ctx := r.Context()
	all, err := s.stations(ctx)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	a := standing{all: all, Station: all[0]}
	a.choose(remembered(r))
	out := []ui.NavItem{{Href: base + "/register", Icon: "clipboard-pen", Label: ui.T(ctx, "desk.register")}}
	from := calendar.DateOf(s.Now()).Start()
	page, err := session.Call(ctx, s.Portal, roster.ListDays, roster.ListDaysRequest{Station: a.ID, From: from, To: from.Add(aDay)})
	if err != nil {
		page.Items = nil // the roster is away: the other pages are of use without it
	}
	for _, d := range page.Items {
		if !d.PublishedAt.IsZero() && d.State != roster.DayCancelled {
			out = append(out, ui.NavItem{Href: dayPath(d), Icon: "calendar-check", Label: ui.T(ctx, "desk.day.title", ui.Span(ctx, d.Start, d.End))})
		}
	}
	return append(out, ui.NavItem{Href: "/s/" + a.Code + "/poster", Icon: "megaphone", Label: ui.T(ctx, "offline.poster")}), nil
}

// untilMidnight is how long today's reception is today's.
func untilMidnight(now time.Time) time.Duration {
	return (calendar.DateOf(now) + 1).Start().Sub(now)
}
