// Package gateway is the one public door: it knows callers by their tokens,
// limits them, bounds what they send, routes operations to their services and
// everything else to the portal, speaks Open311 to programs that know nothing of us,
// and shows the API's description.
package gateway

import (
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/gateway/open311"
)

// Settings say who is served, how much, and where.
type Settings struct {
	// Services are the names routed under /api/<service>/.
	Services []string
	// Trusted are the proxies whose X-Forwarded-For is believed.
	Trusted []netip.Prefix
	Limits  Limits
	// Docs serves /openapi.json and /docs/api.
	Docs http.Handler
	// BaseURL is the address that people and programs use.
	BaseURL string
}

type gateway struct {
	log      *slog.Logger
	keeper   *authz.Keeper
	trusted  []netip.Prefix
	limits   *limiter
	pace     pace
	routes   map[string]http.Handler
	docs     http.Handler
	open311  http.Handler
	callback http.Handler
	portal   http.Handler
}

// Module builds the gateway.
func Module(s Settings) app.Module {
	return app.Module{Name: "gateway", Build: func(b *app.Builder) error {
		g := &gateway{log: b.Log, keeper: b.Keeper, trusted: s.Trusted, limits: newLimiter(s.Limits, b.Clock), pace: usual, docs: s.Docs, routes: map[string]http.Handler{}}
		for _, name := range s.Services {
			base, transport := b.Route(name)
			g.routes[name] = traced(name, proxyTo(g.log, base, transport))
		}
		g.portal = traced("portal", g.pagesOf(b.Route("portal")))
		g.open311 = open311.Handler(g.translation(b, s.BaseURL))
		g.callback = callbackDoor(b.Peer("notification"))
		b.Root(g)
		return nil
	}}
}

// own is the service that this is: its journal and parked events. Its operations
// take the same way in as all others.
const own = "gateway"

var errQuery = fault.Invalid("api.query", "网址中的查询参数有误，请检查后重试", "The address has a parameter that cannot be read; check it and try again")

// maxBody is above the largest upload of any operation, which bounds itself.
const maxBody = 16 << 20

// ServeHTTP implements http.Handler.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	r = g.pace.limit(w, r)
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	client := clientAddress(r, g.trusted)
	if !isTrusted(remoteHost(r), g.trusted) {
		r.Header.Del(forwardedProto) // anybody could say so
		r.Header.Del(traceParent)    // and have everything recorded, under ids of their choice
	}
	secure(w)
	switch {
	case r.URL.Path == "/openapi.json" || strings.HasPrefix(r.URL.Path, "/docs/api"):
		g.docs.ServeHTTP(w, r)
	case strings.HasPrefix(r.URL.Path, open311.Prefix):
		g.open311.ServeHTTP(w, r)
	case strings.HasPrefix(r.URL.Path, callbackPath):
		g.called(w, r, client)
	case isOAuth(r.URL.Path):
		g.oauth(w, r, client)
	case strings.HasPrefix(r.URL.Path, "/api/"):
		g.api(w, r, client)
	default:
		g.page(w, r, client)
	}
}

// secure sets headers that hold for every answer; the portal adds its own policy.
func secure(w http.ResponseWriter) {
	h := w.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
}

func (g *gateway) api(w http.ResponseWriter, r *http.Request, client string) {
	service, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	route, ok := g.routes[service]
	if !ok {
		rpc.WriteProblem(w, r, fault.NotFound("api.unknown", "没有这个接口，请查看 /docs/api", "There is no such operation; see /docs/api"))
		return
	}
	if _, err := url.ParseQuery(r.URL.RawQuery); err != nil { // forwarding would leave out what it cannot read
		rpc.WriteProblem(w, r, errQuery.Because(err))
		return
	}
	caller, err := g.caller(r, client, service)
	if err == nil && caller != "" {
		err = g.limits.allow(caller, costOf(r))
	}
	if err != nil {
		rpc.WriteProblem(w, r, err)
		return
	}
	r.Header.Set(forwardedFor, client)
	route.ServeHTTP(w, r)
}

// caller names who is limited: the subject of a valid token, else the address,
// nobody for a service that reads this one's journal. It fails with
// unauthenticated for a bad token, and for the tokens of this system's own
// services, which never go through this door to others.
func (g *gateway) caller(r *http.Request, client, service string) (string, error) {
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "bearer") || token == "" { // as the services read it
		return client, nil
	}
	s, err := g.keeper.Authenticate(r.Context(), token)
	switch {
	case err == nil && s.Kind == authz.Service && service == own:
		return "", nil
	case err == nil && s.Kind == authz.Service && !fromHost(s, r):
		err = fault.Unauthenticated("token", "此令牌不能从外部使用", "This token cannot be used from outside")
	}
	if err != nil {
		if limited := g.limits.allow(client, costRefused); limited != nil {
			return "", limited
		}
		g.keeper.Refused(r.Context(), s, "gateway", err)
		return "", err
	}
	return s.ID, nil
}

// fromHost lets the command line of this very machine in: it speaks with the
// shared secret, which only the system's own account can read.
func fromHost(s authz.Subject, r *http.Request) bool {
	addr, err := netip.ParseAddr(remoteHost(r))
	return s.ID == "host" && err == nil && addr.IsLoopback()
}
