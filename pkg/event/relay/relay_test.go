package relay_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/event/relay"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type thing struct {
	ID string `json:"id"`
}

type changed struct{}

var changedType = event.Define[changed]("from", "Changed")

// origin is a service that tells.
type origin struct {
	*store.DB
	things *store.Collection[thing]
}

func newOrigin(t *testing.T, backend store.Backend) *origin {
	t.Helper()
	o := &origin{DB: store.New("from", backend, storetest.WallClock{})}
	o.things = store.NewCollection(o.DB, "thing", store.Def[thing]{ID: func(t *thing) string { return t.ID }})
	if err := o.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return o
}

func (o *origin) tell(t *testing.T, ids ...string) {
	t.Helper()
	for _, id := range ids {
		_, err := o.things.Upsert(store.System(t.Context()), id, func() thing { return thing{ID: id} },
			func(*thing) ([]event.Event, error) { return []event.Event{changedType.New(changed{})}, nil })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// topic is a broker that keeps what it is given, unless before refuses it.
type topic struct {
	mu       sync.Mutex
	messages []event.Message
	before   func(messages []event.Message) error
	after    func() error
}

func (p *topic) Publish(_ context.Context, messages []event.Message) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.before != nil {
		if err := p.before(messages); err != nil {
			return err
		}
	}
	p.messages = append(p.messages, messages...)
	if p.after != nil {
		return p.after()
	}
	return nil
}

func (p *topic) Close() error { return nil }

// got is what arrived, as "key sequence".
func (p *topic) got(t *testing.T) (out []string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.messages {
		e, err := event.Parse(m.Value)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, fmt.Sprintf("%s %d", m.Key, e.Sequence))
	}
	return out
}

func (p *topic) await(t *testing.T, want ...string) {
	t.Helper()
	eventtest.Eventually(t, func() error {
		if got := p.got(t); !slices.Equal(got, want) {
			return fmt.Errorf("published %v, not %v", got, want)
		}
		return nil
	})
}

func run(t *testing.T, o *origin, p event.Publisher, opts relay.Options) (stop func()) {
	return eventtest.Go(t, func(ctx context.Context) error { return relay.Run(ctx, o.DB, p, opts) })
}

