// Package vault keeps personal data in one collection of a service, encrypted
// under a key per person. Destroying the person's key when retention ends makes
// every copy unreadable, but for backups from before that: they hold the key.
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"time"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Vault seals values of persons under keys that are wrapped by the master key.
type Vault struct {
	db    *store.DB
	keys  *store.Collection[personKey]
	wrap  cipher.AEAD
	blind []byte
}

// personKey is a person's wrapped data key; empty once destroyed.
type personKey struct {
	Person    string    `json:"person"`
	Wrapped   []byte    `json:"wrapped"`
	Destroyed time.Time `json:"destroyed,omitzero"`
}

// ErrDestroyed: the person's data was destroyed when its retention ended.
var ErrDestroyed = fault.NotFound("vault.destroyed", "个人信息已按保存期限销毁", "The personal data was destroyed when its retention ended")

// New declares the vault's collection in db; master is at least 32 random bytes
// from the configuration. It panics on a shorter one: there is no safe default.
func New(db *store.DB, master []byte) *Vault {
	if len(master) < 32 {
		panic("vault: the master key needs at least 32 bytes")
	}
	return &Vault{
		db:    db,
		keys:  store.NewCollection(db, keysName, store.Def[personKey]{ID: func(k *personKey) string { return k.Person }}),
		wrap:  aead(derive(master, "wrap")),
		blind: derive(master, "blind"),
	}
}

const keysName = "personkey"

// ErrMaster: the keys of persons were wrapped under another master key.
var ErrMaster = fault.FailedPrecondition("vault.master", "主密钥（secrets.master）与数据不符，无法读取个人信息。请改用这些数据原来的主密钥",
	"The master key (secrets.master) is not the one that the data was kept under, so personal data cannot be read. Use that one")

// Check fails with ErrMaster where the first living key cannot be opened.
func (v *Vault) Check(ctx context.Context) error {
	for after := ""; ; {
		page, err := v.db.Kept(store.System(ctx), keysName, after, store.MaxPage)
		if err != nil || len(page) == 0 {
			return err
		}
		for _, rec := range page {
			var k personKey
			if err := json.Unmarshal(rec.Doc, &k); err != nil {
				return fault.Internal(err)
			}
			if k.Destroyed.IsZero() {
				if _, err := v.unwrap(k); err != nil {
					return ErrMaster.Because(err)
				}
				return nil
			}
		}
		after = page[len(page)-1].ID
	}
}

func derive(master []byte, use string) []byte {
	key, err := hkdf.Key(sha256.New, master, nil, "lianluo/vault/"+use, 32)
	if err != nil {
		panic(err)
	}
	return key
}

func aead(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	gcm, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return gcm
}

// Seal encrypts a value as JSON for a person, making the person's key at first
// use. It joins the unit of work in ctx.
func (v *Vault) Seal(ctx context.Context, person string, value any) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, fault.Internal(err)
	}
	k, err := v.keys.Upsert(store.System(ctx), person, func() personKey { return v.newKey(person) }, func(k *personKey) ([]event.Event, error) {
		if !k.Destroyed.IsZero() {
			return nil, ErrDestroyed
		}
		return nil, nil
	})
	if err != nil {
		return nil, err
	}
	data, err := v.unwrap(k)
	if err != nil {
		return nil, err
	}
	return aead(data).Seal(nil, nil, plain, []byte(person)), nil
}

func (v *Vault) newKey(person string) personKey {
	data := make([]byte, 32)
	_, _ = rand.Read(data) // never fails (crypto/rand)
	return personKey{Person: person, Wrapped: v.wrap.Seal(nil, nil, data, []byte(person))}
}

func (v *Vault) unwrap(k personKey) ([]byte, error) {
	data, err := v.wrap.Open(nil, nil, k.Wrapped, []byte(k.Person))
	if err != nil {
		return nil, fault.Internal(err)
	}
	return data, nil
}

// Open decrypts what Seal made into value. It fails with ErrDestroyed once the
// person's key is gone.
func (v *Vault) Open(ctx context.Context, person string, sealed []byte, value any) error {
	k, err := v.keys.Get(store.System(ctx), person)
	if err != nil {
		return err
	}
	return v.open(k, sealed, value)
}

// Sealed is what Seal made for a person.
type Sealed struct {
	Person string
	Data   []byte
}

// OpenAll decrypts several persons' data, whose keys it reads together, and hands
// each to fn as a function that decrypts it into a value; of persons whose data
// were destroyed, or who have no key, nothing. It fails as fn does.
func (v *Vault) OpenAll(ctx context.Context, all []Sealed, fn func(i int, open func(value any) error) error) error {
	people := make([]string, len(all))
	for i := range all {
		people[i] = all[i].Person
	}
	keys, err := v.keys.GetAll(store.System(ctx), people)
	if err != nil {
		return err
	}
	for i, s := range all {
		at := slices.IndexFunc(keys, func(k personKey) bool { return k.Person == s.Person && k.Destroyed.IsZero() })
		if at < 0 {
			continue
		}
		if err := fn(i, func(value any) error { return v.open(keys[at], s.Data, value) }); err != nil {
			return err
		}
	}
	return nil
}

func (v *Vault) open(k personKey, sealed []byte, value any) error {
	if !k.Destroyed.IsZero() {
		return ErrDestroyed
	}
	data, err := v.unwrap(k)
	if err != nil {
		return err
	}
	plain, err := aead(data).Open(nil, nil, sealed, []byte(k.Person))
	if err != nil {
		return fault.Internal(err)
	}
	return json.Unmarshal(plain, value)
}

// Destroy forgets a person's key; what was sealed under it is unreadable for good.
func (v *Vault) Destroy(ctx context.Context, person string, at time.Time) error {
	_, err := v.keys.Update(store.System(ctx), person, func(k *personKey) ([]event.Event, error) {
		k.Wrapped, k.Destroyed = nil, at
		return nil, nil
	})
	return err
}

// Blind is a keyed hash of an identifying value (a phone number), for finding it
// again without storing it readable.
func (v *Vault) Blind(use, value string) string {
	mac := hmac.New(sha256.New, v.blind)
	mac.Write([]byte(use + "\x00" + value))
	return hex.EncodeToString(mac.Sum(nil)[:16])
}
