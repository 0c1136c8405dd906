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
	// kept bounds how many are remembered; then the ended ones are forgotten.
	kept = 10000
)

// accesses remembers access tokens by their session, so that not every page
// opens its session anew.
type accesses struct {
	mu    sync.Mutex
	known map[[32]byte]identity.Access
}

func newAccesses() *accesses { return &accesses{known: map[[32]byte]identity.Access{}} }

func (a *accesses) get(secret string, now time.Time) (identity.Access, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	access, ok := a.known[sha256.Sum256([]byte(secret))]
	return access, ok && now.Add(early).Before(access.Expires)
}

func (a *accesses) put(secret string, access identity.Access, now time.Time) {
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
	a.known[sha256.Sum256([]byte(secret))] = access
}

func (a *accesses) forget(secret string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.known, sha256.Sum256([]byte(secret)))
}

// enter finds out who is signed in; a session that has ended makes nobody. It
// fails with unavailable when identity does not answer.
func (p *Portal) enter(ctx context.Context, v *visit) error {
	if v.secret == "" {
		return nil
	}
	access, ok := p.access.get(v.secret, p.Now())
	if !ok {
		var err error
		if access, err = p.open(ctx, v.secret); err != nil {
			if fault.Is(err, fault.KindUnauthenticated) || fault.Is(err, fault.KindInvalid) {
				v.secret = ""
				return nil
			}
			return err
		}
	}
	v.token, v.user = access.Token, newUser(access.Account, p.Now())
	return nil
}

func (p *Portal) open(ctx context.Context, secret string) (identity.Access, error) {
	access, err := rpc.Call(ctx, p.clients["identity"], identity.OpenSession, identity.OpenSessionRequest{Secret: secret})
	if err == nil {
		p.access.put(secret, access, p.Now())
	}
	return access, err
}

// renew gets another token for the visit; it reports whether there is one.
func (p *Portal) renew(ctx context.Context, v *visit) bool {
	p.access.forget(v.secret)
	access, err := p.open(ctx, v.secret)
	if err != nil {
		return false
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.token = access.Token
	return true
}

// Reopen reads the account anew after the person changed it.
func (p *Portal) Reopen(ctx context.Context) { p.access.forget(visitOf(ctx).secret) }
