package permissiontest

import (
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/services/platform/platformtest/world"
)

// tryWhy: the explanation says yes exactly where the table, and so the guard,
// says that the operation reaches what the letter is about.
func tryWhy(t *testing.T, w *world.World, rows []expectation) {
	t.Helper()
	type question struct{ permission, letter string }
	asked := map[authz.Role]map[question]bool{}
	for _, role := range authz.Roles {
		asked[role] = map[question]bool{}
		for _, e := range rows {
			q := question{e.op.Permission, e.cells[role]}
			if e.access != "needs" || asked[role][q] {
				continue
			}
			asked[role][q] = true
			e.explained(t, w, role)
		}
	}
}

// explained asks why in every relation, as check tries.
func (e expectation) explained(t *testing.T, w *world.World, role authz.Role) {
	t.Helper()
	letter := e.cells[role]
	ask := func(relation string, at identity.Where) bool {
		return world.Must(w, world.Name(role, relation), identity.ExplainMine, identity.ExplainMineRequest{Action: e.op.Permission, Where: at}).Allowed
	}
	if got := ask(world.Own, identity.Where{}); got != (letter != "-") {
		t.Errorf("%s: %s may do %s somewhere: explained %v, the table says %q", e.op.Name, role, e.op.Permission, got, letter)
	}
	if letter == "0" || letter == "*" {
		return // nothing is ever reached, or what lies in no division
	}
	relations := []string{world.Own, world.Parent, world.Sibling}
	if world.Narrow(role) {
		relations = append(relations, world.Beside)
	}
	for _, relation := range relations {
		if got := ask(relation, about(letter, w.Town)); got != (want(letter, relation) == reached) {
			t.Errorf("%s: %s (%s) %s: explained %v, the table says %q", e.op.Name, role, relation, e.op.Permission, got, letter)
		}
	}
	if got := ask(world.Own, about(letter, w.County)); got != (want(letter, child) == reached) && (letter == "a" || letter == "-") {
		t.Errorf("%s: %s %s in the county above: explained %v, the table says %q", e.op.Name, role, e.op.Permission, got, letter)
	}
}

// about is what a letter speaks of.
func about(letter string, p *world.Place) identity.Where {
	switch letter {
	case "s":
		return identity.Where{Station: p.Station.ID}
	case "u":
		return identity.Where{Unit: p.Unit}
	case "p":
		return identity.Where{Person: p.Deputy}
	}
	return identity.Where{Area: p.Area}
}
