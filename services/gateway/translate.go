package gateway

import (
	"context"
	"net/http"

	"lianluo/pkg/app"
	"lianluo/pkg/rpc"
	"lianluo/services/gateway/open311"
)

// translation is what Open311 stands on: this gateway's way of knowing and
// limiting callers, and clients that act in their name.
func (g *gateway) translation(b *app.Builder, base string) open311.Settings {
	return open311.Settings{
		BaseURL: base, Tree: b.Tree, Now: b.Clock.Now,
		Client: func(service, token string) *rpc.Client {
			return b.Client(service, func(context.Context) string { return token })
		},
		Admit: g.admit,
	}
}

// admit knows and limits the caller of a request that carries its token
// elsewhere than in its header; a header that it has besides means nothing.
func (g *gateway) admit(r *http.Request, token string) error {
	r.Header.Del("Authorization")
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	caller, err := g.caller(r, clientAddress(r, g.trusted), "")
	if err != nil {
		return err
	}
	return g.limits.allow(caller, costOf(r))
}
