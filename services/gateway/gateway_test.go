package gateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// echo stands for a service: it tells what reached it.
type echo struct{ Path, For, Proto, Host string }

func start(t *testing.T, limits Limits) *gateway {
	t.Helper()
	service := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body bytes.Buffer
		if _, err := body.ReadFrom(r.Body); err != nil {
			rpc.WriteProblem(w, r, fault.Of(err))
			return
		}
		_ = json.NewEncoder(w).Encode(echo{r.URL.Path, r.Header.Get(forwardedFor), r.Header.Get(forwardedProto), r.Host})
	})
	quiet := slog.New(slog.DiscardHandler)
	to := proxyTo(quiet, "http://casework", rpc.InProcess(service))
	return &gateway{
		log: quiet, trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
		limits: newLimiter(limits, calendar.NewVirtual(time.Unix(0, 0))), pace: usual,
		routes: map[string]http.Handler{"casework": to}, portal: to, docs: http.NotFoundHandler(),
	}
}

func call(g *gateway, r *http.Request) (*httptest.ResponseRecorder, echo) {
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	var e echo
	_ = json.Unmarshal(w.Body.Bytes(), &e)
	return w, e
}

type away struct{}

func (away) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no route to host")
}

// Who asks hears that it is unavailable, who operates hears why.
func TestWhatIsNotForwardedIsLogged(t *testing.T) {
	var said bytes.Buffer
	to := proxyTo(slog.New(slog.NewTextHandler(&said, nil)), "http://casework:8080", away{})
	w := httptest.NewRecorder()
	to.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/api/casework/v1/cases/1", nil))
	if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "no route") {
		t.Errorf("answered %d %s", w.Code, w.Body)
	}
	for _, part := range []string{"level=WARN", "to=http://casework:8080", "path=/api/casework/v1/cases/1", `error="no route to host"`} {
		if !strings.Contains(said.String(), part) {
			t.Errorf("%s is not in %s", part, said.String())
		}
	}
}

func TestRoutesOperationsAndPages(t *testing.T) {
	g := start(t, Limits{})
	for _, path := range []string{"/api/casework/v1/cases/1", "/s/ABC"} {
		w, got := call(g, httptest.NewRequest(http.MethodGet, "http://station.example"+path, nil))
		if w.Code != http.StatusOK || got.Path != path || got.Host != "station.example" {
			t.Errorf("%s: %d %+v", path, w.Code, got)
		}
	}
	w, _ := call(g, httptest.NewRequest(http.MethodGet, "/api/nowhere/v1/x", nil))
	if w.Code != http.StatusNotFound || !strings.Contains(w.Header().Get("Content-Type"), "problem+json") {
		t.Errorf("an unknown service: %d %s", w.Code, w.Header())
	}
}

func TestForwardedHeadersAreBelievedFromTrustedProxiesOnly(t *testing.T) {
	g := start(t, Limits{})
	for _, c := range []struct{ remote, given, want, proto string }{
		{"203.0.113.7:1", "1.2.3.4", "203.0.113.7", "http"},
		{"10.1.1.1:1", "1.2.3.4", "1.2.3.4", "https"},
		{"10.1.1.1:1", "6.6.6.6, 1.2.3.4, 10.2.2.2", "1.2.3.4", "https"},
		{"10.1.1.1:1", "not an address", "10.1.1.1", "https"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		r.Header.Set(forwardedFor, c.given)
		r.Header.Set(forwardedProto, "https")
		if _, got := call(g, r); got.For != c.want || got.Proto != c.proto {
			t.Errorf("%+v: got %+v", c, got)
		}
	}
}

func TestTooLargeBodies(t *testing.T) {
	g := start(t, Limits{})
	body := bytes.NewReader(make([]byte, maxBody+1))
	w, _ := call(g, httptest.NewRequest(http.MethodPost, "/api/casework/v1/photos", body))
	if w.Code != http.StatusRequestEntityTooLarge {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
}

func TestGuessingIsDearAndComesBack(t *testing.T) {
	clock := calendar.NewVirtual(time.Unix(0, 0))
	l := newLimiter(Limits{PerSecond: 1, Burst: 30}, clock)
	for range 3 {
		if err := l.allow("a", costGuess); err != nil {
			t.Fatal(err)
		}
	}
	err := l.allow("a", costGuess)
	if e := fault.Of(err); e.Kind != fault.KindRateLimited || e.RetryAfter != 10*time.Second {
		t.Fatalf("got %+v", e)
	}
	if err := l.allow("b", costGuess); err != nil {
		t.Fatalf("another client is not limited: %v", err)
	}
	clock.Advance(10 * time.Second)
	if err := l.allow("a", costGuess); err != nil {
		t.Fatalf("after the time named it must work: %v", err)
	}
}

// Whoever owns a network of addresses guesses no more than who has one.
func TestANetworkOfAddressesIsOneClient(t *testing.T) {
	l := newLimiter(Limits{PerSecond: 1, Burst: 10}, calendar.NewVirtual(time.Unix(0, 0)))
	for client, let := range map[string]bool{"2001:db8:1:2::7": true, "2001:db8:1:3::1": true, "192.0.2.1": true, "::ffff:192.0.2.9": true, "01ARZ3NDEKTSV4RRFFQ69G5FAV": true} {
		if err := l.allow(client, costGuess); (err == nil) != let {
			t.Errorf("%s: %v", client, err)
		}
	}
	for client, let := range map[string]bool{"2001:db8:1:2:ffff::1": false, "2001:db8:1:2::8%eth0": false, "192.0.2.2": true} {
		if err := l.allow(client, costGuess); (err == nil) != let {
			t.Errorf("%s: %v", client, err)
		}
	}
}

func TestBucketsOfQuietClientsAreForgotten(t *testing.T) {
	clock := calendar.NewVirtual(time.Unix(0, 0))
	l := newLimiter(Limits{PerSecond: 10, Burst: 100}, clock)
	for i := range 1000 {
		_ = l.allow(string(rune(i)), costRead)
	}
	clock.Advance(time.Minute)
	_ = l.allow("new", costRead)
	if len(l.buckets) != 1 {
		t.Fatalf("%d buckets kept", len(l.buckets))
	}
}

func TestCost(t *testing.T) {
	for path, want := range map[string]int{
		"/api/casework/v1/cases": costChange, "/api/identity/v1/sessions": costGuess,
		"/api/identity/v1/sessions/access": costGuess, "/sign-in": costGuess, "/sign-in-help": costChange,
	} {
		if got := costOf(httptest.NewRequest(http.MethodPost, path, nil)); got != want {
			t.Errorf("POST %s costs %d, want %d", path, got, want)
		}
	}
	if costOf(httptest.NewRequest(http.MethodGet, "/sign-in", nil)) != costRead {
		t.Error("reading is cheap")
	}
}
