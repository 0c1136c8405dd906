package oidc

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"sync"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"

	"github.com/go-jose/go-jose/v4"
)

// signingKey is a pair that signs ID tokens; the private one is sealed. There are
// always two: the one in use and the next, published long before it signs.
type signingKey struct {
	ID     string    `json:"id"`
	Public []byte    `json:"public"` // PKIX, DER
	Sealed []byte    `json:"sealed"`
	Made   time.Time `json:"made"`
	From   time.Time `json:"from"`
	Until  time.Time `json:"until,omitzero"` // published until then; zero: not replaced yet
}

const (
	keyOwner  = "oidc-signing-key" // under whose key of the vault they are sealed
	keyBits   = 2048
	keyLife   = 90 * 24 * time.Hour
	keySpread = 10 * time.Minute // between publishing a key and signing with it
	keySlack  = 5 * time.Minute  // between the clocks of two systems
)

type openedKeys struct {
	mu    sync.Mutex
	known map[string]*rsa.PrivateKey
}

func newKeys(db *store.DB) *store.Collection[signingKey] {
	return store.NewCollection(db, "clientkey", store.Def[signingKey]{
		ID:      func(k *signingKey) string { return k.ID },
		Indexes: []store.Index[signingKey]{{Name: "from", Key: func(k *signingKey) store.Key { return store.Key{k.From} }}},
	})
}

// published are the keys that clients may meet, the one that signs latest first.
func (p *Provider) published(ctx context.Context) ([]signingKey, error) {
	page, err := p.keys.List(store.System(ctx), store.Query{Index: "from", Desc: true, Limit: 50})
	var out []signingKey
	for _, k := range page.Items {
		if k.Until.IsZero() || p.now().Before(k.Until) {
			out = append(out, k)
		}
	}
	return out, err
}

// inUse is the key that signs, ok false where there is none yet.
func inUse(all []signingKey, now time.Time) (signingKey, bool) {
	for _, k := range all {
		if !k.From.After(now) {
			return k, true
		}
	}
	return signingKey{}, false
}

// upkeep rotates keys; an installation without clients needs none.
func (p *Provider) upkeep(ctx context.Context) error {
	first, err := p.clients.List(ctx, store.Query{Index: "created", Limit: 1})
	if err != nil || len(first.Items) == 0 {
		return err
	}
	return p.upkeepKeys(ctx)
}

// upkeepKeys makes sure that one key signs and the next is published, and retires
// those before.
func (p *Provider) upkeepKeys(ctx context.Context) error {
	ctx = store.System(ctx) // keys are nobody's in particular
	all, err := p.published(ctx)
	if err != nil {
		return err
	}
	current, ok := inUse(all, p.now())
	if !ok {
		if current, err = p.makeKey(ctx, p.now(), "first"); err != nil {
			return err
		}
		all = append(all, current)
	}
	if !all[0].From.After(p.now()) {
		if _, err := p.makeKey(ctx, current.From.Add(keyLife), "next"); err != nil {
			return err
		}
	}
	return p.retire(ctx, all, current)
}

