package bench

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestWireReadsWhatServersAnswer(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/refused" {
			w.Header().Set("Connection", "close")
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		_, _ = w.Write([]byte(r.Method + " " + r.Header.Get("X-Key")))
	}))
	defer server.Close()
	w := dial(server.URL)
	defer w.close()
	for range 2 { // over the same connection, and a new one after it was closed
		a, err := w.do(http.MethodPost, "/", map[string]string{"X-Key": "k"}, []byte("{}"))
		if err != nil || string(a.body) != "POST k" {
			t.Errorf("%s, %v", a.body, err)
		}
		if _, err := w.do(http.MethodGet, "/refused", nil, nil); err == nil || !strings.Contains(err.Error(), "403") {
			t.Errorf("refused: %v", err)
		}
	}
}

func TestQuantiles(t *testing.T) {
	var s spell
	if s.quantile(.5) != 0 {
		t.Error("nothing has a median")
	}
	for i := 1; i <= 100; i++ {
		s.took = append(s.took, time.Duration(i)*time.Millisecond)
	}
	s.elapsed = 2 * time.Second
	if s.rate() != 50 || s.quantile(.99) != 100*time.Millisecond || s.quantile(.5) != 51*time.Millisecond || s.quantile(1) != 100*time.Millisecond {
		t.Errorf("%v %v %v", s.rate(), s.quantile(.99), s.quantile(.5))
	}
}

func TestDelaysAreReadBetweenTwoTimes(t *testing.T) {
	line := func(le, n string) string {
		return `lianluo_consumer_delay_seconds_bucket{consumer="counts",service="insight",le="` + le + `"} ` + n + "\n"
	}
	before := readDelays(strings.NewReader(line("0.001", "5") + line("0.01", "5") + line("+Inf", "5")))
	after := readDelays(strings.NewReader("# HELP x\nother 1\n" + line("0.001", "5") + line("0.01", "15") + line("+Inf", "15")))
	half, n := after.quantile(before, "insight.counts", .5)
	if n != 10 || half < .0054 || half > .0056 {
		t.Errorf("half of %v within %v", n, half)
	}
	if _, n := after.quantile(before, "nobody", .5); n != 0 {
		t.Errorf("nobody had %v", n)
	}
}
