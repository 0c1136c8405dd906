package identity

import (
	"context"
	"runtime"
	"slices"

	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/password"
)

// credential is what an account's password is checked with. Previous hashes keep
// the last passwords from coming back.
type credential struct {
	ID       string   `json:"id"` // the account's
	Hash     string   `json:"hash"`
	Previous []string `json:"previous,omitempty"` // newest first, without Hash
}

// remembered is how many passwords, the present one included, cannot be chosen again.
const remembered = 5

func newCredentials(db *store.DB) *store.Collection[credential] {
	return store.NewCollection(db, "credential", store.Def[credential]{
		ID:     func(c *credential) string { return c.ID },
		Tokens: func(c *credential) []string { return []string{"acct:" + c.ID} },
	})
}

// replace makes a new hash the present one.
func (c *credential) replace(hash string) {
	if c.Hash != "" {
		c.Previous = slices.Insert(c.Previous, 0, c.Hash)
	}
	c.Hash, c.Previous = hash, c.Previous[:min(len(c.Previous), remembered-1)]
}

// hasher makes and checks hashes, as many at once as there are cores: each
// takes a core for some 50 ms and its memory. Within an operation each is made
// once, however often the unit of work runs.
type hasher struct {
	params password.Params
	dummy  password.Hash
	slots  chan struct{}
}

func newHasher(p password.Params) *hasher {
	return &hasher{params: p, dummy: p.Dummy(), slots: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// work runs fn when it is its turn. It fails with unavailable when the caller's
// time ends first.
func work[T any](ctx context.Context, h *hasher, fn func() T) (T, error) {
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
		return fn(), nil
	case <-ctx.Done():
		var zero T
		return zero, fault.Unavailable(ctx.Err())
	}
}

// matches reports whether a stored hash is the password's; "" stands for an
// account without one and costs the same.
func (h *hasher) matches(ctx context.Context, stored, plain string) (bool, error) {
	hash := h.dummy
	if stored != "" {
		var err error
		if hash, err = password.Parse(stored); err != nil {
			return false, err
		}
	}
	return rpc.Memo(ctx, "matches "+stored+" "+plain, func() (bool, error) {
		return work(ctx, h, func() bool { return hash.Matches(plain) })
	})
}

func (h *hasher) make(ctx context.Context, plain string) (string, error) {
	return rpc.Memo(ctx, "make "+plain, func() (string, error) {
		return work(ctx, h, func() string { return h.params.Make(plain).String() })
	})
}

// outdated reports whether a stored hash was made with other costs.
func (h *hasher) outdated(stored string) bool {
	hash, err := password.Parse(stored)
	return err != nil || hash.Params != h.params
}

// credentialOf is the account's, the zero one where it has no password yet.
func (s *service) credentialOf(ctx context.Context, id string) (credential, error) {
	c, err := s.credentials.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) {
		return credential{ID: id}, nil
	}
	return c, err
}

// setPassword judges a new password and stores its hash. It fails with invalid
// for one that is weak or was used lately.
func (s *service) setPassword(ctx context.Context, a *account, plain string) error {
	if err := password.Judge(a.LoginKey, plain); err != nil {
		return err
	}
	c, err := s.credentialOf(ctx, a.ID)
	if err != nil {
		return err
	}
	for _, old := range append([]string{c.Hash}, c.Previous...) {
		if old == "" {
			continue
		}
		same, err := s.hashes.matches(ctx, old, plain)
		if err != nil {
			return err
		}
		if same {
			return fault.Invalid("password.used", "不能使用最近 5 次用过的密码，请换一个", "You used this password lately; choose one that is not among your last 5")
		}
	}
	return s.storeHash(ctx, a.ID, plain, (*credential).replace)
}

// storeHash makes a password's hash and lets place put it where it belongs.
func (s *service) storeHash(ctx context.Context, id, plain string, place func(c *credential, hash string)) error {
	hash, err := s.hashes.make(ctx, plain)
	if err != nil {
		return err
	}
	_, err = s.credentials.Upsert(ctx, id, func() credential { return credential{ID: id} }, func(c *credential) ([]event.Event, error) {
		place(c, hash)
		return nil, nil
	})
	return err
}

// renew replaces the hash of the same password.
func (c *credential) renew(hash string) { c.Hash = hash }
