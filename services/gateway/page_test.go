package gateway

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lianluo/pkg/rpc"
)

// fakePortal reads what it is sent and tells path, query and cookies.
func fakePortal(w http.ResponseWriter, r *http.Request) {
	if _, err := new(bytes.Buffer).ReadFrom(r.Body); err != nil {
		return
	}
	_, _ = w.Write([]byte("page " + r.Method + " " + r.URL.String() + " " + r.Header.Get("Cookie")))
}

func visit(g *gateway, method, accept string, body int) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, "/follow", bytes.NewReader(make([]byte, body)))
	r.Header.Set("Accept", accept)
	r.Header.Set("Cookie", "ll_session=secret; lianluo_lang=en")
	w := httptest.NewRecorder()
	g.ServeHTTP(w, r)
	return w
}

func TestWhoIsLimitedReadsAPage(t *testing.T) {
	g := start(t, Limits{PerSecond: 1, Burst: costGuess})
	g.portal = g.pagesOf("http://portal", rpc.InProcess(http.HandlerFunc(fakePortal)))
	visit(g, http.MethodPost, "text/html", 1)
	got := visit(g, http.MethodPost, "text/html,*/*", 1).Body.String()
	if !strings.HasPrefix(got, "page GET /failure/rate_limited?after=10 ") || strings.Contains(got, "secret") || !strings.Contains(got, "lianluo_lang=en") {
		t.Errorf("got %q", got)
	}
	if w := visit(g, http.MethodPost, "application/json", 1); w.Code != http.StatusTooManyRequests || !strings.Contains(w.Header().Get("Content-Type"), "problem+json") {
		t.Errorf("a program gets %d %s", w.Code, w.Body)
	}
}

func TestAFormThatIsTooLargeIsAnsweredByAPage(t *testing.T) {
	g := start(t, Limits{})
	g.portal = g.pagesOf("http://portal", rpc.InProcess(http.HandlerFunc(fakePortal)))
	if got := visit(g, http.MethodPost, "text/html", maxBody+1).Body.String(); !strings.HasPrefix(got, "page GET /failure/too_large") {
		t.Errorf("got %q", got)
	}
}
