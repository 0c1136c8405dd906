package rpc_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"lianluo/pkg/rpc"
)

// eventually polls until ok holds; ten seconds are long past any real wait.
func eventually(t testing.TB, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come about")
		}
	}
}

const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

func TestSpansContinueTheCallersTrace(t *testing.T) {
	spans := tracetest.NewSpanRecorder()
	d := newDemo(t, func(c *rpc.ServerConfig) { c.Tracer = sdktrace.NewTracerProvider(sdktrace.WithSpanProcessor(spans)) })
	w := d.raw("POST", "/api/demo/v1/notes", `{"title":"x","area":"431223"}`, asJSON, asOfficer, withKey, "Traceparent: "+parent)
	if w.Code != 200 || w.Header().Get("X-Request-Id") != "0af7651916cd43dd8448eb211c80319c" {
		t.Fatalf("got %d %v", w.Code, w.Header())
	}
	ended := spans.Ended()
	if len(ended) != 1 || ended[0].Name() != "demo.CreateNote" || ended[0].Parent().SpanID().String() != "b7ad6b7169203331" {
		t.Fatalf("got %v", ended)
	}
	rows, err := d.db.Journal().Pending(context.Background(), 10)
	if err != nil || len(rows) != 1 {
		t.Fatalf("got %v, %v", rows, err)
	}
	e := rows[0].Event
	if e.Actor != "officer-1" || e.Operation != "demo.CreateNote" || !strings.Contains(e.TraceParent, "0af7651916cd43dd8448eb211c80319c") {
		t.Fatalf("the event must say who, by what and in which trace: %+v", e)
	}
}

func TestRequestsWithoutATraceHaveAnID(t *testing.T) {
	d := newDemo(t)
	a, b := d.raw("GET", "/api/demo/v1/look", ""), d.raw("GET", "/api/demo/v1/mine", "")
	id := b.Header().Get("X-Request-Id")
	if a.Header().Get("X-Request-Id") == id || len(id) != 32 || !strings.Contains(b.Body.String(), id) {
		t.Fatalf("got %v and %v, %s", a.Header(), b.Header(), b.Body)
	}
}

func TestMetricsByOperationAndOutcome(t *testing.T) {
	reader := metric.NewManualReader()
	d := newDemo(t, func(c *rpc.ServerConfig) { c.Meter = metric.NewMeterProvider(metric.WithReader(reader)) })
	d.raw("GET", "/api/demo/v1/look", "")
	d.raw("GET", "/api/demo/v1/look", "")
	d.raw("GET", "/api/demo/v1/mine", "")
	d.act = func(context.Context, CreateNote) (Note, error) { panic("x") }
	d.raw("POST", "/api/demo/v1/act", `{"title":"x","area":"43"}`, asJSON, withKey)
	var got metricdata.ResourceMetrics
	if err := reader.Collect(context.Background(), &got); err != nil {
		t.Fatal(err)
	}
	counts := map[string]uint64{}
	for _, m := range got.ScopeMetrics[0].Metrics {
		switch data := m.Data.(type) {
		case metricdata.Histogram[float64]:
			for _, p := range data.DataPoints {
				counts[value(p.Attributes, "operation")+" "+value(p.Attributes, "outcome")] += p.Count
			}
		case metricdata.Sum[int64]:
			for _, p := range data.DataPoints {
				if p.Value != 0 {
					t.Errorf("%v still under way", p.Attributes)
				}
			}
		}
	}
	if counts["demo.Look ok"] != 2 || counts["demo.Mine unauthenticated"] != 1 || counts["demo.Act internal"] != 1 {
		t.Fatalf("got %v", counts)
	}
}

func value(set attribute.Set, key attribute.Key) string {
	v, _ := set.Value(key)
	return v.AsString()
}

func TestTheLogHoldsNothingThatPeopleWrote(t *testing.T) {
	d := newDemo(t)
	d.raw("POST", "/api/demo/v1/notes", `{"title":"张三身份证431223","area":7}`, asJSON, asOfficer, withKey)
	d.raw("GET", "/api/demo/v1/notes?since=张三", "", asOfficer)
	if log := d.log.String(); strings.Contains(log, "张三") || strings.Count(log, "\n") != 2 || !strings.Contains(log, `"code":"rpc.content"`) {
		t.Fatalf("the log is %s", log)
	}
}
