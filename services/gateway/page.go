package gateway

import (
	"context"
	"errors"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// failurePath is where the portal words a refusal of this gateway for people.
const failurePath = "/failure/"

// page forwards a request for a page.
func (g *gateway) page(w http.ResponseWriter, r *http.Request, client string) {
	if err := g.limits.allow(client, costOf(r)); err != nil {
		g.refusePage(w, r, err)
		return
	}
	r.Header.Set(forwardedFor, client)
	g.portal.ServeHTTP(w, r)
}

// pagesOf forwards to the portal; a form that is too large or too slow is answered
// by a page.
func (g *gateway) pagesOf(base string, transport http.RoundTripper) http.Handler {
	proxy := proxyTo(g.log, base, transport)
	if p, ok := proxy.(*httputil.ReverseProxy); ok {
		otherwise := p.ErrorHandler
		p.ErrorHandler = func(w http.ResponseWriter, r *http.Request, err error) {
			var tooLarge *http.MaxBytesError
			if errors.As(err, &tooLarge) || tooSlow(r.Context()) {
				g.refusePage(w, r, refusal(r, err))
				return
			}
			otherwise(w, r, err)
		}
	}
	return proxy
}

// refusePage answers somebody who reads pages with the portal's page for the
// refusal, and a program with the problem. The portal gets nothing of the
// request but its language: a limited client costs no more than that page.
func (g *gateway) refusePage(w http.ResponseWriter, r *http.Request, err error) {
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		rpc.WriteProblem(w, r, err)
		return
	}
	e := fault.Of(err)
	shown := r.Clone(context.WithoutCancel(r.Context())) // a body that was given up ended it
	shown.Method, shown.Body, shown.ContentLength = http.MethodGet, http.NoBody, 0
	shown.URL = &url.URL{Path: failurePath + string(e.Kind), RawQuery: "after=" + strconv.Itoa(int(e.RetryAfter.Seconds()))}
	shown.Header = http.Header{"Accept": {"text/html"}}
	for _, c := range r.Cookies() {
		if strings.HasPrefix(c.Name, "lianluo_") { // how the visitor reads pages
			shown.AddCookie(c)
		}
	}
	g.portal.ServeHTTP(w, shown)
}
