package consume_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

func system(t *testing.T) context.Context { return store.System(t.Context()) }

// board is a read model: how often what was said, by whom.
type board struct {
	counts *store.Collection[count]
	late   bool // a handler that cannot be trusted with order
}

type count struct {
	Say string         `json:"say"`
	By  map[string]int `json:"by"`
	Max string         `json:"max"`
}

func newBoard(db *store.DB, suffix string) *board {
	return &board{counts: store.NewCollection(db, "count"+suffix, store.Def[count]{
		ID: func(c *count) string { return c.Say }, Indexes: []store.Index[count]{{Name: "all"}},
	})}
}

func (b *board) Handlers() []event.Handler { return []event.Handler{event.On(said, b.add)} }

func (b *board) Clear(ctx context.Context) error { return b.counts.Purge(ctx) }

func (b *board) add(ctx context.Context, e event.Event, d data) error {
	if d.Say == "bad" {
		return errRefused
	}
	_, err := b.counts.Upsert(ctx, d.Say, func() count { return count{Say: d.Say, By: map[string]int{}} }, func(c *count) ([]event.Event, error) {
		c.By[e.Subject]++
		if c.Max = max(c.Max, e.ID); b.late {
			c.Max = e.ID
		}
		return nil, nil
	})
	return err
}

