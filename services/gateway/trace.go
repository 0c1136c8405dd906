package gateway

import (
	"net/http"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

var w3c = propagation.TraceContext{}

const traceParent = "Traceparent"

// traced opens a span for what goes through the door to a service, within the
// trace of a trusted proxy where there is one, and makes what follows its children.
func traced(service string, next http.Handler) http.Handler {
	tracer := otel.Tracer("lianluo/services/gateway")
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := w3c.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := tracer.Start(ctx, "gateway "+service, trace.WithSpanKind(trace.SpanKindServer))
		defer span.End()
		w3c.Inject(ctx, propagation.HeaderCarrier(r.Header))
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}
