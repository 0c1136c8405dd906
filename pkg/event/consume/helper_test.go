package consume_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

type data struct {
	Say string `json:"say"`
}

var (
	said    = event.Define[data]("from", "Said")
	unheard = event.Define[data]("from", "Unheard")
)

// told makes an event as it comes from the service "from". key is kind/id.
func told(t event.Type[data], key string, seq int64, say string) event.Event {
	e := t.New(data{Say: say})
	e.Aggregate, e.Subject, _ = strings.Cut(key, "/")
	e.SpecVersion, e.Source, e.Sequence = "1.0", "lianluo/from", seq
	e.ID = fmt.Sprintf("%s-%d", key, seq)
	e.Time, e.DataContentType = time.Date(2026, 3, 1, 0, 0, int(seq), 0, time.UTC), "application/json"
	return e
}

// broker is a transport whose topic the test fills, for one subscription at a time.
type broker struct {
	event.Transport
	batches   chan []event.Message
	mu        sync.Mutex
	offset    int64
	committed int64 // next offset of the group
	ensured   []string
	group     string
}

func newBroker() *broker { return &broker{batches: make(chan []event.Message, 100)} }

// bring delivers events as one batch.
func (b *broker) bring(events ...event.Event) {
	var values [][]byte
	for _, e := range events {
		raw, err := json.Marshal(e)
		if err != nil {
			panic(err)
		}
		values = append(values, raw)
	}
	b.bringRaw(values...)
}

func (b *broker) bringRaw(values ...[]byte) {
	b.mu.Lock()
	var batch []event.Message
	for _, raw := range values {
		batch = append(batch, event.Message{Topic: "lianluo.from.v1", Offset: b.offset, Key: "k", Value: raw})
		b.offset++
	}
	b.mu.Unlock()
	b.batches <- batch
}

func (b *broker) EnsureTopics(_ context.Context, topics []string) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ensured = topics
	return nil
}

func (b *broker) Lag(context.Context, string, []string) (int64, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.offset - b.committed, nil
}

func (b *broker) Subscribe(group string, _ []string) (event.Subscription, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.group = group
	return b, nil
}

func (b *broker) Fetch(ctx context.Context, _ int) ([]event.Message, error) {
	select {
	case <-ctx.Done():
		return nil, fault.Unavailable(ctx.Err())
	case batch := <-b.batches:
		if batch == nil {
			return nil, fault.Unavailable(errors.New("away"))
		}
		return batch, nil
	}
}

func (b *broker) Commit(_ context.Context, messages []event.Message) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.committed = messages[len(messages)-1].Offset + 1
	return nil
}

func (b *broker) Close() error { return nil }

// done waits until the group has committed all that was brought.
func (b *broker) done(t *testing.T) {
	t.Helper()
	eventtest.Eventually(t, func() error {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.committed != b.offset {
			return fmt.Errorf("%d of %d messages are committed", b.committed, b.offset)
		}
		return nil
	})
}

// journal is the origin's, filled by the test.
type journal struct {
	mu     sync.Mutex
	events []event.Event
	away   bool
	reads  int
}

func (j *journal) keep(events ...event.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = append(j.events, events...)
}

func (j *journal) setAway(away bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.away = away
}

func (j *journal) ReadAggregate(_ context.Context, service, key string, after int64, limit int) ([]event.Event, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.reads++; j.away || service != "from" {
		return nil, fault.Unavailable(errors.New("the origin is away"))
	}
	var out []event.Event
	for _, e := range j.events {
		if e.Key() == key && e.Sequence > after && len(out) < limit {
			out = append(out, e)
		}
	}
	return out, nil
}

func (j *journal) ReadJournal(_ context.Context, service string, after int64, limit int) ([]store.JournalRow, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.away || service != "from" {
		return nil, fault.Unavailable(errors.New("the origin is away"))
	}
	var out []store.JournalRow
	for i, e := range j.events {
		if pos := int64(i + 1); pos > after && len(out) < limit {
			out = append(out, store.JournalRow{Position: pos, Event: e})
		}
	}
	return out, nil
}

func (j *journal) ReadWhole(_ context.Context, service, after string, limit int) ([]store.JournalRow, int64, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.away || service != "from" {
		return nil, 0, fault.Unavailable(errors.New("the origin is away"))
	}
	var out []store.JournalRow
	for i, e := range j.events {
		if row := (store.JournalRow{Position: int64(i + 1), Event: e}); row.ID() > after {
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b store.JournalRow) int { return cmp.Compare(a.ID(), b.ID()) })
	return out[:min(limit, len(out))], int64(len(j.events)), nil
}

