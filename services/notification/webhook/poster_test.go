package webhook

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/fault"
)

func TestAddressesThatAreNeverAllowed(t *testing.T) {
	p, trial := newPoster(Settings{}), newPoster(Settings{Loopback: true})
	for _, raw := range []string{"", "hooks.example.org", "https://", "ftp://example.org/", "http://example.org/", "https://user:pw@example.org/", "https://example.org/#a",
		"https://example.org:0/", "https://example.org:70000/", "javascript:alert(1)", "https:example.org", "https://exa mple.org/", "//example.org/",
		"https://10.0.0.1/", "https://192.168.1.1/", "https://172.16.5.5/", "https://169.254.169.254/latest/meta-data", "https://100.64.0.1/", "https://0.0.0.0/",
		"https://[fe80::1]/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/", "https://[2002:a00:1::]/", "https://224.0.0.1/",
		"https://255.255.255.255/", "https://[::]/", "https://198.18.0.1/", "file:///etc/passwd"} {
		for name, p := range map[string]poster{"": p, "trial": trial} {
			if err := p.check(raw); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%s %q: %v", name, raw, err)
			}
		}
	}
	for _, raw := range []string{"http://127.0.0.1:8080/", "https://localhost/", "https://127.0.0.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/"} {
		if p.check(raw) == nil || trial.check(raw) != nil {
			t.Errorf("%q: %v, on trial %v", raw, p.check(raw), trial.check(raw))
		}
	}
	for _, raw := range []string{"https://hooks.example.org/a?b=c", "https://8.8.8.8:8443/", "https://[2400:3200::1]/"} {
		if err := p.check(raw); err != nil {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

// A name may stand for any address: it is the connection that is looked at.
func TestNamesThatLeadInside(t *testing.T) {
	hit := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer inside.Close()
	p := newPoster(Settings{})
	u, err := url.Parse(inside.URL)
	must(t, err)
	for _, to := range []string{inside.URL, "http://localhost:" + u.Port(), "http://[::ffff:127.0.0.1]:" + u.Port()} {
		if o := p.send(t.Context(), to, newSecret(), "e1", time.Now(), []byte("{}")); o.ok || o.problem == "" {
			t.Errorf("%s: %+v", to, o)
		}
	}
	if hit {
		t.Error("the inside was reached")
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	r := newReceiver(t)
	r.answers(http.StatusFound)
	p := newPoster(Settings{Loopback: true})
	if o := p.send(t.Context(), r.URL, newSecret(), "e1", time.Now(), []byte("{}")); o.ok || o.status != http.StatusFound {
		t.Errorf("%+v", o)
	}
	r.want(t, "nothing")
}

func TestWhatComesInTheWayIsNamed(t *testing.T) {
	slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // else the server does not see that the caller left
		<-r.Context().Done()
	}))
	defer slow.Close()
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	defer untrusted.Close()
	p := newPoster(Settings{Loopback: true})
	p.client.Timeout = 200 * time.Millisecond
	endless := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		for range 100 {
			_, _ = w.Write([]byte(strings.Repeat("x", 64<<10))) // until the other side has enough
		}
	}))
	defer endless.Close()
	for to, want := range map[string]string{slow.URL: "timeout", untrusted.URL: "tls", "http://127.0.0.1:1/": "unreachable", endless.URL: ""} {
		if o := p.send(t.Context(), to, newSecret(), "e1", time.Now(), []byte("{}")); o.problem != want || o.ok != (want == "") {
			t.Errorf("%s: %+v, want %q", to, o, want)
		}
	}
	if o := p.send(t.Context(), slow.URL, "whsec_!!", "e1", time.Now(), nil); o.ok || o.problem == "" {
		t.Errorf("a secret that is none: %+v", o)
	}
}

// Whatever is typed: what is taken is https to a host, or to this machine on trial.
func FuzzAddress(f *testing.F) {
	for _, s := range []string{"https://example.org/", "http://127.0.0.1/", "https://[::1%25eth0]/", "https://0x7f.1/", "https://2130706433/", "https://example.org\\@10.0.0.1/"} {
		f.Add(s)
	}
	p := newPoster(Settings{})
	f.Fuzz(func(t *testing.T, raw string) {
		if p.check(raw) != nil {
			return
		}
		u, err := url.Parse(raw)
		if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
			t.Fatalf("%q was taken", raw)
		}
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && !p.gate.Allows(a) {
			t.Fatalf("%q was taken", raw)
		}
	})
}
