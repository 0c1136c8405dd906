package authz

import (
	"slices"
	"testing"

	"lianluo/pkg/area"
	"lianluo/pkg/store"
)

func TestAreaTokens(t *testing.T) {
	got := AreaTokens(area.Default(), "431223100")
	if want := []string{"a:43", "a:4312", "a:431223", "a:431223100"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := AreaTokens(area.Default(), "439999"); len(got) != 0 {
		t.Errorf("an unknown division has %v", got)
	}
}

func TestWithinNeverWidens(t *testing.T) {
	tree := area.Default()
	for _, c := range []struct {
		name, code string
		scope      store.Scope
		want       []string
	}{
		{"a county of one's province", "431223", store.Scope{Tokens: []string{"a:43"}}, []string{"a:431223"}},
		{"the province of one's county", "43", store.Scope{Tokens: []string{"a:431223"}}, []string{"a:431223"}},
		{"another county", "431222", store.Scope{Tokens: []string{"a:431223"}}, nil},
		{"one's own", "431223", store.Scope{Tokens: []string{"a:431223"}}, []string{"a:431223"}},
		{"a station stays", "431222", store.Scope{Tokens: []string{"s:1", "a:431223"}}, []string{"s:1"}},
		{"everything", "431222", store.Scope{All: true}, []string{"a:431222"}},
		{"an unknown division", "999999", store.Scope{Tokens: []string{"a:431223"}}, nil},
	} {
		scope, ok := store.ScopeOf(Within(store.WithScope(t.Context(), c.scope), tree, c.code))
		if !ok || scope.All || !slices.Equal(scope.Tokens, c.want) {
			t.Errorf("%s: %+v", c.name, scope)
		}
	}
	if _, ok := store.ScopeOf(Within(t.Context(), tree, "43")); ok {
		t.Error("no scope became one")
	}
}
