package notification

import (
	"crypto/sha256"
	"encoding/base32"
	"strconv"
	"strings"
	"time"

	"lianluo/api/notification"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/notification/port"
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
	// have been given, to whom To says.
	Epoch  int64         `json:"epoch,omitempty"`
	Handed bool          `json:"handed,omitempty"`
	To     port.Provider `json:"to,omitzero"`
	Begun  time.Time     `json:"begun,omitzero"`
	// Route is the channels that remain where this one leads nowhere.
	Route []string `json:"route,omitempty"`
	// Pinned is the provider that an open try went to and that takes a key once:
	// the message goes to nobody else meanwhile.
	Pinned string `json:"pinned,omitempty"`
	// Paper: somebody decided that it be a letter, whatever else there is.
	Paper bool `json:"paper,omitempty"`
	// Again counts the times that a person had it sent again, under a new key.
	Again int `json:"again,omitempty"`
	// Asks is the question that the message puts to the recipient, if any.
	Asks *Asked `json:"asks,omitempty"`
	// Counted: it is in its week's budget. Released: it has waited for a digest.
	Counted  bool `json:"counted,omitempty"`
	Released bool `json:"released,omitempty"`
	// Digest is the messages that this one carries, In the one that carries this.
	Digest []string `json:"digest,omitempty"`
	In     string   `json:"in,omitempty"`
	// Ref is the provider's own id of the message, Said when it last told of it.
	Ref  string    `json:"ref,omitempty"`
	Said time.Time `json:"said,omitzero"`
}

// key is the idempotency key under which the message is given.
func (d *Delivery) key() string {
	if d.Again == 0 {
		return d.ID
	}
	return d.ID + "." + strconv.Itoa(d.Again)
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
			{Name: "channel", Scoped: true, Key: func(d *Delivery) store.Key { return store.Key{d.Channel, d.Created} }},
			{Name: "channel_state", Scoped: true, Key: func(d *Delivery) store.Key { return store.Key{d.Channel, d.State, d.Created} }},
			{Name: "channel_provider", Scoped: true, Key: func(d *Delivery) store.Key { return provided(d, d.Created) }},
			{Name: "channel_provider_state", Scoped: true, Key: func(d *Delivery) store.Key { return provided(d, d.State, d.Created) }},
			{Name: "recipient", Scoped: true, Key: func(d *Delivery) store.Key { return store.Key{d.Recipient, d.Created} }},
			{Name: "template", Scoped: true, Key: func(d *Delivery) store.Key { return store.Key{d.Template, d.Created} }},
			{Name: "due_by", Key: func(d *Delivery) store.Key { return inState(d, notification.Waiting, d.Channel, d.Next) }},
			{Name: "sending_by", Key: func(d *Delivery) store.Key { return inState(d, notification.Sending, d.Channel, d.Begun) }},
			{Name: "collected", Key: func(d *Delivery) store.Key {
				if d.In != "" {
					return nil
				}
				return inState(d, notification.Collected, d.Next)
			}},
			{Name: "accepted", Key: func(d *Delivery) store.Key { return inState(d, notification.Accepted, d.Next) }},
			{Name: "ref", Key: func(d *Delivery) store.Key {
				if d.Ref == "" {
					return nil
				}
				return store.Key{d.To.Name, d.Ref}
			}},
		},
		Missing: fault.NotFound("delivery.not_found", "没有这条发送记录，或不在您的管辖范围内", "There is no such delivery, or it is outside your area"),
	})
}

// provided is the key of a delivery that somebody took.
func provided(d *Delivery, key ...any) store.Key {
	if d.To.Name == "" {
		return nil
	}
	return append(store.Key{d.Channel, d.To.Name}, key...)
}

// inState is the key of a delivery while it is in a state.
func inState(d *Delivery, state notification.DeliveryState, key ...any) store.Key {
	if d.State != state {
		return nil
	}
	return key
}
