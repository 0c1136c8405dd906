package identity

import (
	"context"
	"encoding/json"
	"errors"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/passkey"
)

// key is a passkey; what is kept of it is public.
type key struct {
	identity.Passkey
	Account    string          `json:"account"`
	Credential json.RawMessage `json:"credential"`
}

const maxPasskeys = 20 // of one account

func newPasskeys(db *store.DB) *store.Collection[key] {
	return store.NewCollection(db, "passkey", store.Def[key]{
		ID:     func(k *key) string { return k.ID },
		Tokens: func(k *key) []string { return []string{"acct:" + k.Account, "passkey:" + k.ID} },
		Indexes: []store.Index[key]{
			{Name: "account", Key: func(k *key) store.Key { return store.Key{k.Account, k.Added} }},
		},
		Missing: fault.NotFound("passkey.not_found", "没有这个通行密钥，可能已经删除", "There is no such passkey; it may have been removed"),
	})
}

var (
	errPasskey       = fault.Invalid("passkey.answer", "没有完成，请重试；如果这台设备已经添加过，无需再添加。", "This did not work. Try again; a device that was added already need not be added again.")
	errPasskeySignIn = fault.Unauthenticated("signin.passkey", "通行密钥无法识别或已删除，请改用密码登录，或联系管理员。", "This passkey is not known here, or was removed. Sign in with your password, or ask your administrator.")
)

// keysOf are an account's passkeys, oldest first.
func (s *service) keysOf(ctx context.Context, account string) ([]key, error) {
	page, err := s.passkeys.List(ctx, store.Query{Index: "account", Eq: store.Key{account}, Limit: store.MaxPage})
	return page.Items, err
}

// ownerOf is an account as passkeys know it.
func (s *service) ownerOf(ctx context.Context, a *account) (passkey.Owner, error) {
	all, err := s.keysOf(ctx, a.ID)
	o := passkey.Owner{ID: a.ID, Login: a.Login, Name: a.Name}
	for _, k := range all {
		o.Known = append(o.Known, k.Credential)
	}
	return o, err
}

// BeginPasskey serves identity.BeginPasskey.
func (s *service) BeginPasskey(ctx context.Context, req identity.PasswordRequest) (identity.Ceremony, error) {
	a, err := s.myself(ctx, req.Password)
	if err != nil {
		return identity.Ceremony{}, err
	}
	door, err := s.theDoor()
	if err != nil {
		return identity.Ceremony{}, err
	}
	o, err := s.ownerOf(ctx, &a)
	if err != nil {
		return identity.Ceremony{}, err
	}
	if len(o.Known) >= maxPasskeys {
		return identity.Ceremony{}, fault.FailedPrecondition("passkey.many", "一个账号最多 20 个通行密钥，请先删除不用的", "An account has at most 20 passkeys; remove some first")
	}
	made, err := door.BeginAdding(o)
	if err != nil {
		return identity.Ceremony{}, err
	}
	return s.pose(ctx, a.ID, made)
}

// AddPasskey serves identity.AddPasskey.
func (s *service) AddPasskey(ctx context.Context, req identity.AddPasskeyRequest) (identity.AddedPasskey, error) {
	caller, err := person(ctx)
	if err != nil {
		return identity.AddedPasskey{}, err
	}
	door, err := s.theDoor()
	if err != nil {
		return identity.AddedPasskey{}, err
	}
	kept, err := s.answered(ctx, req.Ceremony, caller.ID)
	if err != nil {
		return identity.AddedPasskey{}, err
	}
	a, err := s.accounts.Get(ctx, caller.ID)
	if err != nil {
		return identity.AddedPasskey{}, err
	}
	o, err := s.ownerOf(ctx, &a)
	if err != nil {
		return identity.AddedPasskey{}, err
	}
	id, credential, err := door.Add(o, kept, []byte(req.Credential))
	if err != nil {
		return identity.AddedPasskey{}, errPasskey.Because(err)
	}
	k := key{Passkey: identity.Passkey{ID: id, Name: req.Name, Added: s.clock.Now().UTC()}, Account: a.ID, Credential: credential}
	if err := s.passkeys.Create(ctx, k); err != nil {
		return identity.AddedPasskey{}, err
	}
	out := identity.AddedPasskey{Passkey: k.Passkey}
	if !a.hasFactor() {
		var hashes []string
		out.Codes, hashes = newRecoveryCodes()
		if _, err := s.changeFactor(ctx, a.ID, func(f *factor) error { f.Recovery = hashes; return nil }); err != nil {
			return out, err
		}
	}
	return out, s.countKeys(ctx, a.ID, 1, identity.FactorSet)
}

