package authz

import (
	"crypto/ed25519"
	"crypto/sha256"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// verified remembers tokens whose signature was found good, since every call of a
// session carries the same one and a signature costs as much as all else that a
// short operation does. What changes with time is looked at every time: whether
// it has begun and expired, whether its key still counts, and, by the keeper,
// what was revoked. It holds hashes, no tokens, and two generations of at most
// mostVerified each.
type verified struct {
	mu       sync.Mutex
	now, old map[[sha256.Size]byte]*good
}

// good is a token that passed. Its subject is shared: nobody changes it.
type good struct {
	subject         Subject
	issued, expires time.Time
	keyID           string
	key             ed25519.PublicKey
}

const mostVerified = 4096

// verify is the token's subject, remembered or found out.
func (k *Keeper) verify(token string) (Subject, error) {
	now := k.db.Clock().Now
	if g := k.tokens.find(token); g != nil && g.holds(k.publicKey, now()) {
		return g.subject, nil
	}
	c, parsed, err := parse(token, k.secret, k.publicKey, now)
	if err != nil {
		return Subject{}, err
	}
	if g := goodOf(c, parsed, k.publicKey); g != nil {
		k.tokens.keep(token, g)
	}
	return c.asSubject(), nil
}

// goodOf is what is remembered of a signed token that one of identity's keys
// passed; nil for the short-lived ones of services, which are checked anew.
func goodOf(c *claims, parsed *jwt.Token, keys keyring) *good {
	id, _ := parsed.Header["kid"].(string)
	key, ok := keys(id)
	if !ok || parsed.Method != jwt.SigningMethodEdDSA || c.ExpiresAt == nil {
		return nil
	}
	g := &good{subject: c.asSubject(), expires: c.ExpiresAt.Time, keyID: id, key: key}
	if c.IssuedAt != nil {
		g.issued = c.IssuedAt.Time
	}
	if c.NotBefore != nil && c.NotBefore.After(g.issued) {
		g.issued = c.NotBefore.Time
	}
	return g
}

// holds reports whether the token would pass again now.
func (g *good) holds(keys keyring, now time.Time) bool {
	key, ok := keys(g.keyID)
	return ok && key.Equal(g.key) && now.Before(g.expires.Add(leeway)) && !now.Add(leeway).Before(g.issued)
}

func (v *verified) find(token string) *good {
	id := sha256.Sum256([]byte(token))
	v.mu.Lock()
	defer v.mu.Unlock()
	g, ok := v.now[id]
	if !ok {
		if g, ok = v.old[id]; ok {
			v.put(id, g)
		}
	}
	return g
}

func (v *verified) keep(token string, g *good) {
	id := sha256.Sum256([]byte(token))
	v.mu.Lock()
	defer v.mu.Unlock()
	v.put(id, g)
}

func (v *verified) put(id [sha256.Size]byte, g *good) {
	if v.now == nil || len(v.now) >= mostVerified {
		v.old, v.now = v.now, map[[sha256.Size]byte]*good{}
	}
	v.now[id] = g
}
