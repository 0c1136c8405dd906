// Package browsertest runs the secret ballot's scripts and the verify page in a real
// Chromium. A missing browser fails the tests.
package browsertest

import (
	"context"
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

// tab opens an empty page under the portal's content policy from which the ballot's
// scripts, those of testdata and what a test adds can be imported; the browser's
// complaints fail the test.
func tab(t testing.TB, add ...func(*http.ServeMux)) context.Context {
	t.Helper()
	mux := http.NewServeMux()
	for _, more := range add {
		more(mux)
	}
	mux.Handle(ui.AssetPath, ui.Assets())
	mux.Handle("/test/", http.StripPrefix("/test/", http.FileServer(http.Dir("testdata"))))
	mux.Handle("/pkg/", http.StripPrefix("/pkg/", http.FileServer(http.Dir("../../../../pkg"))))
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte("<!doctype html><link rel=icon href=data:,><p>.</p>"))
	})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", ui.CSP)
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	ctx := chromium.Tab(t, browser, 5*time.Minute)
	chromium.Complaints(t, ctx, func(text string) { t.Errorf("the browser says: %s", text) })
	chromium.Do(t, ctx, chromedp.Navigate(s.URL))
	return ctx
}

// eval runs the body of an asynchronous function after const ballot = the scripts and
// const test = a script of testdata.
func eval[T any](t testing.TB, ctx context.Context, script, js string) T {
	t.Helper()
	return chromium.Eval[T](t, ctx, `(async () => {
		const ballot = await import("/test/ballot.js");
		const test = await import("/test/`+script+`");
		`+js+`
	})()`)
}
