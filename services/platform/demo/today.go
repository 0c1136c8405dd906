package demo

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rules"
)

// hoursNow are the hours of a reception at which deputies can check in now: office
// hours, longer where the demonstration is loaded late in the day, an evening's
// after that. In the night it is the coming morning's.
func hoursNow(now time.Time) (start, end time.Time, night bool) {
	today := calendar.DateOf(now).Start()
	between := func(day time.Time, from, to time.Duration) (time.Time, time.Time) { return day.Add(from), day.Add(to) }
	const half = 30 * time.Minute
	office, closing := 8*time.Hour+half, 17*time.Hour+half
	switch passed := now.Sub(today); {
	case passed < office-time.Hour:
		start, end = between(today, office, closing)
		night = true
	case passed < closing-half:
		start, end = between(today, office, closing)
	case passed < 19*time.Hour+half:
		start, end = between(today, office, 20*time.Hour)
	case passed < 23*time.Hour:
		start, end = between(today, 19*time.Hour, 23*time.Hour+half)
	default:
		start, end = between(today.Add(24*time.Hour), office, closing)
		night = true
	}
	return start, end, night
}

// bringForward moves the first station's next reception to today, the day before
// and with the reason on record, so that a day under way can be looked at.
func (l *Loader) bringForward(ctx context.Context, now time.Time) error {
	start, end, night := hoursNow(now)
	l.Past.Set((calendar.DateOf(now) - 1).Start().Add(17 * time.Hour))
	if night {
		if err := l.openEarly(ctx); err != nil {
			return err
		}
	}
	next, ok := l.nextReception(calendar.DateOf(now).Start())
	if !ok {
		return nil
	}
	if _, err := l.seatReady(ctx, next); err != nil {
		return err
	}
	var err error
	l.moved, err = do(ctx, l.as("county", "roster"), roster.MoveDay, roster.MoveDayRequest{ID: next.ID, Start: start, End: end, Reason: "应群众要求提前接待"}, "today/%d", start.Unix())
	return err
}

// seatReady puts the deputy whose account is ready on a day, on the first seat
// that the rules allow, so that checking in can be tried, and returns the day as it
// is then. Where none does, it stays as it is planned.
func (l *Loader) seatReady(ctx context.Context, d roster.ReceptionDay) (roster.ReceptionDay, error) {
	if slices.ContainsFunc(d.Shifts, func(sh roster.Shift) bool { return sh.Person == l.Deputy() }) {
		return d, nil
	}
	for _, sh := range d.Shifts {
		req := roster.ChangeShiftRequest{ID: d.ID, Shift: sh.ID, Person: l.Deputy(), Reason: "原定代表因公外出"}
		changed, err := do(ctx, l.as("county", "roster"), roster.ChangeShift, req, "seat/%s", sh.ID)
		if err == nil {
			return changed, nil
		}
		if !fault.Is(err, fault.KindFailedPrecondition) {
			return d, err
		}
	}
	return d, nil
}

// nextReception is the first station's first reception from a moment on.
func (l *Loader) nextReception(from time.Time) (next roster.ReceptionDay, ok bool) {
	for _, days := range l.planned {
		for _, d := range days {
			if d.Station == l.Station(0).ID && !d.Start.Before(from) && (!ok || d.Start.Before(next.Start)) {
				next, ok = d, true
			}
		}
	}
	return next, ok
}

// openEarly lets deputies check in on the eve, so that it can be tried at night.
func (l *Loader) openEarly(ctx context.Context) error {
	ops := rules.OpsOf("roster")
	draft := rules.Draft{Area: County, Values: json.RawMessage(`{"checkin_opens_minutes":720}`)}
	p, err := do(ctx, l.as("county", "roster"), ops.Propose, rules.ProposeRequest{Draft: draft, Reason: "演示：夜间也可以试用签到"}, "rules/check-in")
	if err != nil {
		return err
	}
	_, access, err := l.accounts.signIn(ctx, "city")
	if err != nil {
		return err
	}
	city := l.client("roster", func(context.Context) string { return access.Token })
	_, err = do(ctx, city, ops.Decide, rules.DecideRequest{ID: p.ID, Approve: true, Reason: "同意，便于试用"}, "rules/check-in/yes")
	return err
}

// checkOthersIn is done once the clock shows today.
func (l *Loader) checkOthersIn(ctx context.Context) error {
	if l.moved.ID == "" || calendar.DateOf(l.moved.Start) > calendar.DateOf(l.Now()) {
		return nil
	}
	return l.checkIn(ctx, l.moved)
}
