package bench

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// spell is a stretch of work: how long each call took, and all of them together.
type spell struct {
	took    []time.Duration
	elapsed time.Duration
}

func (s spell) rate() float64 { return float64(len(s.took)) / s.elapsed.Seconds() }

// quantile is the time within which the given part of the calls was answered.
func (s spell) quantile(part float64) time.Duration {
	if len(s.took) == 0 {
		return 0
	}
	return s.took[min(len(s.took)-1, int(part*float64(len(s.took))))]
}

func (s spell) String() string {
	return fmt.Sprintf("%.0f/s, p50 %s, p99 %s", s.rate(), ms(s.quantile(.5)), ms(s.quantile(.99)))
}

// ms is a duration in milliseconds, as a reader wants it.
func ms(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return fmt.Sprintf("%.2f ms", d.Seconds()*1e3)
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", d.Seconds()*1e3)
	}
	return fmt.Sprintf("%.0f ms", d.Seconds()*1e3)
}

// caller is one client: it makes the n-th call of all, over its own connection.
type caller func(w *wire, n int) error

// calls are made by clients as fast as each gets its answer, until the time is
// over or most calls were made (0: no bound). The first error fails the test.
func calls(t *testing.T, url string, clients, most int, limit time.Duration, call caller) spell {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	var next atomic.Int64
	var mu sync.Mutex
	var all spell
	began := time.Now()
	each(clients, func(int) {
		w := dial(url)
		defer w.close()
		var own []time.Duration
		for n := int(next.Add(1)); ctx.Err() == nil && (most == 0 || n <= most); n = int(next.Add(1)) {
			start := time.Now()
			if err := call(w, n); err != nil {
				t.Errorf("call %d: %v", n, err)
				cancel()
				break
			}
			own = append(own, time.Since(start))
		}
		mu.Lock()
		defer mu.Unlock()
		all.took = append(all.took, own...)
	})
	all.elapsed = time.Since(began)
	slices.Sort(all.took)
	return all
}

// paced makes calls at a rate, whatever the answers take; a call that has to wait
// for a client takes longer by the waiting.
func paced(t *testing.T, url string, perSecond float64, limit time.Duration, call caller) spell {
	t.Helper()
	const clients = 16
	total := max(1, int(perSecond*limit.Seconds()))
	due := make(chan time.Time, total)
	began := time.Now()
	go func() {
		defer close(due)
		for n := range total {
			at := began.Add(time.Duration(float64(n) / perSecond * float64(time.Second)))
			time.Sleep(time.Until(at))
			due <- at
		}
	}()
	var next atomic.Int64
	var mu sync.Mutex
	var all spell
	each(clients, func(int) {
		w := dial(url)
		defer w.close()
		for at := range due {
			if err := call(w, int(next.Add(1))); err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			all.took = append(all.took, time.Since(at))
			mu.Unlock()
		}
	})
	all.elapsed = time.Since(began)
	slices.Sort(all.took)
	return all
}

func each(n int, fn func(i int)) {
	var work sync.WaitGroup
	for i := range n {
		work.Go(func() { fn(i) })
	}
	work.Wait()
}
