// Package port is what the sender and the channels agree on: a message to one
// person, and what became of it once it was given to a mail server or a provider.
package port

import (
	"context"
	"time"
)

// Message is a message to one person by one channel.
type Message struct {
	// ID is the same for the same delivery, always.
	ID string
	// Key is the idempotency key: the same for every try, until a person has
	// decided that it be sent again.
	Key     string
	Lang    string // zh or en
	From    string // the sender's name, for people
	Name    string // of the recipient, may be ""
	To      string // address, number or id on the channel
	Subject string
	Text    string
	Link    string
	// Template is the key of the words, Number that of the recipient's receipt.
	Template, Number string
	At               time.Time
	// Pinned is the provider that an open try went to, "" where any may take it.
	Pinned string
}

// Provider is who takes a message: a mail server or somebody's service.
type Provider struct {
	Name string
	// Repeatable: it sends once for each key, however often it is asked.
	Repeatable bool
}

// Line hands messages over, one after another. It belongs to one goroutine.
type Line interface {
	// Send hands a message over. handing is called once the other side is ready
	// for the content and before any of it is given: where it fails, nothing is.
	Send(ctx context.Context, m Message, handing func(to Provider) error) Outcome
	Close()
}

// Result is what became of one message.
type Result string

// The results. Only Uncertain and Repeatable leave open whether it was sent.
const (
	Delivered  Result = "delivered"
	Accepted   Result = "accepted"    // the provider took it, and will say what became of it
	Refused    Result = "refused"     // for good: certainly not sent
	PutOff     Result = "put_off"     // for now: certainly not sent
	BrokenOff  Result = "broken_off"  // it ended before the content was given: certainly not sent
	Uncertain  Result = "uncertain"   // it ended between the content and the answer
	Repeatable Result = "repeatable"  // as Uncertain, but the same provider takes the same key once only
	BadAddress Result = "bad_address" // nothing can go there: certainly not sent
	Queued     Result = "queued"      // somebody brings it away, and will say so
)

// Outcome is a result with what the other side answered, in numbers only: its
// words often repeat the address.
type Outcome struct {
	Result   Result
	Code     string
	Provider string // who answered, or would have
	Ref      string // the provider's own id of the message
	// Before are those who were asked first and certainly sent nothing.
	Before []Outcome
	// Away says that the other side could not be reached at all: the others need
	// not be tried one by one.
	Away bool
	Err  error // for the log
}
