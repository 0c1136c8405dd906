package demo

import (
	"context"
	"time"

	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/calendar"
)

// receptionOf is the day of a month on which its receptions are held: the 15th,
// or the next working day, as the rule has it.
func receptionOf(day calendar.Date) calendar.Date {
	d := monthOf(day) + 14
	for !calendar.Default().IsWorkday(d) {
		d++
	}
	return d
}

// monthOf is the first day of a day's month.
func monthOf(day calendar.Date) calendar.Date {
	year, month, _ := day.Civil()
	return calendar.NewDate(year, month, 1)
}

// planDay is the day of the month before on which a month is planned and announced.
const planDay = 20

// receptionActs plan the months since the clock's beginning, announce them in time
// and hold what lies before today, on whichever day.
func (l *Loader) receptionActs(days []calendar.Date) []act {
	var out []act
	begin, today := calendar.DateOf(l.Now()), calendar.DateOf(time.Now())
	for first := monthOf(begin).AddMonths(1); first <= monthOf(today).AddMonths(1); first = first.AddMonths(1) {
		name := first.String()[:7]
		planned := min(max(begin+1, first.AddMonths(-1)+planDay-1), today-1)
		out = append(out, act{planned.Start().Add(opening), func(ctx context.Context) error { return l.announce(ctx, name) }})
	}
	for _, d := range days {
		out = append(out, act{d.Start().Add(opening), l.dayBegins}, act{d.Start().Add(noon), l.dayEnds})
	}
	return out
}

// announce plans a month for the whole county at once, so that shared deputies
// are shared fairly, and announces it.
func (l *Loader) announce(ctx context.Context, month string) error {
	county := l.as("county", "roster")
	plan, err := do(ctx, county, roster.PlanMonth, roster.PlanRequest{Area: County, Month: month}, "plan/%s", month)
	if err != nil {
		return err
	}
	l.mu.Lock()
	for _, d := range plan.Days {
		date := calendar.DateOf(d.Start).String()
		l.planned[date] = append(l.planned[date], d)
	}
	l.mu.Unlock()
	return each(ctx, l.stationList(), func(ctx context.Context, _ int, s station.Station) error {
		req := roster.PublishRequest{Station: s.ID, Month: month, LateReason: "临近接待日，补录公示"}
		_, err := do(ctx, county, roster.PublishMonth, req, "publish/%s/%s", s.ID, month)
		return err
	})
}

// today are the receptions of the clock's date.
func (l *Loader) today() []roster.ReceptionDay {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.planned[calendar.DateOf(l.Now()).String()]
}

// receptionToday is a station's reception of the clock's date.
func (l *Loader) receptionToday(station string) (roster.ReceptionDay, bool) {
	for _, d := range l.today() {
		if d.Station == station {
			return d, true
		}
	}
	return roster.ReceptionDay{}, false
}

// dayBegins checks the deputies in; at one station one of them does not come.
func (l *Loader) dayBegins(ctx context.Context) error {
	return l.atReceptions(ctx, func(c context.Context, d roster.ReceptionDay, sh roster.Shift) error {
		if l.stays(d, sh) {
			return nil
		}
		_, err := do(c, l.as("county", "roster"), roster.CheckIn, roster.CheckRequest{ID: d.ID, Shift: sh.ID}, "check-in/%s", sh.ID)
		return err
	})
}

// dayEnds checks them out, and writes down who did not come.
func (l *Loader) dayEnds(ctx context.Context) error {
	return l.atReceptions(ctx, func(c context.Context, d roster.ReceptionDay, sh roster.Shift) error {
		county := l.as("county", "roster")
		if l.stays(d, sh) {
			_, err := do(c, county, roster.MarkAbsent, roster.MarkAbsentRequest{ID: d.ID, Shift: sh.ID, Reason: "临时外出参加防汛值守"}, "absent/%s", sh.ID)
			return err
		}
		_, err := do(c, county, roster.CheckOut, roster.CheckRequest{ID: d.ID, Shift: sh.ID}, "check-out/%s", sh.ID)
		return err
	})
}

// stays reports who does not come: the second deputy of the last township.
func (l *Loader) stays(d roster.ReceptionDay, sh roster.Shift) bool {
	return d.Station == l.Station(len(l.townships)-1).ID && len(d.Shifts) > 1 && sh.ID == d.Shifts[1].ID
}

// atReceptions does something for every seat that is taken; those of one day one
// after the other.
func (l *Loader) atReceptions(ctx context.Context, fn func(context.Context, roster.ReceptionDay, roster.Shift) error) error {
	return each(ctx, l.today(), func(ctx context.Context, _ int, d roster.ReceptionDay) error {
		for _, sh := range d.Shifts {
			if sh.Person == "" {
				continue
			}
			if err := fn(ctx, d, sh); err != nil {
				return err
			}
		}
		return nil
	})
}
