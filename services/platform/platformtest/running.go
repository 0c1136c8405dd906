package platformtest

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// Running is an installation that somebody else started and that shares
// InternalSecret: it cannot be stopped from here. The gateway refuses the host's
// own calls from elsewhere; they go to the services, whose addresses have the
// name where inner has an asterisk.
func Running(t testing.TB, gateway, inner string) *System {
	t.Helper()
	return &System{URL: gateway, Dir: t.TempDir(), t: t, host: http.Client{Transport: straight(inner)}}
}

// straight leads /api/NAME/… to the service NAME.
type straight string

func (s straight) RoundTrip(r *http.Request) (*http.Response, error) {
	name, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	to, err := url.Parse(strings.Replace(string(s), "*", name, 1))
	if err != nil {
		return nil, err
	}
	r = r.Clone(r.Context())
	r.URL.Scheme, r.URL.Host = to.Scheme, to.Host
	return http.DefaultTransport.RoundTrip(r)
}
