package consume_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func TestAppliesABatchInOneUnitOfWork(t *testing.T) {
	d := newDesk(t)
	d.start(t)
	var events []event.Event
	for seq := range int64(50) {
		events = append(events, told(said, "a/1", seq+1, fmt.Sprint(seq)), told(said, "a/2", seq+1, "x"))
	}
	d.bring(events...)
	d.done(t)
	if d.backend.commits != 1 {
		t.Errorf("%d commits for one batch", d.backend.commits)
	}
	if n, err := d.notes.Get(store.System(t.Context()), "1"); err != nil || len(n.Said) != 50 {
		t.Errorf("noted %v, %v", n, err)
	}
	if d.group != "to.desk" || len(d.ensured) != 1 || d.ensured[0] != "lianluo.from.v1" {
		t.Errorf("group %s, topics %s", d.group, d.ensured)
	}
}

func TestDropsWhatItHasSeen(t *testing.T) {
	d := newDesk(t)
	d.start(t)
	d.bring(told(said, "a/1", 1, "x"), told(said, "a/1", 1, "x"))
	d.bring(told(said, "a/1", 1, "x"))
	d.bring(told(said, "a/1", 2, "y"), told(said, "a/1", 1, "x"))
	d.done(t)
	d.noted(t, "1", "x", "y")
}

func TestFillsAGapOfManyPages(t *testing.T) {
	d := newDesk(t, func(c *consume.Config) { c.Batch = 3; c.Sweep = time.Hour })
	d.start(t)
	d.bring(told(said, "a/1", 1, "1")) // after the first look at the journal
	d.done(t)
	var want []string
	for seq := range int64(20) {
		d.keep(told(said, "a/1", seq+1, fmt.Sprint(seq+1)))
		want = append(want, fmt.Sprint(seq+1))
	}
	d.bring(told(said, "a/1", 20, "20"))
	d.done(t)
	d.noted(t, "1", want...)
}

func TestHandlersRunForTheSystemOnTheEventsBehalf(t *testing.T) {
	d := newDesk(t)
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	var cause event.Cause
	var scope store.Scope
	d.mishap = func(ctx context.Context, _ event.Event) error {
		cause = event.CauseOf(ctx)
		scope, _ = store.ScopeOf(ctx)
		return nil
	}
	d.start(t)
	e := told(said, "a/1", 1, "x")
	e.TraceParent = trace
	d.bring(e)
	d.done(t)
	if cause.Actor != "system" || cause.Operation != "consume desk" || !strings.HasPrefix(cause.Trace, trace[:35]) || !scope.All {
		t.Errorf("cause %+v, scope %+v", cause, scope)
	}
}

// Of aggregates nobody here asks about, nothing is stored; of others, every
// event counts, handled or not.
func TestFollowsOnlyKindsWithHandlers(t *testing.T) {
	d := newDesk(t)
	d.start(t)
	d.bring(told(unheard, "b/1", 1, "-"), told(unheard, "b/1", 2, "-"))
	d.bring(told(unheard, "a/1", 1, "-"))
	d.done(t)
	if d.backend.commits != 0 {
		t.Errorf("%d commits for what nobody asks about", d.backend.commits)
	}
	d.keep(told(unheard, "a/1", 1, "-"), told(said, "a/1", 2, "x"))
	d.bring(told(said, "a/1", 2, "x")) // the first of its kind: 1 is filled in
	d.bring(told(unheard, "a/1", 3, "-"))
	d.bring(told(said, "a/1", 4, "y"))
	d.done(t)
	d.noted(t, "1", "x", "y")
	if d.reads != 1 {
		t.Errorf("%d reads of gaps", d.reads)
	}
}

