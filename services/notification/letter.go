package notification

import (
	"context"
	"slices"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/services/notification/port"
)

// written are the kinds of news worth a letter: what must be told, and what asks.
func (r row) written() bool {
	return r.To == toVoice && (r.kind() == "decision" || r.kind() == "question")
}

// writeTo is who a letter is written to: somebody with a name who is not reached
// otherwise, or wants letters.
func writeTo(c contact) string {
	if !c.Paper && c.reachable() {
		return ""
	}
	return c.Name
}

// onPaper makes a letter of a message to somebody who wants letters alone; what is
// not worth one is not wanted.
func (d *Delivery) onPaper(now time.Time) []event.Event {
	if !d.Paper && !slices.Contains(d.Route, byLetter) {
		return d.hold(verdict{why: "opted_out"}, now)
	}
	d.Channel, d.Route, d.Next, d.Tried = byLetter, nil, now, 0
	return nil
}

// letterQueue is the line of letters: it ends at the desk, where somebody prints
// them.
type letterQueue struct{}

// Send implements port.Line.
func (letterQueue) Send(context.Context, port.Message, func(port.Provider) error) port.Outcome {
	return port.Outcome{Result: port.Queued}
}

// Close implements port.Line.
func (letterQueue) Close() {}

// wording of a letter: paper leads to no page.
func (r row) body(body notification.Text, from, channel string) notification.Text {
	if from == "default" && channel == byLetter && r.Paper.ZH != "" {
		return r.Paper
	}
	return body
}

// onSheet is what stands on a letter as text, for whoever tries words.
var onSheet = text("{name}：\n\n{body}\n", "Dear {name},\n\n{body}\n")

func asLetter(c content) port.Message {
	return port.Message{Subject: c.title, Text: in(fill(onSheet, map[string]notification.Text{"name": same(c.name), "body": same(c.body)}), c.lang)}
}