// note is what the consumer keeps of an aggregate.
type note struct {
	ID   string   `json:"id"`
	Said []string `json:"said"`
}

// desk is a consumer under test: it notes what is said, and what the test puts
// into mishap happens first.
type desk struct {
	*consume.Consumer
	*broker
	*journal
	backend *counting
	notes   *store.Collection[note]

	mu     sync.Mutex
	mishap func(ctx context.Context, e event.Event) error
	waits  []time.Duration
}

func newDesk(t *testing.T, change ...func(*consume.Config)) *desk {
	t.Helper()
	d := &desk{broker: newBroker(), journal: &journal{}, backend: &counting{Backend: eventtest.SQLite(t)}}
	db := store.New("to", d.backend, storetest.WallClock{})
	d.notes = store.NewCollection(db, "note", store.Def[note]{ID: func(n *note) string { return n.ID }})
	config := consume.Config{
		DB: db, Transport: d.broker, Gap: d.journal, Name: "desk", Wait: d.wait,
		Handlers: []event.Handler{event.On(said, d.hear)},
	}
	for _, c := range change {
		c(&config)
	}
	var err error
	if d.Consumer, err = consume.New(config); err != nil {
		t.Fatal(err)
	}
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.backend.count(0)
	return d
}

func (d *desk) wait(ctx context.Context, long time.Duration) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.waits = append(d.waits, long)
	return ctx.Err()
}

func (d *desk) hear(ctx context.Context, e event.Event, said data) error {
	d.mu.Lock()
	mishap := d.mishap
	d.mu.Unlock()
	if mishap != nil {
		if err := mishap(ctx, e); err != nil {
			return err
		}
	}
	_, err := d.notes.Upsert(ctx, e.Subject, func() note { return note{ID: e.Subject} }, func(n *note) ([]event.Event, error) {
		n.Said = append(n.Said, said.Say)
		return nil, nil
	})
	return err
}

// trouble makes the handler fail on what is said so.
func (d *desk) trouble(say string, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.mishap = nil; say != "" {
		d.mishap = func(_ context.Context, e event.Event) error {
			if strings.Contains(string(e.Data), `"`+say+`"`) {
				return err
			}
			return nil
		}
	}
}

func (d *desk) start(t *testing.T) (stop func()) {
	t.Helper()
	return eventtest.Go(t, d.Run)
}

// noted fails unless exactly this was noted of the aggregate.
func (d *desk) noted(t *testing.T, id string, want ...string) {
	t.Helper()
	n, err := d.notes.Get(store.System(t.Context()), id)
	if err != nil && !fault.Is(err, fault.KindNotFound) {
		t.Fatal(err)
	}
	if !slices.Equal(n.Said, want) {
		t.Fatalf("noted of %s: %q, not %q", id, n.Said, want)
	}
}

// parked returns the parked events as "kind/id sequence".
func (d *desk) parked(t *testing.T) (out []string) {
	t.Helper()
	page, err := d.Parked(t.Context(), "", 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range page.Items {
		out = append(out, fmt.Sprintf("%s %d", p.Event.Key(), p.Event.Sequence))
	}
	slices.Sort(out)
	return out
}

func (d *desk) expectParked(t *testing.T, want ...string) {
	t.Helper()
	if got := d.parked(t); !slices.Equal(got, want) {
		t.Fatalf("parked %q, not %q", got, want)
	}
}

// counting is a database that counts its commits, and is away for some.
type counting struct {
	store.Backend
	mu      sync.Mutex
	commits int
	away    int
	lost    int // number of the commit whose answer is lost
}

// count begins anew, with the store away for some commits.
func (c *counting) count(away int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.commits, c.away = 0, away
}

func (c *counting) Commit(ctx context.Context, writes []store.Write) error {
	c.mu.Lock()
	c.commits++
	away := c.away > 0
	c.away--
	lost := c.commits == c.lost
	c.mu.Unlock()
	if away {
		return fault.Unavailable(errors.New("the store is away"))
	}
	err := c.Backend.Commit(ctx, writes)
	if lost && err == nil {
		return fault.Unavailable(errors.New("the answer was lost"))
	}
	return err
}
