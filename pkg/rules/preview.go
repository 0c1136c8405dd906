package rules

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Preview is what a change would do.
type Preview struct {
	Area    string       `json:"area"`
	From    time.Time    `json:"from"`
	Changes []Difference `json:"changes"`
	Effects []Effect     `json:"effects" doc:"counted on what is stored now"`
}

// Difference is one rule before and after.
type Difference struct {
	Name   string          `json:"name"`
	Doc    string          `json:"doc"`
	Before json.RawMessage `json:"before"`
	From   string          `json:"from" doc:"area whose rule it was, or default"`
	After  json.RawMessage `json:"after"`
}

// Effect is a fact about what a change would do, with some of what it is about.
type Effect struct {
	Text  fault.Text `json:"text"`
	Count int        `json:"count"`
	// Grave effects hurt somebody: what would be overdue, what would break a rule.
	Grave bool     `json:"grave,omitempty"`
	Kind  string   `json:"kind,omitempty" doc:"of the samples: case, day, station, person"`
	Items []Sample `json:"items,omitempty" doc:"the first of them"`
}

// Sample is one thing that an effect is about.
type Sample struct {
	ID    string `json:"id"`
	Label string `json:"label"`
}

// Samples is how many of what it is about an effect names.
const Samples = 10

// Add counts one more, and names it where there is room.
func (e *Effect) Add(id, label string) {
	if e.Count++; len(e.Items) < Samples {
		e.Items = append(e.Items, Sample{ID: id, Label: label})
	}
}

// Happening leaves out the effects on nothing.
func Happening(all ...Effect) []Effect {
	return slices.DeleteFunc(all, func(e Effect) bool { return e.Count == 0 })
}

// Change is a change of rules that is being looked at: what holds below its area
// from its day on, without it and with it.
type Change[T any] struct {
	Area    string
	From    time.Time
	Running bool
	Before  func(code string) T
	After   func(code string) T
}

// Foresee has previews say what a change does to what the service keeps. fn reads
// within the scope of ctx, and in bounds. Call it before the server starts.
func (s *Set[T]) Foresee(fn func(ctx context.Context, c Change[T]) ([]Effect, error)) { s.foresee = fn }

// Accept has fn refuse proposals for what they are: where, and from when.
func (s *Set[T]) Accept(fn func(o Override) error) { s.accept = fn }

// OnPut runs fn in the unit of work that sets an override.
func (s *Set[T]) OnPut(fn func(ctx context.Context, o Override) error) { s.onPut = fn }

// Preview serves PreviewRules. It changes nothing, and fails as Propose does.
func (s *Set[T]) Preview(ctx context.Context, req PreviewRequest) (Preview, error) {
	o, err := s.drafted(ctx, req.Draft)
	if err != nil {
		return Preview{}, err
	}
	o.Running = req.Running
	return s.effects(ctx, o)
}

func (s *Set[T]) effects(ctx context.Context, o Override) (Preview, error) {
	known := s.snapshot()
	with := inOrder(append(known[:len(known):len(known)], o))
	at := func(known []Override) func(string) T {
		seen := map[string]T{}
		return func(code string) T {
			if _, ok := seen[code]; !ok {
				seen[code], _ = s.effective(code, o.From, known)
			}
			return seen[code]
		}
	}
	p := Preview{Area: o.Area, From: o.From, Changes: s.differences(o), Effects: []Effect{}}
	if s.foresee == nil {
		return p, nil
	}
	effects, err := s.foresee(ctx, Change[T]{Area: o.Area, From: o.From, Running: o.Running, Before: at(known), After: at(with)})
	p.Effects = append(p.Effects, effects...)
	return p, err
}

// GetProposal serves GetRuleProposal: the effect of what waits is counted anew.
func (s *Set[T]) GetProposal(ctx context.Context, req ByID) (ProposalView, error) {
	p, err := s.proposals.Get(ctx, req.ID)
	if err != nil {
		return ProposalView{}, err
	}
	out := ProposalView{Proposal: p.Proposal, Effects: []Effect{}}
	if p.State != Waiting {
		out.Changes = s.set(p.Proposal)
		return out, nil
	}
	o := Override{ID: p.ID, Area: p.Area, From: p.From, Values: p.Values, Running: p.Running}
	if o.From.IsZero() {
		o.From = s.db.Clock().Now()
	}
	preview, err := s.effects(ctx, o)
	out.Changes, out.Effects = preview.Changes, preview.Effects
	out.Moved = s.base(p.Area, o) != p.Base
	return out, err
}

// set are the values of a proposal that was decided, without what was before.
func (s *Set[T]) set(p Proposal) []Difference {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(p.Values, &members) // stored after it was read
	out := []Difference{}
	for _, v := range describe(s.defaults, nil) {
		if raw, ok := members[v.Name]; ok {
			out = append(out, Difference{Name: v.Name, Doc: v.Doc, After: raw})
		}
	}
	return out
}

// ListProposals serves ListRuleProposals.
func (s *Set[T]) ListProposals(ctx context.Context, req ListRequest) (ProposalPage, error) {
	q := store.Query{Index: "newest", Desc: true, Limit: req.Limit, After: req.After}
	if req.State != "" {
		q.Index, q.Eq = "state", store.Key{req.State}
	}
	page, err := s.proposals.List(ctx, q)
	out := ProposalPage{Items: []Proposal{}, Next: page.Next}
	for _, p := range page.Items {
		if req.Area == "" || p.Area == req.Area {
			out.Items = append(out.Items, p.Proposal)
		}
	}
	return out, err
}

// Say puts the count in the place of %d in both sentences; where not everything was
// looked at (partly), it is at least so many.
func (e Effect) Say(partly bool, zh, en string) Effect {
	least, atLeast := "", ""
	if partly {
		least, atLeast = "至少 ", "at least "
	}
	n := strconv.Itoa(e.Count)
	e.Text = fault.Text{ZH: strings.Replace(zh, "%d", least+n, 1), EN: strings.Replace(en, "%d", atLeast+n, 1)}
	return e
}

// Affected looks at the documents of an area that a query finds, of those that the
// caller reaches by their tokens, most at most; partly: there are more. It fails as
// the store and look do.
func Affected[T any](ctx context.Context, of *store.Collection[T], code string, q store.Query, most int, tokens func(*T) []string, look func(*T) error) (partly bool, err error) {
	caller, _ := store.ScopeOf(ctx)
	within := store.WithScope(ctx, store.Scope{Tokens: []string{authz.AreaToken(code)}})
	q.Limit = store.MaxPage
	for looked := 0; looked < most; {
		page, err := of.List(within, q)
		if err != nil {
			return false, err
		}
		for i := range page.Items {
			if !caller.Permits(tokens(&page.Items[i])) {
				continue
			}
			if err := look(&page.Items[i]); err != nil {
				return false, err
			}
		}
		looked += len(page.Items)
		if q.After = page.Next; page.Next == "" {
			return false, nil
		}
	}
	return true, nil
}
