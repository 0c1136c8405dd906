package consume

import (
	"context"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"lianluo/pkg/event"
)

// meters show what comes, how late, and what is parked.
type meters struct {
	events metric.Int64Counter
	delay  metric.Float64Histogram
	parked metric.Int64Gauge
	lag    metric.Int64Gauge
	whose  metric.MeasurementOption
}

func newMeters(service, consumer string) meters {
	m := otel.Meter("lianluo/pkg/event/consume")
	labels := []attribute.KeyValue{attribute.String("service", service), attribute.String("consumer", consumer)}
	v := meters{whose: metric.WithAttributes(labels...)}
	// The API returns working no-ops beside an error, which only a bad name causes.
	v.events, _ = m.Int64Counter("lianluo.consumer.events", metric.WithDescription("events by outcome: delivered from the broker, or parked"))
	v.delay, _ = m.Float64Histogram("lianluo.consumer.delay", metric.WithUnit("s"),
		metric.WithDescription("time from an event's being told to its having taken effect"))
	v.parked, _ = m.Int64Gauge("lianluo.consumer.parked", metric.WithDescription("events that are parked now, in the read model that serves; 1000 stands for that many or more"))
	v.lag, _ = m.Int64Gauge("lianluo.consumer.lag", metric.WithDescription("messages of the topics that the group has not committed"))
	return v
}

func (m meters) count(ctx context.Context, outcome string, n int) {
	m.events.Add(ctx, int64(n), m.whose, metric.WithAttributes(attribute.String("outcome", outcome)))
}

func (m meters) delivered(ctx context.Context, now time.Time, events []event.Event) {
	m.count(ctx, "delivered", len(events))
	for _, e := range events {
		m.delay.Record(ctx, now.Sub(e.Time).Seconds(), m.whose)
	}
}
