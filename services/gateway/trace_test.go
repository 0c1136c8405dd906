package gateway

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

// Traces of trusted proxies go on; nobody else chooses the ids of ours.
func TestWhoseTraceGoesOn(t *testing.T) {
	const given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	for from, goesOn := range map[string]bool{"10.0.0.7:1": true, "203.0.113.9:1": false} {
		var got string
		g := &gateway{trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}, pace: usual,
			docs: traced("docs", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get(traceParent) }))}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/openapi.json", nil)
		r.RemoteAddr = from
		r.Header.Set(traceParent, given)
		g.ServeHTTP(httptest.NewRecorder(), r)
		if is := len(got) > 35 && got[:35] == given[:35]; is != goesOn {
			t.Errorf("from %s: %q", from, got)
		}
	}
}
