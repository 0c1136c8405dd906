package kafka

import (
	"context"
	"errors"
	"fmt"

	"github.com/segmentio/kafka-go"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

type publisher struct{ writer *kafka.Writer }

// Publish returns when all messages are acknowledged by all replicas in sync.
// It fails with too_large, before sending any, when one exceeds MaxMessage, and
// with unavailable, after sending none, some or all.
func (p *publisher) Publish(ctx context.Context, messages []event.Message) error {
	out := make([]kafka.Message, len(messages))
	for i, m := range messages {
		out[i] = kafka.Message{Topic: m.Topic, Key: []byte(m.Key), Value: m.Value}
		for name, value := range m.Headers {
			out[i].Headers = append(out[i].Headers, kafka.Header{Key: name, Value: []byte(value)})
		}
	}
	err := p.writer.WriteMessages(ctx, out...)
	var large kafka.MessageTooLargeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return tooLarge.Because(fmt.Errorf("key %s: %w", large.Message.Key, err))
	}
	return fault.Unavailable(fmt.Errorf("publish %d messages: %w", len(messages), first(err)))
}

var tooLarge = fault.TooLarge("event.too_large", "事件超过 1 MB，请把大内容存为附件", "The event exceeds 1 MB; keep large content as an attachment")

// first finds what went wrong among the results of a batch.
func first(err error) error {
	var all kafka.WriteErrors
	if errors.As(err, &all) {
		for _, e := range all {
			if e != nil {
				return e
			}
		}
	}
	return err
}

func (p *publisher) Close() error { return p.writer.Close() }
