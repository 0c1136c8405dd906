package platformtest

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lianluo/services/portal/portaltest"
)

// Reader is somebody who reads the portal's pages, signed in.
type Reader struct {
	t    testing.TB
	base string
	http *http.Client
}

// Reads signs somebody in at the portal of an address. It stops the test where
// they are not let in.
func Reads(t testing.TB, base, login, password string) *Reader {
	t.Helper()
	jar, _ := cookiejar.New(nil) // never fails
	r := &Reader{t, base, &http.Client{Jar: jar}}
	form := url.Values{"login": {login}, "password": {password}}
	for n := range r.page("/sign-in").Descendants() {
		if portaltest.Attr(n, "name") == "csrf_token" {
			form.Set("csrf_token", portaltest.Attr(n, "value"))
		}
	}
	resp, err := r.http.PostForm(base+"/sign-in", form)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK || strings.HasSuffix(resp.Request.URL.Path, "/sign-in") {
		t.Fatalf("%s was not let in: %s", login, resp.Status)
	}
	return r
}

func (r *Reader) page(path string) *html.Node {
	r.t.Helper()
	resp, err := r.http.Get(r.base + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	root, err := html.Parse(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: %d %v", path, resp.StatusCode, err)
	}
	return root
}

// Rows are how many rows an address lists, all its pages together.
func (r *Reader) Rows(path string) (n int) {
	r.t.Helper()
	for path != "" {
		page := r.page(path)
		path = ""
		for at := range page.Descendants() {
			switch {
			case at.Data == "tr" && portaltest.Has(at, "data-row"):
				n++
			case at.Data == "a" && strings.Contains(portaltest.Attr(at, "href"), "after=") && within(at, "p", "more"):
				path = portaltest.Attr(at, "href")
			}
		}
	}
	return n
}

// within reports whether a node lies in an element of a class.
func within(n *html.Node, element, class string) bool {
	for up := range n.Ancestors() {
		if up.Data == element && strings.Contains(" "+portaltest.Attr(up, "class")+" ", " "+class+" ") {
			return true
		}
	}
	return false
}

// text is what a person reads of a node.
func text(n *html.Node) string {
	var b strings.Builder
	for at := range n.Descendants() {
		if at.Type == html.TextNode {
			b.WriteString(at.Data)
		}
	}
	return strings.TrimSpace(b.String())
}

// lastNumber is the number that a text ends with.
func lastNumber(words string) (int, bool) {
	start := len(strings.TrimRight(words, "0123456789,"))
	n, err := strconv.Atoi(strings.ReplaceAll(words[start:], ",", ""))
	return n, err == nil
}