// countKeys notes on the account how many passkeys it has, and tells.
func (s *service) countKeys(ctx context.Context, id string, more int, told event.Type[identity.FactorChanged]) error {
	_, err := s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) {
		a.Passkeys += more
		return []event.Event{told.New(identity.FactorChanged{Account: id, Kind: "passkey"})}, nil
	})
	return err
}

// RenamePasskey serves identity.RenamePasskey.
func (s *service) RenamePasskey(ctx context.Context, req identity.RenamePasskeyRequest) (identity.Passkey, error) {
	if _, err := person(ctx); err != nil {
		return identity.Passkey{}, err
	}
	k, err := s.passkeys.Update(ctx, req.ID, func(k *key) ([]event.Event, error) { k.Name = req.Name; return nil, nil })
	return k.Passkey, err
}

// RemovePasskey serves identity.RemovePasskey.
func (s *service) RemovePasskey(ctx context.Context, req identity.RemovePasskeyRequest) (identity.Factors, error) {
	a, err := s.myself(ctx, req.Password)
	if err != nil {
		return identity.Factors{}, err
	}
	if err := s.passkeys.Delete(ctx, req.ID); err != nil {
		return identity.Factors{}, err
	}
	a.Passkeys--
	if err := s.keepsOne(ctx, &a); err != nil {
		return identity.Factors{}, err
	}
	if !a.hasFactor() {
		if _, err := s.changeFactor(ctx, a.ID, func(f *factor) error { f.clear(true); return nil }); err != nil {
			return identity.Factors{}, err
		}
	}
	if err := s.countKeys(ctx, a.ID, -1, identity.FactorRemoved); err != nil {
		return identity.Factors{}, err
	}
	return s.factorsOf(ctx, a.ID)
}

// dropKeys forgets all passkeys of an account that was reached through the
// caller's scope.
func (s *service) dropKeys(ctx context.Context, account string) error {
	ctx = store.System(ctx)
	all, err := s.keysOf(ctx, account)
	for _, k := range all {
		if err := s.passkeys.Delete(ctx, k.ID); err != nil {
			return err
		}
	}
	return err
}

// BeginPasskeySignIn serves identity.BeginPasskeySignIn.
func (s *service) BeginPasskeySignIn(ctx context.Context, _ rpc.None) (identity.Ceremony, error) {
	door, err := s.theDoor()
	if err != nil {
		return identity.Ceremony{}, err
	}
	made, err := door.BeginEntering()
	if err != nil {
		return identity.Ceremony{}, err
	}
	return s.pose(ctx, "", made)
}

// PasskeySignIn serves identity.PasskeySignIn.
func (s *service) PasskeySignIn(ctx context.Context, req identity.PasskeySignInRequest) (identity.Session, error) {
	door, err := s.theDoor()
	if err != nil {
		return identity.Session{}, err
	}
	kept, err := s.answered(ctx, req.Ceremony, "")
	if err != nil {
		return identity.Session{}, err
	}
	var a account
	id, credential, copied, err := door.Enter(kept, []byte(req.Credential), func(id string) (o passkey.Owner, err error) {
		if a, err = s.holderOf(ctx, id); err != nil {
			return o, err
		}
		return s.ownerOf(holding(ctx, "acct:"+a.ID), &a)
	})
	switch {
	case err == nil && copied:
		err = errors.New("its counter went back")
	case err == nil && a.State != identity.Active:
		err = errors.New("the account is " + string(a.State))
	case err == nil && a.locked(s.clock.Now()):
		err = errors.New("the account is locked")
	}
	if err != nil {
		return identity.Session{}, s.refuse(store.System(ctx), a.ID, "passkey", errPasskeySignIn.Because(err)) // only told
	}
	ctx = holding(ctx, "acct:"+a.ID)
	_, err = s.passkeys.Update(ctx, id, func(k *key) ([]event.Event, error) {
		k.Credential, k.LastUsed = credential, s.clock.Now().UTC()
		return nil, nil
	})
	if err != nil {
		return identity.Session{}, err
	}
	return s.through(ctx, &a, req)
}

// through opens the session, in place of the step that waits for it.
func (s *service) through(ctx context.Context, a *account, req identity.PasskeySignInRequest) (identity.Session, error) {
	if req.Step == "" {
		return s.admit(ctx, a.ID, entry{device: req.Device, factor: "passkey"})
	}
	ctx, x, of, err := s.taking(ctx, req.Step, identity.StepProve)
	if err != nil {
		return identity.Session{}, err
	}
	if of.ID != a.ID {
		return identity.Session{}, errPasskeySignIn
	}
	return s.take(ctx, x, "passkey")
}

// holderOf is the account that a passkey opens.
func (s *service) holderOf(ctx context.Context, id string) (account, error) {
	k, err := s.passkeys.Get(holding(ctx, "passkey:"+id), id)
	if err != nil {
		return account{}, err
	}
	return s.accounts.Get(holding(ctx, "acct:"+k.Account), k.Account)
}
