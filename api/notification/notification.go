// Package notification is the contract of the notification service: inbox,
// mail, deliveries and what became of them.
package notification

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// InboxItem is one message in somebody's inbox.
type InboxItem struct {
	ID    string    `json:"id"`
	Title string    `json:"title"`
	Text  string    `json:"text"`
	Link  string    `json:"link" doc:"path in the portal"`
	Event string    `json:"event" doc:"event id"`
	At    time.Time `json:"at"`
	Read  time.Time `json:"read,omitzero"`
}

// ListInbox lists the caller's messages, newest first.
var ListInbox = rpc.Get[ListInboxRequest, Inbox]("notification.ListInbox", "/api/notification/v1/me/inbox", rpc.SignedIn())

// ListInboxRequest narrows to unread ones and a page.
type ListInboxRequest struct {
	Unread bool   `query:"unread"`
	Limit  int    `query:"limit" validate:"min=0,max=200"`
	After  string `query:"after" validate:"max=400"`
}

// Inbox is a page and the number of unread messages (at most 100 are counted).
type Inbox struct {
	Items  []InboxItem `json:"items"`
	Next   string      `json:"next,omitempty"`
	Unread int         `json:"unread"`
}

// MarkRead marks messages as read; an empty list marks all.
var MarkRead = rpc.Post[MarkReadRequest, Inbox]("notification.MarkRead", "/api/notification/v1/me/inbox/read", rpc.SignedIn())

// MarkReadRequest names the messages.
type MarkReadRequest struct {
	IDs []string `json:"ids" validate:"max=200,dive,max=60"`
}

// StreamInbox sends the caller's new messages as server-sent events: event
// "inbox", data Inbox with the newest item; first the present count. It ends
// after a while, and when the caller's session ends: connect again.
var StreamInbox = rpc.Stream[rpc.None]("notification.StreamInbox", "/api/notification/v1/me/inbox/live", rpc.SignedIn())

// Delivery is one message to one recipient by one channel about one event.
type Delivery struct {
	ID        string        `json:"id"`
	Event     string        `json:"event"`
	EventType string        `json:"eventType"`
	Object    string        `json:"object" doc:"aggregate/id"`
	Area      string        `json:"area"`
	Recipient string        `json:"recipient" doc:"acct:…, person:… or voice:…"`
	Channel   string        `json:"channel" doc:"inbox, mail, sms, wechat or letter: the one that is tried, or was the last"`
	State     DeliveryState `json:"state"`
	Tries     []Attempt     `json:"tries"`
	Next      time.Time     `json:"next,omitzero"`
	Template  string        `json:"template"`
	To        string        `json:"to,omitempty" doc:"masked, where it was asked for: 138****0001"`
	Created   time.Time     `json:"created"`
}

// DeliveryState is what is known of a delivery.
type DeliveryState string

// The states. Uncertain: an attempt began and its outcome cannot be known; a
// person decides, it is never sent again silently and never counted as told.
const (
	Waiting   DeliveryState = "waiting"
	Sending   DeliveryState = "sending"
	Delivered DeliveryState = "delivered"
	Failed    DeliveryState = "failed"
	Uncertain DeliveryState = "uncertain"
	GivenUp   DeliveryState = "given_up"
	NoWay     DeliveryState = "no_way"    // the recipient has no such address
	Accepted  DeliveryState = "accepted"  // a provider has it, and will say what became of it
	Collected DeliveryState = "collected" // it waits to go with others in one message
	OptedOut  DeliveryState = "opted_out" // the recipient does not want such news
	Queued    DeliveryState = "queued"    // a letter that somebody prints and brings away
)

// Attempt is one try, or a person's decision about what tries left open.
type Attempt struct {
	At     time.Time `json:"at"`
	Result string    `json:"result" doc:"delivered, accepted, refused, put_off, broken_off (certainly not sent), uncertain, repeatable (uncertain, but the provider takes it once only), bounced, no_receipt, no_address, bad_address, no_contact, no_mail, stale, quiet, workday, budget, digest, in_digest, opted_out, confirmed, again, given_up; of letters queued, posted, handed, returned or letter (a person chose paper)"`
	Code   string    `json:"code,omitempty" doc:"what the other side answered, as a code: 550 5.1.1"`
	// Channel and Provider say where the try went.
	Channel  string `json:"channel,omitempty"`
	Provider string `json:"provider,omitempty"`
	By       string `json:"by,omitempty" doc:"account that decided"`
	Note     string `json:"note,omitempty" doc:"why it was decided so"`
}

// ListDeliveries lists deliveries of the caller's area, newest first, by state.
var ListDeliveries = rpc.Get[ListDeliveriesRequest, rpc.Page[Delivery]]("notification.ListDeliveries", "/api/notification/v1/deliveries", rpc.Needs("delivery.read"))

