package event

import "context"

// Any as a handler's type stands for every type of its service.
const Any = "*"

// Handler applies events of one type. The context it gets carries the
// consumer's unit of work and system scope: what it writes through collections
// is stored together with the fact that the event was applied.
type Handler struct {
	Type    string
	Service string
	Apply   func(ctx context.Context, e Event) error
}

// On makes a handler for a declared type.
func On[T any](t Type[T], fn func(ctx context.Context, e Event, data T) error) Handler {
	return Handler{Type: t.Name, Service: t.Service, Apply: func(ctx context.Context, e Event) error {
		data, err := t.Decode(e)
		if err != nil {
			return err
		}
		return fn(ctx, e, data)
	}}
}

// Message is one record of a topic as the transport delivers it.
type Message struct {
	Topic     string
	Partition int
	Offset    int64
	Key       string
	Value     []byte
	Headers   map[string]string
}

// Publisher puts messages onto topics; it returns when all are acknowledged by
// all replicas, or with unavailable.
type Publisher interface {
	Publish(ctx context.Context, messages []Message) error
	Close() error
}

// Subscription reads topics as a member of a group.
type Subscription interface {
	// Fetch waits for at least one message and returns what is there, at most max.
	Fetch(ctx context.Context, max int) ([]Message, error)
	// Commit marks the messages as done for the group.
	Commit(ctx context.Context, messages []Message) error
	Close() error
}

// Transport is a broker: Kafka, or the embedded one that speaks its protocol.
type Transport interface {
	Publisher() (Publisher, error)
	Subscribe(group string, topics []string) (Subscription, error)
	// EnsureTopics creates missing topics; safe to repeat.
	EnsureTopics(ctx context.Context, topics []string) error
	// Lag is how many messages of the topics the group has not committed. It
	// fails with unavailable.
	Lag(ctx context.Context, group string, topics []string) (int64, error)
	// Ping fails with unavailable when no broker answers.
	Ping(ctx context.Context) error
	Close() error
}
