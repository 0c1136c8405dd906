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
var signals = []casework.Signal{casework.LateReturn, casework.SameReply, casework.ClosedUnasked, casework.ClosedUnreplied, casework.SignInsOnly}

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
	p.Signed(mux, "POST "+office.Base+"/signals/sign-ins/{station}/{day}", s.explainSignIns, office.Roles...)
}

// periods are days to look back.
var periods = map[string]int{"30": 30, "90": 90, "365": 365}

func (s pages) signalList(w http.ResponseWriter, r *http.Request) error {
	page, err := s.signalPage(r, casework.Signal(session.Value(r, "signal")), session.Returned{})
	if err != nil {
		return err
	}
	return session.Render(w, r, page)
}

func (s pages) signalPage(r *http.Request, signal casework.Signal, b session.Returned) (templ.Component, error) {
	ctx := r.Context()
	v := signalsView{home: s.office.Base, base: s.office.Base + "/signals", days: session.Value(r, "days"), back: b}
	v.req = casework.SignalsRequest{Signal: signal, After: session.Value(r, "after"), Limit: 50}
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
	req := casework.ExplainRequest{ID: r.PathValue("id"), Signal: casework.Signal(r.PathValue("signal")), Text: session.Value(r, "text")}
	_, err := session.Call(r.Context(), s.Portal, casework.ExplainSignal, req)
	return s.explained(w, r, req.Signal, req.ID, err)
}

// explainSignIns notes why receptions were as they were.
func (s pages) explainSignIns(w http.ResponseWriter, r *http.Request) error {
	req, err := session.Decode[casework.ExplainSignInsRequest](r)
	if err == nil {
		_, err = session.Call(r.Context(), s.Portal, casework.ExplainSignIns, req)
	}
	return s.explained(w, r, casework.SignInsOnly, req.Station+req.Person, err)
}

// explained goes back to the list, or shows what is wrong at the fact's own form.
func (s pages) explained(w http.ResponseWriter, r *http.Request, signal casework.Signal, form string, err error) error {
	ctx, list := r.Context(), s.office.Base+"/signals?"+url.Values{"signal": {string(signal)}}.Encode()
	if err == nil {
		done := "cases.signal.explained"
		if signal == casework.SignInsOnly {
			done = "cases.signal.explained-receptions"
		}
		return s.Go(w, r, list, ui.Done(ctx, done))
	}
	if fault.Is(err, fault.KindFailedPrecondition) { // the fact is gone, and its form with it
		return s.Go(w, r, list, ui.Notice{Tone: ui.Bad, Text: session.Problems(ctx, err, "cases.signal")[0].Message})
	}
	if fault.Is(err, fault.KindNotFound) {
		return err
	}
	page, shown := s.signalPage(r, signal, session.Return(r, form, session.Problems(ctx, err, "cases.signal")))
	if shown != nil {
		return shown
	}
	return session.Again(w, r, err, "cases.signal", func(ui.Problems) templ.Component { return page })
}
