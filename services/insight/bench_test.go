package insight

import (
	"math/rand/v2"
	"testing"
)

// How fast events are folded, in batches as a consumer brings them.
func BenchmarkFold(b *testing.B) {
	m, events := newModel(b), story(rand.New(rand.NewPCG(1, 1)), 1000)
	for b.Loop() {
		b.StopTimer()
		must(b, m.Clear(m.system()))
		b.StartTimer()
		m.fold(events...)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(events)), "µs/event")
}
