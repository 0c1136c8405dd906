//go:build clients

package e2e

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"lianluo/api/casework"
	"lianluo/services/platform/platformtest"
)

// TestOneTraceThroughACollector: one process per service sends its spans to a real
// OpenTelemetry Collector. The assignment of a case is one trace: from the
// gateway through casework, its journal and the broker to the consumers,
// notification's among them. `make test-clients` builds the collector; without it
// the test fails.
func TestOneTraceThroughACollector(t *testing.T) {
	spans := &collected{by: map[string][]span{}}
	endpoint := collector(t, spans)
	g := newStage(t, func(t testing.TB, extra ...string) *platformtest.System {
		return platformtest.Split(t, append(extra, "-observe.traces.endpoint", endpoint)...)
	})
	made := do(g, "desk", casework.RegisterCase, casework.RegisterRequest{Station: g.station().ID, Channel: casework.AtDesk,
		Text: "路灯不亮", Category: "0101", Who: casework.Who{Name: "群众", Phone: "13800001111"}})
	do(g, "desk", casework.TriageCase, casework.TriageRequest{ID: made.Case, Class: casework.TownshipOrdinary, Reason: "属乡镇职责"})
	do(g, "desk", casework.AssignCase, casework.AssignRequest{ID: made.Case, Unit: g.unit})
	want := []string{"gateway gateway casework", "casework casework.AssignCase", "notification consume news", "insight consume counts"}
	g.eventually("a trace has all of the way", func() bool { return spans.whole("casework.AssignCase", want) })
	g.eventually("a figure of /metrics leads to a trace that the collector has", func() bool {
		return slices.ContainsFunc(exemplars(t, "http://"+g.Processes["casework"].Addr+"/metrics"), spans.has)
	})
}

var exemplar = regexp.MustCompile(`(?m)^lianluo_rpc_duration_seconds_bucket\{.*operation="casework\.AssignCase".* # \{.*trace_id="([0-9a-f]{32})"`)

// exemplars are the traces that a process's figures of an operation name.
func exemplars(t testing.TB, url string) (out []string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "application/openmetrics-text; version=1.0.0")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s %v", url, res.Status, err)
	}
	for _, found := range exemplar.FindAllSubmatch(text, -1) {
		out = append(out, string(found[1]))
	}
	return out
}

// collector runs the collector, which hands on to spans, and returns where it listens.
func collector(t *testing.T, spans *collected) (endpoint string) {
	t.Helper()
	path := os.Getenv("LIANLUO_COLLECTOR")
	if path == "" {
		t.Fatal("LIANLUO_COLLECTOR does not name the collector's binary: run make test-clients")
	}
	next := httptest.NewServer(spans)
	t.Cleanup(next.Close)
	at := fmt.Sprintf("127.0.0.1:%d", platformtest.FreePort(t))
	config := filepath.Join(t.TempDir(), "collector.yaml")
	err := os.WriteFile(config, fmt.Appendf(nil, `receivers: {otlp: {protocols: {http: {endpoint: %q}}}}
exporters: {otlp_http: {endpoint: %q, encoding: json, compression: none}}
service:
  telemetry: {metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], exporters: [otlp_http]}}
`, at, next.URL), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, "--config", "file:"+config)
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	var said strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed: the status says so
		if t.Failed() {
			t.Log(said.String())
		}
	})
	platformtest.Eventually(t, "the collector listens", func() bool {
		c, err := net.Dial("tcp", at)
		return err == nil && c.Close() == nil
	})
	return "http://" + at
}

// span is what the test reads of one, as OTLP's JSON has it.
type span struct {
	Trace  string `json:"traceId"`
	ID     string `json:"spanId"`
	Parent string `json:"parentSpanId"`
	Name   string `json:"name"`
	target string
}

// collected is what the collector handed on, by trace.
type collected struct {
	mu sync.Mutex
	by map[string][]span
}

func (c *collected) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Resources []struct {
			Resource struct {
				Attributes []struct {
					Key   string
					Value struct{ StringValue string }
				}
			}
			Scopes []struct {
				Spans []span `json:"spans"`
			} `json:"scopeSpans"`
		} `json:"resourceSpans"`
	}
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, res := range body.Resources {
		target := ""
		for _, a := range res.Resource.Attributes {
			if a.Key == "service.name" {
				target = a.Value.StringValue
			}
		}
		for _, scope := range res.Scopes {
			for _, s := range scope.Spans {
				s.target = target
				c.by[s.Trace] = append(c.by[s.Trace], s)
			}
		}
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte("{}"))
}

// has reports whether there is a span of a trace.
func (c *collected) has(trace string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.by[trace]) > 0
}

// whole reports whether a trace that has a span of the operation has every span of
// the list ("service name"), each hanging together with another of it.
func (c *collected) whole(operation string, want []string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, trace := range c.by {
		has := slices.ContainsFunc(trace, func(s span) bool { return s.Name == operation })
		for _, w := range want {
			has = has && slices.ContainsFunc(trace, func(s span) bool {
				return strings.HasPrefix(s.target+" "+s.Name, w) && (s.Parent == "" || slices.ContainsFunc(trace, func(p span) bool { return p.ID == s.Parent }))
			})
		}
		if has {
			return true
		}
	}
	return false
}
