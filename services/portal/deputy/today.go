package deputy

import (
	"context"
	"net/http"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// agenda is what today holds for one deputy.
type agenda struct {
	now   time.Time
	asked []duty // somebody asks me to take these over
	next  *duty
	later []duty
	heard []casework.CaseRow // today
}

// fewest is how many of the cases heard today are shown; the others are one step away.
const fewest = 5

// duty is a shift of mine, or one that I am asked to take over.
type duty struct {
	Day   roster.ReceptionDay
	Shift roster.Shift
}

func (s pages) today(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	days, err := session.Call(ctx, s.Portal, roster.MyShifts, roster.MyShiftsRequest{})
	if err != nil {
		return err
	}
	a := plan(days.Items, me(r), s.Now())
	mine, err := session.Call(ctx, s.Portal, casework.ListCases, casework.ListRequest{Queue: "mine", Limit: 30})
	if err != nil {
		return err
	}
	for _, c := range mine.Items {
		if sameDay(c.ReceivedAt, a.now) {
			a.heard = append(a.heard, c)
		}
	}
	return session.Render(w, r, todayPage(s.shell(r, ui.T(ctx, "deputy.today")), a))
}

// plan sorts a deputy's days: what others ask, what comes next, the rest.
func plan(days []roster.ReceptionDay, me string, now time.Time) agenda {
	a := agenda{now: now}
	for _, day := range days {
		for _, shift := range day.Shifts {
			d := duty{day, shift}
			switch {
			case shift.SwapWith == me && shift.State == roster.ShiftSwapAsked && now.Before(day.Start):
				a.asked = append(a.asked, d)
			case shift.Person != me || d.past(now):
			case a.next == nil && d.standing():
				a.next = &d
			default:
				a.later = append(a.later, d)
			}
		}
	}
	return a
}

// standing reports whether the deputy is expected.
func (d duty) standing() bool { return d.Day.State != roster.DayCancelled }

// past reports whether nothing is left to do about the shift.
func (d duty) past(now time.Time) bool {
	return now.After(d.Day.End) && !d.mayLeave()
}

func sameDay(a, b time.Time) bool {
	return a.In(ui.Zone).Format(time.DateOnly) == b.In(ui.Zone).Format(time.DateOnly)
}

func (d duty) mayLeave() bool {
	return d.Shift.State == roster.ShiftAttended && d.Shift.CheckedOut.IsZero()
}

// mayEnter reports whether the day is there; from which minute the roster says.
func (d duty) mayEnter(now time.Time) bool {
	return d.open() && sameDay(d.Day.Start, now) && now.Before(d.Day.End)
}

// mayConfirm reports whether the deputy's word is still missing.
func (d duty) mayConfirm(now time.Time) bool {
	waits := d.Shift.State == roster.ShiftAssigned || d.Shift.State == roster.ShiftSwapAsked
	return waits && d.maySwap(now)
}

func (d duty) maySwap(now time.Time) bool { return d.open() && now.Before(d.Day.Start) }

// open reports whether the shift is announced and nobody has settled it.
func (d duty) open() bool {
	settled := d.Shift.State == roster.ShiftAttended || d.Shift.State == roster.ShiftAbsent
	return d.Day.State == roster.DayPublished && !settled
}

func (d duty) path(what string) string {
	return "/d/shifts/" + d.Day.ID + "/" + d.Shift.ID + "/" + what
}

var shiftTones = map[roster.ShiftState]ui.Tone{
	roster.ShiftAssigned: ui.Warn, roster.ShiftConfirmed: ui.Good, roster.ShiftSwapAsked: ui.Active,
	roster.ShiftAttended: ui.Good, roster.ShiftAbsent: ui.Bad,
}

func (d duty) badge(ctx context.Context) ui.Badge {
	switch d.Day.State {
	case roster.DayCancelled:
		return ui.Badge{Tone: ui.Stopped, Text: ui.T(ctx, "deputy.day.cancelled")}
	case roster.DayPlanned:
		return ui.Badge{Tone: ui.Plain, Text: ui.T(ctx, "deputy.day.planned")}
	}
	return ui.Badge{Tone: shiftTones[d.Shift.State], Text: ui.T(ctx, "deputy.shift."+string(d.Shift.State))}
}

// with names the other deputies of the day.
func (d duty) with() []string {
	var names []string
	for _, o := range d.Day.Shifts {
		if o.ID != d.Shift.ID && o.Name != "" && !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	return names
}

func (d duty) place() string {
	if d.Day.Place == "" || d.Day.Place == d.Day.StationName {
		return d.Day.StationName
	}
	return d.Day.StationName + " · " + d.Day.Place
}
