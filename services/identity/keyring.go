package identity

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"sync"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/app"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// signingKey is a pair of keys; the private one is sealed.
type signingKey struct {
	ID     string            `json:"id"`
	Use    keyUse            `json:"use"`
	Public ed25519.PublicKey `json:"public"`
	Sealed []byte            `json:"sealed"`
	From   time.Time         `json:"from"`
	Until  time.Time         `json:"until,omitzero"` // when the last that it signed has ended
}

type keyUse string

const (
	useAccess keyUse = "access" // of access tokens; another one every 90 days
	useAudit  keyUse = "audit"  // of heads of the audit chain; one for good

	keyOwner = "identity-signing-key" // under whose key of the vault they are sealed
	// keySpread is how long a new key is told about before it signs, so that every
	// replica of every service knows it by then.
	keySpread = 10 * time.Minute
)

// keyring keeps the keys; replicas read each other's from the store.
type keyring struct {
	keys  *store.Collection[signingKey]
	vault *vault.Vault
	db    *store.DB
	clock app.Clock

	mu     sync.Mutex
	opened map[string]ed25519.PrivateKey
	newest []signingKey // of access, newest first
}

func newKeyring(b *app.Builder) *keyring {
	return &keyring{vault: b.Vault, db: b.DB, clock: b.Clock, opened: map[string]ed25519.PrivateKey{},
		keys: store.NewCollection(b.DB, "key", store.Def[signingKey]{
			ID:      func(k *signingKey) string { return k.ID },
			Indexes: []store.Index[signingKey]{{Name: "from", Key: func(k *signingKey) store.Key { return store.Key{k.Use, k.From} }}},
		})}
}

// list are the keys of a use, newest first.
func (k *keyring) list(ctx context.Context, use keyUse) ([]signingKey, error) {
	page, err := k.keys.List(store.System(ctx), store.Query{Index: "from", Eq: store.Key{use}, Desc: true, Limit: 20})
	return page.Items, err
}

// refresh learns of the keys that another replica made.
func (k *keyring) refresh(ctx context.Context) error {
	newest, err := k.list(ctx, useAccess)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.newest = newest
	return nil
}

// rotate makes the first key, and another one when the newest has signed long
// enough. One replica does it at a time.
func (k *keyring) rotate(ctx context.Context) error {
	known, err := k.list(ctx, useAccess)
	if err != nil {
		return err
	}
	now := k.clock.Now().UTC()
	from := now.Add(keySpread)
	switch {
	case len(known) == 0:
		from = now
	case now.Before(known[0].From.Add(keyLife)):
		return nil
	}
	if _, err := k.create(ctx, useAccess, from, from.Add(2*keyLife+tokenLife)); err != nil {
		return err
	}
	return k.refresh(ctx)
}

// create stores a new pair and tells of the public key that verifies tokens.
func (k *keyring) create(ctx context.Context, use keyUse, from, until time.Time) (signingKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return signingKey{}, fault.Internal(err)
	}
	made := signingKey{ID: k.db.NewID(), Use: use, Public: public, From: from, Until: until}
	return made, k.db.Transact(store.System(ctx), func(ctx context.Context) error {
		if made.Sealed, err = k.vault.Seal(ctx, keyOwner, []byte(private)); err != nil {
			return err
		}
		var told []event.Event
		if use == useAccess {
			told = append(told, identity.KeyPublished.New(identity.SigningKey{ID: made.ID, Public: public, From: from, Until: until}))
		}
		return k.keys.Create(ctx, made, told...)
	})
}

var errNoKey = errors.New("identity: there is no signing key yet")

// sign makes an access token with the newest key that has begun. It fails with
// unavailable before the first key.
func (k *keyring) sign(ctx context.Context, s authz.Subject, expires time.Time) (string, error) {
	key, ok := k.current()
	if !ok {
		if err := k.refresh(ctx); err != nil {
			return "", err
		}
		if key, ok = k.current(); !ok {
			return "", fault.Unavailable(errNoKey)
		}
	}
	private, err := k.open(ctx, key)
	if err != nil {
		return "", err
	}
	token, err := authz.Sign(private, key.ID, s, expires)
	if err != nil {
		return "", fault.Internal(err)
	}
	return token, nil
}

// current is the newest key that has begun. Where none has, the clock was set
// back: the oldest then signs, since everybody has known it longest.
func (k *keyring) current() (signingKey, bool) {
	now := k.clock.Now()
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, key := range k.newest {
		if !key.From.After(now) {
			return key, true
		}
	}
	if n := len(k.newest); n > 0 {
		return k.newest[n-1], true
	}
	return signingKey{}, false
}

// open unseals a private key once.
func (k *keyring) open(ctx context.Context, key signingKey) (ed25519.PrivateKey, error) {
	k.mu.Lock()
	private, ok := k.opened[key.ID]
	k.mu.Unlock()
	if ok {
		return private, nil
	}
	var raw []byte
	if err := k.vault.Open(ctx, keyOwner, key.Sealed, &raw); err != nil {
		return nil, err
	}
	if len(raw) != ed25519.PrivateKeySize {
		return nil, fault.Internal(errors.New("identity: signing key " + key.ID + " is damaged"))
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.opened[key.ID] = raw
	return raw, nil
}

// audit is the key that signs heads, made at first use.
func (k *keyring) audit(ctx context.Context) (ed25519.PrivateKey, error) {
	known, err := k.list(ctx, useAudit)
	if err != nil {
		return nil, err
	}
	if len(known) > 0 {
		return k.open(ctx, known[len(known)-1])
	}
	made, err := k.create(ctx, useAudit, k.clock.Now().UTC(), time.Time{})
	if err != nil {
		return nil, err
	}
	return k.open(ctx, made)
}
