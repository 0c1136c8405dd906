package casework

import (
	"context"
	"hash/fnv"
	"slices"
	"strconv"
	"time"

	"lianluo/api/casework"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/words"
)

// Mark is a fact about how the case was handled, written down with what made it.
type Mark struct {
	Signal       casework.Signal        `json:"signal"`
	At           time.Time              `json:"at"`
	Unit         string                 `json:"unit,omitempty"` // its name then
	Due          time.Time              `json:"due,omitzero"`
	Other        string                 `json:"other,omitempty"`
	OtherNumber  string                 `json:"otherNumber,omitempty"`
	Explanations []casework.Explanation `json:"explanations,omitempty"`
}

func (c *Case) mark(m Mark) { c.Marks = append(c.Marks, m) }

// markClosing looks at how a case is closed.
func (c *Case) markClosing(a Act) {
	if len(c.Replies) == 0 {
		c.mark(Mark{Signal: casework.ClosedUnreplied, At: a.At, Unit: c.UnitName})
	}
	spoken := func(k casework.Ask) bool {
		return len(k.Tries) > 0 || k.Answer != "" && k.Answer != casework.OutcomeUnanswered && k.Answer != casework.OutcomeNotAsked
	}
	if !slices.ContainsFunc(c.Asks, spoken) {
		c.mark(Mark{Signal: casework.ClosedUnasked, At: a.At, Unit: c.UnitName})
	}
}

// markLeaving looks at when a unit lets go of the case.
func (c *Case) markLeaving(a Act) {
	if c.Unit != "" && (c.Clock.Light == "yellow" || c.Clock.Light == "red") && (c.Clock.What == toAccept || c.Clock.What == toReply) {
		c.mark(Mark{Signal: casework.LateReturn, At: a.At, Unit: c.UnitName, Due: c.Clock.Due})
	}
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

const (
	// shortReply in characters: "已修好" is the same everywhere, and says enough.
	shortReplies = 20
	// prints is how many pairs of a reply others are found by, nearly the same
	// texts share most of theirs; looked is how many cases each pair brings.
	prints, looked = 4, 10
	// copied is from where on two replies count as the same.
	copied = 0.9
)

// printed are what other cases of the county with the same reply are found by:
// the pairs of characters with the smallest hashes, which texts that differ in a
// few words mostly share.
func (c *Case) printed() []string {
	if len(c.Replies) == 0 {
		return nil
	}
	return printsOf(c.county(), c.Replies[len(c.Replies)-1].Text)
}

func printsOf(county, text string) []string {
	if len([]rune(text)) < shortReplies {
		return nil
	}
	var hashes []uint64
	for pair := range words.NewSet(text) {
		h := fnv.New64a()
		_, _ = h.Write([]byte(pair)) // never fails
		hashes = append(hashes, h.Sum64())
	}
	slices.Sort(hashes)
	var out []string
	for _, h := range hashes[:min(prints, len(hashes))] {
		out = append(out, county+"/"+strconv.FormatUint(h, 36))
	}
	return out
}

func (c *Case) repliedAt() store.Key {
	if n := len(c.Replies); n > 0 {
		return store.Key{c.Replies[n-1].At}
	}
	return nil
}

// sameReply finds another case of the county with this reply, nearly word for
// word; the zero Mark for none. What it reads does not grow with the county.
func (s *Service) sameReply(ctx context.Context, id, text string) (Mark, error) {
	c, err := s.cases.Get(ctx, id)
	if err != nil {
		return Mark{}, nil // the operation itself says what is wrong
	}
	own := words.NewSet(text)
	all := store.System(ctx) // whose case it is does not matter: its number is all that is told
	for _, mark := range printsOf(c.county(), text) {
		page, err := s.cases.List(all, store.Query{Index: "reply", Of: mark, Desc: true, Limit: looked})
		if err != nil {
			return Mark{}, err
		}
		for i := range page.Items {
			o := &page.Items[i]
			if n := len(o.Replies); o.ID != id && n > 0 && len([]rune(o.Replies[n-1].Text)) >= shortReplies && own.Like(words.NewSet(o.Replies[n-1].Text)) >= copied {
				return Mark{Signal: casework.SameReply, Other: o.ID, OtherNumber: o.Number}, nil
			}
		}
	}
	return Mark{}, nil
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
