package casework

import (
	"context"
	"slices"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Mark is a fact about how the case was handled, written down with what made it.
type Mark struct {
	Signal casework.Signal `json:"signal"`
	// Seq is the sequence of the event that made it; 0 where a version wrote it
	// down that kept none.
	Seq          int64                  `json:"seq,omitempty"`
	At           time.Time              `json:"at"`
	Unit         string                 `json:"unit,omitempty"` // its name then
	Due          time.Time              `json:"due,omitzero"`
	Other        string                 `json:"other,omitempty"`
	OtherNumber  string                 `json:"otherNumber,omitempty"`
	Explanations []casework.Explanation `json:"explanations,omitempty"`
}

// signalled are the places that find the case by its facts.
func (c *Case) signalled() []string {
	var out []string
	for _, m := range c.Marks {
		for _, token := range stationTokens(c.Ancestors, c.Station) {
			if key := token + "/" + string(m.Signal); !slices.Contains(out, key) {
				out = append(out, key)
			}
		}
	}
	return out
}

func (c *Case) lastMark() store.Key {
	if n := len(c.Marks); n > 0 {
		return store.Key{c.Marks[n-1].At}
	}
	return nil
}

// ListSignals serves casework.ListSignals.
func (s *Service) ListSignals(ctx context.Context, req casework.SignalsRequest) (rpc.Page[casework.SignalRow], error) {
	out := rpc.Page[casework.SignalRow]{Items: []casework.SignalRow{}, Next: req.After}
	caller, _ := store.ScopeOf(ctx)
	scope, may := s.narrowed(ctx, casework.ListRequest{Area: req.Area, Station: req.Station}), s.powers(ctx)
	outside := req.Area != "" && !slices.Contains(scope.Tokens, authz.AreaToken(req.Area)) || req.Station != "" && !slices.Contains(scope.Tokens, authz.StationToken(req.Station))
	if outside {
		return out, errSignalElsewhere
	}
	if len(scope.Tokens) != 1 {
		return out, errSignalPlace
	}
	if req.Signal == casework.SignInsOnly {
		return s.listSignIns(store.WithScope(ctx, scope), caller, req)
	}
	q := store.Query{Index: "signal", Of: scope.Tokens[0] + "/" + string(req.Signal), Desc: true, Limit: req.Limit, After: req.After}
	if !req.From.IsZero() {
		q.From = req.From
	}
	page, err := s.cases.List(store.WithScope(ctx, scope), q)
	for i := range page.Items {
		c := &page.Items[i]
		if !caller.Permits(c.tokens()) || !matches(c, casework.ListRequest{Area: req.Area, Station: req.Station}) {
			continue
		}
		row := s.rowOf(c, may)
		for _, m := range c.Marks {
			if m.Signal == req.Signal && !m.At.Before(req.From) && (req.Until.IsZero() || m.At.Before(req.Until)) {
				out.Items = append(out.Items, signalRow(row, m))
			}
		}
	}
	out.Next = page.Next
	return out, err
}

func signalRow(row casework.CaseRow, m Mark) casework.SignalRow {
	return casework.SignalRow{Case: row, Signal: m.Signal, At: m.At, Unit: m.Unit, Due: m.Due, Other: m.Other, OtherNumber: m.OtherNumber,
		Explanations: append([]casework.Explanation{}, m.Explanations...)}
}

// ExplainSignal serves casework.ExplainSignal.
func (s *Service) ExplainSignal(ctx context.Context, req casework.ExplainRequest) (casework.Case, error) {
	return s.change(ctx, req.ID, func(c *Case, a Act) ([]event.Event, error) { return c.Explain(a, req.Signal, req.Text) })
}

// Explain puts an explanation under the facts of a kind, and into the history.
func (c *Case) Explain(a Act, signal casework.Signal, text string) ([]event.Event, error) {
	found := false
	for i := range c.Marks {
		if m := &c.Marks[i]; m.Signal == signal {
			m.Explanations = append(m.Explanations, casework.Explanation{Text: text, By: a.By, ByName: a.Name, At: a.At})
			found = true
		}
	}
	if !found {
		return nil, errNoSignal
	}
	return []event.Event{c.record(a, casework.CaseNoted, casework.Entry{Note: text, Why: "signal", Kind: "note"})}, nil
}

var (
	errSignalPlace     = fault.Invalid("case.signal_place", "请选择一个区划或联络站再查看", "Choose one division or one station").At("area", "请选择", "choose one")
	errSignalElsewhere = fault.NotFound("case.signal_elsewhere", "没有这个区划或联络站，或不在您的管辖范围内", "There is no such division or station, or it is outside your area")
	errNoSignal        = fault.FailedPrecondition("case.no_signal", "这件意见没有这种情况需要说明，请刷新页面", "There is no such fact about this case to explain; reload the page")
)
