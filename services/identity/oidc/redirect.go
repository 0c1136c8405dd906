package oidc

import (
	"net/netip"
	"net/url"
	"strings"

	"lianluo/pkg/fault"
)

// checkRedirects fails with invalid for an address that could lead people's codes
// astray: it must be whole, without user, fragment or wildcard, and go over TLS
// unless it stays on the person's own machine.
func checkRedirects(all []string) error {
	for _, address := range all {
		if !fitsRedirect(address) {
			return fault.Invalid("client.redirect", "回调地址 %[1]s 不能使用：请填写完整的 https 地址，不带 # 和用户名；只有本机回环地址可以用 http",
				"The address %[1]s cannot be used: give a whole https address without # and user name; only loopback addresses may use http", address)
		}
	}
	return nil
}

func fitsRedirect(address string) bool {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Host == "", u.User != nil, strings.ContainsAny(address, "#*\\ \t\r\n"), u.Opaque != "":
		return false
	case strings.ContainsAny(u.Host, ";,'\"<>"): // the consent page's policy names the host
		return false
	case u.Scheme == "https":
		return true
	}
	return u.Scheme == "http" && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

// withQuery adds parameters to an address that was registered.
func withQuery(address string, add url.Values) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // it was checked when it was registered
	}
	q := u.Query()
	for name, values := range add {
		for _, v := range values {
			if v != "" {
				q.Set(name, v)
			}
		}
	}
	u.RawQuery = q.Encode()
	return u.String()
}
