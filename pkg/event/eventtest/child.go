package eventtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/kafka"
	"lianluo/pkg/event/relay"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/mongo"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

// childEnv holds what a child process is to work on, as JSON.
const childEnv = "LIANLUO_EVENTTEST_CHILD"

// Main runs a test binary, or the child that the battery starts from it: what
// TestMain of a package that runs the battery calls.
func Main(m *testing.M) {
	raw := os.Getenv(childEnv)
	if raw == "" {
		os.Exit(m.Run())
	}
	var s site
	err := json.Unmarshal([]byte(raw), &s)
	if err == nil {
		err = s.work(context.Background(), os.Stdout)
	}
	fmt.Fprintln(os.Stderr, "child:", err)
	os.Exit(1)
}

// site is where a telling and a consuming service live on, over processes that
// are killed.
type site struct {
	Dir        string
	Mongo      string // URI; "" is SQLite in Dir
	Prefix     string // of services' names
	Brokers    []string
	Session    time.Duration
	Partitions int
}

// opened is a site in use by this process.
type opened struct {
	transport *kafka.Transport
	out       event.Publisher
	source    *source
	sink      *sink
}

func (s site) open(ctx context.Context) (*opened, error) {
	o := &opened{}
	var err error
	if o.transport, err = kafka.New(Harness{Brokers: s.Brokers, Session: s.Session, Partitions: s.Partitions}.config()); err != nil {
		return nil, err
	}
	if o.out, err = o.transport.Publisher(); err != nil {
		return nil, err
	}
	from, err := s.db(ctx, "from")
	if err != nil {
		return nil, err
	}
	if o.source, err = newSource(from); err != nil {
		return nil, err
	}
	to, err := s.db(ctx, "to")
	if err != nil {
		return nil, err
	}
	if o.sink, err = newSink(to, o.transport, 1, o.source); err != nil {
		return nil, err
	}
	return o, o.transport.EnsureTopics(ctx, []string{event.Topic(from.Name())})
}

// db opens the database of one of the site's services.
func (s site) db(ctx context.Context, what string) (*store.DB, error) {
	open := func() (store.Backend, error) { return sqlite.Open(filepath.Join(s.Dir, what), sqlite.Options{}) }
	if s.Mongo != "" {
		open = func() (store.Backend, error) { return mongo.Open(ctx, s.Mongo, s.Prefix+what, mongo.Options{}) }
	}
	backend, err := open()
	if err != nil {
		return nil, err
	}
	return store.New(s.Prefix+what, backend, storetest.WallClock{}), nil
}

func (o *opened) close() error {
	return errors.Join(o.out.Close(), o.transport.Close(), o.source.db.Close(), o.sink.db.Close())
}

// run relays and consumes until ctx ends.
func (o *opened) run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ended := make(chan error, 2)
	go func() { ended <- relay.Run(ctx, o.source.db, o.out, relay.Options{TTL: time.Second}) }()
	go func() { ended <- o.sink.consumer.Run(ctx) }()
	first := <-ended
	cancel()
	return errors.Join(first, <-ended)
}

var childThings = []string{"a", "b", "c", "d", "e"}

// work is the child's life: it tells, relays and consumes until it is killed,
// and says on w what it was acknowledged and what took effect.
func (s site) work(ctx context.Context, w io.Writer) error {
	o, err := s.open(ctx)
	if err != nil {
		return err
	}
	said := report{w: w}
	for range 3 {
		go said.keep(func() (string, error) {
			id := childThings[rand.IntN(len(childThings))]
			n, err := o.source.tell(ctx, id)
			return fmt.Sprintf("told %s %d", id, n), err
		})
	}
	go said.keep(func() (string, error) {
		id := childThings[rand.IntN(len(childThings))]
		got, err := o.sink.applied(ctx, id)
		return fmt.Sprintf("applied %s %d", id, len(got)), err
	})
	return o.run(ctx)
}

// report writes whole lines of several goroutines.
type report struct {
	mu sync.Mutex
	w  io.Writer
}

func (r *report) keep(does func() (string, error)) {
	for {
		line, err := does()
		if fault.Is(err, fault.KindUnavailable) {
			continue // what the killed one before left locked; nothing was acknowledged, and a client tries again
		}
		if err != nil {
			line = "failed " + err.Error()
		}
		r.mu.Lock()
		fmt.Fprintln(r.w, line)
		r.mu.Unlock()
	}
}
