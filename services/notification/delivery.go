package notification

import (
	"crypto/sha256"
	"encoding/base32"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/notification/mail"
)

// The channels.
const (
	byInbox = "inbox"
	byMail  = "mail"
)

// Delivery is a delivery as it is stored: what the contract shows of it, what
// the mail is written from, and how far a try under way has come.
type Delivery struct {
	notification.Delivery
	Tokens []string                     `json:"tokens"`
	Params map[string]notification.Text `json:"params"`
	Link   string                       `json:"link"`
	// Tried counts the tries since a person last decided.
	Tried int `json:"tried"`
	// Epoch is the lease's under which the try runs, Handed that the content may
	// have been given to the server.
	Epoch  int64     `json:"epoch,omitempty"`
	Handed bool      `json:"handed,omitempty"`
	Begun  time.Time `json:"begun,omitzero"`
}

// deliveryID is the same for the same event, recipient and channel: the unique
// key by which nobody is told twice. It begins with the event's id and so sorts
// by time.
func deliveryID(eventID, recipient, channel string) string {
	sum := sha256.Sum256([]byte(recipient + "\n" + channel))
	return eventID + "-" + strings.ToLower(base32.HexEncoding.EncodeToString(sum[:])[:12])
}

func declareDeliveries(db *store.DB) *store.Collection[Delivery] {
	return store.NewCollection(db, "delivery", store.Def[Delivery]{
		ID:     func(d *Delivery) string { return d.ID },
		Tokens: func(d *Delivery) []string { return d.Tokens },
		Indexes: []store.Index[Delivery]{
			{Name: "newest", Scoped: true, Key: func(d *Delivery) store.Key { return store.Key{d.Created} }},
			{Name: "state", Scoped: true, Key: func(d *Delivery) store.Key { return store.Key{d.State, d.Created} }},
			{Name: "object", Scoped: true, Key: func(d *Delivery) store.Key { return store.Key{d.Object, d.Created} }},
			{Name: "object_state", Scoped: true, Key: func(d *Delivery) store.Key { return store.Key{d.Object, d.State, d.Created} }},
			{Name: "due", Key: func(d *Delivery) store.Key {
				if d.State != notification.Waiting {
					return nil
				}
				return store.Key{d.Next}
			}},
			{Name: "sending", Key: func(d *Delivery) store.Key {
				if d.State != notification.Sending {
					return nil
				}
				return store.Key{d.Begun}
			}},
		},
		Missing: fault.NotFound("delivery.not_found", "没有这条发送记录，或不在您的管辖范围内", "There is no such delivery, or it is outside your area"),
	})
}

// backoff is how long the next try waits; after the last one it failed.
var backoff = []time.Duration{time.Minute, 5 * time.Minute, 20 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour, 12 * time.Hour}

// begin starts a try; false when another did or somebody decided meanwhile.
func (d *Delivery) begin(epoch int64, now time.Time) bool {
	if d.State != notification.Waiting || d.Next.After(now) {
		return false
	}
	d.State, d.Epoch, d.Handed, d.Begun, d.Next = notification.Sending, epoch, false, now, time.Time{}
	return true
}

// hand notes that the content is about to be given; false when the try is no
// longer this one's.
func (d *Delivery) hand(epoch int64) bool {
	if d.State != notification.Sending || d.Epoch != epoch {
		return false
	}
	d.Handed = true
	return true
}

// end records what became of the try of an epoch.
func (d *Delivery) end(epoch int64, o mail.Outcome, now time.Time) []event.Event {
	if d.State != notification.Sending || d.Epoch != epoch {
		return nil
	}
	d.note(notification.Attempt{At: now, Result: string(o.Result), Code: o.Code})
	d.Tried++
	switch o.Result {
	case mail.Delivered:
		return d.settle(notification.Delivered, now)
	case mail.Uncertain:
		return d.settle(notification.Uncertain, now)
	case mail.Refused:
		return d.settle(notification.Failed, now)
	case mail.BadAddress:
		return d.settle(notification.NoWay, now)
	}
	return d.wait(now)
}

// recover ends a try that its process did not live to end. Where the content may
// have been given, nobody can know; otherwise it is certain that nothing was.
func (d *Delivery) recover(epoch int64, now time.Time) []event.Event {
	if d.State != notification.Sending || d.Epoch == epoch {
		return nil
	}
	if d.Handed {
		return d.end(d.Epoch, mail.Outcome{Result: mail.Uncertain}, now)
	}
	return d.end(d.Epoch, mail.Outcome{Result: mail.BrokenOff}, now)
}

// postpone records a try that did not get as far as the server.
func (d *Delivery) postpone(result string, now time.Time) []event.Event {
	d.note(notification.Attempt{At: now, Result: result})
	d.Tried++
	return d.wait(now)
}

// wait sets the time of the next try, or gives the last one as the result.
func (d *Delivery) wait(now time.Time) []event.Event {
	if d.Tried > len(backoff) {
		return d.settle(notification.Failed, now)
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
		Recipient: d.Recipient, Channel: d.Channel, State: d.State, At: now}
}

var errSettled = fault.FailedPrecondition("delivery.settled", "这条发送记录已有结果或仍在发送中，只有“不确定”和“失败”的可以处理",
	"This delivery has a result or is still on its way; only uncertain and failed ones can be decided")

// decide is a person's word about an uncertain or failed delivery.
func (d *Delivery) decide(decision, by, reason string, now time.Time) ([]event.Event, error) {
	if d.State != notification.Uncertain && d.State != notification.Failed {
		return nil, errSettled
	}
	made := notification.Attempt{At: now, Result: decision, By: by, Note: reason}
	switch decision {
	case "delivered":
		made.Result = "confirmed"
		d.note(made)
		return d.settle(notification.Delivered, now), nil
	case "again":
		d.note(made)
		d.State, d.Tried, d.Next = notification.Waiting, 0, now
		return []event.Event{notification.DeliveryRetried.New(d.settled(now))}, nil
	}
	made.Result = "given_up"
	d.note(made)
	return d.settle(notification.GivenUp, now), nil
}
