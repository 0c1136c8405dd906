// Package chromium drives a real Chromium in tests. A missing browser fails
// them: deploy/ci/chromium.sh installs it where the machine allows that.
package chromium

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Step is one thing that is done in a tab.
type Step = chromedp.Action[chromedp.Void]

// Open starts a browser; end closes it and its tabs. It fails where there is none.
func Open() (browser context.Context, end func(), err error) {
	parent, film, gone, err := withCamera(context.Background())
	if err != nil {
		return nil, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.WindowSize(1366, 768), chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))
	alloc, stop := chromedp.NewExecAllocator(parent, append(options, cameraFlags(film)...)...)
	browser, closeBrowser := chromedp.NewContext(alloc)
	end = func() {
		closeBrowser()
		stop()
		gone()
	}
	if err := chromedp.Do(browser); err != nil { // now, since tests that run at once would each start it
		end()
		return nil, nil, fmt.Errorf("no Chromium (deploy/ci/chromium.sh installs it): %w", err)
	}
	return browser, end, nil
}

// Main is the TestMain of tests that share one browser; it ends the process.
func Main(m *testing.M, browser *context.Context) {
	var end func()
	var err error
	if *browser, end, err = Open(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	end()
	os.Exit(code)
}

// Tab opens an empty tab with cookies of its own, for as long as the test runs
// and at most within.
func Tab(t testing.TB, browser context.Context, within time.Duration) context.Context {
	t.Helper()
	ctx, end := chromedp.NewContext(browser, chromedp.WithNewBrowserContext())
	t.Cleanup(end)
	ctx, stop := context.WithTimeout(ctx, within)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx); err != nil { // now: a tab ends with the context of what it is used for first
		t.Fatal(err)
	}
	return ctx
}

// Complaints hands every error that a tab's console shows to report, until the
// test ends.
func Complaints(t testing.TB, tab context.Context, report func(text string)) {
	t.Helper()
	ctx, stop := context.WithCancel(tab)
	messages, done := chromedp.Console(ctx), make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range messages {
			if err != nil {
				return // the tab was closed
			}
			if m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException {
				report(m.Text + " " + m.URL)
			}
		}
	}()
	t.Cleanup(func() {
		stop()
		<-done
	})
}

// patience is how long anything on a page may take.
const patience = 2 * time.Minute

// Do does steps one after another; the first that fails, or is not done in two
// minutes, ends the test.
func Do(t testing.TB, tab context.Context, steps ...Step) {
	t.Helper()
	within, stop := context.WithTimeout(tab, patience)
	defer stop()
	for _, step := range steps {
		err := chromedp.Do(within, step)
		for err != nil && within.Err() == nil && underneath(err) {
			err = chromedp.Do(within, step)
		}
		if err != nil {
			t.Fatalf("%v\nat %s", err, Where(tab))
		}
	}
}

// underneath reports whether the page changed, or went elsewhere by itself, under a
// step, which did nothing.
func underneath(err error) bool {
	return strings.Contains(err.Error(), "find node with given id") || strings.Contains(err.Error(), "net::ERR_ABORTED")
}

// Click waits for the first element that matches and clicks it.
func Click(selector string) Step { return chromedp.Click(chromedp.CSS(selector)) }

// Write types text into the first element that matches.
func Write(selector, text string) Step { return chromedp.SendKeys(chromedp.CSS(selector), text) }

// Keys types at whatever has the focus.
func Keys(text string) Step { return chromedp.KeyEvent(text) }

// Tabulator is the key that moves on to the next field.
const Tabulator = kb.Tab

// Script runs JavaScript whose result does not matter.
func Script(js string) Step { return chromedp.Evaluate[chromedp.Void](js) }

// Eval is the value of an expression on the page; a promise is waited for.
func Eval[T any](t testing.TB, tab context.Context, js string) T {
	t.Helper()
	got, err := chromedp.Run(tab, chromedp.Evaluate[T](js, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%v\nof %.200s\nat %s", err, js, Where(tab))
	}
	return got
}

// Becomes waits until an expression on the page is true, over page loads too.
func Becomes(t testing.TB, tab context.Context, js string) {
	t.Helper()
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); {
		if ok, err := chromedp.Run(tab, chromedp.Evaluate[bool]("Boolean("+js+")")); err == nil && ok {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("never: %s\nat %s", js, Where(tab))
}

// Where tells which page a tab shows, with its words.
func Where(tab context.Context) string {
	within, stop := context.WithTimeout(tab, 5*time.Second)
	defer stop()
	at, err := chromedp.Run(within, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText.slice(0, 1500)`))
	if err != nil {
		return "a tab that does not answer"
	}
	return at
}
