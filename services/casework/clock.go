package casework

import (
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// What a clock runs for.
const (
	toTriage = "triage"
	toAssign = "assign"
	toAccept = "accept"
	toReply  = "reply"
	toRate   = "rating" // the answer about the reply
	toWait   = "wait"   // until the result is asked about; nobody can be late
	toResult = "result" // the answer about the result
)

// run starts the clock that follows from a step: n working days after from.
func (c *Case) run(a Act, what string, from time.Time, n int) {
	c.Clock = casework.Clock{
		What: what, Started: from, Rule: a.Version, Calendar: a.Days.Version(),
		Due:    a.Days.AddWorkdays(from, n, calendar.Policy{}),
		Yellow: a.Days.AddWorkdays(from, n*a.Rules.YellowPercent/100, calendar.Policy{}),
	}
	c.Clock.Light = lightAt(c.Clock, a.At)
}

// morning is when people are asked about results: nobody is rung at midnight.
const morning = 9 * time.Hour

// wait starts the time in which the result must show.
func (c *Case) wait(a Act) {
	day := calendar.DateOf(a.Days.AddWorkdays(a.At, a.Rules.ResultAskWorkdays, calendar.Policy{}))
	c.Clock = casework.Clock{What: toWait, Started: a.At, Due: day.Start().Add(morning), Light: "green", Rule: a.Version, Calendar: a.Days.Version()}
}

func lightAt(k casework.Clock, now time.Time) string {
	switch {
	case k.Due.IsZero():
		return ""
	case k.What == toWait:
		return "green"
	case calendar.Late(k.Due, now):
		return "red"
	case calendar.Late(k.Yellow, now):
		return "yellow"
	}
	return "green"
}

// nextAt is when time itself changes the case; zero for never.
func (c *Case) nextAt() time.Time {
	const past = time.Second // a deadline's last second still counts
	switch {
	case !c.open():
		return c.ArchiveAt
	case c.Clock.What == toWait:
		return c.Clock.Due
	case c.Clock.Light == "green" && c.Clock.Yellow.Before(c.Clock.Due):
		return c.Clock.Yellow.Add(past)
	case c.Clock.Light == "green", c.Clock.Light == "yellow":
		return c.Clock.Due.Add(past)
	}
	return time.Time{}
}

// Tick does what time does: it turns lights, asks about results, ends questions
// that nobody answers, files what is closed. What fell due while nothing ran is
// made up for in order, each step once. Afterwards nextAt lies ahead.
func (c *Case) Tick(a Act) []event.Event {
	return c.made(a, func() bool { return true })
}

// TurnLights does what Tick does to the light alone: before somebody acts, so that
// an act after the deadline finds it passed, even where no timer ran in between.
func (c *Case) TurnLights(a Act) []event.Event {
	return c.made(a, func() bool { return c.open() && c.Clock.What != toWait && c.asking() == "" })
}

// made takes the steps of time that are due by now and that may be taken.
func (c *Case) made(a Act, may func() bool) []event.Event {
	var out []event.Event
	for next := c.nextAt(); !next.IsZero() && !a.At.Before(next) && may(); next = c.nextAt() {
		a.Planned = next
		out = append(out, c.step(a)...)
	}
	return out
}

// step takes the next step of time.
func (c *Case) step(a Act) []event.Event {
	switch {
	case !c.open():
		return []event.Event{c.archive(a)}
	case c.Clock.What == toWait:
		return c.ask(a, "result")
	}
	return append([]event.Event{c.turn(a)}, c.expire(a)...)
}

// turn turns the light to the next colour; one that lasts no time is left out.
func (c *Case) turn(a Act) event.Event {
	light := "red"
	if c.Clock.Light == "green" && c.Clock.Yellow.Before(c.Clock.Due) {
		light = "yellow"
	}
	c.Clock.Light = light
	return c.record(a, casework.CaseLightChanged, casework.Entry{Note: light})
}
