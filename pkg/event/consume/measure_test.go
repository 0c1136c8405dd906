package consume_test

import (
	"fmt"
	"testing"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"lianluo/pkg/event/consume"
)

func TestGaugesShowWhatIsParkedAndHowFarBehindTheGroupIs(t *testing.T) {
	reader := metric.NewManualReader()
	before := otel.GetMeterProvider()
	otel.SetMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))
	t.Cleanup(func() { otel.SetMeterProvider(before) })
	d := newDesk(t, func(c *consume.Config) { c.Retry = 5 * time.Millisecond })
	d.trouble("bad", errRefused)
	d.start(t)
	d.bring(told(said, "a/1", 1, "bad"), told(said, "a/1", 2, "x"), told(said, "a/2", 1, "y"))
	d.done(t)
	awaitGauges(t, reader, 2, 0)
	d.mu.Lock()
	d.mishap = nil
	d.mu.Unlock()
	if _, err := d.Replay(t.Context(), "from/a/1/000000000001"); err != nil {
		t.Fatal(err)
	}
	awaitGauges(t, reader, 0, 0)
	d.setBehind(7)
	awaitGauges(t, reader, 0, 7)
}

// setBehind lets the topic grow by messages that nobody fetches.
func (b *broker) setBehind(n int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.offset += n
}

func awaitGauges(t *testing.T, reader *metric.ManualReader, parked, lag int64) {
	t.Helper()
	eventually(t, func() error {
		var all metricdata.ResourceMetrics
		if err := reader.Collect(t.Context(), &all); err != nil {
			return err
		}
		got := map[string]int64{"lianluo.consumer.parked": -1, "lianluo.consumer.lag": -1}
		for _, scope := range all.ScopeMetrics {
			for _, m := range scope.Metrics {
				if gauge, ok := m.Data.(metricdata.Gauge[int64]); ok {
					got[m.Name] = gauge.DataPoints[0].Value
				}
			}
		}
		if got["lianluo.consumer.parked"] != parked || got["lianluo.consumer.lag"] != lag {
			return fmt.Errorf("%v, not %d parked and a lag of %d", got, parked, lag)
		}
		return nil
	})
}
