package eventtest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"lianluo/pkg/event/embedded"
)

func benchPair(b *testing.B) (*source, *sink) {
	b.Helper()
	e := &embeddedBroker{config: embedded.Config{Dir: b.TempDir()}}
	e.start(b)
	b.Cleanup(func() { e.stop(b) })
	h := Harness{Brokers: []string{e.config.Addr}, Session: time.Second}
	s := h.source(b)
	h.relay(b, s)
	k := h.sink(b, "to", s)
	Go(b, k.consumer.Run)
	return s, k
}

// BenchmarkEvents is what 16 tellers get through store, relay, embedded broker
// and a consumer's store: events per second, told to taken effect.
func BenchmarkEvents(b *testing.B) {
	s, k := benchPair(b)
	const tellers, things = 16, 64
	b.ResetTimer()
	var work sync.WaitGroup
	for w := range tellers {
		work.Go(func() {
			for i := w; i < b.N; i += tellers {
				if _, err := s.tell(context.Background(), fmt.Sprint("t", i%things)); err != nil {
					b.Error(err)
				}
			}
		})
	}
	work.Wait()
	for i := range min(things, b.N) {
		k.await(b, int64((b.N-i-1)/things+1), fmt.Sprint("t", i))
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "events/s")
}

// BenchmarkOneEvent is the time from telling to having taken effect on an idle system.
func BenchmarkOneEvent(b *testing.B) {
	s, k := benchPair(b)
	for i := 0; b.Loop(); i++ {
		id := fmt.Sprint("t", i)
		if _, err := s.tell(context.Background(), id); err != nil {
			b.Fatal(err)
		}
		for k.took(context.Background(), id, 1) != nil {
			time.Sleep(500 * time.Microsecond) // a spinning reader would slow it down
		}
	}
}
