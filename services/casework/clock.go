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
		What: what, Started: from, Rule: a.Version,
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
	c.Clock = casework.Clock{What: toWait, Started: a.At, Due: day.Start().Add(morning), Light: "green", Rule: a.Version}
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
	case c.Clock.Light == "green":
		return c.Clock.Yellow.Add(past)
	case c.Clock.Light == "yellow":
		return c.Clock.Due.Add(past)
	}
	return time.Time{}
}

// Tick does what time does: it turns lights, asks about results, ends questions
// that nobody answers, files what is closed. Afterwards nextAt lies ahead.
func (c *Case) Tick(a Act) []event.Event {
	next := c.nextAt()
	switch {
	case next.IsZero() || a.At.Before(next):
		return nil
	case !c.open():
		return []event.Event{c.archive(a)}
	case c.Clock.What == toWait:
		return c.ask(a, "result")
	}
	return append(c.relight(a), c.expire(a)...)
}

// relight tells a change of the light, once.
func (c *Case) relight(a Act) []event.Event {
	was := c.Clock.Light
	c.Clock.Light = lightAt(c.Clock, a.At)
	if c.Clock.Light == was {
		return nil
	}
	return []event.Event{c.record(a, casework.CaseLightChanged, casework.Entry{Note: c.Clock.Light})}
}
