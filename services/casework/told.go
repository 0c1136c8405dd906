package casework

import (
	"slices"
	"strings"

	"lianluo/api/casework"
	"lianluo/api/notification"
	"lianluo/pkg/event"
)

// caseOf reads the object of a delivery, "case/<id>".
func caseOf(object string) (string, bool) { return strings.CutPrefix(object, "case/") }

// SetTold keeps what is known of a delivery; a later word about the same one
// replaces the earlier.
func (c *Case) SetTold(a Act, d notification.Settled) []event.Event {
	t := casework.Told{About: event.ShortName(d.EventType), Channel: d.Channel, At: d.At, State: string(d.State), Delivery: d.Delivery}
	switch kind, id, _ := strings.Cut(d.Recipient, ":"); kind {
	case "voice":
		t.Voice = id
	case "person":
		t.Person = id
	default: // staff have their own inbox
		return nil
	}
	at := slices.IndexFunc(c.Told, func(known casework.Told) bool { return known.Delivery == d.Delivery })
	if at < 0 && unheard[t.State] && slices.ContainsFunc(c.Told, func(known casework.Told) bool {
		return known.State == t.State && known.Voice == t.Voice && known.Person == t.Person
	}) {
		return nil
	}
	switch {
	case at < 0:
		c.Told = append(c.Told, t)
	case c.Told[at] == t:
		return nil
	default:
		c.Told[at] = t
	}
	state := t.State
	if d.Phone {
		state += "-phone"
	}
	return []event.Event{c.record(a, casework.ToldRecorded, casework.Entry{Note: t.About + " " + t.Channel + " " + state, Kind: "told"}, about(t.Voice))}
}

// unheard are the states that say the same of every message to a person: that they
// left no way, or want none. Once is enough for the history.
var unheard = map[string]bool{string(notification.NoWay): true, string(notification.OptedOut): true}
