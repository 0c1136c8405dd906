package eventtest

import (
	"context"
	"fmt"
	"testing"

	"lianluo/pkg/event/consume"
)

// poisonEvent: an event that cannot be applied is parked with what follows on
// its thing; other things flow; replayed after the repair, all is in order.
func poisonEvent(t *testing.T, h Harness) {
	p := newPair(t, h)
	bad := "bad"
	p.sink.refuse.Store(&bad)
	Go(t, p.sink.consumer.Run)
	p.tell(t, 4, "good", bad)
	p.sink.await(t, 4, "good")
	p.sink.await(t, 1, bad)
	parked := p.sink.parked(t, 3)
	if parked[0].Tries != 3 || parked[0].Event.Sequence != 2 {
		t.Fatalf("the culprit is parked as %+v", parked[0])
	}
	ctx := context.Background()
	if n, err := p.sink.consumer.Replay(ctx, parked[0].ID); err == nil || n != 0 {
		t.Fatalf("replayed %d before the repair: %v", n, err)
	}
	p.sink.refuse.Store(nil)
	if n, err := p.sink.consumer.Replay(ctx, parked[2].ID); err != nil || n != 3 {
		t.Fatalf("replayed %d: %v", n, err)
	}
	p.tell(t, 2, "good", bad)
	p.sink.await(t, 6, "good", bad)
	p.sink.parked(t, 0)
}

// parked waits until exactly n events are parked and returns them.
func (k *sink) parked(t testing.TB, n int) (out []consume.Parked) {
	t.Helper()
	Eventually(t, func() error {
		page, err := k.consumer.Parked(context.Background(), "", 100)
		out = page.Items
		if err == nil && len(out) != n {
			err = fmt.Errorf("%d events are parked, not %d", len(out), n)
		}
		return err
	})
	return out
}

// noEvent: a message that cannot be read is kept and holds nothing up, even
// where it stands for an event.
func noEvent(t *testing.T, h Harness) {
	p := newPair(t, h)
	p.stopRelay()
	p.tell(t, 3, "a")
	messages := p.messages(t, "a")
	messages[1].Value = []byte(`{"specversion":"1.0","id":`)
	p.publish(t, messages)
	Go(t, p.sink.consumer.Run)
	p.sink.await(t, 3, "a")
	if parked := p.sink.parked(t, 1); string(parked[0].Raw) != string(messages[1].Value) {
		t.Fatalf("kept %q", parked[0].Raw)
	}
}

// brokerAway: told while the broker is away, published in order by itself when
// it is back, to consumers that waited.
func brokerAway(t *testing.T, h Harness) {
	p := newPair(t, h)
	Go(t, p.sink.consumer.Run)
	p.tell(t, 3, "a", "b")
	p.sink.await(t, 3, "a", "b")
	p.Away(t)
	if err := p.Connect(t).Ping(context.Background()); err == nil {
		t.Fatal("the broker should be away")
	}
	p.tell(t, 20, "a", "b")
	p.Back(t)
	p.tell(t, 2, "a", "b")
	p.sink.await(t, 25, "a", "b")
}

// twoReplicas: both relay and both consume; leases and the group share the
// work, and one that ends hands its share over.
func twoReplicas(t *testing.T, h Harness) {
	p := newPair(t, h)
	h.relay(t, p.source)
	stop := Go(t, p.sink.consumer.Run)
	p.tell(t, 5, "a", "b", "c")
	Go(t, h.replica(t, "to", p.shared, 1, p.source).consumer.Run)
	p.tell(t, 5, "a", "b", "c")
	p.sink.await(t, 10, "a", "b", "c")
	p.stopRelay()
	p.tell(t, 5, "a", "b", "c")
	stop()
	p.tell(t, 5, "a", "b", "c")
	p.sink.await(t, 20, "a", "b", "c")
}

// rebuilt builds the read model anew while events come and it serves.
func rebuilt(t *testing.T, h Harness) {
	p := newPair(t, h)
	Go(t, p.sink.consumer.Run)
	p.tell(t, 20, "a", "b")
	p.sink.await(t, 20, "a", "b")
	ctx := context.Background()
	serving := Go(t, func(ctx context.Context) error { return p.sink.neverShort(ctx, 20, "a", "b") })
	telling := Go(t, func(ctx context.Context) error { return p.source.tellUntil(ctx, "c") })
	for n := range int64(3) {
		if err := p.sink.consumer.Rebuild(ctx); err != nil {
			t.Fatal(err)
		}
		g, err := p.sink.consumer.Generation(ctx)
		if err != nil || g.Number != n+2 || g.Building != nil {
			t.Fatalf("generation %+v, %v", g, err)
		}
	}
	serving()
	telling()
	n, err := p.source.tell(ctx, "c")
	if err != nil {
		t.Fatal(err)
	}
	p.sink.await(t, n, "c")
	p.sink.await(t, 20, "a", "b")
}

// neverShort reads the things until ctx ends, and fails when one has fewer effects.
func (k *sink) neverShort(ctx context.Context, n int64, ids ...string) error {
	for ctx.Err() == nil {
		before, err := k.consumer.Generation(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		for _, id := range ids {
			err := k.took(context.WithoutCancel(ctx), id, n)
			after, _ := k.consumer.Generation(context.WithoutCancel(ctx))
			if err != nil && before.Number == after.Number {
				return err
			}
		}
	}
	return nil
}

// tellUntil tells until ctx ends, or enough was told.
func (s *source) tellUntil(ctx context.Context, id string) error {
	for n := int64(0); ctx.Err() == nil && n < 300; n++ {
		if _, err := s.tell(context.WithoutCancel(ctx), id); err != nil {
			return err
		}
	}
	return nil
}

// rebuiltByNewVersion: a program with a higher revision builds the model anew
// at its start, and one with the old revision keeps its hands off from then on.
func rebuiltByNewVersion(t *testing.T, h Harness) {
	p := newPair(t, h)
	old := Go(t, p.sink.consumer.Run)
	p.tell(t, 3, "a")
	p.sink.await(t, 3, "a")
	next := h.replica(t, "to", p.shared, 2, p.source)
	Go(t, next.consumer.Run)
	Eventually(t, func() error {
		g, err := next.consumer.Generation(context.Background())
		if err == nil && g.Revision != 2 {
			err = fmt.Errorf("generation %+v", g)
		}
		return err
	})
	p.sink.refuse.Store(new("a")) // whatever the old one applies now is refused
	p.tell(t, 3, "a")
	next.await(t, 6, "a")
	old()
	next.parked(t, 0)
}
