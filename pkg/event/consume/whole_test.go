package consume_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"

	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// holding is a board that keeps in memory how often something was said while it is
// built anew.
type holding struct {
	*board
	db *store.DB
	at func(e event.Event) error // before each event
}

type holdKey struct{}

type saidOf struct{ say, by, id string }

func (h *holding) Hold(ctx context.Context) (context.Context, func(bool) []func(context.Context) error) {
	kept := make(chan saidOf, 1<<16)
	return context.WithValue(ctx, holdKey{}, kept), func(all bool) (parts []func(context.Context) error) {
		for n := len(kept); n > 0 && (all || n > 5000); n = len(kept) {
			some := make([]saidOf, min(n, 700))
			for i := range some {
				some[i] = <-kept
			}
			parts = append(parts, func(ctx context.Context) error { return h.addAll(ctx, some) })
		}
		return parts
	}
}

func (h *holding) addAll(ctx context.Context, all []saidOf) error {
	for _, s := range all {
		if err := h.add(ctx, event.Event{Subject: s.by, ID: s.id}, data{Say: s.say}); err != nil {
			return err
		}
	}
	return nil
}

func (h *holding) Handlers() []event.Handler { return []event.Handler{event.On(said, h.keep)} }

func (h *holding) keep(ctx context.Context, e event.Event, d data) error {
	if h.at != nil {
		if err := h.at(e); err != nil {
			return err
		}
	}
	kept, ok := ctx.Value(holdKey{}).(chan saidOf)
	if !ok || d.Say == "bad" {
		return h.add(ctx, e, d)
	}
	h.db.AfterCommit(ctx, func() { kept <- saidOf{d.Say, e.Subject, e.ID} })
	return nil
}

func newHoldingDesk(t *testing.T, at func(event.Event) error) *desk {
	return newBoardDesk(t, func(c *consume.Config) {
		c.Handlers, c.View = nil, func(suffix string) consume.View { return &holding{newBoard(c.DB, suffix), c.DB, at} }
	})
}

// held is all that the board serves.
func (d *desk) held(t *testing.T) string {
	t.Helper()
	v, err := consume.Serving[*holding](t.Context(), d.Consumer)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(v.all(t.Context(), t))
}

// A commit that was done, and whose answer was lost: what it kept in memory is not
// counted, or a part is written twice. Such a model never serves.
func TestLostAnswerServesNothingWrong(t *testing.T) {
	d := newHoldingDesk(t, nil)
	d.keep(conversation(7000, rand.New(rand.NewPCG(5, 9)))...)
	if err := d.CatchUp(t.Context(), func(int) {}); err != nil {
		t.Fatal(err)
	}
	want, failed, ended := d.held(t), 0, false
	for lost := 2; !ended; lost++ { // the first takes the lease
		d.backend.count(0)
		d.backend.lost = lost
		err := d.Rebuild(t.Context())
		if err != nil {
			failed++
		}
		if ended = d.backend.commits < lost; ended && err != nil {
			t.Fatal(err)
		}
		d.backend.lost = 0
		if got := d.held(t); got != want {
			t.Fatalf("answer %d lost: serves\n%v\nnot\n%v, %v", lost, got, want, err)
		}
	}
	if failed < 5 {
		t.Errorf("%d failed", failed)
	}
}

// Many units, one stored while the next is folded, with events that cannot be folded
// among them, a store that is away for a while, and a rebuild that is cut off: what
// comes out is what grew.
func TestManyUnitsEqualGrown(t *testing.T) {
	for seed := range uint64(3) {
		random := rand.New(rand.NewPCG(seed, 9))
		var each atomic.Pointer[func(event.Event) error]
		d := newHoldingDesk(t, func(e event.Event) error {
			if at := each.Load(); at != nil {
				return (*at)(e)
			}
			return nil
		})
		events := conversation(9000, random)
		for i := range 2 {
			events[len(events)-1-i] = told(said, fmt.Sprintf("z/%d", i), 1, "bad")
		}
		d.keep(events...)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(d.CatchUp(t.Context(), func(int) {}))
		want, parked := d.held(t), d.parked(t)
		if len(parked) != 2 {
			t.Fatalf("parked %v", parked)
		}

		d.backend.count(2)
		ctx, stop := context.WithCancel(t.Context())
		left := 3500 + random.IntN(5000)
		cut := func(event.Event) error {
			if left--; left == 0 {
				stop()
			}
			return ctx.Err()
		}
		each.Store(&cut)
		if err := d.Rebuild(ctx); err == nil {
			t.Fatal("was not cut off")
		}
		each.Store(nil)
		if got := d.held(t); got != want {
			t.Fatalf("seed %d: cut off, it serves\n%v\nnot\n%v", seed, got, want)
		}
		for range 2 {
			away := func(event.Event) error { d.backend.count(1); each.Store(nil); return nil }
			each.Store(&away)
			must(rebuilt(t, d))
			if got := d.held(t); got != want {
				t.Fatalf("seed %d: rebuilt\n%v\ngrown\n%v", seed, got, want)
			}
			if got := d.parked(t); fmt.Sprint(got) != fmt.Sprint(parked) {
				t.Fatalf("parked %v, not %v", got, parked)
			}
		}
	}
}

// rebuilt rebuilds until nobody holds the lease of the one that was cut off.
func rebuilt(t *testing.T, d *desk) error {
	for range 3 {
		err := d.Rebuild(t.Context())
		if !fault.Is(err, fault.KindUnavailable) {
			return err
		}
	}
	return errors.New("the store stays away")
}
