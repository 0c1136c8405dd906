package notification

import (
	"slices"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/services/notification/port"
)

// backoff is how long the next try waits; after the last one it failed.
var backoff = []time.Duration{time.Minute, 5 * time.Minute, 20 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// begin starts a try; false when another did or somebody decided meanwhile.
func (d *Delivery) begin(epoch int64, now time.Time) bool {
	if d.State != notification.Waiting || d.Next.After(now) {
		return false
	}
	d.State, d.Epoch, d.Handed, d.Begun, d.Next = notification.Sending, epoch, false, now, time.Time{}
	d.To = port.Provider{}
	return true
}

// hand notes that the content is about to be given; false when the try is no
// longer this one's.
func (d *Delivery) hand(epoch int64, to port.Provider) bool {
	if d.State != notification.Sending || d.Epoch != epoch {
		return false
	}
	d.Handed, d.To = true, to
	return true
}

// end records what became of the try of an epoch.
func (d *Delivery) end(epoch int64, o port.Outcome, now time.Time) []event.Event {
	if d.State != notification.Sending || d.Epoch != epoch {
		return nil
	}
	for _, one := range append(o.Before, o) {
		d.note(notification.Attempt{At: now, Result: string(one.Result), Code: one.Code, Channel: d.Channel, Provider: one.Provider})
	}
	d.Tried++
	switch o.Result {
	case port.Delivered:
		return d.settle(notification.Delivered, now)
	case port.Accepted:
		return d.accepted(o.Ref, now)
	case port.Queued:
		d.State, d.Next = notification.Queued, time.Time{}
		return nil
	case port.Uncertain:
		return d.settle(notification.Uncertain, now)
	case port.Repeatable:
		d.Pinned = o.Provider
	case port.Refused:
		return d.hop(notification.Failed, now)
	case port.BadAddress:
		return d.hop(notification.NoWay, now)
	}
	return d.wait(now)
}

// receiptWait is how long a provider may take to say what became of a message;
// after that nobody knows.
const receiptWait = 72 * time.Hour

func (d *Delivery) accepted(ref string, now time.Time) []event.Event {
	d.State, d.Ref, d.Next = notification.Accepted, ref, now.Add(receiptWait)
	return nil
}

// hop goes on by the next channel, where there is one: nothing was sent by this
// one. A failure of any weighs more than missing addresses.
func (d *Delivery) hop(state notification.DeliveryState, now time.Time) []event.Event {
	d.Pinned = ""
	if len(d.Route) > 0 {
		d.Channel, d.Route = d.Route[0], d.Route[1:]
		d.State, d.Next, d.Tried = notification.Waiting, now, 0
		return nil
	}
	if slices.ContainsFunc(d.Tries, func(a notification.Attempt) bool {
		return !d.overtaken(a) && a.Result != "no_address" && a.Result != "no_mail" && a.Result != noSMS && a.Result != string(port.Queued) && a.Result != string(port.BadAddress)
	}) {
		state = notification.Failed
	}
	return d.settle(state, now)
}

// overtaken: nobody could be asked for the address at first, and on the same
// channel somebody was later.
func (d *Delivery) overtaken(a notification.Attempt) bool {
	return a.Result == "no_contact" && slices.ContainsFunc(d.Tries, func(b notification.Attempt) bool {
		return b.Channel == a.Channel && b.Result != "no_contact"
	})
}

// recover ends a try that its process did not live to end. Where the content may
// have been given, nobody can know; otherwise it is certain that nothing was.
func (d *Delivery) recover(epoch int64, now time.Time) []event.Event {
	if d.State != notification.Sending || d.Epoch == epoch {
		return nil
	}
	o := port.Outcome{Result: port.BrokenOff, Provider: d.To.Name}
	switch {
	case d.Handed && d.To.Repeatable:
		o.Result = port.Repeatable
	case d.Handed:
		o.Result = port.Uncertain
	}
	return d.end(d.Epoch, o, now)
}

// postpone records a try that did not get as far as the server.
func (d *Delivery) postpone(result string, now time.Time) []event.Event {
	d.note(notification.Attempt{At: now, Result: result, Channel: d.Channel})
	d.Tried++
	return d.wait(now)
}

// unreachable records that the recipient has no address on the channel.
func (d *Delivery) unreachable(without string, now time.Time) []event.Event {
	d.note(notification.Attempt{At: now, Result: without, Channel: d.Channel})
	return d.hop(notification.NoWay, now)
}

// wait sets the time of the next try, or gives the last one as the result: where
// one is still open, that is not known.
func (d *Delivery) wait(now time.Time) []event.Event {
	switch {
	case d.Tried <= len(backoff):
	case d.Pinned != "":
		return d.settle(notification.Uncertain, now)
	default:
		return d.hop(notification.Failed, now)
	}
	d.State, d.Next = notification.Waiting, now.Add(backoff[d.Tried-1])
	return nil
}

func (d *Delivery) note(a notification.Attempt) { d.Tries = append(d.Tries, a) }

func (d *Delivery) settle(state notification.DeliveryState, now time.Time) []event.Event {
	d.State, d.Next = state, time.Time{}
	return []event.Event{notification.DeliverySettled.New(d.settled(now))}
}

func (d *Delivery) settled(now time.Time) notification.Settled {
	return notification.Settled{Delivery: d.ID, Event: d.Event, EventType: d.EventType, Object: d.Object, Area: d.Area,
		Recipient: d.Recipient, Channel: d.Channel, State: d.State, At: now,
		Phone: d.State == notification.NoWay && slices.ContainsFunc(d.Tries, func(a notification.Attempt) bool { return a.Result == noSMS })}
}
