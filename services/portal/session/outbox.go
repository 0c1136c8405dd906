package session

import (
	"context"
	"encoding/json"
	"net/http"

	"lianluo/pkg/fault"
	"lianluo/services/portal/ui"
)

// outboxHeader marks what the device's service worker sends from its outbox: a
// form that was submitted while there was no network.
const outboxHeader = "Lianluo-Outbox"

// What became of something that the device sent from its outbox.
const (
	OutcomeSent    = "sent"
	OutcomeRefused = "refused" // a person has to mend it
	OutcomeLater   = "later"   // the device tries again by itself
	OutcomeSignIn  = "sign-in" // a person has to sign in first
)

// Outcome is the answer to the outbox in place of a page.
type Outcome struct {
	State    string   `json:"state"`
	Number   string   `json:"number,omitempty"` // of the case
	Code     string   `json:"code,omitempty"`   // of the receipt
	Link     string   `json:"link,omitempty"`   // the page of what was made
	Text     string   `json:"text,omitempty"`
	Problems []string `json:"problems,omitempty"` // what is to be mended, in words
}

// FromOutbox reports whether a form comes from the device's outbox and not from
// a person who waits for a page.
func FromOutbox(r *http.Request) bool { return r.Header.Get(outboxHeader) != "" }

// Tell answers the outbox.
func (o Outcome) Tell(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	return json.NewEncoder(w).Encode(o)
}

// refusal is what the outbox is told about a fault.
func refusal(ctx context.Context, err error, labels string) Outcome {
	e := fault.Of(err)
	o := Outcome{State: OutcomeRefused, Text: words(ctx, e)}
	switch e.Kind {
	case fault.KindUnauthenticated:
		o.State = OutcomeSignIn
	case fault.KindUnavailable, fault.KindRateLimited, fault.KindInternal:
		o.State = OutcomeLater
	}
	if e.Code == errForged.Code { // the session changed while it was on its way
		o.State = OutcomeLater
	}
	for _, p := range Problems(ctx, err, labels) {
		if p.Field != "" {
			o.Problems = append(o.Problems, worded(ctx, p))
		}
	}
	return o
}

func worded(ctx context.Context, p ui.Problem) string {
	if p.Label == "" {
		return p.Message
	}
	return ui.T(ctx, "ui.problem", p.Label, p.Message)
}
