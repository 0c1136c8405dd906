package relay

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

// gauges show how much is told and not yet acknowledged by the broker.
type gauges struct {
	waiting metric.Int64Gauge
	age     metric.Float64Gauge
	service metric.MeasurementOption
}

func newGauges(service string) gauges {
	m := otel.Meter("lianluo/pkg/event/relay")
	g := gauges{service: metric.WithAttributes(attribute.String("service", service))}
	// The API returns working no-ops beside an error, which only a bad name causes.
	g.waiting, _ = m.Int64Gauge("lianluo.outbox.waiting",
		metric.WithDescription("events told and not yet acknowledged by the broker; a full batch stands for that many or more"))
	g.age, _ = m.Float64Gauge("lianluo.outbox.age", metric.WithUnit("s"),
		metric.WithDescription("age of the oldest event not yet acknowledged by the broker"))
	return g
}

func (g gauges) set(ctx context.Context, waiting int, age time.Duration) {
	g.waiting.Record(ctx, int64(waiting), g.service)
	g.age.Record(ctx, age.Seconds(), g.service)
}
