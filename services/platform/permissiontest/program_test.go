package permissiontest

import (
	"context"
	"testing"

	"lianluo/pkg/authz"
	"lianluo/services/platform/platformtest/world"
)

// checkPrograms tries as a program that may do just this, and as one that may do
// all else that its owner may.
func (e expectation) checkPrograms(ctx context.Context, t *testing.T, w *world.World) {
	t.Helper()
	switch e.access {
	case "internal", "public":
		return
	case "signed-in", "person":
		got := try(ctx, w.With(w.Program(world.Name(authz.CountyAdmin, world.Parent), "case.read")), e.op, w.Town)
		if e.access == "person" && got != denied || e.access == "signed-in" && got != reached {
			t.Errorf("%s: a program: %s", e.op.Name, got)
		}
		return
	}
	world.Renew(w, e.op)
	role := e.programmer()
	owner, other := world.Name(role, world.Own), otherAction(e, role)
	if got := try(ctx, w.With(w.Program(owner, e.op.Permission)), e.op, w.Town); got != reached {
		t.Errorf("%s: a program of a %s with the action: %s", e.op.Name, role, got)
	}
	if got := try(ctx, w.With(w.Program(owner, e.op.Permission)), e.op, w.County); e.cells[role] != "*" && got != nothing {
		t.Errorf("%s: a program of a %s above its area: %s", e.op.Name, role, got)
	}
	if got := try(ctx, w.With(w.Program(owner, other)), e.op, w.Town); got != denied {
		t.Errorf("%s: a program of a %s without the action: %s", e.op.Name, role, got)
	}
	for _, role := range authz.Roles {
		if e.cells[role] == "-" && w.MayMakeToken(world.Name(role, world.Own), e.op.Permission) {
			t.Errorf("%s: a %s makes a token for more than its own", e.op.Name, role)
		}
	}
}

// programmer is a role that may do it: one of the first two, as nobody holds tokens
// without end.
func (e expectation) programmer() authz.Role {
	roles := e.allowed()
	return roles[len(e.op.Permission)%min(2, len(roles))]
}

// otherAction is an action that the role holds besides the operation's.
func otherAction(e expectation, role authz.Role) string {
	for _, action := range map[authz.Role][]string{
		authz.SecurityAdmin: {"policy.manage", "policy.read"}, authz.Auditor: {"audit.read", "policy.read"},
		authz.SystemOperator: {"system.operate", "rules.read"}, authz.DeputyRole: {"shift.own", "case.read"},
		authz.HandlingUnit: {"case.handle", "case.read"}, authz.ProvinceAdmin: {"case.read", "station.read"}, authz.CityAdmin: {"case.read", "station.read"},
	}[role] {
		if action != e.op.Permission {
			return action
		}
	}
	return "case.read"
}
