package identity

import (
	"context"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// policy is the one document of what roles may do.
type policy struct {
	ID string `json:"id"`
	identity.Policy
	// Known are the permissions that there were when it was set: to one that came
	// later, the version says nothing.
	Known []string `json:"known,omitempty"`
}

const policyID = "policy"

func newPolicies(db *store.DB) *store.Collection[policy] {
	return store.NewCollection(db, "policy", store.Def[policy]{ID: func(p *policy) string { return p.ID }})
}

// upkeep makes what every other service waits for at the first start, brings the
// policy up to this version's permissions, and rotates keys.
func (s *service) upkeep(ctx context.Context) error {
	if err := s.bringPolicy(ctx); err != nil {
		return err
	}
	return s.keys.rotate(ctx)
}

// put makes the next version of the policy.
func (s *service) put(p *policy, next identity.Policy) []event.Event {
	next.Version, next.SetAt = p.Version+1, s.clock.Now().UTC()
	p.Policy, p.Known = next, permissions
	return []event.Event{identity.PolicyChanged.New(next)}
}

// decider decides by the policy as it is stored, which on the host may be asked
// before anything has been told; the default one before there is any.
func (s *service) decider(ctx context.Context) (*authz.Decider, error) {
	p, err := s.policies.Get(store.System(ctx), policyID) // for a check, not for the caller
	if fault.Is(err, fault.KindNotFound) {
		return authz.NewDecider(authz.DefaultPolicy())
	}
	if err != nil {
		return nil, err
	}
	known := s.decides.Load()
	if known != nil && known.Version() == p.Version {
		return known, nil
	}
	made, err := authz.NewDecider(policyOf(p.Policy))
	if err == nil {
		s.decides.Store(made)
	}
	return made, err
}

// GetPolicy serves identity.GetPolicy.
func (s *service) GetPolicy(ctx context.Context, _ rpc.None) (identity.Policy, error) {
	p, err := s.policies.Get(ctx, policyID)
	return p.Policy, err
}

// SetPolicy serves identity.SetPolicy.
func (s *service) SetPolicy(ctx context.Context, req identity.SetPolicyRequest) (identity.Policy, error) {
	if err := s.checkPolicy(ctx, req.Rows); err != nil {
		return identity.Policy{}, err
	}
	p, err := s.policies.Update(ctx, policyID, func(p *policy) ([]event.Event, error) {
		if p.Version != req.Base {
			return nil, fault.Conflict("policy.base", "策略已被他人修改（现为第 %[1]d 版），请重新读取后再改",
				"Somebody changed the policy meanwhile (it is version %[1]d now); read it again, then change it", p.Version)
		}
		if err := s.gainsNothing(ctx, p.Policy, req.Rows); err != nil {
			return nil, err
		}
		return s.put(p, identity.Policy{Rows: req.Rows, SetBy: authz.Actor(ctx).ID, Reason: req.Reason}), nil
	})
	return p.Policy, err
}

// checkPolicy fails with invalid for rows that mean nothing, join the powers, or
// would take the policy out of the caller's own hands.
func (s *service) checkPolicy(ctx context.Context, rows []identity.PolicyRow) error {
	p := policyOf(identity.Policy{Rows: rows})
	if err := p.Check(permissions); err != nil {
		return err
	}
	d, err := authz.NewDecider(p)
	if err != nil {
		return err
	}
	if scope, err := d.Authorize(authz.Actor(ctx), "policy.manage", s.clock.Now()); err != nil || !scope.All {
		return fault.Invalid("policy.self", "按此策略您自己将不能再修改策略，请保留您的角色的 policy.manage", "With this policy you could not change it again; keep policy.manage for your own role")
	}
	return nil
}

// gainsNothing fails with denied for rows under which the caller's own roles could
// do more than they can: nobody grants to themselves what they do not hold.
func (s *service) gainsNothing(ctx context.Context, now identity.Policy, rows []identity.PolicyRow) error {
	before, err := authz.NewDecider(policyOf(now))
	if err != nil {
		return err
	}
	after, err := authz.NewDecider(policyOf(identity.Policy{Rows: rows}))
	if err != nil {
		return err
	}
	for _, a := range authz.Actor(ctx).Assignments {
		for _, action := range permissions {
			held, err := before.Scopes(a.Role, action)
			if err != nil {
				return err
			}
			kinds, err := after.Scopes(a.Role, action)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(kinds, func(k authz.ScopeKind) bool { return !slices.Contains(held, k) }) {
				return fault.Denied("policy.own", "不能扩大自己所任角色 %[1]s 的权限（%[2]s），请由不担任该角色的安全管理人员修改",
					"You cannot widen what your own role %[1]s may do (%[2]s); somebody who keeps the policy without that role has to", a.Role, action)
			}
		}
	}
	return nil
}

// policyOf is the policy as it is decided from.
func policyOf(p identity.Policy) authz.Policy {
	out := authz.Policy{Version: p.Version}
	for _, r := range p.Rows {
		out.Rows = append(out.Rows, authz.Row{Role: authz.Role(r.Role), Action: r.Action, Scope: authz.ScopeKind(r.Scope)})
	}
	return out
}

func rowsOf(p authz.Policy) []identity.PolicyRow {
	out := make([]identity.PolicyRow, 0, len(p.Rows))
	for _, r := range p.Rows {
		out = append(out, identity.PolicyRow{Role: string(r.Role), Action: r.Action, Scope: string(r.Scope)})
	}
	return out
}
