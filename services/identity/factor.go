package identity

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/identity/totp"
)

// factor is what an account proves itself with besides its password. Whether it
// has one stands on the account, which sign-ins change.
type factor struct {
	ID       string    `json:"id"`                 // the account's
	Key      []byte    `json:"key,omitempty"`      // of the app, sealed
	Taken    int64     `json:"taken,omitempty"`    // the period of the last code that was taken
	Since    time.Time `json:"since,omitzero"`     // of the key
	Proposed []byte    `json:"proposed,omitempty"` // a key to be confirmed, sealed
	Recovery []string  `json:"recovery,omitempty"` // hashes of the codes that are left
}

const recoveryCodes = 10

func newFactors(db *store.DB) *store.Collection[factor] {
	return store.NewCollection(db, "factor", store.Def[factor]{
		ID:     func(f *factor) string { return f.ID },
		Tokens: func(f *factor) []string { return []string{"acct:" + f.ID} },
	})
}

// strong are the permissions whose holders need a second factor: the three powers
// and the machine room.
var strong = append(slices.Clone(authz.Powers), "system.operate")

// Who needs a second factor, see Settings.
const (
	FactorAdmins = "admins" // who administers, secures, audits or operates
	FactorAll    = "all"    // everybody with an account
	FactorNone   = "none"
)

// needsFactor reports whether the account must have a second factor.
func (s *service) needsFactor(ctx context.Context, a *account) (bool, error) {
	if a.Exempt || s.SecondFactor == FactorNone {
		return false, nil
	}
	if s.SecondFactor == FactorAll {
		return true, nil
	}
	d, err := s.decider(ctx)
	if err != nil {
		return false, err
	}
	for _, x := range a.live(s.clock.Now()) {
		for _, action := range strong {
			if scopes, err := d.Scopes(authz.Role(x.Role), action); err != nil || len(scopes) > 0 {
				return true, err
			}
		}
	}
	return false, nil
}

// factorOf is the account's, an empty one where it has none.
func (s *service) factorOf(ctx context.Context, id string) (factor, error) {
	f, err := s.factors.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) {
		return factor{ID: id}, nil
	}
	return f, err
}

func (s *service) changeFactor(ctx context.Context, id string, change func(*factor) error) (factor, error) {
	return s.factors.Upsert(ctx, id, func() factor { return factor{ID: id} }, func(f *factor) ([]event.Event, error) { return nil, change(f) })
}

// propose makes a key for the account's app.
func (s *service) propose(ctx context.Context, a *account) (identity.TOTPKey, error) {
	key := totp.NewKey()
	sealed, err := s.vault.Seal(ctx, a.ID, key)
	if err != nil {
		return identity.TOTPKey{}, err
	}
	_, err = s.changeFactor(ctx, a.ID, func(f *factor) error { f.Proposed = sealed; return nil })
	return identity.TOTPKey{Key: key, URI: totp.URI("联络 Lianluo", a.Login, key)}, err
}

var errFirstCode = fault.Invalid("factor.code", "验证码不正确。请确认手机时间准确，并输入应用当前显示的 6 位数字。",
	"This code is not right. Check that the phone's clock is right, and enter the six digits that the app shows now.").
	At("code", "请输入应用当前显示的 6 位数字", "Enter the six digits that the app shows now")

// confirm makes the proposed key the account's, if the code is of it, and gives
// new recovery codes.
func (s *service) confirm(ctx context.Context, id, code string) ([]string, error) {
	f, err := s.factorOf(ctx, id)
	if err != nil {
		return nil, err
	}
	at, ok, err := s.matches(ctx, id, f.Proposed, code, 0)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errFirstCode
	}
	codes, hashes := newRecoveryCodes()
	_, err = s.changeFactor(ctx, id, func(f *factor) error {
		f.Key, f.Taken, f.Since, f.Proposed, f.Recovery = f.Proposed, at, s.clock.Now().UTC(), nil, hashes
		return nil
	})
	if err != nil {
		return nil, err
	}
	_, err = s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) {
		a.TOTP = true
		return []event.Event{identity.FactorSet.New(identity.FactorChanged{Account: id, Kind: "totp"})}, nil
	})
	return codes, err
}

// matches reports whether the code is of a sealed key and was not taken before.
func (s *service) matches(ctx context.Context, id string, sealed []byte, code string, taken int64) (int64, bool, error) {
	if len(sealed) == 0 {
		return 0, false, nil
	}
	var key string
	if err := s.vault.Open(ctx, id, sealed, &key); err != nil {
		return 0, false, err
	}
	at, ok := totp.Match(key, plainCode(code), s.clock.Now(), taken)
	return at, ok, nil
}

// prove takes a code of the app or a recovery code; with says which it was, ""
// for neither.
func (s *service) prove(ctx context.Context, id, code string) (with string, err error) {
	f, err := s.factorOf(ctx, id)
	if err != nil {
		return "", err
	}
	at, ok, err := s.matches(ctx, id, f.Key, code, f.Taken)
	if err != nil {
		return "", err
	}
	if ok {
		_, err := s.changeFactor(ctx, id, func(f *factor) error { f.Taken = at; return nil })
		return "totp", err
	}
	left := slices.Index(f.Recovery, hashOf(plainCode(code)))
	if left < 0 {
		return "", nil
	}
	_, err = s.changeFactor(ctx, id, func(f *factor) error { f.Recovery = slices.Delete(f.Recovery, left, left+1); return nil })
	if err != nil {
		return "", err
	}
	_, err = s.accounts.Update(ctx, id, func(*account) ([]event.Event, error) {
		return []event.Event{identity.RecoveryUsed.New(identity.FactorChanged{Account: id, Kind: "recovery"})}, nil
	})
	return "recovery", err
}

// newRecoveryCodes are codes as they are read and as they are kept: 80 random
// bits each, so that one round of hashing will do.
func newRecoveryCodes() (codes, hashes []string) {
	for range recoveryCodes {
		code := rand.Text()[:16]
		hashes = append(hashes, hashOf(code))
		codes = append(codes, strings.Join([]string{code[:4], code[4:8], code[8:12], code[12:]}, "-"))
	}
	return codes, hashes
}
