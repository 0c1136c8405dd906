package identity

import (
	"context"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// UnlockAccount serves identity.UnlockAccount.
func (s *service) UnlockAccount(ctx context.Context, req identity.Reasoned) (identity.Account, error) {
	au, err := s.authorityOf(ctx)
	if err != nil {
		return identity.Account{}, err
	}
	a, err := s.accounts.Update(ctx, req.ID, func(a *account) ([]event.Event, error) {
		if err := s.mayManage(au, a); err != nil {
			return nil, err
		}
		return a.unlock(req.Reason, s.clock.Now())
	})
	return a.view(), err
}

// unlock forgets failed sign-ins. It fails with failed_precondition for an account
// that is not locked.
func (a *account) unlock(reason string, now time.Time) ([]event.Event, error) {
	if !a.locked(now) {
		return nil, fault.FailedPrecondition("account.unlocked", "账号没有锁定，无需解锁", "The account is not locked")
	}
	a.Failures, a.LockedUntil = 0, time.Time{}
	return []event.Event{identity.AccountUnlocked.New(a.changed(reason))}, nil
}

// ListAccountSessions serves identity.ListAccountSessions.
func (s *service) ListAccountSessions(ctx context.Context, req identity.ByID) (rpc.Page[identity.SessionInfo], error) {
	if _, err := s.accounts.Get(ctx, req.ID); err != nil {
		return rpc.Page[identity.SessionInfo]{}, err
	}
	return s.sessionsOf(store.System(ctx), req.ID, "") // the account was reached through the caller's scope
}

// EndAccountSessions serves identity.EndAccountSessions.
func (s *service) EndAccountSessions(ctx context.Context, req identity.Reasoned) (rpc.None, error) {
	au, err := s.authorityOf(ctx)
	if err != nil {
		return rpc.None{}, err
	}
	_, err = s.accounts.Update(ctx, req.ID, func(a *account) ([]event.Event, error) {
		if err := s.mayManage(au, a); err != nil {
			return nil, err
		}
		return []event.Event{identity.SessionsEnded.New(a.changed(req.Reason))}, nil
	})
	if err != nil {
		return rpc.None{}, err
	}
	return rpc.None{}, s.endSessions(ctx, req.ID, "", "ended_by_admin")
}
