package ui

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// designed fetches a design page as a browser would and parses it.
func designed(t *testing.T, path string) *html.Node {
	t.Helper()
	mux := http.NewServeMux()
	Routes(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d", path, w.Code)
	}
	if w.Header().Get("Content-Security-Policy") != CSP {
		t.Errorf("%s: no content policy", path)
	}
	doc, err := html.Parse(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// designPaths are all design pages in all their looks.
func designPaths() []string {
	var all []string
	for _, query := range []string{"", "?lang=en", "?elder=1"} {
		all = append(all, designPath+query)
		for name := range designExamples {
			all = append(all, designPath+"/"+name+query)
		}
	}
	return all
}

func attr(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val, true
		}
	}
	return "", false
}

// elements are all elements of a page, in order.
func elements(doc *html.Node) []*html.Node {
	var all []*html.Node
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode {
			all = append(all, n)
		}
	}
	return all
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func TestPagesObeyTheContentPolicy(t *testing.T) {
	for _, path := range designPaths() {
		for _, n := range elements(designed(t, path)) {
			if _, has := attr(n, "src"); n.Data == "style" || n.Data == "script" && !has {
				t.Errorf("%s: inline <%s>", path, n.Data)
			}
			for _, a := range n.Attr {
				if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Val, "javascript:") {
					t.Errorf("%s: <%s %s=%q>", path, n.Data, a.Key, a.Val)
				}
			}
		}
	}
}

func TestPagesHaveOneTitleOneMainAndUniqueIDs(t *testing.T) {
	for _, path := range designPaths() {
		count, ids := map[string]int{}, map[string]bool{}
		for _, n := range elements(designed(t, path)) {
			if _, hidden := attr(n.Parent, "hidden"); !hidden {
				count[n.Data]++
			}
			if id, ok := attr(n, "id"); ok {
				if ids[id] {
					t.Errorf("%s: id %q twice", path, id)
				}
				ids[id] = true
			}
		}
		if count["h1"] != 1 || count["main"] != 1 || count["title"] != 1 {
			t.Errorf("%s: %d h1, %d main, %d title", path, count["h1"], count["main"], count["title"])
		}
	}
}

// What one element says of another by its id must be there.
func TestReferencesWithinPagesHold(t *testing.T) {
	for _, path := range designPaths() {
		all := elements(designed(t, path))
		ids := map[string]bool{"_": true}
		for _, n := range all {
			if id, ok := attr(n, "id"); ok {
				ids[id] = true
			}
		}
		for _, n := range all {
			for _, ref := range references(n) {
				if !ids[ref] {
					t.Errorf("%s: <%s> refers to %q, which is not there", path, n.Data, ref)
				}
			}
		}
	}
}

func references(n *html.Node) []string {
	var all []string
	for _, name := range []string{"for", "aria-describedby", "aria-labelledby", "data-dialog", "list", "form"} {
		if v, ok := attr(n, name); ok {
			all = append(all, strings.Fields(v)...)
		}
	}
	if v, _ := attr(n, "href"); strings.HasPrefix(v, "#") {
		all = append(all, v[1:])
	}
	return all
}

func TestEverythingThatActsHasAName(t *testing.T) {
	for _, path := range designPaths() {
		for _, n := range elements(designed(t, path)) {
			label, _ := attr(n, "aria-label")
			switch n.Data {
			case "a", "button", "summary":
				alt := ""
				for d := range n.Descendants() {
					if v, ok := attr(d, "alt"); ok {
						alt += v
					}
				}
				if textOf(n)+label+alt == "" {
					t.Errorf("%s: <%s> without a name", path, n.Data)
				}
			case "img":
				if _, ok := attr(n, "alt"); !ok {
					t.Errorf("%s: <img> without alt", path)
				}
			case "form":
				if m, _ := attr(n, "method"); m != "post" {
					continue
				}
				if !strings.Contains(hiddenNames(n), CSRFField) {
					t.Errorf("%s: a form posts without a CSRF token", path)
				}
			}
		}
	}
}

func hiddenNames(form *html.Node) string {
	var names []string
	for n := range form.Descendants() {
		if kind, _ := attr(n, "type"); kind == "hidden" {
			name, _ := attr(n, "name")
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

var bareKey = regexp.MustCompile(`^[a-z]+\.[a-z0-9.-]+$|\{\d`)

func TestPagesShowNoBareKeys(t *testing.T) {
	for _, path := range designPaths() {
		for n := range designed(t, path).Descendants() {
			if text := strings.TrimSpace(n.Data); n.Type == html.TextNode && bareKey.MatchString(text) {
				t.Errorf("%s: shows %q", path, text)
			}
		}
	}
}

func TestEnglishPagesAreEnglish(t *testing.T) {
	for name := range designExamples {
		doc := designed(t, designPath+"/"+name+"?lang=en")
		for _, n := range elements(doc) {
			if lang, _ := attr(n, "lang"); lang == "zh-CN" || n.Parent.Type != html.ElementNode {
				continue
			}
			for c := n.FirstChild; c != nil; c = c.NextSibling {
				parent, _ := attr(n.Parent, "lang")
				if c.Type == html.TextNode && hasChinese(c.Data) && parent != "zh-CN" {
					t.Errorf("%s: Chinese in the English page: %q", name, strings.TrimSpace(c.Data))
				}
			}
		}
	}
}

func TestUnknownExamplesAreNotFound(t *testing.T) {
	mux := http.NewServeMux()
	Routes(mux)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, designPath+"/nothing", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("got %d", w.Code)
	}
}
