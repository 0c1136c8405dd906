package identity

import (
	"context"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// step is a sign-in that stands between the password and the session. An account
// has one at most: another sign-in takes its place.
type step struct {
	Account string              `json:"account"`
	Hash    string              `json:"hash"` // of the secret, which only its owner has
	Kind    identity.SignInStep `json:"kind"`
	Device  string              `json:"device"`
	Issuer  string              `json:"issuer,omitempty"` // through whom, where it was another system
	Expires time.Time           `json:"expires"`
}

// stepLife is for how long a sign-in waits for its second factor: a phone must be
// found, an app installed.
const stepLife = 15 * time.Minute

var (
	errStep = fault.Unauthenticated("signin.step", "本次登录已超时或已完成，请重新输入登录名和密码。", "This sign-in is over. Enter login and password again.")
	errCode = fault.Unauthenticated("signin.code", "验证码不正确或已用过，请输入应用当前显示的 6 位数字，或一个没有用过的恢复码。连续输错 5 次，账号将锁定 30 分钟。",
		"This code is wrong or was used. Enter the six digits that the app shows now, or a recovery code that was not used. Five failures lock the account for 30 minutes.")
)

func newSteps(db *store.DB) *store.Collection[step] {
	return store.NewCollection(db, "signin_step", store.Def[step]{
		ID:     func(x *step) string { return x.Account },
		Tokens: func(x *step) []string { return []string{"step:" + x.Hash, "acct:" + x.Account} },
		Indexes: []store.Index[step]{
			{Name: "hash", Unique: true, Key: func(x *step) store.Key { return store.Key{x.Hash} }},
			{Name: "expiry", Key: func(x *step) store.Key { return store.Key{x.Expires} }},
		},
	})
}

// stepOf is what an account needs besides its password, "" for nothing.
func (s *service) stepOf(ctx context.Context, a *account) (identity.SignInStep, error) {
	if a.hasFactor() {
		return identity.StepProve, nil
	}
	needs, err := s.needsFactor(ctx, a)
	if needs {
		return identity.StepEnrol, err
	}
	return "", err
}

// ask keeps the sign-in until its step is taken. What failed before stays counted:
// a known password must not buy more guesses at the code.
func (s *service) ask(ctx context.Context, a *account, by entry, kind identity.SignInStep) (identity.Session, error) {
	secret := newSecret()
	x := step{Account: a.ID, Hash: hashOf(secret), Kind: kind, Device: by.device, Issuer: by.issuer, Expires: s.clock.Now().Add(stepLife).UTC()}
	// Changed without a change: a password that is changed meanwhile ends the step.
	if _, err := s.accounts.Update(ctx, a.ID, func(*account) ([]event.Event, error) { return nil, nil }); err != nil {
		return identity.Session{}, err
	}
	return identity.Session{Secret: secret, Expires: x.Expires, Step: kind}, s.steps.Put(ctx, x)
}

// taking finds the step of a secret, and a context that reaches its account. It
// fails with unauthenticated for one that is over or of another kind, and for an
// account that cannot sign in.
func (s *service) taking(ctx context.Context, secret string, kind identity.SignInStep) (context.Context, step, account, error) {
	hash := hashOf(secret)
	x, known, err := s.steps.First(holding(ctx, "step:"+hash), store.Query{Index: "hash", Eq: store.Key{hash}})
	if err != nil {
		return ctx, x, account{}, err
	}
	if !known || x.Kind != kind || !s.clock.Now().Before(x.Expires) {
		return ctx, x, account{}, errStep
	}
	ctx = holding(ctx, "acct:"+x.Account)
	a, err := s.accounts.Get(ctx, x.Account)
	if err == nil && a.State != identity.Active {
		err = errStep
	}
	return ctx, x, a, err
}

// take ends the step and opens the session.
func (s *service) take(ctx context.Context, x step, with string) (identity.Session, error) {
	switch err := s.steps.Delete(ctx, x.Account); {
	case fault.Is(err, fault.KindNotFound): // taken a moment earlier
		return identity.Session{}, errStep
	case err != nil:
		return identity.Session{}, err
	}
	return s.admit(ctx, x.Account, entry{device: x.Device, factor: with, issuer: x.Issuer})
}

// dropStep ends a sign-in that has not taken its step, if there is one.
func (s *service) dropStep(ctx context.Context, id string) error {
	err := s.steps.Delete(ctx, id)
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
}

// ProveFactor serves identity.ProveFactor.
func (s *service) ProveFactor(ctx context.Context, req identity.ProveRequest) (identity.Session, error) {
	ctx, x, a, err := s.taking(ctx, req.Step, identity.StepProve)
	if err != nil {
		return identity.Session{}, err
	}
	why, with := refusal(&a, true, true, s.clock.Now()), ""
	if why == "" {
		if with, err = s.prove(ctx, a.ID, req.Code); err != nil {
			return identity.Session{}, err
		}
		if with == "" {
			why = wrongCode
		}
	}
	if why != "" {
		return identity.Session{}, s.refuse(ctx, a.ID, why, errCode)
	}
	return s.take(ctx, x, with)
}

// EnrolTOTP serves identity.EnrolTOTP.
func (s *service) EnrolTOTP(ctx context.Context, req identity.StepRequest) (identity.TOTPKey, error) {
	ctx, _, a, err := s.taking(ctx, req.Step, identity.StepEnrol)
	if err != nil {
		return identity.TOTPKey{}, err
	}
	return s.propose(ctx, &a)
}

// ConfirmEnrolment serves identity.ConfirmEnrolment.
func (s *service) ConfirmEnrolment(ctx context.Context, req identity.ProveRequest) (identity.Enrolled, error) {
	ctx, x, a, err := s.taking(ctx, req.Step, identity.StepEnrol)
	if err != nil {
		return identity.Enrolled{}, err
	}
	codes, err := s.confirm(ctx, a.ID, req.Code)
	if err != nil {
		return identity.Enrolled{}, err
	}
	opened, err := s.take(ctx, x, "totp")
	return identity.Enrolled{Session: opened, Codes: codes}, err
}

// reprove fails with answer unless plain is the account's password. A wrong one
// counts as a failed sign-in: an open session is no place to guess from.
func (s *service) reprove(ctx context.Context, id, plain string, answer error) (account, error) {
	a, err := s.accounts.Get(ctx, id)
	if err != nil {
		return a, err
	}
	c, err := s.credentialOf(ctx, a.ID)
	if err != nil {
		return a, err
	}
	right, err := s.hashes.matches(ctx, c.Hash, plain)
	if err != nil {
		return a, err
	}
	if why := refusal(&a, true, right, s.clock.Now()); why != "" {
		return a, s.refuse(ctx, a.ID, why, answer)
	}
	return a, nil
}
