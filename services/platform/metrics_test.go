package platform

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lianluo/pkg/app"
	"lianluo/pkg/config"
	"lianluo/pkg/observe"
)

// watched is a system as far as /metrics needs it, with a front that answers
// everything that gets to it.
func watched(t *testing.T, set func(*Config)) (s *system, public http.Handler) {
	t.Helper()
	s = &system{}
	s.config.Addr = "127.0.0.1:8080"
	set(&s.config)
	o, shutdown, err := observe.Setup(t.Context(), observe.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := shutdown(t.Context()); err != nil && t.Context().Err() == nil {
			t.Error(err)
		}
	})
	s.observe, s.log = o, o.Logger("test")
	passed := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "go_goroutines of what is behind")
	})
	return s, (&app.Host{Metrics: s.publicMetrics(), Log: s.log, Front: passed}).Handler()
}

func outside(c *Config) { c.Addr, c.TLS.Proxies = "0.0.0.0:8080", []string{"10.0.0.0/8"} }

func TestMetricsAreNotForEverybody(t *testing.T) {
	const token = "scrape-token-of-the-monitoring"
	for name, c := range map[string]struct {
		set    func(*Config)
		token  string
		status int
	}{
		"on loopback":                    {func(*Config) {}, "", 200},
		"beyond loopback":                {outside, "", 404},
		"beyond loopback, with guess":    {outside, "Bearer ", 404},
		"behind a proxy of this machine": {func(c *Config) { c.TLS.Proxies = []string{"127.0.0.0/8"} }, "", 404},
		"elsewhere":                      {func(c *Config) { c.Metrics.Addr = "127.0.0.1:9100" }, "", 404},
		"elsewhere, with a token":        {func(c *Config) { c.Metrics.Addr, c.Metrics.Token = "127.0.0.1:9100", token }, "Bearer " + token, 404},
		"without the token":              {func(c *Config) { outside(c); c.Metrics.Token = token }, "", 401},
		"with another token":             {func(c *Config) { outside(c); c.Metrics.Token = token }, "Bearer " + token[1:], 401},
		"with the token":                 {func(c *Config) { outside(c); c.Metrics.Token = token }, "Bearer " + token, 200},
		"on loopback without the token":  {func(c *Config) { c.Metrics.Token = token }, "", 401},
	} {
		t.Run(name, func(t *testing.T) {
			_, public := watched(t, c.set)
			for _, method := range []string{http.MethodGet, http.MethodPost} {
				for _, path := range []string{"/metrics", "/metrics?x=1", "/%6detrics"} {
					r := httptest.NewRequest(method, path, nil)
					r.Header.Set("Authorization", c.token)
					w := httptest.NewRecorder()
					public.ServeHTTP(w, r)
					if shows := strings.Contains(w.Body.String(), "go_goroutines"); w.Code != c.status || shows != (c.status == 200) {
						t.Errorf("%s %s answered %d: %.200s", method, path, w.Code, w.Body)
					}
				}
			}
			for _, path := range []string{"/healthz", "/readyz"} {
				w := httptest.NewRecorder()
				public.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
				if w.Code != 200 {
					t.Errorf("%s answered %d", path, w.Code)
				}
			}
		})
	}
}

func TestMetricsOnAnAddressOfTheirOwn(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := taken.Addr().String()
	s, _ := watched(t, func(c *Config) { outside(c); c.Metrics.Addr, c.Metrics.Token = addr, config.Secret("t") })
	if err := s.serveMetrics(t.Context()); err == nil || !strings.Contains(err.Error(), "-metrics.addr") {
		t.Fatalf("an address in use: %v", err)
	}
	if err := taken.Close(); err != nil {
		t.Fatal(err)
	}
	if err := s.serveMetrics(t.Context()); err != nil {
		t.Fatal(err)
	}
	for path, c := range map[string]struct {
		token  string
		status int
	}{"/metrics": {"Bearer t", 200}, "/metrics?": {"", 401}, "/": {"Bearer t", 404}} {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+addr+path, nil) // the address is ours
		r.Header.Set("Authorization", c.token)
		res, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil || res.StatusCode != c.status {
			t.Errorf("%s answered %d, %v", path, res.StatusCode, err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := http.Get("http://" + addr + "/metrics"); err == nil {
		t.Fatal("it is still served after the end")
	}
}
