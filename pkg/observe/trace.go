package observe

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
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

// Tracer returns the tracer of the current global provider.
func Tracer() trace.Tracer { return otel.Tracer(scope) }

// Start begins a span; end records the error, if any, and ends it.
func Start(ctx context.Context, name string, attributes ...attribute.KeyValue) (_ context.Context, end func(error)) {
	ctx, span := Tracer().Start(ctx, name, trace.WithAttributes(attributes...))
	return ctx, func(err error) {
		if err != nil {
			span.RecordError(err)
			span.SetStatus(codes.Error, err.Error())
		}
		span.End()
	}
}

// w3c is how trace context is written, whatever the global propagator is: old
// messages must stay readable.
var w3c propagation.TraceContext

// Inject returns the trace context as headers for an event; empty outside a span.
func Inject(ctx context.Context) map[string]string {
	headers := propagation.MapCarrier{}
	w3c.Inject(ctx, headers)
	return headers
}

// Extract continues the trace that an event's headers carry. Headers that carry
// none, or a broken one, leave ctx as it is.
func Extract(ctx context.Context, headers map[string]string) context.Context {
	return w3c.Extract(ctx, propagation.MapCarrier(headers))
}

// InjectHTTP writes the trace context into the headers of a request to send.
func InjectHTTP(ctx context.Context, header http.Header) {
	w3c.Inject(ctx, propagation.HeaderCarrier(header))
}

// ExtractHTTP continues the trace of a received request. Do not call it for
// requests from outside: a stranger would decide what is recorded.
func ExtractHTTP(ctx context.Context, header http.Header) context.Context {
	return w3c.Extract(ctx, propagation.HeaderCarrier(header))
}