// retire lets the keys before the current one go when what they signed has ended.
func (p *Provider) retire(ctx context.Context, all []signingKey, current signingKey) error {
	for _, k := range all {
		if !k.From.Before(current.From) || !k.Until.IsZero() {
			continue
		}
		_, err := p.keys.Update(ctx, k.ID, func(k *signingKey) ([]event.Event, error) {
			k.Until = current.From.Add(idLife + keySlack)
			return nil, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// makeKey stores a new pair that signs from then on.
func (p *Provider) makeKey(ctx context.Context, from time.Time, reason string) (signingKey, error) {
	pair, err := rpc.Memo(ctx, "client key "+reason, func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, keyBits) })
	if err != nil {
		return signingKey{}, fault.Internal(err)
	}
	public, err := x509.MarshalPKIXPublicKey(&pair.PublicKey)
	if err != nil {
		return signingKey{}, fault.Internal(err)
	}
	k := signingKey{ID: p.db.NewID(), Public: public, Made: p.now(), From: from.UTC()}
	return k, p.db.Transact(ctx, func(ctx context.Context) error {
		if k.Sealed, err = p.vault.Seal(ctx, keyOwner, x509.MarshalPKCS1PrivateKey(pair)); err != nil {
			return err
		}
		return p.keys.Create(ctx, k, identity.ClientKeyMade.New(identity.ClientKeyChanged{Key: k.ID, From: k.From, Reason: reason}))
	})
}

// open unseals a private key once.
func (p *Provider) open(ctx context.Context, k signingKey) (*rsa.PrivateKey, error) {
	p.opened.mu.Lock()
	defer p.opened.mu.Unlock()
	if known, ok := p.opened.known[k.ID]; ok {
		return known, nil
	}
	var raw []byte
	if err := p.vault.Open(store.System(ctx), keyOwner, k.Sealed, &raw); err != nil {
		return nil, err
	}
	pair, err := x509.ParsePKCS1PrivateKey(raw)
	if err != nil {
		return nil, fault.Internal(err)
	}
	if p.opened.known == nil {
		p.opened.known = map[string]*rsa.PrivateKey{}
	}
	p.opened.known[k.ID] = pair
	return pair, nil
}

var errNoKey = errors.New("oidc: there is no signing key yet")

// signer signs with the key in use. It fails with unavailable before the first.
func (p *Provider) signer(ctx context.Context) (jose.Signer, error) {
	all, err := p.published(ctx)
	if err != nil {
		return nil, err
	}
	k, ok := inUse(all, p.now())
	if !ok {
		return nil, fault.Unavailable(errNoKey)
	}
	pair, err := p.open(ctx, k)
	if err != nil {
		return nil, err
	}
	return jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: pair, KeyID: k.ID}}, (&jose.SignerOptions{}).WithType("JWT"))
}

// keySet is what clients verify with.
func (p *Provider) keySet(ctx context.Context) (jose.JSONWebKeySet, error) {
	all, err := p.published(ctx)
	out := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{}}
	for _, k := range all {
		public, err := x509.ParsePKIXPublicKey(k.Public)
		if err != nil {
			return out, fault.Internal(err)
		}
		out.Keys = append(out.Keys, jose.JSONWebKey{Key: public, KeyID: k.ID, Algorithm: string(jose.RS256), Use: "sig"})
	}
	return out, err
}

// ListClientKeys serves identity.ListClientKeys.
func (p *Provider) ListClientKeys(ctx context.Context, _ rpc.None) (rpc.Page[identity.ClientKey], error) {
	out := rpc.Page[identity.ClientKey]{Items: []identity.ClientKey{}}
	all, err := p.published(ctx)
	for _, k := range all {
		out.Items = append(out.Items, identity.ClientKey{ID: k.ID, From: k.From, Until: k.Until})
	}
	return out, err
}

// RotateClientKey serves identity.RotateClientKey.
func (p *Provider) RotateClientKey(ctx context.Context, req identity.RotateClientKeyRequest) (identity.ClientKey, error) {
	ctx = store.System(ctx) // keys are nobody's in particular
	if err := p.upkeepKeys(ctx); err != nil {
		return identity.ClientKey{}, err
	}
	all, err := p.published(ctx)
	if err != nil {
		return identity.ClientKey{}, err
	}
	next := all[0] // not in use: upkeep has just seen to that
	from := p.now().Add(keySpread)
	if !next.From.After(from) {
		return identity.ClientKey{}, fault.FailedPrecondition("client.key", "新密钥即将启用，十分钟后再试", "A new key is about to be used; try again in ten minutes")
	}
	next, err = p.keys.Update(ctx, next.ID, func(k *signingKey) ([]event.Event, error) {
		k.From = from
		return []event.Event{identity.ClientKeyMade.New(identity.ClientKeyChanged{Key: k.ID, From: from, Reason: req.Reason})}, nil
	})
	return identity.ClientKey{ID: next.ID, From: next.From, Until: next.Until}, err
}
