package notification

import (
	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
)

// news is an event as the table of hearers reads it.
type news struct {
	event event.Event
	// variant tells apart what one type of event can mean.
	variant string
	area    string
	station string
	unit    string
	tell    []string // unit:…, station:… and office:… that must hear of it
	persons []string // deputies
	voices  []string
	backers []string // voice:… and proposer:…, who stand behind a project
	hidden  bool     // a project that the public does not see
	// person and other are the deputies that a swap is between.
	person, other string
	// registrar and self are accounts.
	registrar, self string
	params          map[string]notification.Text
	month           string // of a reception day, for the link
	round           int    // of the case
}

// object names what the event is about.
func (n news) object() string { return n.event.Key() }

func caseNews(e event.Event, d casework.Changed) news {
	n := news{event: e, area: d.Area, station: d.Station, unit: d.Unit, tell: d.Tell, persons: d.ReceivedBy, voices: d.Voices,
		registrar: d.Registrar, round: d.Round, variant: caseVariant(e, d)}
	if d.Voice != "" {
		n.voices = []string{d.Voice}
	}
	n.params = map[string]notification.Text{
		"number": same(d.Number), "unit": or(d.UnitName, "承办单位", "the handling unit"), "date": day(d.Clock.Due),
		"level": word(levelWords, d.Level), "answer": word(outcomeWords, string(d.Answer)), "outcome": word(outcomeWords, string(d.Outcome)),
	}
	return n
}

func caseVariant(e event.Event, d casework.Changed) string {
	switch e.Type {
	case casework.PersonAsked.Name:
		return d.About
	case casework.CaseLightChanged.Name:
		if d.Light == "yellow" && calendar.Late(d.Clock.Due, e.Time) {
			return "passed" // made up for after an outage: what is overdue by now is not "nearly due"
		}
		return d.Light
	case casework.VoiceAdded.Name:
		if d.Other != "" {
			return "merged"
		}
		return "joined"
	}
	return ""
}

func dayNews(e event.Event, d roster.DayChanged) news {
	n := receptionNews(e, d.Day, d.Reason)
	if n.persons = d.Persons; len(n.persons) == 0 {
		n.persons = onDuty(d.Day)
	}
	switch {
	case d.Day.PublishedAt.IsZero(): // what is still being planned concerns nobody
		n.variant, n.persons = "planned", nil
	case d.Day.Late:
		n.variant = "late"
		n.params["reason"] = or(d.Day.LateReason, "未注明", "none given")
	}
	return n
}

func shiftNews(e event.Event, d roster.ShiftChanged) news {
	n := receptionNews(e, d.Day, d.Reason)
	n.person, n.other = d.Person, d.Other
	for _, p := range []string{d.Person, d.Other} {
		if p != "" {
			n.persons = append(n.persons, p)
		}
	}
	switch {
	case e.Type == roster.SwapAsked.Name: // only who is asked need hear of it
		n.persons = []string{d.Other}
	case e.Type == roster.SwapAnswered.Name && d.Accepted:
		n.variant = "accepted"
	case e.Type == roster.SwapAnswered.Name:
		n.variant = "declined"
	case e.Type == roster.MarkedAbsent.Name:
		n.params["reason"] = or(d.Reason, "没有签到记录", "no check-in on record")
	}
	return n
}

func onDuty(d roster.ReceptionDay) []string {
	var out []string
	for _, s := range d.Shifts {
		if s.Person != "" {
			out = append(out, s.Person)
		}
	}
	return out
}

func receptionNews(e event.Event, d roster.ReceptionDay, reason string) news {
	return news{event: e, area: d.Area, station: d.Station, month: month(d.Start), params: map[string]notification.Text{
		"date": moment(d.Start), "place": or(d.Place, "联络站", "the station"), "reason": or(reason, "未注明", "none given"),
	}}
}

func accountNews(e event.Event, d identity.AccountChanged) news {
	return ownNews(e, d.Area, d.Account)
}

// ownNews is what only the account hears that it is about.
func ownNews(e event.Event, area, account string) news {
	return news{event: e, area: area, self: account, params: map[string]notification.Text{}}
}

func webhookNews(e event.Event, d notification.WebhookChanged) news {
	return news{event: e, area: d.Area, self: d.Owner, params: map[string]notification.Text{"webhook": same(d.Name)}}
}
