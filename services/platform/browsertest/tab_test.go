package browsertest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	cdp "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"lianluo/services/platform/platformtest"
	"lianluo/services/portal/portaltest/chromium"
)

// size is a screen.
type size struct {
	name          string
	width, height int64
}

var (
	phone   = size{"phone", 360, 740}
	desktop = size{"desktop", 1366, 768}
)

// person is somebody at a device: a tab with cookies of its own.
type person struct {
	t    *testing.T
	ctx  context.Context
	home string
	who  string // for the names of pictures
	on   size
	lang string // that the pages are read in, zh-CN without

	mu       sync.Mutex
	complain []string
}

// sit puts somebody in front of a screen.
func sit(t *testing.T, s *platformtest.System, who string, on size) *person {
	t.Helper()
	p := &person{t: t, ctx: chromium.Tab(t, browser, 15*time.Minute), home: s.URL, who: who}
	chromium.Complaints(t, p.ctx, func(text string) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.complain = append(p.complain, text)
	})
	p.turn(on)
	p.light("light")
	return p
}

// complaints are what the console has shown since they were last asked for.
func (p *person) complaints() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := p.complain
	p.complain = nil
	return out
}

// turn changes the screen.
func (p *person) turn(on size) {
	p.on = on
	p.do(chromedp.EmulateViewport(on.width, on.height))
}

// light switches between the light and the dark look. Colours do not fade into
// each other: a picture taken at once is the finished one.
func (p *person) light(scheme string) {
	p.t.Helper()
	_, err := chromedp.Call(p.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}})
	if err != nil {
		p.t.Fatal(err)
	}
}

func (p *person) do(steps ...chromium.Step) {
	p.t.Helper()
	chromium.Do(p.t, p.ctx, steps...)
}

// open types an address; it may lead to another page.
func (p *person) open(path string) {
	p.t.Helper()
	p.do(chromedp.Navigate(p.home + path))
}

// reaches opens a page from one that may go on by itself just then, and would win.
func (p *person) reaches(path string) {
	p.t.Helper()
	platformtest.Eventually(p.t, "the page at "+path+" opens", func() bool {
		p.open(path)
		return p.textOf("location.pathname") == path
	})
}

// click clicks what a selector finds, once it can be seen and pressed.
func (p *person) click(selectors ...string) {
	p.t.Helper()
	for _, selector := range selectors {
		p.sees("document.querySelector(`" + selector + "`)?.matches(':not(:disabled)')")
		p.do(chromium.Click(selector))
	}
}

func (p *person) write(selector, text string) {
	p.t.Helper()
	p.do(chromium.Write(selector, text))
}

// retype writes over what a field holds.
func (p *person) retype(selector, text string) {
	p.t.Helper()
	p.sees("(document.querySelector(`" + selector + "`).value = '') === ''")
	p.write(selector, text)
}

// sees waits until an expression on the page is true.
func (p *person) sees(js string) {
	p.t.Helper()
	chromium.Becomes(p.t, p.ctx, js)
}

// reads waits until the page says something.
func (p *person) reads(words string) {
	p.t.Helper()
	p.sees("document.readyState === 'complete' && document.body.innerText.includes(`" + words + "`)")
}

// arrives waits until the page at a path is there.
func (p *person) arrives(path string) {
	p.t.Helper()
	p.sees("document.readyState === 'complete' && location.pathname === `" + path + "`")
}

// text is what an element says.
func (p *person) text(selector string) string {
	p.t.Helper()
	return strings.TrimSpace(chromium.Eval[string](p.t, p.ctx, "document.querySelector(`"+selector+"`).innerText"))
}

// signIn signs in on the page for it and waits for the person's place.
func (p *person) signIn(s *platformtest.System, login, place string) {
	p.t.Helper()
	p.open("/sign-in")
	p.write("#f-login", login)
	p.write("#f-password", s.Password(login))
	p.click("main .btn-primary")
	p.arrives(place)
}

// shoot keeps a picture of the whole page.
func (p *person) shoot(name string) {
	p.t.Helper()
	// A screen as high as the page: what sticks to its edges is at the page's edges.
	whole := max(p.on.height, chromium.Eval[int64](p.t, p.ctx, "document.documentElement.scrollHeight"))
	p.do(chromedp.EmulateViewport(p.on.width, whole))
	picture, err := chromedp.Call(p.ctx, cdp.CaptureScreenshot, cdp.CaptureScreenshotParams{Format: cdp.CaptureScreenshotFormatJpeg, Quality: new(int64(80))})
	if err != nil {
		p.t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(p.on.width, p.on.height))
	file := filepath.Join(shots, p.who, name+"-"+p.on.name+".jpg")
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(file, picture.Data, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// textOf is the text of an expression on the page.
func (p *person) textOf(js string) string {
	p.t.Helper()
	return chromium.Eval[string](p.t, p.ctx, "String("+js+")")
}
