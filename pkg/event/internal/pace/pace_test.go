package pace

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestWaitsLongerEachTimeUpToTheMost(t *testing.T) {
	var waits []time.Duration
	p := New(func(_ context.Context, d time.Duration) error { waits = append(waits, d); return nil }, time.Second, 8*time.Second)
	for range 6 {
		if err := p.Failed(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	p.Worked()
	if err := p.Failed(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i, want := range []time.Duration{1, 2, 4, 8, 8, 8, 1} {
		if d := waits[i].Seconds() / float64(want); d < 0.69 || d > 1.31 {
			t.Errorf("wait %d is %s, not about %d s", i, waits[i], want)
		}
	}
}

func TestSleepEndsWithItsContext(t *testing.T) {
	if err := Sleep(t.Context(), time.Nanosecond); err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := New(nil, time.Hour, time.Hour).Failed(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
