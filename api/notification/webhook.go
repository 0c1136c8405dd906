package notification

import (
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// ListEvents is the feed: what happened in the caller's area, in one order, as
// CloudEvents. Read on with Next; the feed goes back 30 days. Events hold
// references to persons, never their names, phones or words.
var ListEvents = rpc.Get[ListEventsRequest, FeedPage]("notification.ListEvents", "/api/notification/v1/events", rpc.Needs("event.read"))

// ListEventsRequest names the position to go on from.
type ListEventsRequest struct {
	After int64  `query:"after" validate:"min=0" doc:"position: events behind it are returned"`
	Type  string `query:"type" validate:"max=100" doc:"of one type only: lianluo.casework.CaseClosed.v1"`
	Limit int    `query:"limit" validate:"min=0,max=500"`
}

// FeedPage is a page of the feed.
type FeedPage struct {
	Items []FeedEvent `json:"items"`
	// Next is the position to read on from; it rises also over events that were
	// not asked for.
	Next int64 `json:"next"`
}

// FeedEvent is one event and its place in the feed.
type FeedEvent struct {
	Position int64       `json:"position"`
	Event    event.Event `json:"event" doc:"CloudEvents 1.0"`
}

// Webhook tells another system what happens in an area: every event of the
// types that it wants, in order, as CloudEvents signed by Standard Webhooks.
type Webhook struct {
	ID       string       `json:"id"`
	Area     string       `json:"area"`
	AreaName string       `json:"areaName"`
	Name     string       `json:"name"`
	URL      string       `json:"url"`
	Types    []string     `json:"types" doc:"event types; empty: all"`
	State    WebhookState `json:"state"`
	Owner    string       `json:"owner" doc:"account that made it"`
	Position int64        `json:"position" doc:"of the last event that was taken"`
	Failing  time.Time    `json:"failing,omitzero" doc:"since when every try failed"`
	Next     time.Time    `json:"next,omitzero" doc:"of the next try, while it fails"`
	Created  time.Time    `json:"created"`
}

// WebhookState is whether events are sent.
type WebhookState string

// The states. Disabled: somebody stopped it, or nothing got through for a day;
// made active again, it goes on where it stopped.
const (
	WebhookActive   WebhookState = "active"
	WebhookDisabled WebhookState = "disabled"
)

// CreateWebhook makes a webhook for an area of the caller's, from now on. The
// secret is in this answer only. It fails with invalid for an address that is not
// https or lies in a private network.
var CreateWebhook = rpc.Post[CreateWebhookRequest, CreatedWebhook]("notification.CreateWebhook", "/api/notification/v1/webhooks", rpc.Needs("webhook.manage"))

// CreateWebhookRequest says where to and what about.
type CreateWebhookRequest struct {
	Area  string   `json:"area" validate:"required,area"`
	Name  string   `json:"name" validate:"required,min=2,max=60"`
	URL   string   `json:"url" validate:"required,max=500"`
	Types []string `json:"types" validate:"max=60,dive,max=100"`
}

// CreatedWebhook is a webhook with its secret, shown once.
type CreatedWebhook struct {
	Webhook Webhook `json:"webhook"`
	Secret  string  `json:"secret" doc:"whsec_…, to check signatures with"`
}

// ListWebhooks lists the webhooks of the caller's area, newest first.
var ListWebhooks = rpc.Get[ListWebhooksRequest, rpc.Page[Webhook]]("notification.ListWebhooks", "/api/notification/v1/webhooks", rpc.Needs("webhook.manage"))

// ListWebhooksRequest is a page.
type ListWebhooksRequest struct {
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}

// WebhookByID names one webhook.
type WebhookByID struct {
	ID string `path:"id" validate:"required,max=40"`
}

// SetWebhookState stops a webhook, or lets it go on where it stopped.
var SetWebhookState = rpc.Put[WebhookStateRequest, Webhook]("notification.SetWebhookState", "/api/notification/v1/webhooks/{id}/state", rpc.Needs("webhook.manage"))

// WebhookStateRequest is the state wanted.
type WebhookStateRequest struct {
	ID    string       `path:"id" validate:"required,max=40"`
	State WebhookState `json:"state" validate:"required,oneof=active disabled"`
}

// RenewWebhookSecret gives a webhook a new secret, in this answer only; the old
// one signs nothing more.
var RenewWebhookSecret = rpc.Post[WebhookByID, CreatedWebhook]("notification.RenewWebhookSecret", "/api/notification/v1/webhooks/{id}/secret", rpc.Needs("webhook.manage"))

// ReplayWebhook sends again from a position: everything behind it, in order. It
// fails with invalid for a position that lies ahead.
var ReplayWebhook = rpc.Post[ReplayWebhookRequest, Webhook]("notification.ReplayWebhook", "/api/notification/v1/webhooks/{id}/replay", rpc.Needs("webhook.manage"))

// ReplayWebhookRequest names the position.
type ReplayWebhookRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	After int64  `json:"after" validate:"min=0"`
}

// DeleteWebhook ends a webhook for good.
var DeleteWebhook = rpc.Delete[WebhookByID, rpc.None]("notification.DeleteWebhook", "/api/notification/v1/webhooks/{id}", rpc.Needs("webhook.manage"))

// ListWebhookTries is the delivery log of a webhook, newest first, of 30 days.
var ListWebhookTries = rpc.Get[ListTriesRequest, rpc.Page[WebhookTry]]("notification.ListWebhookTries", "/api/notification/v1/webhooks/{id}/tries", rpc.Needs("webhook.manage"))

// ListTriesRequest names the webhook and page.
type ListTriesRequest struct {
	ID    string `path:"id" validate:"required,max=40"`
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}

// WebhookTry is one try to deliver one event.
type WebhookTry struct {
	At        time.Time `json:"at"`
	Event     string    `json:"event" doc:"its id, as webhook-id"`
	EventType string    `json:"eventType"`
	Position  int64     `json:"position"`
	OK        bool      `json:"ok"`
	Status    int       `json:"status,omitempty" doc:"what the other side answered"`
	Problem   string    `json:"problem,omitempty" doc:"refused_address, timeout, unreachable or tls, where nobody answered"`
	Millis    int64     `json:"millis"`
}

// WebhookChanged is the data of the events about webhooks.
type WebhookChanged struct {
	Webhook string `json:"webhook"`
	Name    string `json:"name"`
	Area    string `json:"area"`
	Owner   string `json:"owner"`
}

// Events of the aggregate webhook.
var (
	WebhookCreated = event.Define[WebhookChanged]("notification", "WebhookCreated")
	WebhookStopped = event.Define[WebhookChanged]("notification", "WebhookStopped") // by somebody
	WebhookResumed = event.Define[WebhookChanged]("notification", "WebhookResumed")
	WebhookFailed  = event.Define[WebhookChanged]("notification", "WebhookFailed") // disabled: nothing got through for a day
	WebhookRenewed = event.Define[WebhookChanged]("notification", "WebhookRenewed")
	WebhookReplay  = event.Define[WebhookChanged]("notification", "WebhookReplayed")
	WebhookDeleted = event.Define[WebhookChanged]("notification", "WebhookDeleted")
)
