// Package portaltest runs pages of the portal against working fakes of the
// operations that they call, through real clients and real servers, and plays
// the browser.
package portaltest

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/session"
)

// Now is the present of every site: a Sunday of the demonstration.
var Now = time.Date(2026, time.November, 22, 10, 30, 0, 0, calendar.Zone)

// Site is a running portal.
type Site struct {
	URL    string
	Portal *session.Portal
	Clock  *calendar.Virtual
	People *People

	t testing.TB
}

// Start serves the pages that handler makes, over the default fakes (identity,
// inbox, public pages) and the given ones, which replace defaults.
func Start(t testing.TB, handler func(*session.Portal) http.Handler, fakes ...Fake) *Site {
	t.Helper()
	s := &Site{Clock: calendar.NewVirtual(Now), t: t}
	s.People = newPeople(s.Clock)
	all := append(s.People.fakes(), newBoxes().fakes()...)
	all = append(append(all, publicFakes(s.Clock)...), fakes...)
	handlers := serve(t, openGuard{s.People}, all)
	s.Portal = session.New(session.Config{
		Clock: s.Clock, Tree: area.Default(), Calendars: calendar.NewPlaces(calendar.Default(), area.Default().Line), Log: slog.New(slog.DiscardHandler), BaseURL: "https://lianluo.example",
		Client: func(service string) *rpc.Client {
			return &rpc.Client{Base: "http://" + service, HTTP: &http.Client{Transport: rpc.InProcess(orAway(handlers[service]))}, Token: session.Token}
		},
	})
	server := httptest.NewServer(handler(s.Portal))
	t.Cleanup(func() {
		s.Portal.Drain()
		server.CloseClientConnections() // a live stream would hold Close
		server.Close()
	})
	s.URL = server.URL
	return s
}

// Pages makes a handler of one place's routes, for Start.
func Pages(routes func(*http.ServeMux, *session.Portal)) func(*session.Portal) http.Handler {
	return func(p *session.Portal) http.Handler {
		mux := http.NewServeMux()
		routes(mux, p)
		return p.Handler(mux)
	}
}

// orAway answers for a service that no fake belongs to.
func orAway(h http.Handler) http.Handler {
	if h != nil {
		return h
	}
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotImplemented) })
}
