package identity

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// invitation opens an account once. An account has one at most.
type invitation struct {
	Account string    `json:"account"`
	Hash    string    `json:"hash"` // of the code, which is shown once and kept nowhere
	Expires time.Time `json:"expires"`
}

var errInvitation = fault.Unauthenticated("invitation", "邀请码无效、已使用或已过期，请联系管理员重新发送", "This invitation is not valid, was used, or has expired; ask your administrator for a new one")

func newInvitations(db *store.DB) *store.Collection[invitation] {
	return store.NewCollection(db, "invitation", store.Def[invitation]{
		ID:      func(i *invitation) string { return i.Account },
		Tokens:  func(i *invitation) []string { return []string{"invitation:" + i.Hash} },
		Indexes: []store.Index[invitation]{{Name: "hash", Unique: true, Key: func(i *invitation) store.Key { return store.Key{i.Hash} }}},
	})
}

// issue makes the account's invitation, in the place of one before.
func (s *service) issue(ctx context.Context, a *account) (identity.Invitation, error) {
	ctx = store.System(ctx) // the account was reached through the caller's scope
	code := rand.Text()
	i := invitation{Account: a.ID, Hash: hashOf(code), Expires: s.clock.Now().Add(invitationLife).UTC()}
	err := s.invitations.Put(ctx, i)
	return identity.Invitation{Account: a.view(), Code: code, Expires: i.Expires}, err
}

// hashOf is how secrets are kept: they are random, so that one round will do.
func hashOf(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

// plainCode forgives how people copy a code: small letters, blanks, hyphens.
func plainCode(typed string) string {
	return strings.NewReplacer(" ", "", "-", "").Replace(strings.ToUpper(typed))
}
