package eventtest

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

func orderPerKey(t *testing.T, h Harness) {
	p := newPair(t, h)
	Go(t, p.sink.consumer.Run)
	p.tell(t, 40, "a", "b", "c")
	p.sink.await(t, 40, "a", "b", "c")
}

// redelivery brings every event three times, and backwards the second time.
func redelivery(t *testing.T, h Harness) {
	p := newPair(t, h)
	p.stopRelay()
	p.tell(t, 5, "a", "b")
	messages := p.messages(t, "a", "b")
	for i := len(messages) - 1; i >= 0; i-- {
		messages = append(messages, messages[i])
	}
	messages = append(messages, messages[:len(messages)/2]...)
	p.publish(t, messages)
	Go(t, p.sink.consumer.Run)
	p.sink.await(t, 5, "a", "b")
	p.tell(t, 1, "a", "b") // behind all the repeats
	all := p.messages(t, "a", "b")
	p.publish(t, []event.Message{all[5], all[11]})
	p.sink.await(t, 6, "a", "b")
}

// messages returns all that was told about the things, as the relay would send it.
func (p *pair) messages(t testing.TB, ids ...string) []event.Message {
	t.Helper()
	var out []event.Message
	for _, id := range ids {
		rows, err := p.source.db.Journal().ReadAggregate(context.Background(), "thing/"+id, 0, store.MaxPage)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			raw, err := json.Marshal(row.Event)
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, event.Message{Topic: event.Topic(p.source.db.Name()), Key: row.Event.Key(), Value: raw})
		}
	}
	return out
}

// publish sends messages past the relay.
func (p *pair) publish(t testing.TB, messages []event.Message) {
	t.Helper()
	out, err := p.Connect(t).Publisher()
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, out)
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	if err := out.Publish(ctx, messages); err != nil {
		t.Fatal(err)
	}
}

func twoGroups(t *testing.T, h Harness) {
	p := newPair(t, h)
	other := h.sink(t, "other", p.source)
	Go(t, p.sink.consumer.Run)
	Go(t, other.consumer.Run)
	p.tell(t, 20, "a", "b")
	p.sink.await(t, 20, "a", "b")
	other.await(t, 20, "a", "b")
}

// restartFromOffset looks at the transport alone: a group goes on where it
// committed, another begins at the oldest message.
func restartFromOffset(t *testing.T, h Harness) {
	p := newPair(t, h)
	p.tell(t, 6, "a")
	p.stopRelay()
	p.publish(t, p.messages(t, "a"))
	first := p.offsets(t, "g", 4)
	if next := p.offsets(t, "g", 2); next[0] != first[3]+1 {
		t.Fatalf("the group went on at %d after %v", next[0], first)
	}
	if again := p.offsets(t, "other", 2); again[0] != first[0] {
		t.Fatalf("a new group began at %d, not %d", again[0], first[0])
	}
}

// offsets reads and commits n messages as a member of the group.
func (p *pair) offsets(t testing.TB, group string, n int) []int64 {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	sub, err := p.Connect(t).Subscribe(p.Prefix+group, []string{event.Topic(p.source.db.Name())})
	if err != nil {
		t.Fatal(err)
	}
	defer closing(t, sub)
	var out []int64
	for len(out) < n {
		messages, err := sub.Fetch(ctx, n-len(out))
		if err != nil {
			t.Fatal(err)
		}
		if err := sub.Commit(ctx, messages); err != nil {
			t.Fatal(err)
		}
		for _, m := range messages {
			out = append(out, m.Offset)
		}
	}
	return out
}

// gapFilled loses the second and third message of a thing on the way.
func gapFilled(t *testing.T, h Harness) {
	p := newPair(t, h)
	stop := Go(t, p.sink.consumer.Run)
	p.tell(t, 1, "a")
	p.sink.await(t, 1, "a")
	p.stopRelay()
	p.tell(t, 3, "a")
	p.publish(t, p.messages(t, "a")[3:])
	p.sink.await(t, 4, "a")
	stop()
}

// newConsumersPast: what the broker does not have any more, a new consumer
// reads from the journal.
func newConsumersPast(t *testing.T, h Harness) {
	p := newPair(t, h)
	p.tell(t, 30, "a")
	Eventually(t, func() error { return p.published(31 - 1) })
	p.stopRelay()
	fresh := h.sink(t, "fresh", p.source)
	fresh.consumer.Transport = deaf{h.Connect(t)}
	Go(t, fresh.consumer.Run)
	fresh.await(t, 30, "a")
}

// published fails unless the relay has given out n positions.
func (p *pair) published(n int) error {
	rows, err := p.source.db.Journal().ReadAfter(context.Background(), 0, store.MaxPage)
	if err == nil && len(rows) < n {
		err = fmt.Errorf("%d positions given, not %d", len(rows), n)
	}
	return err
}

// deaf is a broker that has dropped everything.
type deaf struct{ event.Transport }

func (deaf) Subscribe(string, []string) (event.Subscription, error) { return silence{}, nil }

type silence struct{}

func (silence) Fetch(ctx context.Context, _ int) ([]event.Message, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func (silence) Commit(context.Context, []event.Message) error { return nil }
func (silence) Close() error                                  { return nil }
