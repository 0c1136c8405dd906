// Package password makes and checks hashes of passwords (argon2id) and judges
// new ones.
package password

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"math"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"lianluo/pkg/fault"
)

// Params are the costs of one hash.
type Params struct {
	Memory  uint32 // KiB
	Passes  uint32
	Threads uint8
}

// Recommended are OWASP's parameters with the least memory: 19 MiB and two
// passes, some 30 to 65 ms of a core.
var Recommended = Params{Memory: 19 << 10, Passes: 2, Threads: 1}

// Bounds of what Parse accepts, so that a damaged hash cannot exhaust the machine.
const (
	maxMemory  = 1 << 20 // KiB
	maxPasses  = 64
	maxThreads = 16
	maxBytes   = 64
	keyBytes   = 32
	saltBytes  = 16
)

// Hash is a password's hash with all that is needed to check another one.
type Hash struct {
	Params
	salt, key []byte
}

// Make hashes a password with a fresh salt.
func (p Params) Make(plain string) Hash {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	return Hash{Params: p, salt: salt, key: p.derive(plain, salt, keyBytes)}
}

// Dummy is a hash that no password has; checking it costs what checking others does.
func (p Params) Dummy() Hash {
	salt, key := make([]byte, saltBytes), make([]byte, keyBytes)
	_, _ = rand.Read(salt) // never fails (crypto/rand)
	_, _ = rand.Read(key)
	return Hash{Params: p, salt: salt, key: key}
}

// derive normalises first: the same password typed on another keyboard must be
// the same.
func (p Params) derive(plain string, salt []byte, size uint32) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(plain)), salt, p.Passes, p.Memory, p.Threads, size)
}

// Matches reports whether the hash is the password's, in time that does not
// depend on the answer.
func (h Hash) Matches(plain string) bool {
	return subtle.ConstantTimeCompare(h.key, h.derive(plain, h.salt, uint32(len(h.key)))) == 1
}

var encoding = base64.RawStdEncoding.Strict()

const form = "$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s"

// String is the hash in the PHC form, as it is stored.
func (h Hash) String() string {
	return fmt.Sprintf(form, argon2.Version, h.Memory, h.Passes, h.Threads, encoding.EncodeToString(h.salt), encoding.EncodeToString(h.key))
}

// Parse reads what String wrote. It fails with internal for anything else, and
// for costs beyond reason.
func Parse(text string) (Hash, error) {
	var h Hash
	var version int
	parts := strings.Split(text, "$")
	if len(parts) != 6 {
		return Hash{}, errForm
	}
	head := strings.Join(parts[:4], "$")
	if _, err := fmt.Sscanf(head, "$argon2id$v=%d$m=%d,t=%d,p=%d", &version, &h.Memory, &h.Passes, &h.Threads); err != nil {
		return Hash{}, errForm
	}
	var err1, err2 error
	h.salt, err1 = encoding.DecodeString(parts[4])
	h.key, err2 = encoding.DecodeString(parts[5])
	if err1 != nil || err2 != nil || version != argon2.Version || !h.sound() || h.String() != text {
		return Hash{}, errForm
	}
	return h, nil
}

func (h Hash) sound() bool {
	within := func(n, least, most int) bool { return n >= least && n <= most }
	return within(len(h.salt), 8, maxBytes) && within(len(h.key), 16, maxBytes) &&
		within(int(h.Passes), 1, maxPasses) && within(int(h.Threads), 1, maxThreads) &&
		h.Memory <= math.MaxInt32 && within(int(h.Memory), 8*int(h.Threads), maxMemory)
}

var errForm = fault.Internal(fmt.Errorf("password: not a stored hash"))
