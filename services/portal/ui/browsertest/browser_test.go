// Package browsertest runs the portal's script in a real Chromium. A missing
// browser fails the tests.
package browsertest

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"lianluo/services/portal/ui"
)

// browser is shared by all tests; each opens tabs of its own.
var browser context.Context

func TestMain(m *testing.M) {
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1366, 768),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	alloc, stop := chromedp.NewExecAllocator(context.Background(), options...)
	var closeBrowser context.CancelFunc
	browser, closeBrowser = chromedp.NewContext(alloc)
	code := m.Run()
	closeBrowser()
	stop()
	os.Exit(code)
}

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
	if err := chromedp.Do(browser); err != nil {
		t.Fatalf("no Chromium: %v", err)
	}
	ctx, cancel := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	complaints := chromedp.Console(ctx)
	do(t, ctx, chromedp.Navigate(url))
	var listening sync.WaitGroup
	listening.Go(func() {
		for m, err := range complaints {
			if err != nil {
				return // the tab was closed
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException {
				t.Errorf("the browser says: %s", m.Text)
			}
		}
	})
	t.Cleanup(func() {
		stop()
		listening.Wait()
	})
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

// click waits for the first element that matches and clicks it.
func click(selector string) chromedp.Action[chromedp.Void] {
	return chromedp.Click(chromedp.CSS(selector))
}

// run is a script whose result does not matter.
func run(js string) chromedp.Action[chromedp.Void] { return chromedp.Evaluate[chromedp.Void](js) }

// eval gives the text of an expression on the page.
func eval(t *testing.T, ctx context.Context, js string) string {
	t.Helper()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string]("String("+js+")"))
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// becomes waits until an expression has a value.
func becomes(t *testing.T, ctx context.Context, js, want string) {
	t.Helper()
	var got string
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); {
		if got = eval(t, ctx, js); got == want {
			return
		}
	}
	t.Errorf("%s is %q, want %q", js, got, want)
}
