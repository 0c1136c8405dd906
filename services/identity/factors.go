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

var errFactorPassword = fault.Invalid("factor.password", "密码不正确。连续输错 5 次，账号将锁定 30 分钟。",
	"The password is wrong. Five failures lock the account for 30 minutes.").
	At("password", "请重新输入登录密码", "Enter your password again")

// GetFactors serves identity.GetFactors.
func (s *service) GetFactors(ctx context.Context, _ rpc.None) (identity.Factors, error) {
	caller, err := person(ctx)
	if err != nil {
		return identity.Factors{}, err
	}
	return s.factorsOf(ctx, caller.ID)
}

func (s *service) factorsOf(ctx context.Context, id string) (identity.Factors, error) {
	a, err := s.accounts.Get(ctx, id)
	if err != nil {
		return identity.Factors{}, err
	}
	f, err := s.factorOf(ctx, id)
	if err != nil {
		return identity.Factors{}, err
	}
	keys, err := s.keysOf(ctx, id)
	if err != nil {
		return identity.Factors{}, err
	}
	needs, err := s.needsFactor(ctx, &a)
	out := identity.Factors{Required: needs, Exempt: a.Exempt, TOTP: f.Since, Recovery: len(f.Recovery), Passkeys: []identity.Passkey{}, Bound: s.door != nil}
	for _, k := range keys {
		out.Passkeys = append(out.Passkeys, k.Passkey)
	}
	return out, err
}

// SetUpTOTP serves identity.SetUpTOTP.
func (s *service) SetUpTOTP(ctx context.Context, req identity.PasswordRequest) (identity.TOTPKey, error) {
	a, err := s.myself(ctx, req.Password)
	if err != nil {
		return identity.TOTPKey{}, err
	}
	return s.propose(ctx, &a)
}

// ConfirmTOTP serves identity.ConfirmTOTP.
func (s *service) ConfirmTOTP(ctx context.Context, req identity.CodeRequest) (identity.RecoveryCodes, error) {
	caller, err := person(ctx)
	if err != nil {
		return identity.RecoveryCodes{}, err
	}
	codes, err := s.confirm(ctx, caller.ID, req.Code)
	if err != nil {
		return identity.RecoveryCodes{}, err
	}
	return identity.RecoveryCodes{Codes: codes}, s.endSessions(ctx, caller.ID, caller.Session, "factor_changed")
}

// RemoveTOTP serves identity.RemoveTOTP.
func (s *service) RemoveTOTP(ctx context.Context, req identity.PasswordRequest) (identity.Factors, error) {
	a, err := s.myself(ctx, req.Password)
	if err != nil {
		return identity.Factors{}, err
	}
	a.TOTP = false
	if err := s.keepsOne(ctx, &a); err != nil {
		return identity.Factors{}, err
	}
	_, err = s.changeFactor(ctx, a.ID, func(f *factor) error { f.clear(!a.hasFactor()); return nil })
	if err != nil {
		return identity.Factors{}, err
	}
	_, err = s.accounts.Update(ctx, a.ID, func(a *account) ([]event.Event, error) {
		a.TOTP = false
		return []event.Event{identity.FactorRemoved.New(identity.FactorChanged{Account: a.ID, Kind: "totp"})}, nil
	})
	if err != nil {
		return identity.Factors{}, err
	}
	return s.factorsOf(ctx, a.ID)
}

// clear forgets the app, and the recovery codes where nothing is left to recover.
func (f *factor) clear(last bool) {
	recovery := f.Recovery
	*f = factor{ID: f.ID, Taken: f.Taken}
	if !last {
		f.Recovery = recovery
	}
}

// keepsOne fails with failed_precondition for an account that would be left
// without a factor that it needs.
func (s *service) keepsOne(ctx context.Context, a *account) error {
	needs, err := s.needsFactor(ctx, a)
	if err == nil && needs && !a.hasFactor() {
		return fault.FailedPrecondition("factor.needed", "您的角色必须使用二次验证，不能取消。换手机时请直接重新设置，新的生效后旧的自动失效。",
			"Your role needs a second factor, so it cannot be removed. For a new phone set it up again: the old one ends when the new one works.")
	}
	return err
}

// RenewRecoveryCodes serves identity.RenewRecoveryCodes.
func (s *service) RenewRecoveryCodes(ctx context.Context, req identity.PasswordRequest) (identity.RecoveryCodes, error) {
	a, err := s.myself(ctx, req.Password)
	if err != nil {
		return identity.RecoveryCodes{}, err
	}
	if !a.hasFactor() {
		return identity.RecoveryCodes{}, fault.FailedPrecondition("factor.none", "还没有设置二次验证，请先设置", "There is no second factor yet; set one up first")
	}
	codes, hashes := newRecoveryCodes()
	if _, err := s.changeFactor(ctx, a.ID, func(f *factor) error { f.Recovery = hashes; return nil }); err != nil {
		return identity.RecoveryCodes{}, err
	}
	_, err = s.accounts.Update(ctx, a.ID, func(a *account) ([]event.Event, error) {
		return []event.Event{identity.FactorSet.New(identity.FactorChanged{Account: a.ID, Kind: "recovery"})}, nil
	})
	return identity.RecoveryCodes{Codes: codes}, err
}

// myself is the caller's account, once the password was given again.
func (s *service) myself(ctx context.Context, password string) (account, error) {
	caller, err := person(ctx)
	if err != nil {
		return account{}, err
	}
	return s.reprove(ctx, caller.ID, password, errFactorPassword)
}

// ResetFactors serves identity.ResetFactors.
func (s *service) ResetFactors(ctx context.Context, req identity.Reasoned) (identity.Account, error) {
	if authz.Actor(ctx).ID == req.ID {
		return identity.Account{}, fault.Denied("factor.self", "不能重置自己的二次验证，请由另一位安全管理员办理", "You cannot reset your own second factors; ask another security administrator")
	}
	return s.resetFactors(ctx, req.ID, identity.FactorChanged{Reason: req.Reason})
}

// HostFactors serves identity.HostFactors.
func (s *service) HostFactors(ctx context.Context, req identity.HostFactorsRequest) (identity.Account, error) {
	ctx = store.System(ctx)
	a, err := s.byLogin(ctx, req.Login)
	if err != nil {
		return identity.Account{}, err
	}
	return s.resetFactors(ctx, a.ID, identity.FactorChanged{Exempt: req.Exempt, Reason: req.Reason})
}

// resetFactors takes an account's factors; the scope of ctx decides whether it may.
func (s *service) resetFactors(ctx context.Context, id string, told identity.FactorChanged) (identity.Account, error) {
	told.Account = id
	a, err := s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) {
		a.TOTP, a.Passkeys, a.Exempt = false, 0, told.Exempt
		told.Area = a.Area
		return []event.Event{identity.FactorsReset.New(told)}, nil
	})
	if err != nil {
		return identity.Account{}, err
	}
	if _, err := s.changeFactor(store.System(ctx), id, func(f *factor) error { f.clear(true); return nil }); err != nil { // reached through its account
		return identity.Account{}, err
	}
	if err := s.dropKeys(ctx, id); err != nil {
		return identity.Account{}, err
	}
	return a.view(), s.endSessions(ctx, id, "", "factor_changed")
}
