package hostiletest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lianluo/services/platform/platformtest/world"
)

// browsing is who signs in with browsers: an account's oldest sessions end when
// there are many, and maker's must not.
const browsing = "county_admin-parent"

// visitor is a browser that follows no redirects.
type visitor struct {
	t    *testing.T
	w    *world.World
	http *http.Client
}

func visit(t *testing.T, w *world.World) *visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t, w, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

func (v *visitor) do(method, path string, form url.Values, header http.Header) world.Answer {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.w.URL+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	for name := range header {
		r.Header.Set(name, header.Get(name))
	}
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	resp, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return world.Answer{Status: resp.StatusCode, Header: resp.Header, Body: body}
}

func (v *visitor) get(path string) world.Answer {
	v.t.Helper()
	return v.do(http.MethodGet, path, nil, nil)
}

var csrfField = regexp.MustCompile(`name="csrf_token"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="csrf_token"`)

// csrf is the token of the forms on a page.
func (v *visitor) csrf(path string) string {
	v.t.Helper()
	page := v.get(path)
	found := csrfField.FindSubmatch(page.Body)
	if found == nil {
		v.t.Fatalf("%s has no form: %d", path, page.Status)
	}
	return string(found[1]) + string(found[2])
}

// signIn signs in as an account of the world and returns where it leads.
func (v *visitor) signIn(login, next string) world.Answer {
	v.t.Helper()
	form := url.Values{"login": {login}, "password": {world.Password}, "next": {next}, "csrf_token": {v.csrf("/sign-in")}}
	return v.do(http.MethodPost, "/sign-in", form, nil)
}

// posts are all paths of the portal that change something, from its source.
func posts(t *testing.T) []string {
	t.Helper()
	var out []string
	found := regexp.MustCompile(`"POST (/[^"]*)"`)
	variable := regexp.MustCompile(`\{[^}]*\}`)
	for _, pattern := range []string{"../../portal/*/*.go", "../../portal/*.go"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range found.FindAllSubmatch(source, -1) {
				out = append(out, variable.ReplaceAllString(string(m[1]), "x"))
			}
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) < 20 {
		t.Fatalf("only %d forms were found: %v", len(out), out)
	}
	return out
}

// tryForms: nothing is done for a form that this site did not make for this
// visitor.
func tryForms(t *testing.T, w *world.World) {
	t.Helper()
	mine, other := visit(t, w), visit(t, w)
	if a := mine.signIn(browsing, ""); a.Status >= 400 {
		t.Fatalf("%d", a.Status)
	}
	good, foreign := mine.csrf("/me"), other.csrf("/sign-in")
	for _, path := range posts(t) {
		for name, c := range map[string]struct {
			token  string
			header http.Header
		}{
			"no token":           {"", nil},
			"another's token":    {foreign, nil},
			"a tampered token":   {good[:len(good)-2] + "zz", nil},
			"from another site":  {good, http.Header{"Sec-Fetch-Site": {"cross-site"}, "Origin": {"https://evil.example"}}},
			"from a sister site": {good, http.Header{"Sec-Fetch-Site": {"same-site"}, "Origin": {"https://sister.example"}}},
			"a foreign origin":   {good, http.Header{"Origin": {"https://evil.example"}}},
		} {
			a := mine.do(http.MethodPost, path, url.Values{"csrf_token": {c.token}}, c.header)
			if a.Status != http.StatusForbidden {
				t.Errorf("POST %s, %s: %d %s", path, name, a.Status, a.Header.Get("Location"))
			}
			tightPage(t, path, a)
		}
	}
	if a := mine.get("/me"); a.Status != http.StatusOK {
		t.Errorf("after all that nobody is signed in: %d", a.Status)
	}
	tryCookies(t, w, mine)
}

// tryCookies: a tampered session is none.
func tryCookies(t *testing.T, w *world.World, mine *visitor) {
	t.Helper()
	at, err := url.Parse(w.URL)
	if err != nil {
		t.Fatal(err)
	}
	var secret string
	for _, c := range mine.http.Jar.Cookies(at) {
		if c.Name == "ll_session" {
			secret = c.Value
		}
	}
	for _, value := range []string{secret[:len(secret)-1], secret + "A", strings.ToUpper(secret), "", "admin", strings.Repeat("A", 4000), "../../x", "%00", "' OR 1=1"} {
		thief := visit(t, w)
		a := thief.do(http.MethodGet, "/me", nil, http.Header{"Cookie": {"ll_session=" + value}})
		if a.Status == http.StatusOK || a.Status >= 500 {
			t.Errorf("cookie %.30q: %d", value, a.Status)
		}
		tightPage(t, "/me", a)
	}
}

func tightPage(t *testing.T, path string, a world.Answer) {
	t.Helper()
	for _, leak := range []string{"goroutine ", ".go:", "runtime error", "sqlite", "nil pointer", "/tmp/"} {
		if strings.Contains(string(a.Body), leak) {
			t.Errorf("%s shows %q", path, leak)
		}
	}
	if a.Status >= http.StatusInternalServerError {
		t.Errorf("%s: %d", path, a.Status)
	}
}

// tryRedirects: signing in leads nowhere but into this site.
func tryRedirects(t *testing.T, w *world.World) {
	t.Helper()
	for _, next := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, `\\evil.example`, "/\t/evil.example", "javascript:alert(1)",
		"https:evil.example", "/%5cevil.example/..", " //evil.example", "http:///evil.example", "///evil.example", "/x\r\nSet-Cookie: a=b", "@evil.example", "/.//evil.example"} {
		a := visit(t, w).signIn(browsing, next)
		if a.Status < 300 || a.Status >= 400 {
			t.Errorf("next %q: %d", next, a.Status)
		}
		to, err := url.Parse(a.Header.Get("Location"))
		if err != nil || to.Host != "" || to.Scheme != "" || !strings.HasPrefix(to.Path, "/") || strings.HasPrefix(to.Path, "//") || strings.Contains(to.Path, `\`) {
			t.Errorf("next %q leads to %q", next, a.Header.Get("Location"))
		}
		if a.Header.Get("Set-Cookie") == "a=b" {
			t.Errorf("next %q sets a cookie", next)
		}
	}
	if a := visit(t, w).signIn(browsing, "/me/sessions"); a.Header.Get("Location") != "/me/sessions" {
		t.Errorf("a place of this site: %q", a.Header.Get("Location"))
	}
}
