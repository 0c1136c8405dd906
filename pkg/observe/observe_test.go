package observe

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"lianluo/pkg/config"
)

// start sets up for a test and shuts down with it.
func start(t *testing.T, c Config, options ...Option) *Observe {
	t.Helper()
	c.Service, c.Version = "test", "v0"
	o, shutdown, err := Setup(t.Context(), c, options...)
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

func TestSpansAreRecorded(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	start(t, Config{}, WithSpans(spans))
	ctx, endOuter := Start(t.Context(), "outer", attribute.String("k", "v"))
	_, endInner := Start(ctx, "inner")
	endInner(errors.New("broken"))
	endOuter(nil)

	got := spans.GetSpans()
	if len(got) != 2 || got[0].Name != "inner" || got[0].Parent.SpanID() != got[1].SpanContext.SpanID() {
		t.Fatalf("got %+v", got)
	}
	if got[0].Status.Code != codes.Error || len(got[0].Events) != 1 || got[1].Status.Code != codes.Unset {
		t.Errorf("errors: got %+v, %+v", got[0].Status, got[1].Status)
	}
	if got[1].Attributes[0] != attribute.String("k", "v") || got[1].InstrumentationScope.Name != scope {
		t.Errorf("got %+v", got[1])
	}
	if name, _ := got[0].Resource.Set().Value("service.name"); name.AsString() != "test" {
		t.Errorf("resource is %v", got[0].Resource)
	}
}

func TestTraceTravels(t *testing.T) {
	start(t, Config{})
	ctx, end := Start(t.Context(), "sender")
	defer end(nil)
	sent := trace.SpanContextFromContext(ctx)
	if !sent.IsValid() || sent.IsSampled() {
		t.Fatalf("without a collector a span has ids and is not recorded: %+v", sent)
	}

	header := http.Header{}
	InjectHTTP(ctx, header)
	for name, received := range map[string]context.Context{
		"event": Extract(t.Context(), Inject(ctx)),
		"http":  ExtractHTTP(t.Context(), header),
	} {
		got := trace.SpanContextFromContext(received)
		if got.TraceID() != sent.TraceID() || got.SpanID() != sent.SpanID() || !got.IsRemote() {
			t.Errorf("%s: got %+v, want %+v", name, got, sent)
		}
	}
	if headers := Inject(t.Context()); len(headers) != 0 {
		t.Errorf("outside a span: %v", headers)
	}
	for _, broken := range []map[string]string{nil, {}, {"traceparent": "00-x-y-01"}, {"traceparent": strings.Repeat("0", 9999)}} {
		if got := trace.SpanContextFromContext(Extract(t.Context(), broken)); got.IsValid() {
			t.Errorf("%v became %+v", broken, got)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b,c=d")
	f.Add("", "=")
	f.Fuzz(func(t *testing.T, parent, state string) {
		ctx := Extract(t.Context(), map[string]string{"traceparent": parent, "tracestate": state})
		span := trace.SpanContextFromContext(ctx)
		again := trace.SpanContextFromContext(Extract(t.Context(), Inject(ctx)))
		if span.TraceID() != again.TraceID() || span.SpanID() != again.SpanID() {
			t.Errorf("%+v became %+v", span, again)
		}
	})
}

func TestMetricsReachTheHandler(t *testing.T) {
	reader := sdkmetric.NewManualReader()
	o := start(t, Config{}, WithReader(reader))
	seconds, err := Meter().Float64Histogram("lianluo.operation.duration", metric.WithUnit("s"))
	if err != nil {
		t.Fatal(err)
	}
	sizes, err := Meter().Int64Histogram("lianluo.request.size", metric.WithUnit("By"))
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

func TestLogsCarryTheTrace(t *testing.T) {
	for _, format := range []string{"json", "text"} {
		var out bytes.Buffer
		c := Config{}
		c.Log.Format = format
		o := start(t, c, WithOutput(&out))
		ctx, end := Start(t.Context(), "x")
		log := o.Logger("casework").With("a", 1).WithGroup("g")
		log.DebugContext(ctx, "below the level")
		log.InfoContext(ctx, "said", "b", 2)
		o.Logger("roster").Info("outside a span")
		end(nil)

		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		span := trace.SpanContextFromContext(ctx)
		if len(lines) != 2 || !strings.Contains(lines[0], span.TraceID().String()) || !strings.Contains(lines[0], span.SpanID().String()) {
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
	start(t, Config{}, WithOutput(&out))
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
