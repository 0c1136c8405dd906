package consume_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/event/consume"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/fault"
)

var eventually = eventtest.Eventually

func TestTriesAgainThenParksWithWhatFollows(t *testing.T) {
	d := newDesk(t)
	d.trouble("bad", errRefused)
	d.start(t)
	d.bring(told(said, "a/1", 1, "x"), told(said, "a/1", 2, "bad"), told(said, "a/2", 1, "y"), told(said, "a/1", 3, "z"))
	d.bring(told(said, "a/1", 4, "u"), told(said, "a/1", 2, "bad"), told(said, "a/2", 2, "v"))
	d.done(t)
	d.noted(t, "1", "x")
	d.noted(t, "2", "y", "v")
	d.expectParked(t, "a/1 2", "a/1 3", "a/1 4")
	if len(d.waits) != 4 || d.waits[0] > 70*time.Millisecond || d.waits[3] < 200*time.Millisecond {
		t.Errorf("waited %v between five tries", d.waits)
	}
	head, err := d.Show(t.Context(), "from/a/1/000000000002")
	if err != nil || head.Tries != 5 || head.Waiting || head.Since.IsZero() || head.Reason != errRefused.Error() {
		t.Errorf("parked as %+v, %v", head, err)
	}
}

func TestWhatIsInvalidIsParkedAtOnce(t *testing.T) {
	d := newDesk(t)
	d.start(t)
	bad := told(said, "a/1", 1, "x")
	bad.Data = []byte(`{"say":7}`)
	d.bring(bad)
	d.done(t)
	d.expectParked(t, "a/1 1")
	if len(d.waits) != 0 {
		t.Errorf("tried again %d times", len(d.waits))
	}
}

func TestAPanicIsAReasonToPark(t *testing.T) {
	d := newDesk(t)
	d.mishap = func(context.Context, event.Event) error { panic("oops") }
	d.start(t)
	d.bring(told(said, "a/1", 1, "x"))
	d.done(t)
	d.expectParked(t, "a/1 1")
}

// A failing unit of work leaves nothing of its handlers' other writes.
func TestAFailedEventLeavesNothing(t *testing.T) {
	d := newDesk(t)
	d.mishap = func(ctx context.Context, e event.Event) error {
		return errors.Join(d.notes.Create(ctx, note{ID: "half"}), errRefused)
	}
	d.start(t)
	d.bring(told(said, "a/1", 1, "x"))
	d.done(t)
	if _, err := d.notes.Get(system(t), "half"); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("half of it is there: %v", err)
	}
}

func TestReplayInOrderAfterTheRepair(t *testing.T) {
	d := newDesk(t)
	d.trouble("bad", errRefused)
	stop := d.start(t)
	d.bring(told(said, "a/1", 1, "bad"), told(said, "a/1", 2, "x"), told(said, "a/1", 5, "z"))
	d.done(t)
	stop()
	if n, err := d.Replay(t.Context(), "from/a/1/000000000002"); n != 0 || !fault.HasCode(err, "parked.still_fails") || !errors.Is(err, errRefused) {
		t.Fatalf("replayed %d, %v", n, err)
	}
	if head, _ := d.Show(t.Context(), "from/a/1/000000000001"); head.Tries != 6 {
		t.Errorf("%d tries", head.Tries)
	}
	d.trouble("", nil)
	d.keep(told(said, "a/1", 3, "y"), told(unheard, "a/1", 4, "-"))
	if n, err := d.Replay(t.Context(), "from/a/1/000000000002"); err != nil || n != 5 {
		t.Fatalf("replayed %d, %v", n, err)
	}
	d.noted(t, "1", "bad", "x", "y", "z")
	d.expectParked(t)
	if _, err := d.Replay(t.Context(), "from/a/1/000000000002"); !fault.HasCode(err, "parked.not_found") {
		t.Errorf("replayed twice: %v", err)
	}
	d.start(t)
	d.bring(told(said, "a/1", 6, "on"))
	d.done(t)
	d.noted(t, "1", "bad", "x", "y", "z", "on")
}

func TestAFilledEventThatFailsIsParkedItself(t *testing.T) {
	d := newDesk(t)
	d.trouble("bad", errRefused)
	stop := d.start(t)
	d.bring(told(said, "a/1", 1, "x"))
	d.done(t)
	d.keep(told(said, "a/1", 1, "x"), told(said, "a/1", 2, "bad"), told(said, "a/1", 3, "y"))
	d.bring(told(said, "a/1", 4, "z"))
	d.done(t)
	stop()
	d.expectParked(t, "a/1 2", "a/1 3", "a/1 4")
	// Behind a parked one a gap is found only at replay.
	if err := replayOneThatFillsABadOne(t, d); err != nil {
		t.Error(err)
	}
}

func replayOneThatFillsABadOne(t *testing.T, d *desk) error {
	d.trouble("y", errRefused)
	n, err := d.Replay(t.Context(), "from/a/1/000000000002")
	if n != 1 || !errors.Is(err, errRefused) {
		return err
	}
	d.expectParked(t, "a/1 3", "a/1 4")
	d.trouble("", nil)
	_, err = d.Replay(t.Context(), "from/a/1/000000000004")
	d.noted(t, "1", "x", "bad", "y", "z")
	return err
}

