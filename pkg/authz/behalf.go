package authz

import (
	"context"
	"slices"

	"lianluo/pkg/store"
)

// Principal is somebody on whose behalf another acts.
type Principal struct {
	Account, Name string
}

// Behalf says on whose behalf a caller does one operation: with what they hold
// themselves if that reaches the object, else with what was delegated to them.
type Behalf struct {
	own  store.Scope
	from []lent
}

// lent is what one delegated assignment reaches.
type lent struct {
	Principal
	scope store.Scope
}

// authorizer decides an action, see Keeper.Authorize.
type authorizer func(ctx context.Context, s Subject, action string) (store.Scope, error)

// BehalfIn finds out what of an action a subject may do by themselves and what on
// whose behalf; nil where nothing is delegated to them.
func BehalfIn(ctx context.Context, decide authorizer, s Subject, action string) *Behalf {
	delegated := func(a Assignment) bool { return a.For != "" }
	if !slices.ContainsFunc(s.Assignments, delegated) {
		return nil
	}
	var b Behalf
	own := s
	own.Assignments = slices.DeleteFunc(slices.Clone(s.Assignments), delegated)
	b.own, _ = decide(ctx, own, action) // denied: reaches nothing
	for _, a := range s.Assignments {
		if a.For == "" {
			continue
		}
		one := s
		one.Assignments = []Assignment{a}
		if scope, err := decide(ctx, one, action); err == nil {
			b.from = append(b.from, lent{Principal{a.For, a.ForName}, scope})
		}
	}
	return &b
}

// Of is on whose behalf the caller reaches what carries the tokens; the zero
// Principal for the caller's own doing. Without tokens the action alone decides.
func (b *Behalf) Of(tokens []string) Principal {
	if b == nil || reaches(b.own, tokens) {
		return Principal{}
	}
	for _, l := range b.from {
		if reaches(l.scope, tokens) {
			return l.Principal
		}
	}
	return Principal{}
}

func reaches(s store.Scope, tokens []string) bool {
	if len(tokens) == 0 {
		return s.All || len(s.Tokens) > 0
	}
	return s.Permits(tokens)
}

type behalfKey struct{}

// WithBehalf returns a context whose caller may act on others' behalf.
func WithBehalf(ctx context.Context, b *Behalf) context.Context {
	if b == nil {
		return ctx
	}
	return context.WithValue(ctx, behalfKey{}, b)
}

// ActingName is the caller's name as it stands under an act on what carries the
// tokens: "李某", or "李某 代 王某" where it was done on another's behalf.
func ActingName(ctx context.Context, tokens []string) string {
	name := Actor(ctx).Name
	b, _ := ctx.Value(behalfKey{}).(*Behalf)
	if p := b.Of(tokens); p.Account != "" {
		return name + " 代 " + p.Name
	}
	return name
}
