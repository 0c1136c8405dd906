package store

import (
	"context"
	"slices"

	"lianluo/pkg/fault"
)

// Everyone is the token that every document has; a scope with All scans it.
const Everyone = "*"

// Scope is what a caller may reach: documents that carry one of its tokens.
// Tokens look like "a:431223" (an area and all below: documents carry their
// area's ancestors), "u:<unit>", "p:<person>", "s:<station>", or a capability
// such as "receipt:<hash>". The zero Scope reaches nothing.
type Scope struct {
	All    bool
	Tokens []string
}

type scopeKey struct{}

// WithScope returns a context that reaches what s reaches. Only authz, consumers
// and capability checks call it; operations get their scope from the chain.
func WithScope(ctx context.Context, s Scope) context.Context {
	return context.WithValue(ctx, scopeKey{}, s)
}

// System is for consumers, schedulers and start-up work, which act on all data
// of the service; never for work done on a caller's behalf.
func System(ctx context.Context) context.Context { return WithScope(ctx, Scope{All: true}) }

// ScopeOf returns the context's scope and whether there is one.
func ScopeOf(ctx context.Context) (Scope, bool) {
	s, ok := ctx.Value(scopeKey{}).(Scope)
	return s, ok
}

// Permits reports whether a document with the tokens is within reach.
func (s Scope) Permits(tokens []string) bool {
	if s.All {
		return true
	}
	for _, t := range tokens {
		if slices.Contains(s.Tokens, t) {
			return true
		}
	}
	return false
}

// scanTokens are the multi values that a scoped index is scanned under.
func (s Scope) scanTokens() []string {
	if s.All {
		return []string{Everyone}
	}
	return slices.Compact(slices.Sorted(slices.Values(s.Tokens)))
}

var errNoScope = fault.New(fault.KindDenied, "store.no_scope", "没有权限范围，操作被拒绝", "There is no scope; the operation is refused")
