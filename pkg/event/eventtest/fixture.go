package eventtest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/event/relay"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// thing is what the tests' origin changes: N counts the changes, so that event
// n of a thing says N = n.
type thing struct {
	ID string `json:"id"`
	N  int64  `json:"n"`
}

type changed struct {
	N int64 `json:"n"`
}

// source is a service that tells.
type source struct {
	db     *store.DB
	things *store.Collection[thing]
	kind   event.Type[changed]
}

func newSource(db *store.DB) (*source, error) {
	s := &source{db: db, kind: event.Define[changed](db.Name(), "Changed")}
	s.things = store.NewCollection(db, "thing", store.Def[thing]{ID: func(t *thing) string { return t.ID }})
	return s, db.Open(context.Background())
}

// tell changes a thing and returns how often it was changed.
func (s *source) tell(ctx context.Context, id string) (int64, error) {
	t, err := s.things.Upsert(store.System(ctx), id, func() thing { return thing{ID: id} }, func(t *thing) ([]event.Event, error) {
		t.N++
		return []event.Event{s.kind.New(changed{N: t.N})}, nil
	})
	return t.N, err
}

// effect is what the tests' consumer makes of a thing: the sequences that took
// effect, in the order in which they did.
type effect struct {
	ID        string  `json:"id"`
	Sequences []int64 `json:"sequences"`
}

// effects is one place of the consumer's read model.
type effects struct {
	*store.Collection[effect]
	sources []*source
	refuse  *atomic.Pointer[string] // the id of the thing whose second event cannot be applied
}

func newEffects(db *store.DB, suffix string, refuse *atomic.Pointer[string], sources ...*source) *effects {
	return &effects{sources: sources, refuse: refuse, Collection: store.NewCollection(db, "effect"+suffix, store.Def[effect]{
		ID: func(e *effect) string { return e.ID },
	})}
}

var errRefused = errors.New("the handler cannot apply this")

// Handlers implements consume.View.
func (v *effects) Handlers() []event.Handler {
	var out []event.Handler
	for _, s := range v.sources {
		out = append(out, event.On(s.kind, v.apply))
	}
	return out
}

func (v *effects) apply(ctx context.Context, e event.Event, data changed) error {
	if data.N != e.Sequence {
		return fmt.Errorf("event %d says %d", e.Sequence, data.N)
	}
	if id := v.refuse.Load(); id != nil && *id == e.Subject && data.N == 2 {
		return errRefused
	}
	_, err := v.Upsert(ctx, e.Subject, func() effect { return effect{ID: e.Subject} }, func(x *effect) ([]event.Event, error) {
		x.Sequences = append(x.Sequences, e.Sequence)
		return nil, nil
	})
	return err
}

// Clear implements consume.View.
func (v *effects) Clear(ctx context.Context) error { return v.Purge(ctx) }

// sink is a service that consumes.
type sink struct {
	db       *store.DB
	consumer *consume.Consumer
	refuse   atomic.Pointer[string]
}

func newSink(db *store.DB, transport event.Transport, revision int, sources ...*source) (*sink, error) {
	k := &sink{db: db}
	var origins []*store.DB
	for _, s := range sources {
		origins = append(origins, s.db)
	}
	var err error
	k.consumer, err = consume.New(consume.Config{
		DB: db, Transport: transport, Gap: Gaps(origins...), Name: "effects", Revision: revision,
		View:  func(suffix string) consume.View { return newEffects(db, suffix, &k.refuse, sources...) },
		Tries: 3, Grace: 1,
	})
	if err != nil {
		return nil, err
	}
	return k, db.Open(context.Background())
}

// applied returns the sequences that took effect on a thing.
func (k *sink) applied(ctx context.Context, id string) ([]int64, error) {
	v, err := consume.Serving[*effects](ctx, k.consumer)
	if err != nil {
		return nil, err
	}
	found, err := v.Get(store.System(ctx), id)
	if fault.Is(err, fault.KindNotFound) {
		return nil, nil
	}
	return found.Sequences, err
}

// took fails unless events 1 to n of the thing took effect, each once, in order.
func (k *sink) took(ctx context.Context, id string, n int64) error {
	got, err := k.applied(ctx, id)
	if err != nil {
		return err
	}
	var want []int64
	for i := range n {
		want = append(want, i+1)
	}
	if !slices.Equal(got, want) {
		return fmt.Errorf("%s took effect %v, not 1 to %d", id, got, n)
	}
	return nil
}

// pair is a telling and a consuming service on a harness, relay running.
type pair struct {
	Harness
	source    *source
	sink      *sink
	shared    store.Backend // the sink's
	stopRelay func()
}

func newPair(t *testing.T, h Harness) *pair {
	t.Helper()
	p := &pair{Harness: h}
	p.source = h.source(t)
	p.stopRelay = h.relay(t, p.source)
	p.shared = h.backend(t)
	p.sink = h.replica(t, "to", p.shared, 1, p.source)
	return p
}

func (h Harness) source(t testing.TB) *source {
	t.Helper()
	s, err := newSource(store.New(h.Prefix+"from", h.backend(t), storetest.WallClock{}))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (h Harness) sink(t testing.TB, name string, sources ...*source) *sink {
	t.Helper()
	return h.replica(t, name, h.backend(t), 1, sources...)
}

// replica makes a sink on a backend that others of its name may share.
func (h Harness) replica(t testing.TB, name string, backend store.Backend, revision int, sources ...*source) *sink {
	t.Helper()
	k, err := newSink(store.New(h.Prefix+name, backend, storetest.WallClock{}), h.Connect(t), revision, sources...)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// relay publishes what the source tells until the test ends.
func (h Harness) relay(t testing.TB, s *source) (stop func()) {
	t.Helper()
	transport := h.Connect(t)
	out, err := transport.Publisher()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closing(t, out) })
	if err := transport.EnsureTopics(context.Background(), []string{event.Topic(s.db.Name())}); err != nil {
		t.Fatal(err)
	}
	return Go(t, func(ctx context.Context) error { return relay.Run(ctx, s.db, out, relay.Options{}) })
}

// tell tells n events on each of the things, in turns.
func (p *pair) tell(t testing.TB, n int, ids ...string) {
	t.Helper()
	for range n {
		for _, id := range ids {
			if _, err := p.source.tell(context.Background(), id); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// await waits until events 1 to n of each thing took effect.
func (k *sink) await(t testing.TB, n int64, ids ...string) {
	t.Helper()
	for _, id := range ids {
		Eventually(t, func() error { return k.took(context.Background(), id, n) })
	}
}
