package observe

import (
	"context"

	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

// newTracers makes the provider. Without a place to send them to, spans are not
// recorded, but still have ids, so that logs can be joined.
func newTracers(ctx context.Context, c Config, about *resource.Resource, now sdktrace.SpanExporter) (*sdktrace.TracerProvider, error) {
	options := []sdktrace.TracerProviderOption{sdktrace.WithResource(about)}
	switch {
	case now != nil:
		options = append(options, sdktrace.WithSyncer(now))
	case c.Traces.Endpoint != "":
		client, err := newOTLP(c.Traces.Endpoint, c.Traces.Token.Reveal())
		if err != nil {
			return nil, err
		}
		exporter, err := otlptrace.New(ctx, client)
		if err != nil {
			return nil, err
		}
		sampler := sdktrace.ParentBased(sdktrace.TraceIDRatioBased(c.Traces.Ratio))
		options = append(options, sdktrace.WithSampler(sampler), sdktrace.WithBatcher(exporter))
	default:
		options = append(options, sdktrace.WithSampler(sdktrace.NeverSample()))
	}
	return sdktrace.NewTracerProvider(options...), nil
}
