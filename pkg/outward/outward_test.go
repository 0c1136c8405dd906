package outward

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"
	"time"
)

func TestAddressesThatAreRefusedAndWhy(t *testing.T) {
	away, trial := Gate{}, Gate{Loopback: true}
	for _, raw := range []string{"", "example.org", "https://", "ftp://example.org/", "http://example.org/", "https://a:b@example.org/", "https://example.org/#a",
		"https://example.org:0/", "https://example.org:70000/", "https:example.org", "//example.org/", "file:///etc/passwd"} {
		if !errors.Is(away.Check(raw), ErrForm) || !errors.Is(trial.Check(raw), ErrForm) {
			t.Errorf("%q: %v, on trial %v", raw, away.Check(raw), trial.Check(raw))
		}
	}
	for _, raw := range []string{"https://10.0.0.1/", "https://169.254.169.254/", "https://100.64.0.1/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/"} {
		if !errors.Is(away.Check(raw), ErrPrivate) || !errors.Is(trial.Check(raw), ErrPrivate) {
			t.Errorf("%q: %v, on trial %v", raw, away.Check(raw), trial.Check(raw))
		}
	}
	for _, raw := range []string{"http://127.0.0.1:8080/", "https://localhost/", "https://[::1]/", "https://[::ffff:127.0.0.1]/"} {
		if !errors.Is(away.Check(raw), ErrPrivate) || trial.Check(raw) != nil {
			t.Errorf("%q: %v, on trial %v", raw, away.Check(raw), trial.Check(raw))
		}
	}
	for _, raw := range []string{"https://example.org/a?b=c", "https://8.8.8.8:8443/", "https://[2400:3200::1]/"} {
		if err := away.Check(raw); err != nil {
			t.Errorf("%q: %v", raw, err)
		}
	}
}

// A name may stand for any address: it is the connection that is looked at.
func TestNamesThatLeadInside(t *testing.T) {
	hit := false
	inside := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer inside.Close()
	u, err := url.Parse(inside.URL)
	if err != nil {
		t.Fatal(err)
	}
	for _, to := range []string{inside.URL, "http://localhost:" + u.Port(), "http://[::ffff:127.0.0.1]:" + u.Port()} {
		if res, err := (Gate{}).Client(time.Second).Get(to); err == nil || !errors.Is(err, ErrPrivate) {
			t.Errorf("%s: %v %v", to, res, err)
		}
	}
	if hit {
		t.Error("the inside was reached")
	}
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	hit := false
	there := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hit = true }))
	defer there.Close()
	here := httptest.NewServer(http.RedirectHandler(there.URL, http.StatusFound))
	defer here.Close()
	res, err := Gate{Loopback: true}.Client(time.Second).Get(here.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusFound || hit {
		t.Errorf("got %d, followed %v", res.StatusCode, hit)
	}
}

// Whatever is typed: what is taken is https to a host that may be reached.
func FuzzCheck(f *testing.F) {
	for _, s := range []string{"https://example.org/", "http://127.0.0.1/", "https://[::1%25eth0]/", "https://0x7f.1/", "https://2130706433/", "https://example.org\\@10.0.0.1/"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if (Gate{}).Check(raw) != nil {
			return
		}
		u, err := url.Parse(raw)
		if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil {
			t.Fatalf("%q was taken", raw)
		}
		if a, err := netip.ParseAddr(u.Hostname()); err == nil && !(Gate{}).Allows(a) {
			t.Fatalf("%q was taken", raw)
		}
	})
}
