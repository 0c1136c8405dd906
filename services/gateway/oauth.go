package gateway

import (
	"net/http"
	"strings"

	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// provider is the service that other systems sign people in with. Its addresses
// are fixed by OpenID Connect; inside they stand under the service's own.
const provider = "identity"

// isOAuth reports whether an address is the provider's.
func isOAuth(path string) bool {
	return strings.HasPrefix(path, "/oauth/") || path == "/.well-known/openid-configuration"
}

// oauth forwards to the provider, which knows its callers by itself: what they
// carry is no token of this door.
func (g *gateway) oauth(w http.ResponseWriter, r *http.Request, client string) {
	err := g.limits.allow(client, costOf(r))
	route, ok := g.routes[provider]
	if err == nil && !ok {
		err = fault.Unavailable(nil)
	}
	if err != nil {
		rpc.WriteProblem(w, r, err)
		return
	}
	r.Header.Set(forwardedFor, client)
	r.URL.Path, r.URL.RawPath = "/api/"+provider+r.URL.Path, ""
	route.ServeHTTP(w, r)
}
