package session

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/services/portal/ui"
)

// withCookie is a request whose cookie somebody else wrote.
func withCookie(name, value string) *http.Request {
	return &http.Request{Header: http.Header{"Cookie": {name + "=" + value}}}
}

// FuzzCookies: cookies that are not ours say nothing.
func FuzzCookies(f *testing.F) {
	for _, s := range []string{"", "W3sidCI6Imdvb2QiLCJwIjoieCJ9XQ", "bnVsbA", "W10", "eyJuIjoxfQ", "\x00\xff", strings.Repeat("A", 5000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		for _, n := range readFlash(withCookie(flashCookie, value)) {
			if n.Undo != nil {
				t.Fatalf("%q became %+v", value, n)
			}
		}
		type receipt struct{ Number string }
		_ = Kept[receipt](withCookie("kept", value), "kept")
	})
}

type decoded struct {
	Text string    `json:"text"`
	Tags []string  `json:"tags"`
	N    int8      `query:"n"`
	F    float64   `json:"f"`
	OK   bool      `json:"ok"`
	At   time.Time `json:"at"`
	In   struct {
		Phone string `json:"phone"`
	} `json:"in"`
}

// FuzzDecode: a form becomes a request, or words at the fields that are wrong.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"text=a&tags=x&tags=+&n=5&f=1e3&ok=on&at=2026-03-05&in.phone=1", "n=300", "f=1e999", "at=2026-02-30", "%zz", "text=%ff&text=b", "n=&at="} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, form string) {
		r := &http.Request{Method: http.MethodGet, URL: &url.URL{RawQuery: form}}
		got, err := Decode[decoded](r)
		if err == nil && got.N == 0 && strings.TrimLeft(strings.TrimSpace(r.FormValue("n")), "+-0") != "" && len(r.Form["n"]) == 1 {
			t.Fatalf("%q lost its number: %+v", form, got)
		}
		for _, tag := range got.Tags {
			if strings.TrimSpace(tag) != tag || tag == "" {
				t.Fatalf("%q gave %q", form, got.Tags)
			}
		}
	})
}

// FuzzLocal: where a redirect leads is on this site, as browsers read addresses.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/desk?x=1", "//evil.example", "/\\evil.example", "/\t/evil.example", "https:evil.example", "/%2f/evil.example", "/a\nb", "", "/\x00/x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		got := ui.Local(path, "/d")
		if !strings.HasPrefix(got, "/") || strings.HasPrefix(got, "//") || strings.ContainsAny(got, "\\\t\r\n") {
			t.Fatalf("%q leads to %q", path, got)
		}
		base, _ := url.Parse("https://station.example/x")
		if to, err := base.Parse(got); err != nil || to.Host != base.Host {
			t.Fatalf("%q leads to %v, %v", path, to, err)
		}
		if again := pathOf(path); !strings.HasPrefix(again, "/") {
			t.Fatalf("%q leads back to %q", path, again)
		}
	})
}
