package authz

import (
	"context"
	"crypto/ed25519"
	"sync"
	"sync/atomic"
	"time"

	"lianluo/pkg/audit"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Fact is one piece of what a service must know to decide by itself: a policy,
// a signing key, a program's token, or an end. Facts come from identity's
// events, lie in the service's own store and reach every replica by polling.
type Fact struct {
	ID        string            `json:"id"` // "policy", "key/…", "token/…", "account/…", "session/…"
	Rev       int64             `json:"rev"`
	Policy    *Policy           `json:"policy,omitempty"`
	Public    ed25519.PublicKey `json:"public,omitempty"`
	Token     *Subject          `json:"token,omitempty"`
	Expires   time.Time         `json:"expires,omitzero"`
	NotBefore time.Time         `json:"notBefore,omitzero"` // account: tokens issued earlier are void
	Ended     bool              `json:"ended,omitempty"`    // session or token
}

// Keeper is a service's guard: it verifies tokens, applies revocations and
// decides permissions from facts in the service's own store.
type Keeper struct {
	service string
	db      *store.DB
	secret  []byte
	facts   *store.Collection[Fact]
	count   *store.Collection[Fact] // the revision counter lives apart from what it counts

	mu      sync.RWMutex
	known   map[string]Fact
	rev     int64
	decider atomic.Pointer[Decider]
}

// NewKeeper declares the keeper's collections; call before db.Open. secret is
// what the system's services share; empty refuses all service tokens.
func NewKeeper(db *store.DB, secret []byte) *Keeper {
	def := store.Def[Fact]{ID: func(f *Fact) string { return f.ID }}
	k := &Keeper{service: db.Name(), db: db, secret: secret, known: map[string]Fact{}}
	k.count = store.NewCollection(db, "security_rev", def)
	def.Indexes = []store.Index[Fact]{{Name: "rev", Key: func(f *Fact) store.Key { return store.Key{f.Rev} }}}
	k.facts = store.NewCollection(db, "security", def)
	return k
}

// Put stores a fact with the next revision; part of the consumer's unit of work.
// A policy older than the stored one is dropped, so that replays do no harm.
func (k *Keeper) Put(ctx context.Context, f Fact) error {
	ctx = store.System(ctx)
	return k.db.Transact(ctx, func(ctx context.Context) error {
		if old, err := k.facts.Get(ctx, f.ID); err == nil && f.Policy != nil && old.Policy != nil && old.Policy.Version >= f.Policy.Version {
			return nil
		}
		next, err := k.count.Upsert(ctx, "rev", func() Fact { return Fact{ID: "rev"} }, func(c *Fact) ([]event.Event, error) {
			c.Rev++
			return nil, nil
		})
		if err != nil {
			return err
		}
		f.Rev = next.Rev
		_, err = k.facts.Upsert(ctx, f.ID, func() Fact { return f }, func(stored *Fact) ([]event.Event, error) {
			*stored = f
			return nil, nil
		})
		k.db.AfterCommit(ctx, func() { k.learn(f) })
		return err
	})
}

// learn takes a fact into memory.
func (k *Keeper) learn(f Fact) {
	if f.Policy != nil {
		if d, err := NewDecider(*f.Policy); err == nil {
			k.decider.Store(d)
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known[f.ID] = f
}

// Refresh reads facts that other replicas stored since the last call. The host
// calls it at start and every half second, so that revocations bite within 2 s.
func (k *Keeper) Refresh(ctx context.Context) error {
	k.mu.RLock()
	from := k.rev + 1
	k.mu.RUnlock()
	return k.facts.Each(store.System(ctx), store.Query{Index: "rev", From: from}, func(f Fact) error {
		k.learn(f)
		k.mu.Lock()
		k.rev = max(k.rev, f.Rev)
		k.mu.Unlock()
		return nil
	})
}

// Ready fails with unavailable until a policy and a signing key are known.
func (k *Keeper) Ready(context.Context) error {
	if k.decider.Load() == nil {
		return fault.Unavailable(errNoPolicy)
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	for _, f := range k.known {
		if len(f.Public) > 0 {
			return nil
		}
	}
	return fault.Unavailable(errNoKey)
}

func (k *Keeper) fact(id string) (Fact, bool) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	f, ok := k.known[id]
	return f, ok
}

// Authenticate verifies a token and returns its subject; "" is the public. It
// fails with unauthenticated for anything forged, expired or revoked.
func (k *Keeper) Authenticate(_ context.Context, token string) (Subject, error) {
	if token == "" {
		return Subject{ID: "public", Kind: Public}, nil
	}
	s, err := verify(token, k.secret, func(id string) (ed25519.PublicKey, bool) {
		f, ok := k.fact("key/" + id)
		return f.Public, ok && len(f.Public) == ed25519.PublicKeySize
	}, k.db.Clock().Now)
	if err != nil || s.Kind == Service {
		return s, err
	}
	if f, ok := k.fact("account/" + s.ID); ok && !s.IssuedAt.After(f.NotBefore.Truncate(time.Millisecond)) {
		return Subject{}, errToken
	}
	if f, ok := k.fact("session/" + s.Session); ok && f.Ended {
		return Subject{}, errToken
	}
	if s.Kind == Program {
		return k.program(s)
	}
	return s, nil
}

// program looks up what a program's token may do now.
func (k *Keeper) program(s Subject) (Subject, error) {
	f, ok := k.fact("token/" + s.Token)
	if !ok || f.Ended || f.Token == nil || f.Token.ID != s.ID {
		return Subject{}, errToken
	}
	s.Assignments, s.Actions, s.Name, s.Person = f.Token.Assignments, f.Token.Actions, f.Token.Name, f.Token.Person
	return s, nil
}

// Authorize decides an action for a subject, see Decider.Authorize.
func (k *Keeper) Authorize(_ context.Context, s Subject, action string) (store.Scope, error) {
	d := k.decider.Load()
	if d == nil {
		return store.Scope{}, fault.Unavailable(errNoPolicy)
	}
	return d.Authorize(s, action, k.db.Clock().Now())
}

// Refused journals a refusal durably, so that it reaches the audit chain.
func (k *Keeper) Refused(ctx context.Context, s Subject, operation string, refusal error) {
	e := fault.Of(refusal)
	ctx = event.WithCause(store.System(ctx), event.Cause{Actor: s.ID, Operation: operation})
	refused := audit.RefusedBy(k.service).New(audit.Refused{Operation: operation, Kind: string(e.Kind), Code: e.Code})
	_ = k.db.Append(ctx, "refusal", k.db.NewID(), refused) // a full disk must not turn a refusal into an answer
}
