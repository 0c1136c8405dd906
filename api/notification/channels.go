package notification

import (
	"time"

	"lianluo/pkg/rpc"
)

// ListOutbox lists the messages that a trial caught instead of sending them,
// newest first; where messages are sent for real, there are none.
var ListOutbox = rpc.Get[ListOutboxRequest, Outbox]("notification.ListOutbox", "/api/notification/v1/outbox", rpc.Needs("delivery.settle"))

// ListOutboxRequest is a page.
type ListOutboxRequest struct {
	Limit int    `query:"limit" validate:"min=0,max=500"`
	After string `query:"after" validate:"max=400"`
}

// Outbox is a page of a trial's messages.
type Outbox struct {
	On    bool            `json:"on" doc:"messages are caught here and not sent"`
	Items []OutboxMessage `json:"items"`
	Next  string          `json:"next,omitempty"`
}

// OutboxMessage is a message as it would have been sent.
type OutboxMessage struct {
	ID       string    `json:"id"`
	Delivery string    `json:"delivery"`
	Channel  string    `json:"channel" doc:"mail or sms"`
	At       time.Time `json:"at"`
	To       string    `json:"to" doc:"masked"`
	Subject  string    `json:"subject"`
	Text     string    `json:"text"`
	Link     string    `json:"link"`
}

// TakeCallback takes what a provider posted to the gateway's door: receipts and
// replies, signed by the provider. The same again changes nothing. It fails with
// invalid for a wrong or old signature.
var TakeCallback = rpc.Post[CallbackRequest, CallbackAnswer]("notification.TakeCallback", "/api/notification/v1/callbacks/{provider}", rpc.Internal())

// CallbackRequest is the request as it came, and what signs it.
type CallbackRequest struct {
	Provider  string `path:"provider" validate:"required,max=20"`
	Method    string `json:"method" validate:"max=10"`
	ID        string `json:"id" validate:"max=200"`
	Timestamp string `json:"timestamp" validate:"max=30"`
	Nonce     string `json:"nonce" validate:"max=200"`
	Signature string `json:"signature" validate:"max=1000"`
	Echo      string `json:"echo" validate:"max=200" doc:"what WeChat wants to hear back when it checks the address"`
	Body      string `json:"body" validate:"max=65536"`
}

// CallbackAnswer is what the provider gets to read.
type CallbackAnswer struct {
	Text string `json:"text"`
}
