package identity

import (
	"context"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/identity/passkey"
)

// ceremony is a question to a browser that has not been answered.
type ceremony struct {
	ID      string    `json:"id"`
	Account string    `json:"account,omitempty"` // whose passkey is to be added; "" for a sign-in
	Kept    []byte    `json:"kept"`
	Expires time.Time `json:"expires"`
}

const ceremonyLife = 5 * time.Minute

func newCeremonies(db *store.DB) *store.Collection[ceremony] {
	return store.NewCollection(db, "ceremony", store.Def[ceremony]{
		ID:     func(c *ceremony) string { return c.ID },
		Tokens: func(c *ceremony) []string { return []string{"ceremony:" + c.ID} },
		Indexes: []store.Index[ceremony]{
			{Name: "expiry", Key: func(c *ceremony) store.Key { return store.Key{c.Expires} }},
		},
	})
}

var errCeremony = fault.FailedPrecondition("passkey.ceremony", "操作已超时或已完成，请重新开始。", "This took too long or was done already. Begin again.")

// pose keeps a question until its browser answers.
func (s *service) pose(ctx context.Context, account string, made passkey.Ceremony) (identity.Ceremony, error) {
	c := ceremony{ID: newSecret(), Account: account, Kept: made.Kept, Expires: s.clock.Now().Add(ceremonyLife).UTC()}
	err := s.ceremonies.Put(holding(ctx, "ceremony:"+c.ID), c)
	return identity.Ceremony{ID: c.ID, Options: string(made.Options)}, err
}

// answered takes a question away; each is answered once.
func (s *service) answered(ctx context.Context, id, account string) ([]byte, error) {
	ctx = holding(ctx, "ceremony:"+id)
	c, err := s.ceremonies.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) || err == nil && (c.Account != account || !s.clock.Now().Before(c.Expires)) {
		return nil, errCeremony
	}
	if err != nil {
		return nil, err
	}
	return c.Kept, s.ceremonies.Delete(ctx, id)
}

// theDoor fails with failed_precondition where passkeys cannot be bound to the
// public address.
func (s *service) theDoor() (*passkey.Door, error) {
	if s.door == nil {
		return nil, fault.FailedPrecondition("passkey.address", "通行密钥需要通过域名访问本系统（不能是 IP 地址）。请联系系统运维人员设置访问域名。",
			"Passkeys need an address with a name, not an IP address. Ask the system's operators to set one.")
	}
	return s.door, nil
}
