// Package rehearsal is the page of the demonstration's ballot: whoever takes part in it
// has those act who have no device, since they are invented. It exists only where the
// demonstration does.
package rehearsal

import (
	"context"
	"net"
	"net/http"
	"net/netip"

	"lianluo/api/voting"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// Stage is the ballot and whose turn it is; what others and the person can do is named
// as the texts under rehearsal.others and rehearsal.self have it, "" for nothing.
type Stage struct {
	Ballot       voting.Ballot
	Others, Self string
}

// Players are the invented deputies, the chair and the tellers. They fail with
// not_found while there is no such ballot, and with failed_precondition where it is
// not their turn.
type Players interface {
	Stage(ctx context.Context) (Stage, error)
	Do(ctx context.Context, act string) error
}

// Path is where the page is.
const Path = "/demo/vote"

// Routes serves the page; without players there is none.
func Routes(mux *http.ServeMux, p *session.Portal, players Players) {
	if players == nil {
		return
	}
	s := pages{p, players}
	p.Public(mux, "GET "+Path, s.local(s.show))
	p.Public(mux, "POST "+Path, s.local(s.act))
}

type pages struct {
	*session.Portal
	players Players
}

// local serves only who sits at this machine and names it: a page elsewhere that sends
// somebody's browser here by another name gets nothing.
func (s pages) local(page session.Page) session.Page {
	return func(w http.ResponseWriter, r *http.Request) error {
		if !loopback(r.Host) {
			return session.Missing(r.Context())
		}
		return page(w, r)
	}
}

// loopback reports whether a host, with or without a port, is this machine itself.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && addr.IsLoopback()
}

func (s pages) show(w http.ResponseWriter, r *http.Request) error {
	stage, err := s.players.Stage(r.Context())
	if err != nil {
		return err
	}
	return session.Render(w, r, stagePage(ui.PublicLayout{Title: ui.T(r.Context(), "rehearsal.title"), Flash: session.Flashes(r.Context())}, stage))
}

func (s pages) act(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	act := session.Value(r, "act")
	err := s.players.Do(ctx, act)
	switch {
	case fault.Is(err, fault.KindFailedPrecondition): // pressed twice, or somebody else was quicker
		return s.Go(w, r, Path, ui.Notice{Tone: ui.Warn, Text: session.Problems(ctx, err, "rehearsal")[0].Message})
	case err != nil:
		return err
	}
	return s.Go(w, r, Path, ui.Done(ctx, "rehearsal.did."+act))
}
