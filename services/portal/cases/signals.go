package cases

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/a-h/templ"

	"lianluo/api/casework"
	"lianluo/pkg/fault"
	"lianluo/services/portal/session"
	"lianluo/services/portal/ui"
)

// signals are the kinds of facts, in the order of their tabs.
var signals = []casework.Signal{casework.LateReturn, casework.SameReply, casework.ClosedUnasked, casework.ClosedUnreplied}

// signalsView is one kind of facts in a place and a period: never a ranking.
type signalsView struct {
	home  string // of the office
	base  string // of these pages
	req   casework.SignalsRequest
	days  string
	areas *ui.Field
	rows  []casework.SignalRow
	next  string
	back  session.Returned
}

// Signals serves the facts of an office at Base+"/signals": never a ranking.
func Signals(mux *http.ServeMux, p *session.Portal, office session.Office) {
	s := pages{Portal: p, office: office}
	p.Signed(mux, "GET "+office.Base+"/signals", s.signalList, office.Roles...)
	p.Signed(mux, "POST "+office.Base+"/signals/{id}/{signal}", s.explainSignal, office.Roles...)
}

// periods are days to look back.
var periods = map[string]int{"30": 30, "90": 90, "365": 365}

func (s pages) signalList(w http.ResponseWriter, r *http.Request) error {
	page, err := s.signalPage(r, session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) signalPage(r *http.Request, b session.Returned) (templ.Component, error) {
	ctx := r.Context()
	v := signalsView{home: s.office.Base, base: s.office.Base + "/signals", days: session.Value(r, "days"), back: b}
	v.req = casework.SignalsRequest{Signal: casework.Signal(session.Value(r, "signal")), After: session.Value(r, "after"), Limit: 50}
	if !slices.Contains(signals, v.req.Signal) {
		v.req.Signal = signals[0]
	}
	if periods[v.days] == 0 {
		v.days = "90"
	}
	v.req.From = s.Now().AddDate(0, 0, -periods[v.days]).Truncate(time.Hour)
	if s.office.Areas != nil {
		v.req.Area = s.office.Area(r)
		field := s.office.Areas(ctx, v.req.Area)
		v.areas = &field
	} else {
		v.req.Station = s.station(ctx)
	}
	page, err := session.Call(ctx, s.Portal, casework.ListSignals, v.req)
	v.rows, v.next = page.Items, session.More(r, page.Next)
	return signalsPage(s.office.Shell(r, ui.T(ctx, "cases.signals")), v), err
}

// station is the one that the person works at; "" for an office.
func (s pages) station(ctx context.Context) string {
	return session.UserOf(ctx).As(s.office.Roles...).Station
}

// explainSignal notes why it was as it was.
func (s pages) explainSignal(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	req := casework.ExplainRequest{ID: r.PathValue("id"), Signal: casework.Signal(r.PathValue("signal")), Text: session.Value(r, "text")}
	_, err := session.Call(ctx, s.Portal, casework.ExplainSignal, req)
	if err == nil {
		return s.Go(w, r, s.office.Base+"/signals?"+url.Values{"signal": {string(req.Signal)}}.Encode(), ui.Done(ctx, "cases.signal.explained"))
	}
	if fault.Is(err, fault.KindNotFound) {
		return err
	}
	page, shown := s.signalPage(r, session.Return(r, req.ID, session.Problems(ctx, err, "cases.signal")))
	if shown != nil {
		return shown
	}
	return session.Again(w, r, err, "cases.signal", func(ui.Problems) templ.Component { return page })
}