func TestGiveUp(t *testing.T) {
	d := newDesk(t)
	d.trouble("bad", errRefused)
	stop := d.start(t)
	d.bring(told(said, "a/1", 1, "bad"), told(said, "a/1", 2, "x"), told(said, "a/1", 3, "bad"), told(said, "a/1", 4, "y"))
	d.done(t)
	stop()
	ctx := event.WithCause(t.Context(), event.Cause{Actor: "u1"})
	for id, code := range map[string]string{
		"from/a/1/000000000002": "parked.behind", "from/a/1/000000000009": "parked.not_found",
	} {
		if _, err := d.GiveUp(ctx, id, "because"); !fault.HasCode(err, code) {
			t.Errorf("%s: %v", id, err)
		}
	}
	if _, err := d.GiveUp(ctx, "from/a/1/000000000001", ""); !fault.HasCode(err, "parked.reason") {
		t.Errorf("without a reason: %v", err)
	}
	if n, err := d.GiveUp(ctx, "from/a/1/000000000001", "because"); err != nil || n != 1 {
		t.Fatalf("applied %d behind it, %v", n, err)
	}
	d.noted(t, "1", "x")
	d.expectParked(t, "a/1 3", "a/1 4")
	page, err := d.GivenUp(ctx, "", 10)
	if err != nil || len(page.Items) != 1 || page.Items[0].GivenUp.By != "u1" || page.Items[0].GivenUp.Reason != "because" {
		t.Errorf("given up %+v, %v", page, err)
	}
	for _, again := range []func() (int, error){
		func() (int, error) { return d.GiveUp(ctx, "from/a/1/000000000001", "again") },
		func() (int, error) { return d.Replay(ctx, "from/a/1/000000000001") },
	} {
		if _, err := again(); !fault.HasCode(err, "parked.given_up") {
			t.Errorf("given up and then: %v", err)
		}
	}
	if n, err := d.GiveUp(ctx, "from/a/1/000000000003", "because"); err != nil || n != 1 {
		t.Fatalf("applied %d behind it, %v", n, err)
	}
	d.noted(t, "1", "x", "y")
	d.start(t)
	d.bring(told(said, "a/1", 5, "z"))
	d.done(t)
	d.noted(t, "1", "x", "y", "z")
}

// An event whose predecessors cannot be had waits and is tried without being
// asked when their origin answers; meanwhile the rest flows.
func TestWaitsForAnOriginThatIsAway(t *testing.T) {
	d := newDesk(t, func(c *consume.Config) { c.Retry = time.Millisecond })
	d.setAway(true)
	d.start(t)
	d.bring(told(said, "a/1", 3, "z"))
	d.bring(told(said, "a/2", 1, "y"), told(said, "a/1", 4, "u"))
	d.done(t)
	d.noted(t, "2", "y")
	d.expectParked(t, "a/1 3", "a/1 4")
	if head, err := d.Show(t.Context(), "from/a/1/000000000003"); err != nil || !head.Waiting {
		t.Fatalf("parked as %+v, %v", head, err)
	}
	d.keep(told(said, "a/1", 1, "x"), told(said, "a/1", 2, "y"))
	d.setAway(false)
	eventually(t, func() error {
		if left := d.parked(t); len(left) > 0 {
			return errors.New("still parked")
		}
		return nil
	})
	d.noted(t, "1", "x", "y", "z", "u")
}

// What even its origin does not have can be given up, with all before it.
func TestGiveUpOnAGap(t *testing.T) {
	d := newDesk(t)
	stop := d.start(t)
	d.bring(told(said, "a/1", 3, "z"))
	d.done(t)
	stop()
	d.expectParked(t, "a/1 3")
	if _, err := d.GiveUp(t.Context(), "from/a/1/000000000003", "the origin's disk was lost"); err != nil {
		t.Fatal(err)
	}
	d.start(t)
	d.bring(told(said, "a/1", 4, "u"))
	d.done(t)
	d.noted(t, "1", "u")
}

func TestKeepsWhatIsNoEvent(t *testing.T) {
	d := newDesk(t)
	stop := d.start(t)
	d.bringRaw([]byte("\x00not json"), []byte(`{"specversion":"1.0"}`))
	d.bring(told(said, "a/1", 1, "x"))
	d.done(t)
	stop()
	d.noted(t, "1", "x")
	const first, second = "raw/lianluo.from.v1/0/0", "raw/lianluo.from.v1/0/1"
	if p, err := d.Show(t.Context(), first); err != nil || string(p.Raw) != "\x00not json" {
		t.Fatalf("kept %+v, %v", p, err)
	}
	if _, err := d.Replay(t.Context(), first); !fault.Is(err, fault.KindInvalid) {
		t.Errorf("replayed: %v", err)
	}
	for _, id := range []string{first, second} {
		if _, err := d.GiveUp(t.Context(), id, "noise"); err != nil {
			t.Error(err)
		}
	}
	d.expectParked(t)
}
