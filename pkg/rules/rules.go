// Package rules holds settings that differ between places and times: a typed
// rule set per service with defaults in code, overridden per area from a date
// on, inherited down the area tree. Every decision records the version it used.
package rules

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Override is one dated change for an area and all below: a JSON object whose
// members replace those of the rule set.
type Override struct {
	ID     string          `json:"id"`
	Area   string          `json:"area"`
	From   time.Time       `json:"from"`
	Values json.RawMessage `json:"values"`
	SetBy  string          `json:"setBy" doc:"account that proposed it"`
	SetAt  time.Time       `json:"setAt"`
	Reason string          `json:"reason"`
	// Approved is the account that approved it; "" for what was set before changes
	// needed a second person.
	Approved string `json:"approved,omitempty"`
	// Running: deadlines that ran already are counted anew.
	Running bool `json:"running,omitempty"`
	// Base, where given, is the version of the area's rules that it was made
	// against; on another it is refused.
	Base string `json:"base,omitempty"`
}

// Set is the rule set of a service, of type T (a flat struct with JSON tags).
type Set[T any] struct {
	service  string
	defaults T
	check    func(T) error
	tree     *area.Tree
	db       *store.DB
	log      *slog.Logger
	stored   *store.Collection[Override]

	proposals *store.Collection[proposed]
	turns     *store.Collection[turn]
	foresee   func(ctx context.Context, c Change[T]) ([]Effect, error)
	accept    func(o Override) error
	onPut     func(ctx context.Context, o Override) error

	mu    sync.RWMutex
	known []Override // ordered by From, then id
	told  map[string]bool
}

// Declare makes a service's rule set; call before db.Open. check refuses values
// that make no sense together (nil: anything of the right type is fine).
func Declare[T any](db *store.DB, log *slog.Logger, tree *area.Tree, defaults T, check func(T) error) *Set[T] {
	s := &Set[T]{service: db.Name(), defaults: defaults, check: check, tree: tree, db: db, log: log, told: map[string]bool{}}
	s.stored = store.NewCollection(db, "rule", store.Def[Override]{
		ID:     func(o *Override) string { return o.ID },
		Tokens: func(o *Override) []string { return authz.AreaTokens(tree, o.Area) },
		Indexes: []store.Index[Override]{
			{Name: "from", Scoped: true, Key: func(o *Override) store.Key { return store.Key{o.From, o.ID} }},
		},
	})
	s.declareProposals()
	return s
}

// Changed is the event that a service tells of an override that was set.
func Changed(service string) event.Type[Override] {
	return event.Define[Override](service, "RuleChanged")
}

// Refresh reads what is stored; the host calls it at start and regularly, so
// that every replica follows a change within 2 s.
func (s *Set[T]) Refresh(ctx context.Context) error {
	all, err := s.read(ctx)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = all
	for _, o := range all {
		s.tell(o)
	}
	return nil
}

func (s *Set[T]) read(ctx context.Context) (all []Override, err error) {
	err = s.stored.Each(store.System(ctx), store.Query{Index: "from"}, func(o Override) error {
		all = append(all, o)
		return nil
	})
	return all, err
}

// tell logs once what another version set and this one leaves out.
func (s *Set[T]) tell(o Override) {
	values := s.defaults
	if err := decode(o.Values, &values); err != nil && !s.told[o.ID] {
		s.told[o.ID] = true
		s.log.Warn("an override has values that this version does not know; the others hold", "override", o.ID, "area", o.Area, "error", err)
	}
}

// At returns the rules of an area at a time and their version: the ids of the
// overrides that apply, or "default".
func (s *Set[T]) At(code string, at time.Time) (T, string) { return s.version(code, at, s.snapshot()) }

// Of returns the rules of a version that At gave; overrides that are not known
// here are left out.
func (s *Set[T]) Of(version string) T {
	values := s.defaults
	byID := map[string]Override{}
	for _, o := range s.snapshot() {
		byID[o.ID] = o
	}
	for _, id := range strings.Split(version, "+") {
		if o, ok := byID[id]; ok {
			_ = json.Unmarshal(o.Values, &values) // takes what it can, as effective does
		}
	}
	return values
}

func (s *Set[T]) version(code string, at time.Time, known []Override) (T, string) {
	values, applied := s.effective(code, at, known)
	if len(applied) == 0 {
		return values, "default"
	}
	ids := make([]string, len(applied))
	for i, o := range applied {
		ids[i] = o.ID
	}
	return values, strings.Join(ids, "+")
}

// All are the overrides of all areas, the earliest first; for reading only.
func (s *Set[T]) All() []Override { return s.snapshot() }

// Own are the overrides that an area set itself, the earliest first.
func (s *Set[T]) Own(code string) (out []Override) {
	for _, o := range s.snapshot() {
		if o.Area == code {
			out = append(out, o)
		}
	}
	return out
}

func (s *Set[T]) snapshot() []Override {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.known
}

// effective lays the overrides over the defaults: outer areas first, and within
// an area earlier dates first. Members that only another version knows are left
// out: while a version rolls out, each reads what the other wrote.
func (s *Set[T]) effective(code string, at time.Time, known []Override) (T, []Override) {
	values := s.defaults
	var applied []Override
	for _, a := range s.tree.Ancestors(area.Code(code)) {
		for _, o := range known {
			if o.Area != string(a) || o.From.After(at) {
				continue
			}
			_ = json.Unmarshal(o.Values, &values) // takes what it can; tell says what it could not
			applied = append(applied, o)
		}
	}
	return values, applied
}

// decode lays a JSON object over values; unknown members are refused.
func decode[T any](raw json.RawMessage, values *T) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(values); err != nil {
		return fault.Invalid("rules.values", "规则内容无法识别：%[1]s。请对照规则说明修改。",
			"The rule values cannot be read: %[1]s. Compare them with the description of the rule set.", err.Error())
	}
	return nil
}

// Put stores an override, as one unit of work with whatever ctx has under way. It
// fails with invalid for unknown members or values that do not fit, here or with
// what is set below, not_found when the area is outside the caller's scope, and
// failed_precondition when the rules are no longer those that it was made against.
func (s *Set[T]) Put(ctx context.Context, o Override) (Override, error) {
	if _, ok := s.tree.Get(area.Code(o.Area)); !ok {
		return o, errArea(o.Area)
	}
	now := s.db.Clock().Now()
	if o.From.IsZero() {
		o.From = now
	}
	o.ID, o.SetAt, o.SetBy = s.db.NewID(), now, cmp.Or(o.SetBy, event.CauseOf(ctx).Actor)
	values := s.defaults
	if err := decode(o.Values, &values); err != nil {
		return o, err
	}
	return o, s.db.Transact(ctx, func(ctx context.Context) error { return s.put(ctx, o) })
}

// put stores an override in its turn: what it is checked against is all that was
// stored before it.
func (s *Set[T]) put(ctx context.Context, o Override) error {
	if _, err := s.turns.Upsert(store.System(ctx), "rules", func() turn { return turn{ID: "rules"} }, (*turn).next); err != nil {
		return err
	}
	if err := s.fitsStored(ctx, o); err != nil {
		return err
	}
	if err := s.stored.Create(ctx, o, Changed(s.service).New(o)); err != nil {
		return err
	}
	s.db.AfterCommit(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.known = inOrder(append(slices.Clone(s.known), o))
	})
	if s.onPut == nil {
		return nil
	}
	return s.onPut(ctx, o)
}
