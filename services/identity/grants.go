package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
)

// GrantRole serves identity.GrantRole.
func (s *service) GrantRole(ctx context.Context, req identity.GrantRequest) (identity.Account, error) {
	au, err := s.authorityOf(ctx)
	if err != nil {
		return identity.Account{}, err
	}
	return s.grant(ctx, au, req.ID, req.Grant)
}

func (s *service) grant(ctx context.Context, au authority, id string, g identity.Grant) (identity.Account, error) {
	a, err := s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) {
		if a.State == identity.Disabled {
			return nil, fault.FailedPrecondition("account.disabled", "账号已停用，请先重新邀请", "The account is disabled; invite it again first")
		}
		x, err := s.grantable(ctx, au, a, g)
		if err != nil {
			return nil, err
		}
		return a.grant(x, s.clock.Now())
	})
	if err != nil {
		return identity.Account{}, err
	}
	return a.view(), s.retell(ctx, &a)
}

// RevokeRole serves identity.RevokeRole.
func (s *service) RevokeRole(ctx context.Context, req identity.RevokeRequest) (identity.Account, error) {
	au, err := s.authorityOf(ctx)
	if err != nil {
		return identity.Account{}, err
	}
	return s.revoke(ctx, au, req)
}

func (s *service) revoke(ctx context.Context, au authority, req identity.RevokeRequest) (identity.Account, error) {
	a, err := s.accounts.Update(ctx, req.ID, func(a *account) ([]event.Event, error) {
		if err := s.mayRevoke(au, a, req.Assignment); err != nil {
			return nil, err
		}
		return a.revoke(req.Assignment, req.Reason, s.clock.Now())
	})
	if err != nil {
		return identity.Account{}, err
	}
	for _, x := range a.Assignments {
		if x.ID == req.Assignment {
			err = s.endDelegationsOf(ctx, x, req.Reason)
		}
	}
	if err != nil {
		return identity.Account{}, err
	}
	return a.view(), s.retell(ctx, &a)
}

// mayRevoke fails with denied for a role that the authority could not give there.
func (s *service) mayRevoke(au authority, a *account, id string) error {
	for _, x := range a.Assignments {
		if x.ID == id && !au.covers(s.tree, reach{role: authz.Role(x.Role), areas: []string{x.Area}, until: earliest}) {
			return fault.Denied("grant.above", "您无权收回该角色，请由授予它的一级或上级管理员办理", "You cannot revoke this role; ask those who granted it, or administrators above you")
		}
	}
	return nil
}
