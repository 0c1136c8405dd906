package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// Me serves identity.Me.
func (s *service) Me(ctx context.Context, _ rpc.None) (identity.MeResponse, error) {
	caller := authz.Actor(ctx)
	a, err := s.accounts.Get(ctx, caller.ID)
	if err != nil {
		return identity.MeResponse{}, err
	}
	out := identity.MeResponse{Account: a.view(), Actions: []string{}}
	if out.Account.Assignments, err = s.principals(ctx, a.Assignments); err != nil {
		return identity.MeResponse{}, err
	}
	for _, action := range permissions {
		_, err := s.keeper.Authorize(ctx, caller, action)
		if err != nil && !fault.Is(err, fault.KindDenied) {
			return identity.MeResponse{}, err
		}
		if err == nil {
			out.Actions = append(out.Actions, action)
		}
	}
	if caller.Kind == authz.Person {
		out.Account.Email, err = s.mail(ctx, a.ID)
	}
	return out, err
}

// UpdateMe serves identity.UpdateMe.
func (s *service) UpdateMe(ctx context.Context, req identity.UpdateMeRequest) (identity.Account, error) {
	caller, err := person(ctx)
	if err != nil {
		return identity.Account{}, err
	}
	mask, err := s.keepMail(ctx, caller.ID, req.Email)
	if err != nil {
		return identity.Account{}, err
	}
	a, err := s.accounts.Update(ctx, caller.ID, func(a *account) ([]event.Event, error) {
		a.Mail = mask
		if req.Lang != "" {
			a.Lang = req.Lang
		}
		return []event.Event{identity.AccountUpdated.New(a.changed(""))}, nil
	})
	out := a.view()
	out.Email = req.Email
	return out, err
}

// ChangePassword serves identity.ChangePassword.
func (s *service) ChangePassword(ctx context.Context, req identity.ChangePasswordRequest) (rpc.None, error) {
	caller, err := person(ctx)
	if err != nil {
		return rpc.None{}, err
	}
	a, err := s.reprove(ctx, caller.ID, req.Old, errOldPassword)
	if err != nil {
		return rpc.None{}, err
	}
	if err := s.setPassword(ctx, &a, req.New); err != nil {
		return rpc.None{}, err
	}
	_, err = s.accounts.Update(ctx, a.ID, func(a *account) ([]event.Event, error) {
		return []event.Event{identity.PasswordChanged.New(a.changed(""))}, nil
	})
	if err != nil {
		return rpc.None{}, err
	}
	return rpc.None{}, s.endSessions(ctx, a.ID, caller.Session, "password_changed")
}

var errOldPassword = fault.Invalid("password.old", "原密码不正确。连续输错 5 次，账号将锁定 30 分钟。",
	"The old password is wrong. Five failures lock the account for 30 minutes.").
	At("old", "请重新输入原密码", "Enter the old password again")

// ResolveContact serves identity.ResolveContact; an account that does not sign
// in any more is reached nowhere.
func (s *service) ResolveContact(ctx context.Context, req identity.ByID) (identity.Contact, error) {
	a, err := s.accounts.Get(store.System(ctx), req.ID) // the caller is this system's own sender
	if err != nil || a.State == identity.Disabled {
		return identity.Contact{}, err
	}
	mail, err := s.mail(ctx, a.ID)
	return identity.Contact{Name: a.Name, Email: mail, Lang: a.Lang}, err
}
