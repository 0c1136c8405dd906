package portaltest

import (
	"bytes"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"lianluo/pkg/authz"
	"lianluo/services/portal/session"
)

// Browser is a visitor with cookies. It does not follow redirects by itself.
type Browser struct {
	t    testing.TB
	site *Site
	http *http.Client
	// Header goes along with every request.
	Header http.Header
}

// Visitor opens a new browser.
func (s *Site) Visitor(t testing.TB) *Browser {
	jar, _ := cookiejar.New(nil) // never fails
	return &Browser{t: t, site: s, Header: http.Header{}, http: &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// As opens a browser in which somebody with the role is signed in.
func (s *Site) As(t testing.TB, role authz.Role) *Browser {
	b := s.Visitor(t)
	at, err := url.Parse(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.http.Jar.SetCookies(at, []*http.Cookie{{Name: session.Cookie, Value: s.People.Session(string(role)), Path: "/"}})
	return b
}

// Answer is a page as it came.
type Answer struct {
	Status int
	Header http.Header
	Body   string
	path   string
}

// Location is where a redirect leads.
func (a Answer) Location() string { return a.Header.Get("Location") }

// Get opens a page.
func (b *Browser) Get(path string) Answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.site.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

// Stream opens a page that goes on until the test ends.
func (b *Browser) Stream(path string) io.Reader {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodGet, b.site.URL+path, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	resp, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = resp.Body.Close() })
	return resp.Body
}

// Follow opens where a redirect leads.
func (b *Browser) Follow(a Answer) Answer {
	b.t.Helper()
	if a.Status != http.StatusSeeOther {
		b.t.Fatalf("%s answered %d, not a redirect: %s", a.path, a.Status, a.Body)
	}
	return b.Get(a.Location())
}

// Post sends values as they are, without anything a page's form would add.
func (b *Browser) Post(path string, values url.Values) Answer {
	b.t.Helper()
	return b.send(path, "application/x-www-form-urlencoded", values.Encode())
}

// PostBody sends a body as it is; its type is in Header.
func (b *Browser) PostBody(path, body string) Answer {
	b.t.Helper()
	return b.send(path, b.Header.Get("Content-Type"), body)
}

func (b *Browser) send(path, media, body string) Answer {
	b.t.Helper()
	req, err := http.NewRequestWithContext(b.t.Context(), http.MethodPost, b.site.URL+path, strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", media)
	return b.do(req)
}

// Submit fills in the page's form that posts to action, as a browser without
// scripts does: what the form holds already goes along unless values say otherwise.
func (b *Browser) Submit(page Answer, action string, values url.Values) Answer {
	b.t.Helper()
	all := page.Form(b.t, action)
	maps.Copy(all, values)
	return b.Post(action, all)
}

// File is a file to be uploaded.
type File struct {
	Field, Name string
	Data        []byte
}

// Upload is Submit for a form with files.
func (b *Browser) Upload(page Answer, action string, values url.Values, files ...File) Answer {
	b.t.Helper()
	all := page.Form(b.t, action)
	maps.Copy(all, values)
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, texts := range all {
		for _, text := range texts {
			_ = w.WriteField(name, text) // a buffer takes every write
		}
	}
	for _, f := range files {
		part, _ := w.CreateFormFile(f.Field, f.Name)
		_, _ = part.Write(f.Data)
	}
	_ = w.Close()
	return b.send(action, w.FormDataContentType(), body.String())
}

// Forget drops a cookie, as time does.
func (b *Browser) Forget(name string) {
	at, err := url.Parse(b.site.URL)
	if err != nil {
		b.t.Fatal(err)
	}
	b.http.Jar.SetCookies(at, []*http.Cookie{{Name: name, Path: "/", MaxAge: -1}})
}

func (b *Browser) do(req *http.Request) Answer {
	b.t.Helper()
	for name, values := range b.Header {
		req.Header[name] = values
	}
	resp, err := b.http.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return Answer{Status: resp.StatusCode, Header: resp.Header, Body: string(body), path: req.URL.Path}
}

// Form is what the page's form that posts to action holds.
func (a Answer) Form(t testing.TB, action string) url.Values {
	t.Helper()
	root, err := html.Parse(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	for form := range root.Descendants() {
		if form.Data == "form" && Attr(form, "method") == "post" && Attr(form, "action") == action {
			return held(form)
		}
	}
	t.Fatalf("%s (%d) has no form that posts to %s:\n%s", a.path, a.Status, action, a.Text(t))
	return nil
}

func held(form *html.Node) url.Values {
	values := url.Values{}
	for n := range form.Descendants() {
		name, kind := Attr(n, "name"), Attr(n, "type")
		boxed := kind == "checkbox" || kind == "radio"
		switch {
		case n.Data == "input" && name != "" && kind != "file" && (!boxed || Has(n, "checked")):
			values.Add(name, Attr(n, "value"))
		case n.Data == "textarea":
			values.Add(name, textOf(n))
		case n.Data == "option" && Has(n, "selected"):
			values.Add(Attr(selectOf(n), "name"), Attr(n, "value"))
		}
	}
	return values
}

func selectOf(option *html.Node) *html.Node {
	n := option.Parent
	for n.Data != "select" {
		n = n.Parent
	}
	return n
}

// Text is what the page's main part says.
func (a Answer) Text(t testing.TB) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(a.Body))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Data == "main" {
			return textOf(n)
		}
	}
	return textOf(root)
}

func textOf(n *html.Node) string {
	var parts []string
	for d := range n.Descendants() {
		if text := strings.Join(strings.Fields(d.Data), " "); d.Type == html.TextNode && text != "" {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, " ")
}

// Attr is what a node says under a name, "" for nothing.
func Attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// Has reports whether a node has an attribute.
func Has(n *html.Node, name string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == name })
}
