// Package portal is the pages: rendered on the server, holding no data of their
// own, calling the services in the name of whoever is signed in.
package portal

import (
	"net/http"

	"lianluo/pkg/app"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/account"
	"lianluo/services/portal/channels"
	"lianluo/services/portal/consent"
	"lianluo/services/portal/county"
	"lianluo/services/portal/deputy"
	"lianluo/services/portal/desk"
	"lianluo/services/portal/offline"
	"lianluo/services/portal/operate"
	"lianluo/services/portal/public"
	"lianluo/services/portal/session"
	"lianluo/services/portal/tables"
	"lianluo/services/portal/ui"
)

// Settings say where the portal is reached.
type Settings struct {
	// BaseURL is the whole address people use, for QR codes and papers.
	BaseURL string
	// Secure marks cookies for TLS only.
	Secure bool
}

// Module builds the portal.
func Module(s Settings) app.Module {
	return app.Module{Name: "portal", Stateless: true, Build: func(b *app.Builder) error {
		p := session.New(session.Config{
			BaseURL: s.BaseURL, Secure: s.Secure, Clock: b.Clock, Tree: b.Tree, Calendars: b.Calendars, Log: b.Log,
			Client: func(service string) *rpc.Client { return b.Client(service, session.Token) },
		})
		b.Root(Handler(p))
		b.OnDrain(p.Drain)
		identity := b.Client("identity", nobody)
		b.Refresh(every(askDays, b.Clock, learnDays(identity, b.Calendars)))
		b.Refresh(every(askDivisions, b.Clock, learnDivisions(identity, b.Tree)))
		return nil
	}}
}

// Handler serves every page of the portal.
func Handler(p *session.Portal) http.Handler {
	mux := http.NewServeMux()
	ui.Routes(mux)
	offline.Routes(mux, p)
	account.Routes(mux, p)
	consent.Routes(mux, p)
	public.Routes(mux, p)
	channels.Routes(mux, p)
	desk.Routes(mux, p)
	deputy.Routes(mux, p)
	county.Routes(mux, p)
	operate.Routes(mux, p)
	tables.Routes(mux, p)
	return p.Handler(mux)
}
