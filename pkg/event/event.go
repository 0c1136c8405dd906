// Package event is what services tell each other: CloudEvents 1.0 in JSON, typed
// in api/<service>, one topic per service, keyed by aggregate, numbered per
// aggregate. Transport and delivery live in the packages below it.
package event

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"

	jsonv1 "github.com/go-json-experiment/json/v1" // reads as encoding/json does, in a third of the time

	"lianluo/pkg/fault"
)

// Event is one fact in CloudEvents 1.0 JSON form. The store fills all but Type
// and Data (and what Past sets) when the change that caused it is written. Data
// holds references to persons, never their names, phones or numbers.
type Event struct {
	SpecVersion     string    `json:"specversion"`
	ID              string    `json:"id"`
	Source          string    `json:"source"`  // "lianluo/<service>"
	Type            string    `json:"type"`    // "lianluo.<service>.<Name>.v1"
	Subject         string    `json:"subject"` // aggregate id
	Time            time.Time `json:"time"`
	DataContentType string    `json:"datacontenttype"`
	// Extensions (CloudEvents wants lower-case letters and digits).
	Aggregate   string          `json:"aggregate"`          // kind of aggregate: the collection's name
	Sequence    int64           `json:"sequence"`           // 1, 2, 3 … per aggregate
	Actor       string          `json:"actor"`              // subject id, "system" or "public"
	OnBehalf    string          `json:"onbehalf,omitempty"` // account for whom the actor acted, by delegation
	Operation   string          `json:"operation,omitempty"`
	TraceParent string          `json:"traceparent,omitempty"`
	Data        json.RawMessage `json:"data"`
}

// Past is the event as it was told at another time than now, by an actor, under
// an id: for histories that are written at once. Ids order what has no position
// in a journal yet, so they should carry that time.
func (e Event) Past(id string, at time.Time, actor string) Event {
	e.ID, e.Time, e.Actor = id, at.UTC(), actor
	return e
}

// Key is the partition key: everything about one aggregate stays in order.
func (e Event) Key() string { return e.Aggregate + "/" + e.Subject }

// Service is the short name of the service that said it.
func (e Event) Service() string { return strings.TrimPrefix(e.Source, "lianluo/") }

// Topic is the service's topic.
func Topic(service string) string { return "lianluo." + service + ".v1" }

// Type declares one kind of event with the shape of its data.
type Type[T any] struct {
	Name    string // full CloudEvents type
	Service string
}

// Define declares an event type of a service: Define[CaseRegistered]("casework", "CaseRegistered").
func Define[T any](service, name string) Type[T] {
	return Type[T]{Name: "lianluo." + service + "." + name + ".v1", Service: service}
}

// ShortName is the name within an event type: CaseRegistered of
// "lianluo.casework.CaseRegistered.v1". A text of another shape comes back whole.
func ShortName(eventType string) string {
	if parts := strings.Split(eventType, "."); len(parts) == 4 {
		return parts[2]
	}
	return eventType
}

// New makes an event that a store change can carry. It panics only if T cannot
// be written as JSON, which is a mistake in the declaration.
func (t Type[T]) New(data T) Event {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(fmt.Sprintf("event %s: %v", t.Name, err))
	}
	return Event{Type: t.Name, Data: raw}
}

// Decode reads the data of an event of this type; unknown members are ignored,
// so that versions N and N-1 read each other. Fails with invalid.
func (t Type[T]) Decode(e Event) (T, error) {
	var data T
	if e.Type != t.Name {
		return data, fault.Invalid("event.type", "事件类型不符：%s", "Not an event of this type: %s", e.Type)
	}
	if err := jsonv1.Unmarshal(e.Data, &data); err != nil {
		return data, fault.Invalid("event.data", "事件 %s 内容无法读取", "The data of event %s cannot be read", e.ID).Because(err)
	}
	return data, nil
}

// Parse reads one event from the wire and checks what CloudEvents 1.0 and this
// system require. Fails with invalid.
func Parse(raw []byte) (Event, error) {
	var e Event
	if err := jsonv1.Unmarshal(raw, &e); err != nil {
		return e, fault.Invalid("event.json", "不是事件", "Not an event").Because(err)
	}
	if e.SpecVersion != "1.0" || e.ID == "" || e.Source == "" || e.Type == "" || e.Subject == "" ||
		e.Aggregate == "" || e.Sequence < 1 || e.Time.IsZero() {
		return e, fault.Invalid("event.members", "事件缺少必要成员", "The event lacks required members")
	}
	return e, nil
}
