package deputy

import (
	"net/http"
	"time"

	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// aWeek is how long the phone shows the page of checking in, where no shift
// comes sooner.
const aWeek = 7 * 24 * time.Hour

// unplugged is what the phone shows without a network: the next shift, to check
// in and out, and what waits to be sent. It has nothing about constituents.
func (s pages) unplugged(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	days, err := session.Call(ctx, s.Portal, roster.MyShifts, roster.MyShiftsRequest{})
	if err != nil {
		return err
	}
	a := plan(days.Items, me(r), s.Now())
	during := aWeek
	if a.next != nil { // afterwards it would offer what is over
		during = (calendar.DateOf(a.next.Day.End) + 1).Start().Sub(a.now)
	}
	session.Offline(w, r, during)
	return session.Render(w, r, unpluggedPage(s.shell(r, ui.T(ctx, "deputy.offline")), a.next))
}
