package session

import (
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

const (
	// early is how long before its end an access token is replaced.
	early = 30 * time.Second
	// told is how long activity may be kept from identity.
	told = 30 * time.Second
	// kept bounds how many are remembered; then the ended ones are forgotten.
	kept = 10000
)

// accesses remembers access tokens by their session, so that not every page
// opens its session anew.
type accesses struct {
	mu    sync.Mutex
	known map[[32]byte]access
}

// access is a token and when identity last heard that the person did something.
type access struct {
	identity.Access
	told time.Time
}

func newAccesses() *accesses { return &accesses{known: map[[32]byte]access{}} }

func (a *accesses) get(secret string, now time.Time) (access, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	known, ok := a.known[sha256.Sum256([]byte(secret))]
	return known, ok && now.Add(early).Before(known.Expires)
}

func (a *accesses) put(secret string, got access, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for key, old := range a.known {
		if len(a.known) < kept {
			break
		}
		if !now.Before(old.Expires) {
			delete(a.known, key)
		}
	}
	a.known[sha256.Sum256([]byte(secret))] = got
}

func (a *accesses) forget(secret string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.known, sha256.Sum256([]byte(secret)))
}

// enter finds out who is signed in; a session that has ended makes nobody. It
// fails with unavailable when identity does not answer and nothing is remembered.
func (p *Portal) enter(ctx context.Context, v *visit) error {
	if v.secret == "" {
		return nil
	}
	known, ok := p.access.get(v.secret, p.Now())
	if !ok || !v.passive && p.Now().Sub(known.told) >= told {
		got, err := p.open(ctx, v)
		switch {
		case err == nil:
			known.Access = got
		case fault.Is(err, fault.KindUnauthenticated) || fault.Is(err, fault.KindInvalid):
			p.access.forget(v.secret)
			v.secret = ""
			return nil
		case !ok:
			return err
		}
	}
	v.token, v.user = known.Token, newUser(known.Account, p.Now())
	return nil
}

func (p *Portal) open(ctx context.Context, v *visit) (identity.Access, error) {
	got, err := rpc.Call(ctx, p.clients["identity"], identity.OpenSession, identity.OpenSessionRequest{Secret: v.secret, Passive: v.passive})
	if err != nil {
		return got, err
	}
	now := p.Now()
	made := access{Access: got, told: now}
	if v.passive {
		known, _ := p.access.get(v.secret, now)
		made.told = known.told
	}
	p.access.put(v.secret, made, now)
	return got, nil
}

// renew gets another token for the visit; it reports whether there is one.
func (p *Portal) renew(ctx context.Context, v *visit) bool {
	p.access.forget(v.secret)
	got, err := p.open(ctx, v)
	if err != nil {
		return false
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.token = got.Token
	return true
}

// Reopen reads the account anew after the person changed it.
func (p *Portal) Reopen(ctx context.Context) { p.access.forget(visitOf(ctx).secret) }
