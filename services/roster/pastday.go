package roster

import (
	"context"
	"errors"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
)

// PastDay is a reception day and who came.
type PastDay struct {
	ID, Station, StationName, Area string
	Start, End                     time.Time
	Planned, Published             time.Time
	Topic                          string
	Seats                          []PastSeat
	Visitors                       int
}

// PastSeat is a deputy on duty.
type PastSeat struct {
	Shift, Person      string
	Confirmed, Arrived time.Time // zero: not
}

// dayLife is a day that is lived through.
type dayLife struct {
	PastDay
	*day
	rules Rules
	told  []event.Event
	newID func(time.Time) string
	now   time.Time
}

// day lives through a reception day and binds its deputies.
func (p *Past) day(ctx context.Context, d PastDay, known map[string]*person, newID func(time.Time) string, now time.Time) error {
	l := &dayLife{PastDay: d, newID: newID, now: now, day: p.drafted(d, known)}
	rules, version := p.s.rules.At(d.Area, d.Start)
	l.rules = rules
	l.note(act{By: clerk, At: d.Planned}, "ReceptionPlanned", "")
	l.tell(d.Planned, clerk, []event.Event{api.DayPlannedEvent.New(l.changed(""))})
	if err := l.pass(version); err != nil {
		return err
	}
	for _, sh := range l.Shifts {
		if l.State == api.DayPlanned {
			break
		}
		if err := p.s.claim(ctx, l.day, sh); err != nil {
			return err
		}
	}
	return errors.Join(p.s.settle(ctx, l.day), p.s.days.Create(ctx, *l.day, l.told...))
}

// drafted is the day as a plan makes it.
func (p *Past) drafted(d PastDay, known map[string]*person) *day {
	x := &day{Areas: authz.AreaTokens(p.s.tree, d.Area)}
	x.ID, x.Station, x.StationName, x.Area = d.ID, d.Station, d.StationName, d.Area
	x.Start, x.End, x.Place, x.Topic, x.State = d.Start.UTC(), d.End.UTC(), d.StationName, d.Topic, api.DayPlanned
	x.Calendar = p.s.calendars.Of(d.Area).Version()
	_, x.Rule = p.s.rules.At(d.Area, d.Planned)
	for _, seat := range d.Seats {
		deputy := known[seat.Person]
		sh := api.Shift{ID: seat.Shift, Kind: string(deputy.kind()), State: api.ShiftOpen}
		deputy.sit(&sh, api.ShiftAssigned)
		x.Shifts = append(x.Shifts, sh)
	}
	return x
}

// pass goes through what happened from the announcement to now.
func (l *dayLife) pass(version string) error {
	err := l.do(l.Published, clerk, "", func(a act) ([]event.Event, error) { return l.publish(l.rules, version, "", "", a) })
	for _, seat := range l.Seats {
		err = errors.Join(err, l.do(seat.Confirmed, seat.Person, seat.Person, func(a act) ([]event.Event, error) { return l.confirm(seat.Shift, a) }))
	}
	for _, seat := range l.Seats {
		err = errors.Join(err, l.do(seat.Arrived, seat.Person, seat.Person, func(a act) ([]event.Event, error) {
			return l.checkIn(api.CheckRequest{ID: l.day.ID, Shift: seat.Shift}, false, l.rules, a)
		}))
	}
	said := l.day.End.Add(time.Hour)
	l.until(said)
	if l.State == api.DayHeld {
		err = errors.Join(err, l.do(said, clerk, "", func(a act) ([]event.Event, error) { return l.recordVisitors(l.PastDay.Visitors, true, l.rules, a) }))
	}
	l.until(l.now)
	return err
}

// until lets time do what it does until a moment that is past.
func (l *dayLife) until(moment time.Time) {
	for at := l.Timer; !at.IsZero() && !at.After(moment) && !at.After(l.now); at = l.Timer {
		l.tell(at, "system", l.tick(at))
	}
}

// do does what somebody did, if it was done by now.
func (l *dayLife) do(at time.Time, by, person string, fn func(act) ([]event.Event, error)) error {
	if at.IsZero() || at.After(l.now) {
		return nil
	}
	events, err := fn(act{By: by, Person: person, At: at.UTC()})
	l.tell(at, by, events)
	return err
}

func (l *dayLife) tell(at time.Time, by string, events []event.Event) {
	l.told = append(l.told, dated(events, l.newID, at, by)...)
}
