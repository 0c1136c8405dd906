// Package browsertest runs the portal's script in a real Chromium. A missing
// browser fails the tests.
package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lianluo/services/portal/portaltest/chromium"
	"lianluo/services/portal/ui"
)

// browser is shared by all tests; each opens tabs of its own.
var browser context.Context

func TestMain(m *testing.M) { chromium.Main(m, &browser) }

// site serves the design pages and what a test adds, under the content policy.
func site(t *testing.T, add func(*http.ServeMux)) string {
	t.Helper()
	mux := http.NewServeMux()
	ui.Routes(mux)
	if add != nil {
		add(mux)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", ui.CSP)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(func() {
		s.CloseClientConnections() // a live stream would hold Close
		s.Close()
	})
	return s.URL
}

// tab opens a page in a fresh profile; anything that the browser complains about
// fails the test.
func tab(t *testing.T, url string) context.Context {
	t.Helper()
	ctx := chromium.Tab(t, browser, 5*time.Minute)
	chromium.Complaints(t, ctx, func(text string) { t.Errorf("the browser says: %s", text) })
	do(t, ctx, chromedp.Navigate(url))
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromium.Step) {
	t.Helper()
	chromium.Do(t, ctx, steps...)
}

var (
	click = chromium.Click
	run   = chromium.Script
)

// becomes waits until an expression has a value.
func becomes(t *testing.T, ctx context.Context, js, want string) {
	t.Helper()
	chromium.Becomes(t, ctx, fmt.Sprintf("String(%s) === %q", js, want))
}
