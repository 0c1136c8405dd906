package rpc

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"time"

	"github.com/go-kit/kit/endpoint"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"lianluo/pkg/fault"
)

var w3c = propagation.TraceContext{}

// traced opens the operation's span, a child of the caller's.
func (s *Server) traced(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	ctx = w3c.Extract(ctx, propagation.HeaderCarrier(c.r.Header))
	ctx, span := s.tracer.Start(ctx, c.op.Name, trace.WithSpanKind(trace.SpanKindServer))
	defer span.End()
	carrier := propagation.MapCarrier{}
	w3c.Inject(ctx, carrier)
	c.trace = carrier.Get("traceparent")
	c.id = requestID(span.SpanContext())
	c.w.Header().Set("X-Request-Id", c.id)
	res, err := next(ctx, c)
	span.SetAttributes(attribute.String("outcome", outcome(c, err)))
	if e := fault.Of(err); e != nil && serious(e) {
		span.SetStatus(codes.Error, e.Code)
	}
	return res, err
}

func requestID(sc trace.SpanContext) string {
	if sc.HasTraceID() {
		return sc.TraceID().String()
	}
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func serious(e *fault.Error) bool {
	return e.Kind == fault.KindInternal || e.Kind == fault.KindUnavailable
}

// outcome is "ok", "canceled" when the caller went away, or the fault's kind.
func outcome(c *call, err error) string {
	switch {
	case err == nil:
		return "ok"
	case c.r.Context().Err() != nil:
		return "canceled"
	}
	return string(fault.Of(err).Kind)
}

type meters struct {
	seconds metric.Float64Histogram
	active  metric.Int64UpDownCounter
}

func newMeters(p metric.MeterProvider) meters {
	m := p.Meter(instrument)
	seconds, err := m.Float64Histogram("lianluo.rpc.duration", metric.WithUnit("s"),
		metric.WithDescription("Time per operation by outcome"),
		metric.WithExplicitBucketBoundaries(.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10))
	if err != nil {
		panic(err)
	}
	active, err := m.Int64UpDownCounter("lianluo.rpc.active", metric.WithDescription("Operations under way"))
	if err != nil {
		panic(err)
	}
	return meters{seconds: seconds, active: active}
}

// measured counts time and outcome per operation.
func (s *Server) measured(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	op := attribute.String("operation", c.op.Name)
	start := time.Now()
	s.meters.active.Add(ctx, 1, metric.WithAttributes(op))
	res, err := next(ctx, c)
	s.meters.active.Add(ctx, -1, metric.WithAttributes(op))
	s.meters.seconds.Record(ctx, time.Since(start).Seconds(),
		metric.WithAttributes(op, attribute.String("outcome", outcome(c, err))))
	return res, err
}

// logged writes the one line of the call. Causes are logged only where the
// system failed: what a caller got wrong may hold personal data.
func (s *Server) logged(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	start := time.Now()
	res, err := next(ctx, c)
	attrs := []slog.Attr{
		slog.String("operation", c.op.Name), slog.String("outcome", outcome(c, err)),
		slog.String("request", c.id), slog.String("actor", c.subject.ID),
		slog.Duration("took", time.Since(start)),
	}
	level := slog.LevelDebug
	if e := fault.Of(err); e != nil {
		if e.Kind == fault.KindDenied || e.Kind == fault.KindUnauthenticated {
			level = slog.LevelInfo // somebody tried what they may not; the rest is everyday
		}
		attrs = append(attrs, slog.String("code", e.Code))
		if serious(e) && c.r.Context().Err() == nil {
			level = slog.LevelError
			attrs = append(attrs, slog.String("error", err.Error()))
		}
	}
	s.cfg.Logger.LogAttrs(ctx, level, "call", attrs...)
	return res, err
}