func (b *board) all(ctx context.Context, t testing.TB) (out []count) {
	t.Helper()
	page, err := b.counts.List(store.System(ctx), store.Query{Index: "all", Limit: store.MaxPage})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func newBoardDesk(t *testing.T, change ...func(*consume.Config)) *desk {
	return newDesk(t, append([]func(*consume.Config){func(c *consume.Config) {
		c.Handlers, c.View = nil, func(suffix string) consume.View { return newBoard(c.DB, suffix) }
	}}, change...)...)
}

func (d *desk) board(t *testing.T) *board {
	t.Helper()
	b, err := consume.Serving[*board](t.Context(), d.Consumer)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// conversation is n events about a few aggregates.
func conversation(n int, random *rand.Rand) (out []event.Event) {
	last := map[string]int64{}
	for range n {
		key := fmt.Sprintf("a/%d", random.IntN(5))
		last[key]++
		out = append(out, told(said, key, last[key], string(rune('p'+random.IntN(4)))))
	}
	return out
}

// Whatever came in whatever order, once, twice or with gaps: the read model
// built anew from the journal equals the one that grew.
func TestRebuiltEqualsGrown(t *testing.T) {
	for seed := range uint64(10) {
		random := rand.New(rand.NewPCG(seed, 2))
		d := newBoardDesk(t)
		d.start(t)
		events := conversation(100, random)
		d.done(t) // the first look at the journal finds nothing
		d.keep(eventtest.Interleave(events, random)...)
		came := eventtest.Interleave(events, random)
		for len(came) > 0 {
			n := 1 + random.IntN(min(9, len(came)))
			if random.IntN(4) > 0 { // else lost on the way
				d.bring(came[:n]...)
			}
			came = came[n:]
		}
		d.bring(events[len(events)-20:]...)
		d.bring(lastOfEach(events)...)
		d.done(t)
		grown := d.board(t)
		want := grown.all(t.Context(), t)
		if err := d.Rebuild(t.Context()); err != nil {
			t.Fatal(err)
		}
		rebuilt := d.board(t)
		if got := rebuilt.all(t.Context(), t); rebuilt == grown || fmt.Sprint(got) != fmt.Sprint(want) || len(got) == 0 {
			t.Fatalf("seed %d: rebuilt\n%v\ngrown\n%v", seed, got, want)
		}
		if left := grown.all(t.Context(), t); len(left) != 0 {
			t.Fatalf("the old one still has %v", left)
		}
	}
}

func lastOfEach(events []event.Event) (out []event.Event) {
	seen := map[string]bool{}
	for _, e := range slices.Backward(events) {
		if !seen[e.Key()] {
			seen[e.Key()] = true
			out = append(out, e)
		}
	}
	return out
}

func TestFoldIsOrderIndependent(t *testing.T) {
	events := conversation(60, rand.New(rand.NewPCG(1, 1)))
	fold := func(late bool) func([]event.Event) []count {
		return func(events []event.Event) []count {
			db := store.New("to", eventtest.SQLite(t), wall{})
			b := newBoard(db, "")
			b.late = late
			if err := db.Open(t.Context()); err != nil {
				t.Fatal(err)
			}
			err := db.Transact(system(t), func(ctx context.Context) error {
				for _, e := range events {
					if err := b.Handlers()[0].Apply(ctx, e); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return b.all(t.Context(), t)
		}
	}
	eventtest.OrderIndependent(t, events, fold(false))
	probe := &failing{TB: t}
	eventtest.OrderIndependent(probe, events, fold(true))
	if !probe.failed {
		t.Error("a fold that depends on the order passed")
	}
}

type wall struct{}

func (wall) Now() time.Time { return time.Now() }

// failing notes that a test would have failed.
type failing struct {
	testing.TB
	failed bool
}

func (f *failing) Fatalf(string, ...any) { f.failed = true }

func TestRebuildParksWhatItCannotFold(t *testing.T) {
	d := newBoardDesk(t)
	d.keep(told(said, "a/1", 1, "x"), told(said, "a/1", 2, "bad"), told(said, "a/2", 1, "y"))
	d.start(t)
	if err := d.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.expectParked(t, "a/1 2")
	if got := fmt.Sprint(d.board(t).all(t.Context(), t)); got != "[{x map[1:1] a/1-1} {y map[2:1] a/2-1}]" {
		t.Error(got)
	}
}

func TestRebuildThatCannotFinishLeavesTheOldInService(t *testing.T) {
	d := newBoardDesk(t)
	d.start(t)
	d.bring(told(said, "a/1", 1, "x"))
	d.done(t)
	d.setAway(true)
	if err := d.Rebuild(t.Context()); !fault.Is(err, fault.KindUnavailable) {
		t.Fatalf("rebuilt from nothing: %v", err)
	}
	g, err := d.Generation(t.Context())
	if err != nil || g.Number != 1 || g.Building != nil || len(d.board(t).all(t.Context(), t)) != 1 {
		t.Fatalf("generation %+v, %v", g, err)
	}
	d.setAway(false)
	d.keep(told(said, "a/1", 1, "x"))
	if err := d.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestStoreAwayAtTheStart(t *testing.T) {
	d := newBoardDesk(t)
	d.backend.count(10)
	d.start(t)
	d.bring(told(said, "a/1", 1, "x"))
	d.done(t)
	if got := len(d.board(t).all(t.Context(), t)); got != 1 {
		t.Errorf("%d counts", got)
	}
}

func TestOneRebuildAtATime(t *testing.T) {
	var d *desk
	var inner error
	var during consume.Generation
	d = newBoardDesk(t, func(c *consume.Config) {
		c.Wait = func(ctx context.Context, _ time.Duration) error { // the grace of the old one
			inner = d.Rebuild(ctx)
			during, _ = d.Generation(ctx)
			return nil
		}
	})
	d.keep(told(said, "a/1", 1, "x"))
	if err := d.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !fault.HasCode(inner, "rebuild.running") || during.Number != 2 {
		t.Errorf("a second one: %v, %+v", inner, during)
	}
}

// A rebuild that lost its lease to another writes nothing more.
func TestRebuildIsFenced(t *testing.T) {
	d := newBoardDesk(t, func(c *consume.Config) { c.Gap = &thief{GapReader: c.Gap, db: c.DB} })
	d.keep(told(said, "a/1", 1, "x"))
	if err := d.Rebuild(t.Context()); !fault.HasCode(err, "rebuild.running") || !errors.Is(err, store.ErrLease) {
		t.Fatalf("went on: %v", err)
	}
	if g, err := d.Generation(t.Context()); err != nil || g.Number > 1 {
		t.Errorf("generation %+v, %v", g, err)
	}
}

// thief takes the rebuild's lease while it reads the journal.
type thief struct {
	consume.GapReader
	db *store.DB
}

func (g *thief) ReadWhole(ctx context.Context, service, after string, limit int) ([]store.JournalRow, int64, error) {
	first := store.Lease{Name: "rebuild desk", Epoch: 1}
	if err := g.db.Release(ctx, first); err != nil {
		return nil, 0, err
	}
	if _, err := g.db.Acquire(ctx, first.Name, "thief", time.Hour); err != nil {
		return nil, 0, err
	}
	return g.GapReader.ReadWhole(ctx, service, after, limit)
}

// Without running, a consumer catches up with the journals when it is told to.
func TestCaughtUpWithoutRunning(t *testing.T) {
	d := newBoardDesk(t, func(c *consume.Config) { c.Batch = 10 })
	d.keep(conversation(45, rand.New(rand.NewPCG(3, 3)))...)
	rows := 0
	for range 2 { // the second time nothing is left
		if err := d.CatchUp(t.Context(), func(n int) { rows += n }); err != nil {
			t.Fatal(err)
		}
	}
	said := 0
	for _, c := range d.board(t).all(t.Context(), t) {
		for _, n := range c.By {
			said += n
		}
	}
	if rows != 45 || said != 45 {
		t.Errorf("%d rows, %d said", rows, said)
	}
	d.setAway(true)
	if err := d.CatchUp(t.Context(), func(int) {}); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("%v", err)
	}
}
