package rpc

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"time"

	"github.com/go-kit/kit/endpoint"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// keepAnswers is how long a key is remembered.
const keepAnswers = 7 * 24 * time.Hour

// answer remembers what an operation answered under a key. Answers hold personal
// data and secrets, so they are sealed under the key itself, which only the
// caller has; request is a keyed hash for the same reason.
type answer struct {
	ID       string    `json:"id"`
	Request  []byte    `json:"request"`
	Response []byte    `json:"response"`
	Expires  time.Time `json:"expires"`
}

func newAnswers(db *store.DB) *store.Collection[answer] {
	return store.NewCollection(db, "idem", store.Def[answer]{
		ID:      func(a *answer) string { return a.ID },
		Indexes: []store.Index[answer]{{Name: "expiry", Key: func(a *answer) store.Key { return store.Key{a.Expires} }}},
	})
}

// keptError keeps the unit of work although the operation failed.
type keptError struct{ error }

func (k keptError) Unwrap() error { return k.error }

// Keep returns err for an operation whose changes must stand although it fails:
// a failed sign-in that has to be counted. Without Keep, an error undoes all.
func Keep(err error) error { return keptError{err} }

// once runs a changing operation as one unit of work, together with the memory
// of its answer: the same key acts once, however often and whenever it comes.
func (s *Server) once(ctx context.Context, c *call, next endpoint.Endpoint) (any, error) {
	if !c.op.Mutates {
		return next(ctx, c)
	}
	key := c.r.Header.Get("Idempotency-Key")
	if !validKey(key) {
		return nil, errKey
	}
	m := newMemory(c, key)
	ctx = withMemo(ctx)
	var res any
	var kept keptError
	err := s.cfg.DB.Transact(ctx, func(ctx context.Context) error {
		kept.error, c.replayed = nil, false
		known, err := s.recall(ctx, m)
		if err != nil || known != nil {
			res, c.replayed = known, known != nil
			return err
		}
		if res, err = next(ctx, c); errors.As(err, &kept) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.remember(ctx, m, res.([]byte))
	})
	if err == nil {
		return res, kept.error
	}
	// The same key may have acted a moment earlier, which is why this one failed.
	if known, missed := s.recall(ctx, m); missed == nil && known != nil {
		c.replayed = true
		return known, nil
	}
	return nil, err
}

func validKey(key string) bool {
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return false
		}
	}
	return len(key) >= 8 && len(key) <= 128
}

// recall returns the answer given before, nil where there is none.
func (s *Server) recall(ctx context.Context, m *memory) (any, error) {
	ctx = store.System(ctx)
	a, err := s.answers.Get(ctx, m.id)
	switch {
	case fault.Is(err, fault.KindNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	case !s.cfg.DB.Clock().Now().Before(a.Expires):
		return nil, s.answers.Delete(ctx, m.id)
	case !hmac.Equal(a.Request, m.request):
		return nil, errKeyReused
	}
	return m.unseal(a.Response)
}

func (s *Server) remember(ctx context.Context, m *memory, response []byte) error {
	a := answer{ID: m.id, Request: m.request, Response: m.seal(response), Expires: s.cfg.DB.Clock().Now().Add(keepAnswers)}
	return s.answers.Create(store.System(ctx), a)
}

// memory is how one (caller, operation, key) is remembered.
type memory struct {
	id      string
	request []byte
	aead    cipher.AEAD
}

func newMemory(c *call, key string) *memory {
	name := c.subject.ID + "\x00" + c.op.Name + "\x00" + key
	id := sha256.Sum256([]byte("id\x00" + name))
	secret := sha256.Sum256([]byte("seal\x00" + name))
	block, err := aes.NewCipher(secret[:])
	if err != nil {
		panic(err) // the length is right
	}
	aead, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		panic(err)
	}
	return &memory{id: hex.EncodeToString(id[:]), request: c.shape.digest(c.request, secret[:]), aead: aead}
}

func (m *memory) seal(response []byte) []byte { return m.aead.Seal(nil, nil, response, nil) }

func (m *memory) unseal(sealed []byte) (any, error) {
	response, err := m.aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, fault.Internal(err)
	}
	return response, nil
}

// digest is the keyed hash of what the request means: every field, every file, but
// for fields with the tag repeat:"free", which a device may add when it sends again.
func (s *shape) digest(request any, secret []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	part := func(raw []byte) {
		sum := sha256.Sum256(raw)
		mac.Write(sum[:])
	}
	req := reflect.ValueOf(request).Elem()
	for _, f := range s.fields {
		if f.Tag.Get("repeat") == "free" {
			continue
		}
		part([]byte(f.Name))
		v := req.FieldByIndex(f.Index).Interface()
		for _, file := range filesOf(v) {
			part([]byte(file.Name))
			part(file.Data)
		}
		if f.Place != InFile {
			raw, err := marshal(v)
			if err != nil {
				raw = []byte(err.Error()) // the same value gives the same error
			}
			part(raw)
		}
	}
	return mac.Sum(nil)
}

func filesOf(v any) []File {
	switch v := v.(type) {
	case File:
		return []File{v}
	case []File:
		return v
	}
	return nil
}

// Sweep forgets answers whose time is over, all of them: there may be as many as
// there were changes. The host's scheduler calls it.
func (s *Server) Sweep(ctx context.Context) error {
	if s.answers == nil {
		return nil
	}
	return s.answers.DeleteBelow(store.System(ctx), "expiry", s.cfg.DB.Clock().Now())
}
