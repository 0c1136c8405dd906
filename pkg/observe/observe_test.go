package observe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"lianluo/pkg/config"
)

// start sets up for a test and shuts down with it.
func start(t *testing.T, c Config, to places) *Observe {
	t.Helper()
	c.Service, c.Version = "test", "v0"
	if to.logs == nil {
		to.logs = io.Discard
	}
	o, shutdown, err := setup(t.Context(), c, to)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := shutdown(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return o
}

// tracer is of the provider that was set up last.
func tracer() trace.Tracer { return otel.Tracer("test") }

func TestSpansAreRecorded(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	start(t, Config{}, places{spans: spans})
	ctx, outer := tracer().Start(t.Context(), "outer")
	_, inner := tracer().Start(ctx, "inner")
	inner.End()
	outer.End()

	got := spans.GetSpans()
	if len(got) != 2 || got[0].Name != "inner" || got[0].Parent.SpanID() != got[1].SpanContext.SpanID() {
		t.Fatalf("got %+v", got)
	}
	if name, _ := got[0].Resource.Set().Value("service.name"); name.AsString() != "test" {
		t.Errorf("resource is %v", got[0].Resource)
	}
}

func TestWithoutACollectorSpansHaveIDs(t *testing.T) {
	start(t, Config{}, places{})
	_, span := tracer().Start(t.Context(), "sender")
	defer span.End()
	if at := span.SpanContext(); !at.IsValid() || at.IsSampled() {
		t.Fatalf("%+v", at)
	}
}

func TestMetricsReachTheHandler(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	o := start(t, Config{}, places{meters: reader})
	meter := otel.Meter("test")
	seconds, err := meter.Float64Histogram("lianluo.operation.duration", metric.WithUnit("s"))
	if err != nil {
		t.Fatal(err)
	}
	sizes, err := meter.Int64Histogram("lianluo.request.size", metric.WithUnit("By"))
	if err != nil {
		t.Fatal(err)
	}
	seconds.Record(t.Context(), 0.002, metric.WithAttributes(attribute.String("operation", "casework.AssignCase")))
	sizes.Record(t.Context(), 300)

	answer := httptest.NewRecorder()
	o.Metrics.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	for _, want := range []string{
		`lianluo_operation_duration_seconds_bucket{operation="casework.AssignCase",le="0.001"} 0`,
		`lianluo_operation_duration_seconds_bucket{operation="casework.AssignCase",le="0.0025"} 1`,
		`lianluo_request_size_bytes_bucket{le="1024"} 1`, "go_goroutines ", "process_resident_memory_bytes ", `service_name="test"`,
	} {
		if !strings.Contains(answer.Body.String(), want) {
			t.Errorf("/metrics lacks %s", want)
		}
	}
	var collected metricdata.ResourceMetrics
	if err := reader.Collect(t.Context(), &collected); err != nil || len(collected.ScopeMetrics) != 1 {
		t.Errorf("the second reader got %v, %v", collected, err)
	}
}

// A slow bucket leads to a trace that was slow (OpenMetrics exemplars).
func TestFiguresLeadToTraces(t *testing.T) {
	o := start(t, Config{}, places{spans: tracetest.NewInMemoryExporter()})
	seconds, err := otel.Meter("test").Float64Histogram("lianluo.operation.duration", metric.WithUnit("s"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, span := tracer().Start(t.Context(), "slow")
	seconds.Record(ctx, 7)
	span.End()
	ask := httptest.NewRequest(http.MethodGet, "/metrics", nil)
	ask.Header.Set("Accept", "application/openmetrics-text; version=1.0.0")
	answer := httptest.NewRecorder()
	o.Metrics.ServeHTTP(answer, ask)
	_, slow, _ := strings.Cut(answer.Body.String(), `le="10.0"} 1 # {`)
	if labels, _, _ := strings.Cut(slow, "}"); !strings.Contains(labels, `trace_id="`+span.SpanContext().TraceID().String()+`"`) {
		t.Errorf("/metrics does not lead to the trace:\n%s", answer.Body)
	}
}

func TestLogsCarryTheTrace(t *testing.T) {
	for _, format := range []string{"json", "text"} {
		var out bytes.Buffer
		c := Config{}
		c.Log.Format = format
		o := start(t, c, places{logs: &out})
		ctx, span := tracer().Start(t.Context(), "x")
		log := o.Logger("casework").With("a", 1).WithGroup("g")
		log.DebugContext(ctx, "below the level")
		log.InfoContext(ctx, "said", "b", 2)
		o.Logger("roster").Info("outside a span")
		span.End()

		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		at := span.SpanContext()
		if len(lines) != 2 || !strings.Contains(lines[0], at.TraceID().String()) || !strings.Contains(lines[0], at.SpanID().String()) {
			t.Fatalf("%s: got %q", format, lines)
		}
		if !strings.Contains(lines[0], "casework") || !strings.Contains(lines[1], "roster") || strings.Contains(lines[1], "trace_id") {
			t.Errorf("%s: got %q", format, lines)
		}
		if json.Valid([]byte(lines[0])) != (format == "json") {
			t.Errorf("%s: got %q", format, lines[0])
		}
	}
}

func TestTelemetryErrorsAreLogged(t *testing.T) {
	var out bytes.Buffer
	start(t, Config{}, places{logs: &out})
	otel.Handle(errors.New("lost"))
	if !strings.Contains(out.String(), "lost") {
		t.Errorf("got %q", out.String())
	}
}

func TestConfigLoads(t *testing.T) {
	loaded, err := config.Load[Config]([]string{"-log.level=debug", "-traces.endpoint=http://127.0.0.1:4318"},
		func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	if c := loaded.Config; c.Log.Level != -4 || c.Log.Format != "text" || c.Traces.Ratio != 1 {
		t.Errorf("got %+v", c)
	}
	for _, wrong := range []string{"-log.format=xml", "-traces.endpoint=127.0.0.1:4318", "-traces.ratio=2", "-service=x"} {
		if _, err := config.Load[Config]([]string{wrong}, func(string) (string, bool) { return "", false }); err == nil {
			t.Errorf("%s accepted", wrong)
		}
	}
}
