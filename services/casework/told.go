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
	switch {
	case at < 0:
		c.Told = append(c.Told, t)
	case c.Told[at] == t:
		return nil
	default:
		c.Told[at] = t
	}
	return []event.Event{c.record(a, casework.ToldRecorded, casework.Entry{Note: t.About + " " + t.Channel + " " + t.State, Kind: "told"}, about(t.Voice))}
}
