package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// The host's operations come with a service's token, which only who reads the
// system's own secret can make: they act on all accounts.

// HostInvite serves identity.HostInvite.
func (s *service) HostInvite(ctx context.Context, req identity.InviteRequest) (identity.Invitation, error) {
	return s.invite(store.System(ctx), hostAuthority(), req)
}

// HostReset serves identity.HostReset.
func (s *service) HostReset(ctx context.Context, req identity.ByLogin) (identity.Invitation, error) {
	ctx = store.System(ctx)
	a, err := s.byLogin(ctx, req.Login)
	if err != nil {
		return identity.Invitation{}, err
	}
	return s.reinvite(ctx, hostAuthority(), a.ID)
}

// HostGrant serves identity.HostGrant.
func (s *service) HostGrant(ctx context.Context, req identity.HostGrantRequest) (identity.Account, error) {
	ctx = store.System(ctx)
	a, err := s.byLogin(ctx, req.Login)
	if err != nil {
		return identity.Account{}, err
	}
	return s.grant(ctx, hostAuthority(), a.ID, req.Grant)
}

// HostRevoke serves identity.HostRevoke.
func (s *service) HostRevoke(ctx context.Context, req identity.HostRevokeRequest) (identity.Account, error) {
	ctx = store.System(ctx)
	a, err := s.byLogin(ctx, req.Login)
	if err != nil {
		return identity.Account{}, err
	}
	return s.revoke(ctx, hostAuthority(), identity.RevokeRequest{ID: a.ID, Assignment: req.Assignment, Reason: req.Reason})
}

// HostToken serves identity.HostToken.
func (s *service) HostToken(ctx context.Context, req identity.HostTokenRequest) (identity.CreatedToken, error) {
	ctx = store.System(ctx)
	a, err := s.byLogin(ctx, req.Login)
	if err != nil {
		return identity.CreatedToken{}, err
	}
	return s.createToken(ctx, a.ID, identity.CreateTokenRequest{Name: req.Name, Actions: req.Actions, Expires: req.Expires})
}

func (s *service) byLogin(ctx context.Context, login string) (account, error) {
	a, ok, err := s.accounts.First(ctx, store.Query{Index: "key", Eq: store.Key{loginKey(login)}})
	if err == nil && !ok {
		err = fault.NotFound("account.login.unknown", "没有登录名为 %[1]s 的账号，请核对", "There is no account with the login %[1]s; check it", login)
	}
	return a, err
}
