package oidc

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/rs/cors"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// WellKnown is where clients find the provider's description.
const WellKnown = "/.well-known/openid-configuration"

const maxForm = 64 << 10

// byPost are the addresses that take secrets: never in an address, which is kept
// in logs.
var byPost = []string{"/oauth/token", "/oauth/introspect", "/oauth/revoke"}

// newHandler puts what the specification demands and the library leaves open
// around the library's routes.
func (p *Provider) newHandler() http.Handler {
	inner := op.RegisterServer(p, endpoints, op.WithServerCORSOptions(&cors.Options{
		AllowedOrigins: []string{"*"}, AllowedMethods: []string{http.MethodGet, http.MethodPost},
		AllowedHeaders: []string{"Authorization", "Content-Type"}, // no cookies: tokens and verifiers speak for themselves
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		secret := slices.Contains(byPost, r.URL.Path)
		switch {
		case secret && r.Method != http.MethodPost && r.Method != http.MethodOptions:
			w.Header().Set("Allow", "POST")
			refuse(w, http.StatusMethodNotAllowed, "invalid_request", "send a form by POST")
			return
		case secret:
			r.URL.RawQuery = ""
		}
		if err := r.ParseForm(); err != nil || twice(r.Form) {
			refuse(w, http.StatusBadRequest, "invalid_request", "the form cannot be read, or a parameter comes twice")
			return
		}
		inner.ServeHTTP(&answering{ResponseWriter: w, r: r, issuer: p.issuer}, r)
	})
}

// twice reports whether a parameter comes twice: two readers could choose
// differently (RFC 6749, 3.1). Resources may (RFC 8707).
func twice(form url.Values) bool {
	for name, values := range form {
		if len(values) > 1 && name != "resource" {
			return true
		}
	}
	return false
}

func refuse(w http.ResponseWriter, status int, code, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write([]byte(`{"error":"` + code + `","error_description":"` + text + `"}`)) // both are ours
}

// answering completes the library's answers: the issuer on every redirect to a
// client (RFC 9207), the scheme asked for with every 401, a page for people.
type answering struct {
	http.ResponseWriter
	r      *http.Request
	issuer string
	sent   bool
	page   bool // a page was shown in the place of the answer
}

// WriteHeader implements http.ResponseWriter.
func (a *answering) WriteHeader(status int) {
	if a.sent {
		return
	}
	a.sent = true
	h := a.Header()
	to := h.Get("Location")
	switch {
	case status == http.StatusFound && !strings.HasPrefix(to, a.issuer+consentPath) && !strings.Contains(to, "#"):
		h.Set("Location", withQuery(to, url.Values{"iss": {a.issuer}}))
	case status == http.StatusUnauthorized && a.r.URL.Path == endpoints.Userinfo.Relative():
		h.Set("WWW-Authenticate", `Bearer realm="lianluo", error="invalid_token"`)
	case status == http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Basic realm="lianluo"`)
	case status >= http.StatusBadRequest && forPeople(a.r):
		h.Set("Location", a.issuer+consentPath+"/refused")
		a.page = true
		status = http.StatusFound
	}
	if status != http.StatusOK || h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "no-store")
	}
	a.ResponseWriter.WriteHeader(status)
}

// forPeople reports whether a person waits in front of a browser.
func forPeople(r *http.Request) bool {
	at := r.URL.Path == endpoints.Authorization.Relative() || r.URL.Path == endpoints.EndSession.Relative()
	return at && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// Write implements http.ResponseWriter.
func (a *answering) Write(b []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	if a.page {
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}

// Door serves the provider beside the service's own operations. The gateway leads
// the public's addresses to it under the service's own, so that they are reached
// wherever the service runs.
func (p *Provider) Door(operations http.Handler) http.Handler {
	mux := http.NewServeMux()
	own := http.StripPrefix(Inside, p.handler)
	mux.Handle(Inside+Prefix, own)
	mux.Handle(Inside+WellKnown, own)
	mux.Handle("/", operations)
	return mux
}

// Inside stands before the provider's addresses between gateway and identity.
const Inside = "/api/identity"
