package oidc

import (
	"net/url"
	"strings"
	"testing"
)

// Whatever is registered as a redirect leads to the host that it names, over TLS
// or on the person's own machine, and keeps what was added to it.
func FuzzRedirects(f *testing.F) {
	for _, seed := range []string{"https://app.example/back", "http://127.0.0.1:9/x?y=1", "http://[::1]/", "https://a@b/", "https://a/#", "https:a", "//a", "https://a\\@b/", "https://%00/", "https://a;script-src/"} {
		f.Add(seed, "code")
	}
	f.Fuzz(func(t *testing.T, address, code string) {
		if !fitsRedirect(address) {
			return
		}
		u, err := url.Parse(withQuery(address, url.Values{"code": {code}}))
		if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" {
			t.Fatalf("%q: %v %v", address, u, err)
		}
		if u.Scheme != "https" && !isLoopback(u.Hostname()) {
			t.Fatalf("%q goes without TLS", address)
		}
		if strings.ContainsAny(u.Host, ";, '\"") {
			t.Fatalf("%q adds to the page's policy", address)
		}
		if u.Query().Get("code") != strings.ToValidUTF8(code, "") && code != "" && u.Query().Get("code") != code && !strings.Contains(u.RawQuery, ";") {
			t.Fatalf("%q lost the code: %s", address, u)
		}
	})
}
