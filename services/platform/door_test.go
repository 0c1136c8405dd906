package platform

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// told is an output that a test reads while it is written.
type told struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *told) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *told) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

// A store that is away at the start makes a process that lives, is not ready and
// says why, and that ends in order when it is asked to.
func TestAwayAtTheStartIsNotReadyAndNoCrash(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	addr := free(t)
	env := func(name string) (string, bool) {
		return "mongodb://127.0.0.1:1/?replicaSet=rs0&serverSelectionTimeoutMS=300", name == "LIANLUO_STORE_MONGO"
	}
	var out, errs told
	ended := make(chan int, 1)
	go func() {
		ended <- Main(ctx, Process{Args: []string{"-target=station", "-addr", addr, "-data", t.TempDir(), "-events.brokers=127.0.0.1:2"}, Env: env, Out: &out, Err: &errs, Version: "test"})
	}()
	wants := map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/api/station/v1/stations": http.StatusServiceUnavailable}
	for path, want := range wants {
		if got := eventually(t, "http://"+addr+path); got != want {
			t.Errorf("%s answers %d, want %d", path, got, want)
		}
	}
	if !strings.Contains(errs.String(), "not ready, trying again") {
		t.Errorf("it says %q", errs.String())
	}
	stop()
	if code := <-ended; code != 0 {
		t.Errorf("it ends with %d: %s", code, errs.String())
	}
}

// eventually is the status of the first answer.
func eventually(t *testing.T, url string) int {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if res, err := http.DefaultClient.Do(req); err == nil {
			_ = res.Body.Close()
			return res.StatusCode
		}
	}
	t.Fatal("nothing answers at " + url)
	return 0
}

func TestPreparingIsSafeToRepeat(t *testing.T) {
	dir := t.TempDir()
	for range 2 {
		for words, want := range map[string]string{"topics": "has its topics", "indexes": "stores of 7 services", "migrate": "as this version wants it"} {
			code, out, errs := invokeIn(t, "C", words, "-data", dir, "-addr", "127.0.0.1:1")
			if code != 0 || !strings.Contains(out, want) {
				t.Errorf("%s: %d %s %s", words, code, out, errs)
			}
		}
	}
}
