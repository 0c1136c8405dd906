package relay_test

import (
	"errors"
	"fmt"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"lianluo/pkg/event"
	"lianluo/pkg/event/eventtest"
	"lianluo/pkg/event/relay"
	"lianluo/pkg/fault"
)

func TestGaugesShowWhatWaits(t *testing.T) {
	reader := metric.NewManualReader()
	before := otel.GetMeterProvider()
	otel.SetMeterProvider(metric.NewMeterProvider(metric.WithReader(reader)))
	t.Cleanup(func() { otel.SetMeterProvider(before) })
	o, p := newOrigin(t, eventtest.SQLite(t)), &topic{}
	p.before = func([]event.Message) error { return fault.Unavailable(errors.New("away")) }
	o.tell(t, "a", "b")
	run(t, o, p, relay.Options{Wait: atOnce})
	awaitGauges(t, reader, func(waiting int64, age float64) bool { return waiting == 2 && age > 0 })
	p.mu.Lock()
	p.before = nil
	p.mu.Unlock()
	awaitGauges(t, reader, func(waiting int64, age float64) bool { return waiting == 0 && age == 0 })
}

func awaitGauges(t *testing.T, reader *metric.ManualReader, ok func(int64, float64) bool) {
	t.Helper()
	eventtest.Eventually(t, func() error {
		var all metricdata.ResourceMetrics
		if err := reader.Collect(t.Context(), &all); err != nil {
			return err
		}
		waiting, age := int64(-1), -1.0
		for _, scope := range all.ScopeMetrics {
			for _, m := range scope.Metrics {
				switch data := m.Data.(type) {
				case metricdata.Gauge[int64]:
					waiting = data.DataPoints[0].Value
				case metricdata.Gauge[float64]:
					age = data.DataPoints[0].Value
				}
			}
		}
		if !ok(waiting, age) {
			return fmt.Errorf("%d wait, the oldest for %g s", waiting, age)
		}
		return nil
	})
}
