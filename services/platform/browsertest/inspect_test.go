package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"lianluo/services/portal/portaltest/chromium"
)

// sight is what a page is, as the browser has it.
type sight struct {
	Path   string   `json:"path"`
	Status int      `json:"status"`
	Lang   string   `json:"lang"`
	Wide   int      `json:"wide"` // pixels beyond the screen's edge
	Widest string   `json:"widest"`
	Words  string   `json:"words"`
	Titles int      `json:"titles"` // headings of the first rank
	Loads  []string `json:"loads"`  // addresses of the page and of all it loads
	Codes  []string `json:"codes"`  // what is written as code
	Links  []string `json:"links"`
	Small  []string `json:"small"` // buttons lower than what elder mode promises
}

const look = `(() => {
	const load = performance.getEntriesByType("navigation")[0];
	const wide = document.documentElement.scrollWidth - innerWidth;
	const out = (e) => e.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(e).position !== "fixed";
	const shown = (e) => e.checkVisibility() && e.getBoundingClientRect().height > 0;
	return {
		path: location.pathname,
		status: load.responseStatus,
		lang: document.documentElement.lang,
		wide,
		widest: wide > 0 ? [...document.body.querySelectorAll("*")].filter(out).slice(-3).map((e) => e.outerHTML.slice(0, 160)).join("\n") : "",
		words: document.title + "\n" + document.body.innerText,
		titles: [...document.querySelectorAll("h1")].filter((e) => e.checkVisibility()).length,
		loads: [load, ...performance.getEntriesByType("resource")].map((e) => e.name),
		codes: [...document.querySelectorAll("code")].map((e) => e.innerText),
		links: [...new Set([...document.querySelectorAll("a[href^='/']")].map((a) => new URL(a.getAttribute("href"), location).pathname))],
		small: [...document.querySelectorAll("main .btn")].filter((e) => shown(e) && e.getBoundingClientRect().height < 59.5).map((e) => e.innerText),
	};
})()`

func (p *person) look() sight {
	p.t.Helper()
	p.sees(`document.readyState === "complete" && document.documentElement`) // not between two pages
	return chromium.Eval[sight](p.t, p.ctx, look)
}

// untranslated finds keys of texts that have no text: words of an area's
// catalogue with a dot.
var untranslated = func() *regexp.Regexp {
	files, _ := filepath.Glob("../../portal/ui/messages/*.zh.yaml") // the pattern is right
	var areas []string
	for _, f := range files {
		areas = append(areas, strings.TrimSuffix(filepath.Base(f), ".zh.yaml"))
	}
	if len(areas) == 0 {
		fmt.Fprintln(os.Stderr, "there are no message catalogues where they used to be")
		os.Exit(1)
	}
	return regexp.MustCompile(`(?m)(?:^|[\s(（：])((?:` + strings.Join(areas, "|") + `)\.[a-z][a-z0-9-]*(?:\.[A-Za-z0-9_-]+)*)\b`)
}()

// unspoken finds what stands for machines: ids, and codes of the interface in a
// Chinese page.
var (
	ids   = regexp.MustCompile(`\b01[0-9A-HJKMNP-TV-Z]{24}\b`)
	codes = regexp.MustCompile(`\b(?:[a-z]+_[a-z_]+|satisfied|dissatisfied|unanswered|registered|handling|assigned|desk|reception|official|grassroots|default)\b`)
)

// spoken checks that a page speaks people's language.
func (p *person) spoken(name, lang string, s sight) {
	p.t.Helper()
	for _, special := range []string{"audit", "tokens", "policy", "users", "organisation", "design", "issuers", "client"} {
		if strings.HasPrefix(name, special) {
			return // for those who read the interface, and names that people chose to sign in with
		}
	}
	if id := ids.FindString(s.Words); id != "" {
		p.t.Errorf("%s: shows the id %s", name, id)
	}
	if code := codes.FindString(s.Words); lang == "zh-CN" && code != "" && !slices.Contains(s.Codes, code) {
		p.t.Errorf("%s: shows the code %q", name, code)
	}
}

// finding is one kind of barrier that axe-core found.
type finding struct {
	ID    string   `json:"id"`
	Help  string   `json:"help"`
	Nodes []string `json:"nodes"`
}

// barriers runs axe-core's rules of WCAG 2.1 A and AA, or only some rules.
func (p *person) barriers(only ...string) []finding {
	p.t.Helper()
	if !chromium.Eval[bool](p.t, p.ctx, "Boolean(window.axe)") {
		p.do(chromium.Script(axe))
	}
	run := `{ type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] }`
	if len(only) > 0 {
		run = `{ type: "rule", values: ["` + strings.Join(only, `", "`) + `"] }`
	}
	return chromium.Eval[[]finding](p.t, p.ctx, `axe.run(document, { resultTypes: ["violations"], runOnly: `+run+` }).then((r) =>
		r.violations.map((v) => ({ id: v.id, help: v.help, nodes: v.nodes.slice(0, 5).map((n) => n.html.slice(0, 200) + " — " + n.failureSummary.replace(/\s+/g, " ")) })))`)
}

// fine checks everything that holds for a page in every state.
func (p *person) fine(name, lang string) sight {
	p.t.Helper()
	s := p.look()
	if s.Lang != lang {
		p.t.Errorf("%s: lang is %q, not %q", name, s.Lang, lang)
	}
	for _, key := range untranslated.FindAllStringSubmatch(s.Words, -1) {
		if !slices.Contains(s.Codes, key[1]) { // names of operations and permissions look alike
			p.t.Errorf("%s: shows the key %q", name, key[1])
		}
	}
	if s.Titles != 1 {
		p.t.Errorf("%s: has %d headings of the first rank", name, s.Titles)
	}
	p.spoken(name, lang, s)
	p.fits(name, s)
	p.reachable(name)
	p.quiet(name)
	return s
}

// settles is how long a page may take to fit a screen that was just turned: what a
// script draws follows the screen a moment later.
const settles = 5 * time.Second

// fits checks that nothing lies beyond the screen's edge.
func (p *person) fits(name string, s sight) {
	p.t.Helper()
	for deadline := time.Now().Add(settles); s.Wide > 0 && time.Now().Before(deadline); {
		time.Sleep(50 * time.Millisecond)
		s = p.look()
	}
	if s.Wide > 0 {
		p.t.Errorf("%s: %d px wider than the %s:\n%s", name, s.Wide, p.on.name, s.Widest)
	}
}

// reachable checks that nobody is kept out.
func (p *person) reachable(name string, only ...string) {
	p.t.Helper()
	for _, f := range p.barriers(only...) {
		p.t.Errorf("%s (%s): %s: %s\n  %s", name, p.on.name, f.ID, f.Help, strings.Join(f.Nodes, "\n  "))
	}
}

// quiet checks that the browser had nothing to complain about: errors of
// scripts, files that are missing, breaches of the content policy.
func (p *person) quiet(name string) {
	p.t.Helper()
	for _, c := range slices.Compact(p.complaints()) {
		p.t.Errorf("%s: the console shows: %s", name, c)
	}
}
