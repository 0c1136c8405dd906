// Package outward reaches addresses that people typed: over TLS, at public
// addresses only, following nobody anywhere.
package outward

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"
)

// Gate says where calls may go. The zero value lets none to this machine.
type Gate struct {
	// Loopback lets calls go to this machine, without TLS too: for trials.
	Loopback bool
}

// Why an address is refused.
var (
	// ErrForm: it is no whole https address without user name and fragment.
	ErrForm = errors.New("outward: not a whole https address")
	// ErrPrivate: it is, or its name stands for, an address that is none of the internet's.
	ErrPrivate = errors.New("outward: not a public address")
)

// Client makes a client that connects nowhere else and follows no redirect; the
// other side has patience for everything.
func (g Gate) Client(patience time.Duration) *http.Client {
	dialer := &net.Dialer{Timeout: 5 * time.Second, ControlContext: g.control}
	return &http.Client{
		Timeout: patience,
		Transport: &http.Transport{ // no proxy: it would look names up where we do not see
			DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: patience,
			MaxIdleConnsPerHost: 1, IdleConnTimeout: 30 * time.Second, MaxResponseHeaderBytes: 64 << 10,
			TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12},
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// control looks at the very address that is about to be connected to, after the
// name was looked up: a name that answers differently each time gains nothing.
func (g Gate) control(_ context.Context, _, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !g.Allows(at.Addr()) {
		return ErrPrivate
	}
	return nil
}

// reserved are ranges beside those that netip names that lead into other
// networks, or through a translator to such.
var reserved = func() []netip.Prefix {
	var out []netip.Prefix
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fec0::/10"} {
		out = append(out, netip.MustParsePrefix(p))
	}
	return out
}()

// Allows reports whether calls may go to the address.
func (g Gate) Allows(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	if a.IsLoopback() {
		return g.Loopback
	}
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, r := range reserved {
		if r.Contains(a) {
			return false
		}
	}
	return true
}

// Check fails with ErrForm or ErrPrivate for an address that can never be
// allowed. What its name stands for is looked at again with every connection.
func (g Gate) Check(raw string) error {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.User != nil || u.Fragment != "" || u.Opaque != "" {
		return ErrForm
	}
	host := u.Hostname()
	ip, err := netip.ParseAddr(host)
	isIP := err == nil
	if port := u.Port(); port != "" {
		if n, err := strconv.Atoi(port); err != nil || n < 1 || n > 65535 {
			return ErrForm
		}
	}
	local := host == "localhost" || isIP && ip.Unmap().IsLoopback()
	switch {
	case local && !g.Loopback, isIP && !local && !g.Allows(ip):
		return ErrPrivate
	case u.Scheme != "https" && (u.Scheme != "http" || !local):
		return ErrForm
	}
	return nil
}
