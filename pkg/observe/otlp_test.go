package observe

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	tracepb "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collector answers with the statuses in turn, the last one for good, and keeps
// the names of the spans that it took.
type collector struct {
	*httptest.Server
	statuses []int
	asked    atomic.Int32
	spans    chan string
}

func newCollector(t *testing.T, statuses ...int) *collector {
	c := &collector{statuses: statuses, spans: make(chan string, 16)}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := c.statuses[min(int(c.asked.Add(1)), len(c.statuses))-1]
		body, err := io.ReadAll(r.Body)
		var data tracepb.TracesData
		if err != nil || proto.Unmarshal(body, &data) != nil || r.URL.Path != "/base/v1/traces" ||
			r.Header.Get("Content-Type") != "application/x-protobuf" || r.Header.Get("Authorization") != "Bearer key" {
			t.Errorf("got %s %v, %v", r.URL, r.Header, err)
		}
		if status == http.StatusOK {
			c.spans <- data.ResourceSpans[0].ScopeSpans[0].Spans[0].Name
		}
		w.WriteHeader(status)
	}))
	t.Cleanup(c.Close)
	return c
}

// record sends one span through the whole set-up and returns what shutdown said.
func record(t *testing.T, url string, patience time.Duration) error {
	t.Helper()
	var c Config
	c.Traces.Endpoint, c.Traces.Token, c.Traces.Ratio = url+"/base", "key", 1
	_, shutdown, err := setup(t.Context(), c, places{logs: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	_, span := tracer().Start(t.Context(), "sent")
	span.End()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	return shutdown(ctx)
}

func TestSpansReachTheCollector(t *testing.T) {
	c := newCollector(t, http.StatusServiceUnavailable, http.StatusOK)
	if err := record(t, c.URL, time.Minute); err != nil {
		t.Fatal(err)
	}
	if name := <-c.spans; name != "sent" || c.asked.Load() != 2 {
		t.Errorf("got %q after %d", name, c.asked.Load())
	}
}

func TestRefusedSpansAreNotSentAgain(t *testing.T) {
	c := newCollector(t, http.StatusUnauthorized)
	client, err := newOTLP(c.URL+"/base", "key")
	if err != nil {
		t.Fatal(err)
	}
	if err := client.UploadTraces(t.Context(), nil); err == nil || !strings.Contains(err.Error(), "401") {
		t.Errorf("got %v", err)
	}
	if asked := c.asked.Load(); asked != 1 {
		t.Errorf("asked %d times", asked)
	}
}

func TestCollectorThatStaysAway(t *testing.T) {
	c := newCollector(t, http.StatusOK)
	c.Close()
	if err := record(t, c.URL, 50*time.Millisecond); err == nil {
		t.Error("lost spans must be told")
	}
}

func TestEndpointMustBeURL(t *testing.T) {
	for _, endpoint := range []string{"127.0.0.1:4318", "grpc://h:1", "http://", "::"} {
		var c Config
		c.Traces.Endpoint = endpoint
		if _, _, err := Setup(t.Context(), c); err == nil || !strings.Contains(err.Error(), "is not a URL") {
			t.Errorf("%q: got %v", endpoint, err)
		}
	}
}
