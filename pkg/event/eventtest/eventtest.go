// Package eventtest is the battery that every broker must pass, with the
// relay and the consumers that run over it, and helpers for tests of services
// that tell and consume events.
package eventtest

import (
	"context"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/event/kafka"
	"lianluo/pkg/store"
)

// Harness is one broker under test, for one test.
type Harness struct {
	Brokers []string      // addresses; children of the test connect to them, too
	Session time.Duration // the shortest group session that the broker accepts
	Prefix  string        // begins the names of services, where tests share a broker
	// Away stops the broker, Back starts it again with what it had.
	Away, Back func(t testing.TB)
	Mongo      string // URI of the store that services use; "" is SQLite
	Partitions int    // of topics; 0 is 1
	// Kills is how often the test with kill -9 does so.
	Kills int
}

// Run runs the battery; each test gets a harness of its own from with.
func Run(t *testing.T, with func(t *testing.T) Harness) {
	for name, test := range map[string]func(*testing.T, Harness){
		"order per key":            orderPerKey,
		"redelivery":               redelivery,
		"two groups":               twoGroups,
		"restart from offset":      restartFromOffset,
		"poison event":             poisonEvent,
		"what is no event":         noEvent,
		"gap filled from journal":  gapFilled,
		"a new consumer's past":    newConsumersPast,
		"broker away":              brokerAway,
		"two replicas":             twoReplicas,
		"kill -9":                  killed,
		"rebuilt while it serves":  rebuilt,
		"rebuilt by a new version": rebuiltByNewVersion,
	} {
		t.Run(name, func(t *testing.T) { test(t, with(t)) })
	}
}

// Connect opens a transport to the harness's broker that ends with the test.
func (h Harness) Connect(t testing.TB) *kafka.Transport {
	t.Helper()
	transport, err := kafka.New(h.config())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { closing(t, transport) })
	return transport
}

func (h Harness) config() kafka.Config {
	return kafka.Config{Brokers: h.Brokers, Session: h.Session, MaxWait: 50 * time.Millisecond, Partitions: h.Partitions}
}

// Gaps reads the journals of databases in this process, by the names of their
// services: the GapReader of tests.
func Gaps(dbs ...*store.DB) consume.GapReader {
	g := gaps{}
	for _, db := range dbs {
		g[db.Name()] = db.Journal()
	}
	return g
}

type gaps map[string]*store.Journal

func (g gaps) ReadAggregate(ctx context.Context, service, key string, after int64, limit int) ([]event.Event, error) {
	rows, err := g[service].ReadAggregate(ctx, key, after, limit)
	out := make([]event.Event, len(rows))
	for i, row := range rows {
		out[i] = row.Event
	}
	return out, err
}

func (g gaps) ReadJournal(ctx context.Context, service string, after int64, limit int) ([]store.JournalRow, error) {
	return g[service].ReadAfter(ctx, after, limit)
}

func (g gaps) ReadWhole(ctx context.Context, service, after string, limit int) ([]store.JournalRow, int64, error) {
	return g[service].ReadWhole(ctx, after, limit)
}

// limit bounds waiting for what must happen.
const limit = time.Minute

// Eventually polls until ok returns nil, and fails the test with its last error
// after a minute.
func Eventually(t testing.TB, ok func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		err := ok()
		if err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("not within %s: %v", limit, err)
		case <-tick.C:
		}
	}
}

// Go runs fn until the test ends, or until the returned stop is called, and
// fails the test with its error.
func Go(t testing.TB, fn func(ctx context.Context) error) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- fn(ctx) }()
	stopped := false
	stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		if err := <-done; err != nil {
			t.Errorf("ended with: %v", err)
		}
	}
	t.Cleanup(stop)
	return stop
}
