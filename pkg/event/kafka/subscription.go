package kafka

import (
	"context"
	"sync"
	"time"

	"github.com/segmentio/kafka-go"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// subscription takes messages off a reader as they come, so that Fetch can give
// away whatever is there without waiting for more.
type subscription struct {
	transport *Transport
	reader    *kafka.Reader
	in        chan fetched
	stop      context.CancelFunc
	pump      sync.WaitGroup
}

type fetched struct {
	message event.Message
	err     error
}

// ahead is how many messages are held for the next Fetch.
const ahead = 512

// Subscribe joins the group and reads the topics from where the group is, a new
// group from the oldest message. The topics must exist.
func (t *Transport) Subscribe(group string, topics []string) (event.Subscription, error) {
	c := kafka.ReaderConfig{
		Brokers: t.config.Brokers, Dialer: t.dialer, GroupID: group, GroupTopics: topics,
		StartOffset: kafka.FirstOffset, MaxBytes: MaxMessage, MaxWait: t.config.MaxWait,
		SessionTimeout: t.config.Session, HeartbeatInterval: t.config.Session / 5, RebalanceTimeout: t.config.Session,
		JoinGroupBackoff: 500 * time.Millisecond, WatchPartitionChanges: true,
		ReadBackoffMin: 20 * time.Millisecond, ErrorLogger: logger(t.config),
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	ctx, stop := context.WithCancel(context.Background())
	s := &subscription{transport: t, reader: kafka.NewReader(c), in: make(chan fetched, ahead), stop: stop}
	s.pump.Go(func() { s.run(ctx) })
	return s, nil
}

func (s *subscription) run(ctx context.Context) {
	for ctx.Err() == nil {
		m, err := s.reader.FetchMessage(ctx)
		f := fetched{message: received(m), err: err}
		select {
		case s.in <- f:
		case <-ctx.Done():
		}
	}
}

func received(m kafka.Message) event.Message {
	out := event.Message{Topic: m.Topic, Partition: m.Partition, Offset: m.Offset, Key: string(m.Key), Value: m.Value}
	out.Headers = make(map[string]string, len(m.Headers))
	for _, h := range m.Headers {
		out.Headers[h.Key] = string(h.Value)
	}
	return out
}

// Fetch waits for a message and returns it with those that have come since, at
// most max. It fails with unavailable when ctx ends or the broker is away; the
// subscription heals by itself, so calling it again is right.
func (s *subscription) Fetch(ctx context.Context, max int) ([]event.Message, error) {
	var out []event.Message
	select {
	case <-ctx.Done():
		return nil, fault.Unavailable(ctx.Err())
	case f := <-s.in:
		if f.err != nil {
			return nil, s.transport.away(f.err)
		}
		out = append(out, f.message)
	}
	for len(out) < max {
		select {
		case f := <-s.in:
			if f.err != nil {
				return out, nil
			}
			out = append(out, f.message)
		default:
			return out, nil
		}
	}
	return out, nil
}

// Commit moves the group past the messages. It fails with unavailable; then
// they come again.
func (s *subscription) Commit(ctx context.Context, messages []event.Message) error {
	out := make([]kafka.Message, len(messages))
	for i, m := range messages {
		out[i] = kafka.Message{Topic: m.Topic, Partition: m.Partition, Offset: m.Offset}
	}
	return s.transport.away(s.reader.CommitMessages(ctx, out...))
}

// Close leaves the group. It takes up to MaxWait.
func (s *subscription) Close() error {
	s.stop()
	s.pump.Wait()
	return s.reader.Close()
}
