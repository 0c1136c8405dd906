// Package observe sets up how a process is watched: traces and metrics by
// OpenTelemetry, logs by slog, all three joined by the trace id.
//
// Beside OpenTelemetry's own globals (providers, propagator, error handler) it
// keeps no global state.
package observe

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/propagation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"lianluo/pkg/config"
)

// Config says what is recorded and where it goes. Its zero value logs as text
// from level info and sends traces nowhere.
type Config struct {
	Service string `yaml:"-"` // what this process calls itself, e.g. lianluo or casework
	Version string `yaml:"-"`
	Log     struct {
		Level  slog.Level `yaml:"level" default:"info" doc:"debug, info, warn or error"`
		Format string     `yaml:"format" default:"text" validate:"oneof=text json" doc:"text for people, json for log stores"`
	} `yaml:"log"`
	Traces struct {
		Endpoint string        `yaml:"endpoint" validate:"omitempty,http_url" doc:"OTLP/HTTP collector, e.g. http://127.0.0.1:4318; empty sends no traces"`
		Token    config.Secret `yaml:"token" doc:"bearer token for the collector"`
		Ratio    float64       `yaml:"ratio" default:"1" validate:"min=0,max=1" doc:"share of traces that are recorded"`
	} `yaml:"traces"`
}

// Observe is what a process records itself with.
type Observe struct {
	Tracers trace.TracerProvider
	Meters  metric.MeterProvider
	Metrics http.Handler // answers /metrics

	logs slog.Handler
}

// Logger returns the log of one service. Records carry trace_id and span_id of
// the context they are logged with.
func (o *Observe) Logger(service string) *slog.Logger {
	return slog.New(o.logs).With("service", service)
}

// Setup starts recording. shutdown sends what is still held and must be called
// once, last; it fails when that does not arrive before its context ends.
// Setup fails when the endpoint is no URL.
func Setup(ctx context.Context, c Config) (_ *Observe, shutdown func(context.Context) error, _ error) {
	return setup(ctx, c, places{logs: os.Stderr})
}

// places are where records go; tests look there.
type places struct {
	logs   io.Writer
	spans  sdktrace.SpanExporter // instead of the collector, every span at once
	meters sdkmetric.Reader      // beside /metrics
}

func setup(ctx context.Context, c Config, to places) (_ *Observe, shutdown func(context.Context) error, _ error) {
	about := resource.NewSchemaless(attribute.String("service.name", c.Service), attribute.String("service.version", c.Version))
	tracers, err := newTracers(ctx, c, about, to.spans)
	if err != nil {
		return nil, nil, err
	}
	meters, handler, err := newMeters(about, to.meters)
	if err != nil {
		return nil, nil, err
	}
	observed := &Observe{Tracers: tracers, Meters: meters, Metrics: handler, logs: newLogs(c, to.logs)}
	log := observed.Logger(c.Service)
	otel.SetTracerProvider(tracers)
	otel.SetMeterProvider(meters)
	otel.SetTextMapPropagator(propagation.TraceContext{})
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) { log.Warn("telemetry", "error", err) }))
	return observed, func(ctx context.Context) error {
		return errors.Join(tracers.Shutdown(ctx), meters.Shutdown(ctx))
	}, nil
}