// ListDeliveriesRequest narrows by state, and besides by object or channel; or to
// what one recipient was told.
type ListDeliveriesRequest struct {
	State     string `query:"state" validate:"max=20"`
	Object    string `query:"object" validate:"max=100"`
	Channel   string `query:"channel" validate:"omitempty,oneof=inbox mail sms wechat letter"`
	Recipient string `query:"recipient" validate:"max=100"`
	Provider  string `query:"provider" validate:"max=20" doc:"with a channel: who took the message last"`
	From      string `query:"from" validate:"omitempty,datetime=2006-01-02" doc:"made on this day or later"`
	Until     string `query:"until" validate:"omitempty,datetime=2006-01-02" doc:"made on this day or earlier"`
	Masked    bool   `query:"masked" doc:"with the address, masked"`
	Limit     int    `query:"limit" validate:"min=0,max=500"`
	After     string `query:"after" validate:"max=400"`
}

// ListProviders says how those who take messages did within a day, by the messages
// of the caller's area: the newest of each channel, 500 at most.
var ListProviders = rpc.Get[rpc.None, Providers]("notification.ListProviders", "/api/notification/v1/providers", rpc.Needs("delivery.read"))

// Providers are those who took messages.
type Providers struct {
	Items []Provider `json:"items"`
}

// Provider is a mail server or somebody's service, and how it did.
type Provider struct {
	Channel   string    `json:"channel"`
	Name      string    `json:"name"`
	Took      int       `json:"took" doc:"messages that it took"`
	Refused   int       `json:"refused" doc:"tries that it refused or could not do"`
	Open      int       `json:"open" doc:"tries of which nobody knows whether they went out"`
	Failovers int       `json:"failovers" doc:"messages that another took instead"`
	Failing   bool      `json:"failing" doc:"the last three tries failed"`
	LastTook  time.Time `json:"lastTook,omitzero"`
	LastCode  string    `json:"lastCode,omitempty" doc:"what it answered when it last failed"`
}

// SettleDelivery decides an uncertain or failed delivery: it was delivered
// (the person confirmed), send it again, as a letter instead, or give it up; and
// says of a letter that it was posted, handed over, or came back.
var SettleDelivery = rpc.Post[SettleRequest, Delivery]("notification.SettleDelivery", "/api/notification/v1/deliveries/{id}/settlement", rpc.Needs("delivery.settle"))

// SettleRequest is the decision with its reason.
type SettleRequest struct {
	ID       string `path:"id" validate:"required,max=80"`
	Decision string `json:"decision" validate:"required,oneof=delivered again give_up letter posted handed returned"`
	Reason   string `json:"reason" validate:"required_unless=Decision posted Decision handed,omitempty,min=2,max=500" doc:"needed, except for a letter that was posted or handed over"`
	On       string `json:"on" validate:"omitempty,datetime=2006-01-02" doc:"day on which the letter was posted, handed over or came back; empty: today"`
}

// ListTemplates lists the templates in force.
var ListTemplates = rpc.Get[ListTemplatesRequest, rpc.Page[Template]]("notification.ListTemplates", "/api/notification/v1/templates", rpc.Needs("delivery.read"))

// ListTemplatesRequest names an area; the default words where there is none.
type ListTemplatesRequest struct {
	Area string `query:"area" validate:"omitempty,area"`
}

// Template is the wording for one event and kind of recipient.
type Template struct {
	Key   string `json:"key"`
	Event string `json:"event"`
	To    string `json:"to" doc:"station, unit, office, deputy, registrar, self or voice"`
	Mail  bool   `json:"mail" doc:"also by mail; voices and deputies without an account are always told by mail"`
	Title Text   `json:"title"`
	Body  Text   `json:"body"`
	// Own are the channels for which the area itself has words, "" for all.
	Own []string `json:"own,omitempty"`
}

// Text is wording in both languages.
type Text struct {
	ZH string `json:"zh"`
	EN string `json:"en"`
}

// Settled is the data of DeliverySettled: what is known of one delivery.
type Settled struct {
	Delivery  string        `json:"delivery"`
	Event     string        `json:"event"`
	EventType string        `json:"eventType"`
	Object    string        `json:"object"`
	Area      string        `json:"area"`
	Recipient string        `json:"recipient"`
	Channel   string        `json:"channel"`
	State     DeliveryState `json:"state"`
	At        time.Time     `json:"at"`
	// Phone: there was no way, but there is a phone, which text messages would reach
	// where they were set up; somebody can ring.
	Phone bool `json:"phone,omitempty"`
}

// Events of the aggregate delivery. Messages that only lie in the inbox of staff
// are certain and tell nothing; those to voices and deputies always do.
var (
	DeliverySettled = event.Define[Settled]("notification", "DeliverySettled")
	DeliveryRetried = event.Define[Settled]("notification", "DeliveryRetried") // a person had it sent again, or it came back and goes another way
)

// Operations lists every operation of the service.
var Operations = []rpc.Any{ListInbox, MarkRead, StreamInbox, ListDeliveries, SettleDelivery, PrintLetters, ListProviders, ConnectWeChat, ConnectMyWeChat, ListTemplates,
	ListOutbox, TakeCallback, GetTemplate, SetTemplate, RestoreTemplate, PreviewTemplate, GetPreferences, SetPreferences, ShowQuestion, AnswerQuestion,
	ListEvents, CreateWebhook, ListWebhooks, SetWebhookState, RenewWebhookSecret, ReplayWebhook, DeleteWebhook, ListWebhookTries}
