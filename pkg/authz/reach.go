package authz

import (
	"context"
	"strings"

	"lianluo/pkg/area"
	"lianluo/pkg/store"
)

// What a scope reaches a document by, and a document carries to be reached: the
// division that it lies in, the station, the handling unit or the person that
// it is of. Decide gives a caller the same tokens.

// AreaToken is the token of a division.
func AreaToken[C ~string](code C) string { return "a:" + string(code) }

// StationToken is the token of a station by its id.
func StationToken(id string) string { return "s:" + id }

// UnitToken is the token of a handling unit by its id.
func UnitToken(id string) string { return "u:" + id }

// PersonToken is the token of a person by their id.
func PersonToken(id string) string { return "p:" + id }

// AreaTokens are the scope tokens of what lies in a division: one for each of
// its ancestors and itself. An unknown division has none, and so nobody who is
// bound to an area reaches what lies in it.
func AreaTokens(tree *area.Tree, code string) []string {
	above := tree.Ancestors(area.Code(code))
	out := make([]string, len(above))
	for i, c := range above {
		out[i] = AreaToken(c)
	}
	return out
}

// Within returns a context that reaches what ctx reaches, as far as it lies in
// a division: for lists that ask for a part of the caller's area. Tokens that
// name no area stay; check what is found through them.
func Within(ctx context.Context, tree *area.Tree, code string) context.Context {
	scope, ok := store.ScopeOf(ctx)
	if !ok {
		return ctx
	}
	if scope.All {
		return store.WithScope(ctx, store.Scope{Tokens: []string{AreaToken(code)}})
	}
	var tokens []string
	for _, t := range scope.Tokens {
		held, isArea := strings.CutPrefix(t, "a:")
		switch {
		case !isArea || tree.IsAncestorOrSelf(area.Code(code), area.Code(held)):
			tokens = append(tokens, t)
		case tree.IsAncestorOrSelf(area.Code(held), area.Code(code)):
			tokens = append(tokens, AreaToken(code))
		}
	}
	return store.WithScope(ctx, store.Scope{Tokens: tokens})
}
