package desk

import (
	"context"
	"slices"
	"strings"
	"time"

	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/services/portal/ui"
)

func (v monthView) title(ctx context.Context) string {
	return ui.T(ctx, "desk.roster.title", ui.Month(ctx, v.first))
}

// pending are the days that can be announced now.
func (v monthView) pending(now time.Time) []roster.ReceptionDay {
	var out []roster.ReceptionDay
	for _, d := range v.Days {
		if d.State == roster.DayPlanned && now.Before(d.Start) {
			out = append(out, d)
		}
	}
	return out
}

// over reports whether the month has no day left to plan.
func (v monthView) over(now time.Time) bool {
	return calendar.DateOf(v.first.AddDate(0, 1, 0)) <= calendar.DateOf(now)+1
}

// lacking reports whether the month's plan is not as the rules ask: a reception was cancelled, a seat that can still be filled is open, or a rule is
// broken.
func (v monthView) lacking(now time.Time) bool {
	return len(v.Violations) > 0 || slices.ContainsFunc(v.Days, func(d roster.ReceptionDay) bool {
		return d.State == roster.DayCancelled || now.Before(d.Start) && len(shiftsIn(d, roster.ShiftOpen)) > 0
	})
}

// late reports whether announcing the day now is nearer to it than the rule asks.
func (v monthView) late(d roster.ReceptionDay, now time.Time) bool {
	return now.After((calendar.DateOf(d.Start) - calendar.Date(v.NoticeDays)).End())
}

// told counts the deputies of days.
func told(days []roster.ReceptionDay) int {
	people := map[string]bool{}
	for _, d := range days {
		for _, one := range d.Shifts {
			if one.Person != "" {
				people[one.Person] = true
			}
		}
	}
	return len(people)
}

func (v monthView) calendar(ctx context.Context) ui.RosterCalendar {
	c := ui.RosterCalendar{
		Month: v.first, Prev: monthPath(monthOf(v.first.AddDate(0, -1, 0))), Next: monthPath(monthOf(v.first.AddDate(0, 1, 0))),
	}
	for _, d := range v.Days {
		last := len(c.Days) - 1
		if last < 0 || !sameDay(c.Days[last].Date, d.Start) {
			c.Days = append(c.Days, ui.CalendarDay{Date: d.Start})
			last++
		}
		c.Days[last].Shifts = append(c.Days[last].Shifts, shiftCard(ctx, d))
	}
	return c
}

func shiftCard(ctx context.Context, d roster.ReceptionDay) ui.ShiftCard {
	card := ui.ShiftCard{Href: dayPath(d), Time: hours(d), Place: d.Topic, Badge: dayBadge(ctx, d)}
	lacks := 0
	for _, one := range d.Shifts {
		seat := ui.ShiftDeputy{Name: one.Name, Office: one.Kind == "official", Attrs: seatAttrs(ctx, d, one)}
		if one.Person == "" {
			lacks++
			seat.Open, seat.Name = true, ui.T(ctx, "desk.shift.wanted."+one.Kind)
		}
		card.Deputies = append(card.Deputies, seat)
	}
	if lacks > 0 && d.State != roster.DayCancelled {
		card.Problem = ui.T(ctx, "desk.day.lacks", lacks)
	}
	return card
}

// hours are a reception's times, such as "9:00–11:30".
func hours(d roster.ReceptionDay) string { return ui.TimeOfDay(d.Start) + "–" + ui.TimeOfDay(d.End) }

var dayTones = map[roster.DayState]ui.Tone{
	roster.DayPlanned: ui.Warn, roster.DayPublished: ui.Active, roster.DayHeld: ui.Good,
	roster.DayCancelled: ui.Stopped, roster.DayMissed: ui.Bad,
}

// dayBadge says how a day stands; an announced one waits for the deputies' word.
func dayBadge(ctx context.Context, d roster.ReceptionDay) ui.Badge {
	b := ui.Badge{Tone: dayTones[d.State], Text: ui.T(ctx, "desk.roster.state."+string(d.State))}
	if d.State != roster.DayPublished {
		return b
	}
	if n := len(shiftsIn(d, roster.ShiftAssigned, roster.ShiftSwapAsked)); n > 0 {
		b.Text = ui.T(ctx, "desk.roster.waiting", n)
	} else {
		b.Tone = ui.Good
	}
	return b
}

var shiftTones = map[roster.ShiftState]ui.Tone{
	roster.ShiftOpen: ui.Bad, roster.ShiftAssigned: ui.Plain, roster.ShiftConfirmed: ui.Active,
	roster.ShiftSwapAsked: ui.Warn, roster.ShiftAttended: ui.Good, roster.ShiftAbsent: ui.Bad,
}

func shiftBadge(ctx context.Context, one roster.Shift) ui.Badge {
	return ui.Badge{Tone: shiftTones[one.State], Text: ui.T(ctx, "desk.shift.state."+string(one.State))}
}

// checkedAt is when a deputy came (in) or left (out), and when that reached us
// where the device had no network.
func checkedAt(ctx context.Context, which string, at, received time.Time) string {
	if received.IsZero() {
		return ui.T(ctx, "desk.shift."+which+"-at", ui.Date(ctx, at))
	}
	return ui.T(ctx, "desk.shift."+which+"-late", ui.Date(ctx, at), ui.Date(ctx, received))
}

// shownLoads is how many deputies the bars compare; those without a shift this
// month are only counted.
const shownLoads = 12

func (v monthView) bars(ctx context.Context) ui.LoadBars {
	bars := ui.LoadBars{Label: ui.T(ctx, "desk.roster.loads")}
	for _, l := range v.Loads {
		if l.Planned == 0 || len(bars.Loads) == shownLoads {
			continue
		}
		bars.Loads = append(bars.Loads, ui.Load{Name: l.Name, Count: l.Planned, Why: strings.TrimLeft(strings.TrimPrefix(l.Why, l.Name), ": "), Href: deputyPath(l.Person), Attrs: carried(l)})
	}
	return bars
}

// idle counts the deputies without a shift in the month.
func (v monthView) idle() int {
	n := 0
	for _, l := range v.Loads {
		if l.Planned == 0 {
			n++
		}
	}
	return n
}

// candidates are who can be put on a shift: nobody, then those of its kind, then
// the others, each with least to do first.
func candidates(ctx context.Context, loads []roster.Load, one roster.Shift) []ui.Option {
	same, other := ui.T(ctx, "desk.kind."+one.Kind), ui.T(ctx, "desk.kind.other")
	var fit, rest []ui.Option
	for _, l := range slices.Backward(loads) {
		o := ui.Option{Value: l.Person, Group: same, Label: ui.T(ctx, "desk.shift.candidate", l.Name, l.Planned, l.Served)}
		if l.Kind == one.Kind {
			fit = append(fit, o)
			continue
		}
		o.Group = other
		rest = append(rest, o)
	}
	return slices.Concat([]ui.Option{{Label: ui.T(ctx, "desk.shift.nobody")}}, fit, rest)
}