func TestAnyHandlerHearsEveryTypeOfItsService(t *testing.T) {
	var heard []string
	d := newDesk(t, func(c *consume.Config) {
		c.Handlers = []event.Handler{{Type: event.Any, Service: "from", Apply: func(_ context.Context, e event.Event) error {
			heard = append(heard, fmt.Sprint(e.Type, e.Sequence))
			return nil
		}}}
	})
	d.start(t)
	d.bring(told(unheard, "b/1", 1, "-"))
	d.bring(told(said, "b/1", 2, "-"))
	d.done(t)
	if want := fmt.Sprint([]string{unheard.Name + "1", said.Name + "2"}); fmt.Sprint(heard) != want {
		t.Errorf("heard %s, not %s", heard, want)
	}
}

// A message is committed only after its effect is durable, however long the
// store is away, and no event is blamed for that.
func TestStoreAway(t *testing.T) {
	d := newDesk(t)
	d.backend.count(40)
	d.start(t)
	d.bring(told(said, "a/1", 1, "x"), told(said, "a/2", 1, "x"))
	d.done(t)
	d.noted(t, "1", "x")
	d.noted(t, "2", "x")
	d.expectParked(t)
	if d.backend.commits <= 40 {
		t.Errorf("committed after %d commits", d.backend.commits)
	}
}

func TestBrokerAway(t *testing.T) {
	d := newDesk(t)
	d.start(t)
	for range 20 {
		d.batches <- nil
	}
	d.bring(told(said, "a/1", 1, "x"))
	d.done(t)
	d.noted(t, "1", "x")
	if first, last := d.waits[0], d.waits[19]; len(d.waits) != 20 || first > 70*time.Millisecond || last < 2*time.Second {
		t.Errorf("waited %d times, %s at first and %s at last", len(d.waits), first, last)
	}
}

func TestReadsItsPastFromTheJournal(t *testing.T) {
	d := newDesk(t, func(c *consume.Config) { c.Batch = 2 })
	d.keep(told(said, "a/1", 1, "x"), told(said, "a/2", 1, "y"), told(said, "a/1", 2, "z"))
	stop := d.start(t)
	d.bring(told(said, "a/1", 3, "new"))
	d.done(t)
	stop()
	d.noted(t, "1", "x", "z", "new")
	d.noted(t, "2", "y")
	if d.reads != 0 {
		t.Errorf("%d gaps", d.reads)
	}
}

// What the broker lost for good is found by comparing journals.
func TestSweepFindsWhatNeverCame(t *testing.T) {
	d := newDesk(t, func(c *consume.Config) { c.Sweep = time.Millisecond })
	d.setAway(true)
	d.start(t)
	d.bring(told(said, "a/1", 1, "x"))
	d.done(t)
	d.keep(told(said, "a/1", 1, "x"), told(said, "a/1", 2, "lost"))
	d.setAway(false)
	eventually(t, func() error {
		n, err := d.notes.Get(store.System(t.Context()), "1")
		if err == nil && len(n.Said) != 2 {
			err = fmt.Errorf("noted %q", n.Said)
		}
		return err
	})
}

func TestConfigsThatCannotWork(t *testing.T) {
	view := func(string) consume.View { return nil }
	handlers := []event.Handler{event.On(said, func(context.Context, event.Event, data) error { return nil })}
	for name, c := range map[string]consume.Config{
		"no name":     {Gap: &journal{}, Handlers: handlers},
		"no gap":      {Name: "x", Handlers: handlers},
		"no handlers": {Name: "x", Gap: &journal{}},
		"both":        {Name: "x", Gap: &journal{}, Handlers: handlers, View: view},
	} {
		if _, err := consume.New(c); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	d := newDesk(t)
	if err := d.Rebuild(t.Context()); !fault.HasCode(err, "rebuild.no_view") {
		t.Errorf("rebuilt without a view: %v", err)
	}
	if _, err := consume.Serving[*board](t.Context(), d.Consumer); !fault.Is(err, fault.KindInternal) {
		t.Errorf("served without a view: %v", err)
	}
	if g, err := d.Generation(t.Context()); err != nil || g.Number != 0 {
		t.Errorf("generation %+v, %v", g, err)
	}
}

var errRefused = errors.New("refused")
