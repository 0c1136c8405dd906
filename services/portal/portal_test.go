package portal

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// everyPage is each page of the places in this package's care, with the role
// that opens it; "" is anybody.
var everyPage = map[string]authz.Role{
	"/": "", "/?q=none": "", "/s/CX8K3M": "", "/s/CX8K3M/say": "", "/s/CX8K3M/poster": "", "/s/CX8K3M/wall": "", "/receipt": "", "/follow": "",
	"/sign-in": "", "/invitation": "", "/me": authz.DeputyRole, "/me/password": authz.HandlingUnit, "/me/sessions": authz.StationHead,
	"/me/tokens": authz.CountyAdmin, "/inbox": authz.Supervisor, "/operate/audit": authz.Auditor, "/operate/policy": authz.SecurityAdmin, "/operate/policy/versions": authz.Auditor,
}

var (
	rawKey  = regexp.MustCompile(`>\s*(?:public|account|session|operate|ui)\.[a-z][a-z.-]+\s*<`)
	heading = regexp.MustCompile(`<h1[ >]`)
	picture = regexp.MustCompile(`<img (?:[^>]*)>`)
)

// pages are those of a system that is no demonstration.
func pages(p *session.Portal) http.Handler { return Handler(p, nil) }

func TestEveryPageIsWholeInBothLanguages(t *testing.T) {
	site := portaltest.Start(t, pages)
	for path, role := range everyPage {
		for _, lang := range []string{"zh", "en"} {
			b := site.Visitor(t)
			if role != "" {
				b = site.As(t, role)
			}
			b.Get("/prefs?lang=" + lang)
			a := b.Get(path)
			if a.Status != http.StatusOK {
				t.Errorf("%s as %s: %d %s", path, role, a.Status, a.Text(t))
			}
			check(t, path+" "+lang, a)
		}
	}
}

// A desk's page is ten times as long as what needs to travel.
func TestPagesTravelCompressed(t *testing.T) {
	site := portaltest.Start(t, pages)
	plain := site.Visitor(t).Get("/sign-in") // Go's client unpacks what it asked for itself
	b := site.Visitor(t)
	b.Header.Set("Accept-Encoding", "gzip")
	packed := b.Get("/sign-in")
	if packed.Header.Get("Content-Encoding") != "gzip" || packed.Header.Get("Vary") == "" || 4*len(packed.Body) > 3*len(plain.Body) {
		t.Errorf("%v: %d bytes of %d", packed.Header, len(packed.Body), len(plain.Body))
	}
	b.Header.Set("Accept-Encoding", "identity")
	if a := b.Get("/sign-in"); a.Header.Get("Content-Encoding") != "" || !strings.Contains(a.Body, "<h1") {
		t.Errorf("%v", a.Header)
	}
}

func check(t *testing.T, what string, a portaltest.Answer) {
	t.Helper()
	if key := rawKey.FindString(a.Body); key != "" {
		t.Errorf("%s shows the key %s", what, key)
	}
	if n := len(heading.FindAllString(a.Body, -1)); n != 1 && !strings.Contains(a.Body, `data-shell="wall"`) {
		t.Errorf("%s has %d headings of the first rank", what, n)
	}
	for _, img := range picture.FindAllString(a.Body, -1) {
		if !strings.Contains(img, " alt=") {
			t.Errorf("%s has a picture without words: %s", what, img)
		}
	}
	if a.Header.Get("Content-Security-Policy") != ui.CSP {
		t.Errorf("%s has no content policy", what)
	}
}

func TestUnknownPagesAreFailuresInWords(t *testing.T) {
	site := portaltest.Start(t, pages)
	a := site.Visitor(t).Get("/nowhere")
	if a.Status != http.StatusNotFound || !strings.Contains(a.Text(t), "没有找到这个页面") {
		t.Errorf("%d %s", a.Status, a.Text(t))
	}
	if a := site.As(t, authz.DeputyRole).Get("/nowhere"); !strings.Contains(a.Body, `href="/d"`) {
		t.Error("somebody signed in is led to their own place")
	}
}

func TestAssetsAndPreferencesAreServed(t *testing.T) {
	b := portaltest.Start(t, pages).Visitor(t)
	if a := b.Get(ui.URL("app.css")); a.Status != http.StatusOK || a.Header.Get("Set-Cookie") != "" {
		t.Errorf("style sheet: %d, cookie %q", a.Status, a.Header.Get("Set-Cookie"))
	}
	if a := b.Get("/prefs?elder=1&back=/follow"); a.Location() != "/follow" {
		t.Errorf("preferences lead to %q", a.Location())
	}
	if a := b.Get("/follow"); !strings.Contains(a.Body, "data-elder") {
		t.Error("elder mode was not kept")
	}
}

func TestTheFirstLoadIsSmall(t *testing.T) {
	b := portaltest.Start(t, pages).Visitor(t)
	b.Header.Set("Accept-Encoding", "gzip") // so that the transport hands over what was sent
	total := len(b.Get("/s/CX8K3M").Body)   // a page is not compressed here; proxies do it
	for _, name := range []string{"app.css", "app.js", "htmx.min.js", "htmx-sse.min.js", "mark.svg"} {
		total += len(b.Get(ui.URL(name)).Body)
	}
	const most = 100 << 10 // bytes, compressed
	if total > most {
		t.Errorf("the first page weighs %d bytes", total)
	}
}
