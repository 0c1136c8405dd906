package identity

import (
	"context"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// ExplainMine serves identity.ExplainMine.
func (s *service) ExplainMine(ctx context.Context, req identity.ExplainMineRequest) (identity.Explanation, error) {
	caller := authz.Actor(ctx)
	a, err := s.accounts.Get(ctx, caller.ID)
	if err != nil {
		return identity.Explanation{}, err
	}
	// What they reach themselves is told; of all else not even whether it exists.
	return s.explain(ctx, &a, caller, req.Action, req.Where)
}

// ExplainAccount serves identity.ExplainAccount.
func (s *service) ExplainAccount(ctx context.Context, req identity.ExplainAccountRequest) (identity.Explanation, error) {
	a, err := s.accounts.Get(ctx, req.ID)
	if err != nil {
		return identity.Explanation{}, err
	}
	return s.explain(ctx, &a, authz.Subject{Kind: authz.Person}, req.Action, req.Where)
}

// explain asks the code that decides about an account's assignments as they stand
// now. caller is the account's own subject, or one without an id where another asks.
func (s *service) explain(ctx context.Context, a *account, caller authz.Subject, action string, at identity.Where) (identity.Explanation, error) {
	out := identity.Explanation{State: a.State, Grounds: []identity.Ground{}, Roles: []identity.RoleAllowed{}}
	if !slices.Contains(permissions, action) {
		return out, fault.Invalid("why.action", "没有这件事，请从列表中选择", "There is no such action; choose one of the list").At("action", "请从列表中选择", "Choose one of the list")
	}
	tokens, err := s.tokensAt(ctx, at)
	if err != nil {
		return out, err
	}
	if scope, _ := store.ScopeOf(ctx); tokens != nil && at.Area == "" && caller.ID == "" && !scope.Permits(tokens) {
		tokens = []string{} // as if nobody had told of it
	}
	d, err := s.decider(ctx)
	if err != nil {
		return out, err
	}
	mine := caller.ID != ""
	caller.ID, caller.Person, caller.Assignments = a.ID, a.Person, assignments(s.inherited(a.Assignments))
	why, err := d.Explain(caller, action, tokens, s.clock.Now())
	if err != nil {
		return out, err
	}
	out.Allowed, out.Withheld, out.Policy = why.Allowed, why.Withheld, why.Version
	for i, g := range why.Grounds {
		x := a.Assignments[i]
		by, err := s.granter(ctx, x, mine)
		if err != nil {
			return out, err
		}
		if x.For != "" {
			x.ForName = by.Name
		}
		out.Grounds = append(out.Grounds, identity.Ground{Assignment: x, Verdict: string(g.Verdict), Rows: rowsOf(authz.Policy{Rows: g.Rows}), By: by})
	}
	out.Roles, err = rolesFor(d, action)
	return out, err
}

// tokensAt are what an object carries to be reached by, nil where none is named,
// empty where nobody told of it.
func (s *service) tokensAt(ctx context.Context, at identity.Where) ([]string, error) {
	var found []string
	named := 0
	for _, one := range []struct{ kind, id, token string }{
		{"", at.Area, ""}, {"station/", at.Station, authz.StationToken(at.Station)},
		{"unit/", at.Unit, authz.UnitToken(at.Unit)}, {"person/", at.Person, authz.PersonToken(at.Person)},
	} {
		if one.id == "" {
			continue
		}
		named++
		code, err := one.id, error(nil)
		found = []string{}
		if one.kind != "" {
			if code, err = s.areaOf(ctx, one.kind+one.id); fault.Is(err, fault.KindNotFound) {
				continue
			}
			found = append(found, one.token)
		}
		if err != nil {
			return nil, err
		}
		found = append(found, authz.AreaTokens(s.tree, code)...)
	}
	if named > 1 {
		return nil, fault.Invalid("why.one", "请只选一个对象或一个区划", "Choose one object or one division, not several")
	}
	return found, nil
}

// granter is who granted an assignment, by the roles that let them.
func (s *service) granter(ctx context.Context, x identity.Assignment, mine bool) (identity.Granter, error) {
	return s.doer(ctx, x.GrantedBy, mine && x.For != "", func(held identity.Assignment) bool {
		return authz.MayGrant(authz.Role(held.Role), authz.Role(x.Role)) || held.ID == x.Source
	})
}

// doer is who did something: by name where the caller reaches their account, or
// is known to them, else by those roles alone that let them.
func (s *service) doer(ctx context.Context, id string, known bool, by func(identity.Assignment) bool) (identity.Granter, error) {
	out := identity.Granter{Host: id == "host", Roles: []string{}}
	if out.Host {
		return out, nil
	}
	a, err := s.accounts.Get(store.System(ctx), id) // for the roles alone
	if fault.Is(err, fault.KindNotFound) {
		return out, nil
	}
	if err != nil {
		return out, err
	}
	for _, held := range a.live(s.clock.Now()) {
		if by(held) && !slices.Contains(out.Roles, held.Role) {
			out.Roles = append(out.Roles, held.Role)
		}
	}
	if scope, _ := store.ScopeOf(ctx); known || scope.Permits(a.scopes()) {
		out.Name = a.Name
	}
	return out, nil
}

// rolesFor are all roles that may do an action somewhere.
func rolesFor(d *authz.Decider, action string) ([]identity.RoleAllowed, error) {
	out := []identity.RoleAllowed{}
	for _, role := range authz.Roles {
		rows, err := d.Allowing(role, action)
		if err != nil {
			return out, err
		}
		if len(rows) == 0 {
			continue
		}
		from, err := d.Grantors(role)
		if err != nil {
			return out, err
		}
		one := identity.RoleAllowed{Role: string(role), Scopes: []string{}, From: []string{}}
		for _, r := range rows {
			one.Scopes = append(one.Scopes, string(r.Scope))
		}
		for _, r := range from {
			one.From = append(one.From, string(r))
		}
		out = append(out, one)
	}
	return out, nil
}
