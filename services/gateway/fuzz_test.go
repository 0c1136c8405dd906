package gateway

import (
	"net/http"
	"net/netip"
	"testing"
)

// FuzzClientAddress: nobody but a trusted proxy chooses the address that limits
// and the audit see, and what it chooses is an address.
func FuzzClientAddress(f *testing.F) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	for _, s := range []string{"", "1.2.3.4", "1.2.3.4, 10.0.0.2", "x, 10.0.0.2", "::ffff:10.1.1.1,2001:db8::1", ",,,", "1.2.3.4%eth0"} {
		f.Add("10.0.0.1:80", s)
		f.Add("192.0.2.7:80", s)
	}
	f.Fuzz(func(t *testing.T, remote, header string) {
		r := &http.Request{RemoteAddr: remote, Header: http.Header{forwardedFor: {header}}}
		got, connection := clientAddress(r, trusted), remoteHost(r)
		if !isTrusted(connection, trusted) && got != connection {
			t.Fatalf("%q from %q became %q", header, remote, got)
		}
		if _, err := netip.ParseAddr(got); got != connection && err != nil {
			t.Fatalf("%q from %q became %q", header, remote, got)
		}
	})
}