// atOnce does not wait between tries.
func atOnce(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func TestPublishesInOrderWithPositions(t *testing.T) {
	o, p := newOrigin(t, eventtest.SQLite(t)), &topic{}
	o.tell(t, "a", "b", "a")
	run(t, o, p, relay.Options{Batch: 2})
	p.await(t, "thing/a 1", "thing/b 1", "thing/a 2")
	ctx := event.WithCause(t.Context(), event.Cause{Trace: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"})
	if err := o.Append(ctx, "refusal", "r1", changedType.New(changed{})); err != nil {
		t.Fatal(err)
	}
	p.await(t, "thing/a 1", "thing/b 1", "thing/a 2", "refusal/r1 1")
	for i, m := range p.messages {
		if m.Topic != "lianluo.from.v1" || m.Headers[relay.PositionHeader] != strconv.Itoa(i+1) ||
			m.Headers["content-type"] != "application/cloudevents+json; charset=UTF-8" {
			t.Errorf("message %d: %s %v", i, m.Topic, m.Headers)
		}
	}
	if trace := p.messages[3].Headers["traceparent"]; trace != event.CauseOf(ctx).Trace {
		t.Errorf("trace %q", trace)
	}
}

func TestPublishesAgainWhatWasNotAcknowledged(t *testing.T) {
	o, p := newOrigin(t, eventtest.SQLite(t)), &topic{}
	p.after = func() error { p.after = nil; return fault.Unavailable(errors.New("the answer was lost")) }
	o.tell(t, "a", "b")
	stop := run(t, o, p, relay.Options{Wait: atOnce})
	p.await(t, "thing/a 1", "thing/b 1", "thing/a 1", "thing/b 1")
	stop()
	run(t, o, p, relay.Options{})
	o.tell(t, "a")
	p.await(t, "thing/a 1", "thing/b 1", "thing/a 1", "thing/b 1", "thing/a 2")
}

func TestDrainsInOrderWhenTheBrokerIsBack(t *testing.T) {
	o, p := newOrigin(t, eventtest.SQLite(t)), &topic{}
	tries, enough := 0, make(chan struct{})
	p.before = func([]event.Message) error {
		if tries++; tries == 20 {
			close(enough)
		}
		return fault.Unavailable(errors.New("away"))
	}
	var waited []time.Duration
	run(t, o, p, relay.Options{Batch: 2, Wait: func(ctx context.Context, d time.Duration) error {
		p.mu.Lock()
		defer p.mu.Unlock()
		waited = append(waited, d)
		return ctx.Err()
	}})
	o.tell(t, "a", "b", "a", "a", "b")
	<-enough
	p.mu.Lock()
	p.before = nil
	early, late := waited[0], waited[18]
	p.mu.Unlock()
	p.await(t, "thing/a 1", "thing/b 1", "thing/a 2", "thing/a 3", "thing/b 2")
	if early > 70*time.Millisecond || late < 2*time.Second || late > 4*time.Second {
		t.Errorf("waited %s at first and %s at last", early, late)
	}
}

func TestOneReplicaRelaysAndTheNextTakesOver(t *testing.T) {
	backend := eventtest.SQLite(t)
	one, two := newOrigin(t, backend), newOrigin(t, backend)
	first, second := &topic{}, &topic{}
	stop := run(t, one, first, relay.Options{})
	one.tell(t, "a")
	first.await(t, "thing/a 1")
	run(t, two, second, relay.Options{Wait: atOnce})
	two.tell(t, "a", "b") // the holder polls for what others tell
	first.await(t, "thing/a 1", "thing/a 2", "thing/b 1")
	stop()
	one.tell(t, "b")
	second.await(t, "thing/b 2")
}

func TestLostLeaseStopsTheOldHolder(t *testing.T) {
	o, p := newOrigin(t, eventtest.SQLite(t)), &topic{}
	taken := make(chan store.Lease, 1)
	p.before = func([]event.Message) error { // the lease runs out while the broker takes its time
		p.before = nil
		eventtest.Eventually(t, func() error {
			lease, err := o.Acquire(t.Context(), relay.LeaseName, "other", time.Hour)
			if err == nil {
				taken <- lease
			}
			return err
		})
		return nil
	}
	o.tell(t, "a")
	idle := make(chan struct{}, 100)
	run(t, o, p, relay.Options{TTL: 20 * time.Millisecond, Wait: func(ctx context.Context, _ time.Duration) error {
		select {
		case idle <- struct{}{}:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}})
	lease := <-taken
	for range 5 {
		<-idle
	}
	o.tell(t, "b")
	for range 5 {
		<-idle
	}
	now, err := o.Held(t.Context(), lease, nil)
	if err != nil || now.Done != 0 || now.Cursor != 1 {
		t.Fatalf("the new holder finds %+v, %v", now, err)
	}
	p.await(t, "thing/a 1") // it comes again from the new holder, and b from nobody else
}

func TestLeavesTheTooLargeToTheJournal(t *testing.T) {
	o, p := newOrigin(t, eventtest.SQLite(t)), &topic{}
	p.before = func(messages []event.Message) error {
		for _, m := range messages {
			if m.Key == "thing/large" {
				return fault.TooLarge("x", "x", "x")
			}
		}
		return nil
	}
	o.tell(t, "a", "large", "b")
	run(t, o, p, relay.Options{})
	p.await(t, "thing/a 1", "thing/b 1")
	o.tell(t, "a")
	p.await(t, "thing/a 1", "thing/b 1", "thing/a 2")
}

func TestStoreAway(t *testing.T) {
	backend := &flaky{Backend: eventtest.SQLite(t)}
	o, p := newOrigin(t, backend), &topic{}
	o.tell(t, "a", "b")
	backend.fail(30)
	run(t, o, p, relay.Options{Wait: atOnce})
	p.await(t, "thing/a 1", "thing/b 1")
}

// flaky is a database that is away for some calls.
type flaky struct {
	store.Backend
	mu   sync.Mutex
	left int
}

func (f *flaky) fail(calls int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left = calls
}

func (f *flaky) Commit(ctx context.Context, writes []store.Write) error {
	f.mu.Lock()
	away := f.left > 0
	f.left--
	f.mu.Unlock()
	if away {
		return fault.Unavailable(errors.New("away"))
	}
	return f.Backend.Commit(ctx, writes)
}
