// Package portal is the pages: rendered on the server, holding no data of their
// own, calling the services in the name of whoever is signed in.
package portal

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
	"github.com/klauspost/compress/gzip"

	"lianluo/pkg/app"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/account"
	"lianluo/services/portal/appraisals"
	"lianluo/services/portal/ballotpage"
	"lianluo/services/portal/ballots"
	"lianluo/services/portal/channels"
	"lianluo/services/portal/consent"
	"lianluo/services/portal/county"
	"lianluo/services/portal/deputy"
	"lianluo/services/portal/desk"
	"lianluo/services/portal/offline"
	"lianluo/services/portal/operate"
	"lianluo/services/portal/public"
	"lianluo/services/portal/rehearsal"
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
	// Players are those of the demonstration's ballot, nil where there is none.
	Players rehearsal.Players
}

// Module builds the portal.
func Module(s Settings) app.Module {
	return app.Module{Name: "portal", Stateless: true, Build: func(b *app.Builder) error {
		p := session.New(session.Config{
			BaseURL: s.BaseURL, Secure: s.Secure, Clock: b.Clock, Tree: b.Tree, Calendars: b.Calendars, Log: b.Log,
			Client: func(service string) *rpc.Client { return b.Client(service, session.Token) },
		})
		b.Root(Handler(p, s.Players))
		b.OnDrain(p.Drain)
		identity := b.Client("identity", nobody)
		b.Refresh(every(askDays, b.Clock, learnDays(identity, b.Calendars)))
		b.Refresh(every(askDivisions, b.Clock, learnDivisions(identity, b.Tree)))
		return nil
	}}
}

// Handler serves every page of the portal.
func Handler(p *session.Portal, players rehearsal.Players) http.Handler {
	mux := http.NewServeMux()
	ui.Routes(mux)
	ballotpage.Routes(mux)
	offline.Routes(mux, p)
	account.Routes(mux, p)
	consent.Routes(mux, p)
	public.Routes(mux, p)
	ballots.Routes(mux, p)
	appraisals.Routes(mux, p)
	channels.Routes(mux, p)
	desk.Routes(mux, p)
	deputy.Routes(mux, p)
	county.Routes(mux, p)
	operate.Routes(mux, p)
	tables.Routes(mux, p)
	rehearsal.Routes(mux, p, players)
	return compressed(p.Handler(mux))
}

// compressed sends pages the small way: a desk with a hundred cases is 250 KB of
// text and 20 KB on the wire. Assets come compressed already; the live inbox and
// photos pass as they are.
func compressed(h http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.ContentTypes([]string{"text/html"}), gzhttp.CompressionLevel(gzip.BestSpeed))
	if err != nil {
		panic(err) // the options are constants
	}
	return wrap(h)
}
