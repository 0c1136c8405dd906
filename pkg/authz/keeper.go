package authz

import (
	"context"
	"crypto/ed25519"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Fact is one piece of what a service must know to decide by itself: a policy,
// a signing key, a program's token, or an end. Facts come from identity's
// events, lie in the service's own store and reach every replica by polling.
type Fact struct {
	ID     string            `json:"id"` // "policy", "key/…", "division/…", "days/…", "token/…", "account/…", "session/…", "client/…", "grant/…"
	Rev    int64             `json:"rev"`
	Policy *Policy           `json:"policy,omitempty"`
	Public ed25519.PublicKey `json:"public,omitempty"`
	Token  *Subject          `json:"token,omitempty"`
	// Division is a change of the tree of divisions; Ended: it was taken back.
	Division *area.Division `json:"division,omitempty"`
	// Days is what a division sets of its calendar.
	Days  *calendar.Setting `json:"days,omitempty"`
	Epoch int64             `json:"epoch,omitempty"` // account: tokens of lower epochs are void
	Ended bool              `json:"ended,omitempty"` // session, token, client or grant
	// Expires is when every access token that the fact speaks about has ended by
	// itself, so that it may be forgotten; zero: never.
	Expires time.Time `json:"expires,omitzero"`
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
	tokens  verified
	tree    *area.Tree       // nil: the service asks nothing of divisions
	days    *calendar.Places // as tree
	untold  bool             // tree and days do not know yet what the keeper does
}

// NewKeeper declares the keeper's collections; call before db.Open. secret is
// what the system's services share; empty refuses all service tokens.
func NewKeeper(db *store.DB, secret []byte) *Keeper {
	def := store.Def[Fact]{ID: func(f *Fact) string { return f.ID }}
	k := &Keeper{service: db.Name(), db: db, secret: secret, known: map[string]Fact{}}
	k.count = store.NewCollection(db, "security_rev", def)
	def.Indexes = []store.Index[Fact]{
		{Name: "rev", Key: func(f *Fact) store.Key { return store.Key{f.Rev} }},
		{Name: "expiry", Key: func(f *Fact) store.Key {
			if f.Expires.IsZero() {
				return nil
			}
			return store.Key{f.Expires}
		}},
	}
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
		err = k.facts.Put(ctx, f)
		k.db.AfterCommit(ctx, func() { k.learn(f) })
		return err
	})
}

// learn takes a fact into memory, unless a newer one of its kind is there.
func (k *Keeper) learn(f Fact) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.known[f.ID].Rev > f.Rev {
		return
	}
	k.known[f.ID] = f
	k.untold = k.untold || f.Division != nil || f.Days != nil
	if f.Policy == nil {
		return
	}
	if d, err := NewDecider(*f.Policy); err == nil {
		k.decider.Store(d)
	}
}

// Refresh reads facts that other replicas stored since the last call and
// forgets those that nothing depends on any more. The host calls it at start and
// every half second, so that revocations bite within 2 s.
func (k *Keeper) Refresh(ctx context.Context) error {
	k.forget()
	k.mu.RLock()
	from := k.rev + 1
	k.mu.RUnlock()
	err := k.facts.Each(store.System(ctx), store.Query{Index: "rev", From: from}, func(f Fact) error {
		k.learn(f)
		k.mu.Lock()
		k.rev = max(k.rev, f.Rev)
		k.mu.Unlock()
		return nil
	})
	return errors.Join(err, k.teach())
}

// Teaches makes the keeper tell a live tree of the divisions it learns about, and
// calendars of what is set for them; call before the first Refresh.
func (k *Keeper) Teaches(tree *area.Tree, days *calendar.Places) { k.tree, k.days = tree, days }

// teach tells of all changes at once: each telling builds the tree anew.
func (k *Keeper) teach() error {
	k.mu.Lock()
	if k.tree == nil || !k.untold {
		k.mu.Unlock()
		return nil
	}
	k.untold = false
	var changes []area.Division
	var days []calendar.Setting
	for _, f := range k.known {
		if f.Division != nil && !f.Ended {
			changes = append(changes, *f.Division)
		}
		if f.Days != nil {
			days = append(days, *f.Days)
		}
	}
	k.mu.Unlock()
	k.days.Learn(k.service, days)
	return k.tree.Learn(k.service, changes)
}

func (k *Keeper) forget() {
	before := k.outlived()
	k.mu.Lock()
	defer k.mu.Unlock()
	for id, f := range k.known {
		if !f.Expires.IsZero() && f.Expires.Before(before) {
			delete(k.known, id)
		}
	}
}

// outlived is the moment before which facts may have expired and be gone: late
// enough for all clocks of the system and for the token's leeway.
func (k *Keeper) outlived() time.Time { return k.db.Clock().Now().Add(-10 * time.Minute) }

// Sweep deletes all stored facts that nothing depends on any more, each page a
// unit of work; the host's scheduler calls it.
func (k *Keeper) Sweep(ctx context.Context) error {
	ctx = store.System(ctx)
	for after := ""; ; {
		page, err := k.facts.List(ctx, store.Query{Index: "expiry", Below: k.outlived(), Limit: store.MaxPage, After: after})
		if err == nil {
			err = k.dropAll(ctx, page.Items)
		}
		if after = page.Next; err != nil || after == "" {
			return err
		}
	}
}

func (k *Keeper) dropAll(ctx context.Context, listed []Fact) error {
	return k.db.Transact(ctx, func(ctx context.Context) error {
		for _, f := range listed {
			if err := k.drop(ctx, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// drop deletes a fact unless it was told anew since it was listed.
func (k *Keeper) drop(ctx context.Context, listed Fact) error {
	f, err := k.facts.Get(ctx, listed.ID)
	if err == nil && f.Rev == listed.Rev {
		err = k.facts.Delete(ctx, f.ID)
	}
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	return err
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
