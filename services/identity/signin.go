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

// errSignIn is the one answer to everything that goes wrong at sign-in.
var errSignIn = fault.Unauthenticated("signin", "登录名或密码不正确。连续输错 5 次，账号将锁定 30 分钟；忘记密码请联系管理员重新邀请。",
	"Wrong login or password. Five failures lock an account for 30 minutes; if you forgot the password, ask your administrator for a new invitation.")

// holding is a context that reaches what carries one token: the narrowest scope
// for somebody who has shown a capability.
func holding(ctx context.Context, token string) context.Context {
	return store.WithScope(ctx, store.Scope{Tokens: []string{token}})
}

// SignIn serves identity.SignIn. Whatever the login, it reads, hashes and writes
// the same.
func (s *service) SignIn(ctx context.Context, req identity.SignInRequest) (identity.Session, error) {
	key := loginKey(req.Login)
	ctx = holding(ctx, "login:"+key)
	a, known, err := s.accounts.First(ctx, store.Query{Index: "key", Eq: store.Key{key}})
	if err != nil {
		return identity.Session{}, err
	}
	c := credential{}
	if known {
		ctx = holding(ctx, "acct:"+a.ID)
		// Read as part of this unit, before the credential: see account.
		if a, err = s.accounts.Get(ctx, a.ID); err != nil {
			return identity.Session{}, err
		}
		if c, err = s.credentialOf(ctx, a.ID); err != nil {
			return identity.Session{}, err
		}
	}
	right, err := s.hashes.matches(ctx, c.Hash, req.Password)
	if err != nil {
		return identity.Session{}, err
	}
	if why := refusal(&a, known, right, s.clock.Now()); why != "" {
		return identity.Session{}, s.refuse(ctx, a.ID, why, errSignIn)
	}
	if s.hashes.outdated(c.Hash) {
		if err := s.storeHash(ctx, a.ID, req.Password, (*credential).renew); err != nil {
			return identity.Session{}, err
		}
	}
	return s.enter(ctx, a.ID, entry{device: req.Device})
}

// refusal says for the record why a sign-in fails, "" when it does not.
func refusal(a *account, known, right bool, now time.Time) string {
	switch {
	case !known:
		return "unknown"
	case a.locked(now):
		return "locked"
	case a.State != identity.Active:
		return string(a.State)
	case !right:
		return wrongPassword
	}
	return ""
}

const wrongPassword = "password"

// wrongCode is why a second factor was not proved.
const wrongCode = "code"

// refuse records a failed try; a wrong password or code counts towards the lock.
func (s *service) refuse(ctx context.Context, id, why string, answer error) error {
	if why == wrongPassword || why == wrongCode {
		_, err := s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) { return a.fail(s.clock.Now().UTC()), nil })
		if err != nil {
			return err
		}
	}
	failed := identity.SignInFailed.New(identity.SignInRefused{Account: id, Reason: why})
	if err := s.db.Append(ctx, "signin", s.db.NewID(), failed); err != nil {
		return err
	}
	return rpc.Keep(answer)
}

// enter goes on with an account whose owner has shown who they are: to a session,
// or to the step that is missing.
func (s *service) enter(ctx context.Context, id string, by entry) (identity.Session, error) {
	a, err := s.accounts.Get(ctx, id)
	if err != nil {
		return identity.Session{}, err
	}
	step, err := s.stepOf(ctx, &a)
	if err != nil {
		return identity.Session{}, err
	}
	if step != "" {
		return s.ask(ctx, &a, by, step)
	}
	return s.admit(ctx, id, by)
}

// admit opens a session for an account that lacks no step.
func (s *service) admit(ctx context.Context, id string, by entry) (identity.Session, error) {
	_, err := s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) {
		a.signedIn(s.clock.Now().UTC())
		return nil, nil
	})
	if err != nil {
		return identity.Session{}, err
	}
	return s.begin(ctx, id, by)
}

// AcceptInvitation serves identity.AcceptInvitation.
func (s *service) AcceptInvitation(ctx context.Context, req identity.AcceptRequest) (identity.Session, error) {
	hash := hashOf(plainCode(req.Code))
	ctx = holding(ctx, "invitation:"+hash)
	i, known, err := s.invitations.First(ctx, store.Query{Index: "hash", Eq: store.Key{hash}})
	if err != nil {
		return identity.Session{}, err
	}
	if !known || !s.clock.Now().Before(i.Expires) {
		return identity.Session{}, errInvitation
	}
	switch err := s.invitations.Delete(ctx, i.Account); {
	case fault.Is(err, fault.KindNotFound): // used a moment earlier
		return identity.Session{}, errInvitation
	case err != nil:
		return identity.Session{}, err
	}
	ctx = holding(ctx, "acct:"+i.Account)
	a, err := s.accounts.Update(ctx, i.Account, func(a *account) ([]event.Event, error) {
		if a.State != identity.Invited {
			return nil, errInvitation
		}
		return a.activate(), nil
	})
	if err != nil {
		return identity.Session{}, err
	}
	if err := s.setPassword(ctx, &a, req.Password); err != nil {
		return identity.Session{}, err
	}
	return s.enter(ctx, a.ID, entry{device: req.Device})
}
