package rules

import (
	"bytes"
	"context"
	"encoding/json"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Inherited, as what a draft restores, stands for the rules of the area above.
const Inherited = "inherited"

// Propose serves ProposeRules: a draft that passes every check waits for somebody
// else's word.
func (s *Set[T]) Propose(ctx context.Context, req ProposeRequest) (Proposal, error) {
	o, err := s.drafted(ctx, req.Draft)
	if err != nil {
		return Proposal{}, err
	}
	actor := authz.Actor(ctx)
	if actor.Client != "" { // whom it acts for may be nobody
		return Proposal{}, errProgram
	}
	p := proposed{Person: actor.Person, For: s.behalfIn(ctx, req.Area), Proposal: Proposal{
		ID: s.db.NewID(), Area: req.Area, From: req.From, Values: o.Values, Running: req.Running, Restores: req.Restore, Reason: req.Reason,
		Base: s.base(req.Area, o), By: event.CauseOf(ctx).Actor, ByName: authz.ActingName(ctx, authz.AreaTokens(s.tree, req.Area)), At: s.db.Clock().Now(), State: Waiting,
	}}
	return p.Proposal, s.proposals.Create(ctx, p, s.tells("RulesProposed", p.Proposal))
}

// base is the version of the rules that a change is made against.
func (s *Set[T]) base(code string, o Override) string {
	_, version := s.At(code, o.From)
	return version
}

// drafted is a draft as the override that it would become, checked.
func (s *Set[T]) drafted(ctx context.Context, d Draft) (Override, error) {
	o := Override{ID: s.db.NewID(), Area: d.Area, From: d.From, Values: d.Values}
	if _, ok := s.tree.Get(area.Code(d.Area)); !ok {
		return o, errArea(d.Area)
	}
	now := s.db.Clock().Now()
	if !d.From.IsZero() && d.From.Before(calendar.DateOf(now).Start()) {
		return o, errPast
	}
	if d.From.IsZero() {
		o.From = now
	}
	if scope, _ := store.ScopeOf(ctx); !scope.Permits(authz.AreaTokens(s.tree, d.Area)) {
		return o, errNoProposal
	}
	if err := s.restored(d.Restore, &o); err != nil {
		return o, err
	}
	return o, s.sound(ctx, o)
}

// sound refuses values that cannot be, that change nothing, or that do not fit.
func (s *Set[T]) sound(ctx context.Context, o Override) error {
	if err := s.named(o.Values); err != nil {
		return err
	}
	values := s.defaults
	if err := decode(o.Values, &values); err != nil {
		return err
	}
	if len(s.differences(o)) == 0 {
		return errSame
	}
	if s.accept != nil {
		if err := s.accept(o); err != nil {
			return err
		}
	}
	return s.fitsStored(ctx, o)
}

// restored fills in the values that bring back older rules: those that held in
// the area when the override had come into force, or those of the area above.
func (s *Set[T]) restored(which string, o *Override) error {
	if which == "" {
		return nil
	}
	known := s.snapshot()
	then, kept := o.From, known[:0:0]
	found := which == Inherited
	for _, k := range known {
		if which == Inherited && k.Area == o.Area {
			continue
		}
		kept = append(kept, k)
		if k.ID == which && k.Area == o.Area {
			found, then = true, k.From
			break // those after it, in the order of their dates, had not come yet
		}
	}
	if !found {
		return errNoVersion
	}
	was, _ := s.effective(o.Area, then, kept)
	is, _ := s.effective(o.Area, o.From, known)
	values := map[string]json.RawMessage{}
	for i, now := range describe(is, nil) {
		if before := describe(was, nil)[i]; !bytes.Equal(before.Value, now.Value) {
			values[before.Name] = before.Value
		}
	}
	raw, err := json.Marshal(values)
	o.Values = raw
	return err
}

// differences are the rules that an override changes on its day, in its area.
func (s *Set[T]) differences(o Override) []Difference {
	known := s.snapshot()
	before, applied := s.effective(o.Area, o.From, known)
	after, _ := s.effective(o.Area, o.From, inOrder(append(known[:len(known):len(known)], o)))
	was, out := describe(before, applied), []Difference{}
	for i, v := range describe(after, nil) {
		if !bytes.Equal(v.Value, was[i].Value) {
			out = append(out, Difference{Name: v.Name, Doc: v.Doc, Before: was[i].Value, From: was[i].From, After: v.Value})
		}
	}
	return out
}

func errArea(code string) error {
	return fault.Invalid("area.unknown", "没有这个区划代码：%[1]s", "There is no division %[1]s", code)
}

var (
	errSame       = fault.Invalid("rules.same", "没有改动任何规则，请先修改再提交", "No rule is changed; change one first")
	errNoVersion  = fault.Invalid("rules.no_version", "该地没有这一版规则，请从历史中选择", "The area has no such version; choose one from its history").At("restore", "请从历史中选择", "choose one from the history")
	errNoProposal = fault.NotFound("rules.no_proposal", "没有这条规则修改，或不在您的管辖范围内", "There is no such change of rules, or it is outside your area")
)
