package gateway

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"lianluo/pkg/calendar"
)

// providerDoor is a gateway in front of a provider that tells where it was called.
func providerDoor(limits Limits) *gateway {
	seen := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Seen", r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization")+" "+r.Header.Get(forwardedFor))
	})
	return &gateway{routes: map[string]http.Handler{"identity": seen}, limits: newLimiter(limits, calendar.System()), pace: usual,
		trusted: []netip.Prefix{}, portal: http.NotFoundHandler()}
}

func TestTheProvidersAddressesLeadToIdentity(t *testing.T) {
	g := providerDoor(Limits{})
	for path, want := range map[string]string{
		"/oauth/token":                      "POST /api/identity/oauth/token Basic eDp5 192.0.2.1",
		"/oauth/authorize?state=a%2Fb":      "POST /api/identity/oauth/authorize?state=a%2Fb Basic eDp5 192.0.2.1",
		"/.well-known/openid-configuration": "POST /api/identity/.well-known/openid-configuration Basic eDp5 192.0.2.1",
		"/.well-known/other":                "",
		"/oauthx":                           "",
	} {
		r, w := httptest.NewRequest(http.MethodPost, path, nil), httptest.NewRecorder()
		r.SetBasicAuth("x", "y")
		if g.ServeHTTP(w, r); w.Header().Get("X-Seen") != want {
			t.Errorf("%s: got %q, want %q", path, w.Header().Get("X-Seen"), want)
		}
	}
}

func TestTheProviderIsLimitedByAddress(t *testing.T) {
	g := providerDoor(Limits{PerSecond: 1, Burst: 4})
	last := 0
	for range 4 {
		r, w := httptest.NewRequest(http.MethodPost, "/oauth/token", nil), httptest.NewRecorder()
		g.ServeHTTP(w, r)
		last = w.Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("got %d", last)
	}
}

func TestWithoutIdentityTheProviderIsAway(t *testing.T) {
	g := providerDoor(Limits{})
	delete(g.routes, "identity")
	w := httptest.NewRecorder()
	g.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/oauth/keys", nil))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("got %d", w.Code)
	}
}
