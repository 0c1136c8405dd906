// Package audit is what every service journals besides its own facts, so that
// identity can chain it: refusals and unmaskings of personal data.
package audit

import "lianluo/pkg/event"

// Refused: an operation was denied, or a caller could not be authenticated.
type Refused struct {
	Operation string `json:"operation"`
	Kind      string `json:"kind"`
	Code      string `json:"code"`
}

// Unmasked: somebody was shown personal data in full, for a purpose.
type Unmasked struct {
	Object  string   `json:"object" doc:"aggregate/id"`
	Fields  []string `json:"fields"`
	Purpose string   `json:"purpose"`
}

// RefusedBy is the event type of a service's refusals (aggregate "refusal").
func RefusedBy(service string) event.Type[Refused] { return event.Define[Refused](service, "Refused") }

// UnmaskedBy is the event type of a service's unmaskings (aggregate "unmasking").
func UnmaskedBy(service string) event.Type[Unmasked] {
	return event.Define[Unmasked](service, "Unmasked")
}
