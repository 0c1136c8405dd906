package casework

import (
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// maxRung is the top of the supervision ladder.
const maxRung = 4

// AskMoreTime asks once in a round for a later deadline.
func (c *Case) AskMoreTime(a Act, reason string) ([]event.Event, error) {
	if err := c.allow(a, casework.AskExtension.Declared()); err != nil {
		return nil, err
	}
	c.Extension = &casework.Extension{AskedBy: a.By, AskedAt: a.At, Reason: reason, State: "asked"}
	return []event.Event{c.record(a, casework.ExtensionAsked, casework.Entry{Why: reason})}, nil
}

// DecideMoreTime grants or refuses it; the time still counts from the assignment.
func (c *Case) DecideMoreTime(a Act, grant bool, reason string) ([]event.Event, error) {
	if err := c.allow(a, casework.DecideExtension.Declared()); err != nil {
		return nil, err
	}
	x := c.Extension
	if x.AskedBy == a.By {
		return nil, errOwnExtension
	}
	x.DecidedBy, x.DecidedAt, x.Answer, x.State = a.By, a.At, reason, "refused"
	if !grant {
		return []event.Event{c.record(a, casework.ExtensionRefused, casework.Entry{Why: reason})}, nil
	}
	x.State = "granted"
	was := c.Clock.Light
	c.run(a, toReply, c.AssignedAt, a.Rules.ReplyWorkdays+a.Rules.ExtendWorkdays)
	x.Due = c.Clock.Due
	events := []event.Event{c.record(a, casework.ExtensionGranted, casework.Entry{Why: reason})}
	if c.Clock.Light != was {
		events = append(events, c.record(a, casework.CaseLightChanged, casework.Entry{Note: c.Clock.Light}))
	}
	return events, nil
}

// Note adds an internal note.
func (c *Case) Note(a Act, text string, contact bool) ([]event.Event, error) {
	if err := c.allow(a, casework.AddNote.Declared()); err != nil {
		return nil, err
	}
	e := casework.Entry{Note: text, Kind: "note"}
	if contact {
		e.Why = "contact"
	}
	return []event.Event{c.record(a, casework.CaseNoted, e)}, nil
}

// Reply answers the people and asks them whether they are satisfied with it.
func (c *Case) Reply(a Act, text, class string, photos []casework.Photo) ([]event.Event, error) {
	if err := c.allow(a, casework.ReplyCase.Declared()); err != nil {
		return nil, err
	}
	c.Replies = append(c.Replies, casework.Reply{Round: c.Round, Text: text, Class: class, Photos: photos, Unit: c.Unit, UnitName: c.UnitName, By: a.By, At: a.At})
	c.Step = casework.Replied
	c.run(a, toRate, a.At, a.Rules.AnswerWorkdays)
	replied := c.record(a, casework.CaseReplied, casework.Entry{Note: text, Why: class, Kind: "reply"})
	return append([]event.Event{replied}, c.ask(a, "reply")...), nil
}

// Urge reminds the unit, at most once a day by the same caller.
func (c *Case) Urge(a Act, reason string) ([]event.Event, error) {
	if err := c.allow(a, casework.UrgeCase.Declared()); err != nil {
		return nil, err
	}
	if last, ok := c.Urged[a.By]; ok && calendar.DateOf(last) == calendar.DateOf(a.At) {
		return nil, errUrgedToday
	}
	if c.Urged == nil {
		c.Urged = map[string]time.Time{}
	}
	c.Urged[a.By] = a.At
	c.Urges++
	return []event.Event{c.record(a, casework.CaseUrged, casework.Entry{Why: reason})}, nil
}

// Supervise raises the supervision ladder by one rung.
func (c *Case) Supervise(a Act, reason string) ([]event.Event, error) {
	if err := c.allow(a, casework.SuperviseCase.Declared()); err != nil {
		return nil, err
	}
	if err := c.maySupervise(a); err != nil {
		return nil, err
	}
	c.Supervision++
	return []event.Event{c.record(a, casework.CaseSupervised, casework.Entry{Why: reason})}, nil
}

// rungs say which level takes the ladder's next rung: the first is the station's
// own letter, the second the township presidium's, those above the county's.
var rungs = []string{"station", "township", "county", "county"}

func (c *Case) maySupervise(a Act) error {
	if rank(a.Upto) < rank(rungs[min(c.Supervision, maxRung-1)]) {
		return errRung
	}
	return nil
}
