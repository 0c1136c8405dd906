// Package consume applies what other services told. Delivery is at least once;
// a consumer keeps the last sequence of every aggregate together with the
// effect, so that each event takes effect once, in its aggregate's order, and a
// missing one is read from its origin's journal.
package consume

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/internal/pace"
	"lianluo/pkg/store"
)

// GapReader reads what other services told from their journals: the one call
// that a service makes to another. All fail with unavailable when the origin
// does not answer.
type GapReader interface {
	// ReadAggregate returns the events of one aggregate after a sequence, in order.
	ReadAggregate(ctx context.Context, service, key string, after int64, limit int) ([]event.Event, error)
	// ReadJournal returns rows after a position, in order of position; fewer
	// than limit only where the journal ends.
	ReadJournal(ctx context.Context, service string, after int64, limit int) ([]store.JournalRow, error)
	// ReadWhole returns rows after the row of an id, aggregate by aggregate, and the
	// last position when it read. It fails with invalid where the origin is of a
	// version that cannot.
	ReadWhole(ctx context.Context, service, after string, limit int) (rows []store.JournalRow, end int64, err error)
}

// Config declares a consumer. Either Handlers or View is given.
type Config struct {
	DB        *store.DB
	Transport event.Transport
	Gap       GapReader
	// Name is the consumer's among those of its service, for good: the group, the
	// sequences and the parked events are kept under it. At most 29 letters,
	// digits, "_" and "-".
	Name string
	// Handlers apply events to collections that cannot be built anew.
	Handlers []event.Handler
	// View makes a read model that can be built anew while it serves: it declares
	// the model's collections, their names ending in suffix. Called twice by New.
	View func(suffix string) View
	// Revision of View: raise it when the folding changes meaning, and the model
	// is built anew at the next start.
	Revision int

	Tries int           // before an event is parked; 5
	Batch int           // most events in one unit of work; 200
	Sweep time.Duration // how often the journals are compared; 5 minutes
	Retry time.Duration // how often parked events that wait for something are tried; 30 s
	Grace time.Duration // how long a replaced read model is kept for readers on the way; 5 s
	Log   *slog.Logger
	Wait  pace.Wait // waits between failed tries; wall clock
}

func (c Config) withDefaults() Config {
	c.Tries, c.Batch = either(c.Tries, 5), either(c.Batch, 200)
	c.Sweep, c.Retry = either(c.Sweep, 5*time.Minute), either(c.Retry, 30*time.Second)
	c.Grace = either(c.Grace, 5*time.Second)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Wait == nil {
		c.Wait = pace.Sleep
	}
	return c
}

func either[T comparable](given, otherwise T) T {
	var zero T
	if given == zero {
		return otherwise
	}
	return given
}

// Consumer applies events to one service's store.
type Consumer struct {
	Config
	slots       []*slot
	generations *store.Collection[Generation] // nil without a View
	meters      meters
}

// New declares the consumer's collections; call it before the DB is opened. It
// fails for a config without a name, handlers or a gap reader.
func New(config Config) (*Consumer, error) {
	c := &Consumer{Config: config.withDefaults()}
	switch {
	case c.Name == "":
		return nil, errors.New("consume: a consumer needs a name")
	case c.Gap == nil:
		return nil, errors.New("consume " + c.Name + ": a consumer needs a gap reader")
	case (c.View == nil) == (len(c.Handlers) == 0):
		return nil, errors.New("consume " + c.Name + ": give either handlers or a view")
	}
	c.meters = newMeters(c.DB.Name(), c.Name)
	if c.View == nil {
		c.slots = []*slot{newSlot(c, "", nil, c.Handlers)}
		return c, nil
	}
	c.generations = store.NewCollection(c.DB, c.Name+"_generation", store.Def[Generation]{ID: func(g *Generation) string { return g.Name }})
	for _, suffix := range []string{"_a", "_b"} {
		view := c.View(suffix)
		c.slots = append(c.slots, newSlot(c, suffix, view, view.Handlers()))
	}
	return c, nil
}

// Group is the consumer's group at the broker.
func (c *Consumer) Group() string { return c.DB.Name() + "." + c.Name }

// Run consumes until ctx ends and returns nil. First it catches up with the
// journals, then it follows the topics; meanwhile it compares journals, tries
// parked events whose obstacle may have gone, and builds an outdated read model
// anew. It outlives broker, store and origins being away.
func (c *Consumer) Run(ctx context.Context) error {
	waits := pace.New(c.Wait, 50*time.Millisecond, 3*time.Second)
	for c.settleGeneration(ctx) != nil {
		if waits.Failed(ctx) != nil {
			return nil
		}
	}
	c.sweepServing(ctx)
	var work sync.WaitGroup
	defer work.Wait()
	work.Go(func() { c.upkeep(ctx) })
	c.follow(ctx)
	return nil
}
