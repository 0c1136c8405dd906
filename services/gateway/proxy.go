package gateway

import (
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httputil"
	"net/netip"
	"net/url"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

const (
	forwardedFor   = "X-Forwarded-For"
	forwardedProto = "X-Forwarded-Proto"
)

// proxyTo forwards requests to a service; a service that does not answer is
// reported as unavailable, and why it did not is logged.
func proxyTo(log *slog.Logger, base string, transport http.RoundTripper) http.Handler {
	target, err := url.Parse(base)
	if err != nil {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { rpc.WriteProblem(w, r, fault.Internal(err)) })
	}
	return &httputil.ReverseProxy{
		Transport:     transport,
		FlushInterval: -1, // server-sent events pass at once
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(target)
			p.Out.Host = p.In.Host
			p.Out.Header.Set(forwardedFor, p.In.Header.Get(forwardedFor))
			p.Out.Header.Set(forwardedProto, scheme(p.In))
		},
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if r.Context().Err() != nil && !tooSlow(r.Context()) { // nobody is there to read it
				return
			}
			refused := refusal(r, err)
			if fault.HasCode(refused, "unavailable") {
				log.Warn("not forwarded", "to", base, "method", r.Method, "path", r.URL.Path, "error", err)
			}
			rpc.WriteProblem(w, r, refused)
		},
	}
}

// refusal words what came in the way of forwarding.
func refusal(r *http.Request, err error) error {
	var tooLarge *http.MaxBytesError
	if tooSlow(r.Context()) {
		return errSlow.Because(err)
	}
	if errors.As(err, &tooLarge) {
		return fault.TooLarge("body", "内容超过 16 MB，请减少照片或文字后再提交", "The request exceeds 16 MB: send fewer photos or less text").Because(err)
	}
	return fault.Unavailable(err)
}

func scheme(r *http.Request) string {
	if r.TLS != nil || r.Header.Get(forwardedProto) == "https" {
		return "https"
	}
	return "http"
}

// clientAddress is the address of whoever called: the connection's, or what a
// trusted proxy says of it.
func clientAddress(r *http.Request, trusted []netip.Prefix) string {
	host := remoteHost(r)
	chain := strings.Split(r.Header.Get(forwardedFor), ",")
	for i := len(chain) - 1; i >= 0 && isTrusted(host, trusted); i-- {
		next := strings.TrimSpace(chain[i])
		if _, err := netip.ParseAddr(next); err != nil {
			break
		}
		host = next
	}
	return host
}

func isTrusted(host string, trusted []netip.Prefix) bool {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return false
	}
	for _, p := range trusted {
		if p.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// remoteHost is the address of the connection.
func remoteHost(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
