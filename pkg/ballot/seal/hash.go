package seal

import (
	"crypto/sha512"
	"encoding/base32"
	"encoding/binary"
	"strconv"
	"strings"
)

// Hash is H of the protocol: SHA-512 over the framed protocol name, label and
// parts. No two different lists of parts frame to the same bytes.
func Hash(label string, parts ...[]byte) [64]byte {
	h := sha512.New()
	frame := func(x []byte) {
		var size [4]byte
		binary.BigEndian.PutUint32(size[:], uint32(len(x)))
		h.Write(size[:])
		h.Write(x)
	}
	frame([]byte(Protocol))
	frame([]byte(label))
	for _, part := range parts {
		frame(part)
	}
	var sum [64]byte
	h.Sum(sum[:0])
	return sum
}

// Digest is the first 32 bytes of Hash.
func Digest(label string, parts ...[]byte) Hex {
	sum := Hash(label, parts...)
	return sum[:32]
}

// HashScalar reads all 64 bytes of Hash as a scalar.
func HashScalar(label string, parts ...[]byte) *Scalar {
	sum := Hash(label, parts...)
	return new(Scalar).SetReduced(&sum)
}

// Num is a number as a part of a hash: decimal ASCII.
func Num(n int) []byte { return strconv.AppendInt(nil, int64(n), 10) }

// Context binds what the trustees make to one definition.
func Context(ballot string, definition Hex) Hex {
	return Digest("context", []byte(ballot), definition)
}

// Election binds what the deputies make to the definition and the joint key.
func Election(context Hex, key *Point) Hex { return Digest("election", context, key.Bytes()) }

// Receipt is what a deputy keeps of a ballot: the first 100 bits of its body's
// digest in five groups of four letters and digits.
func Receipt(body Hex) string {
	text := strings.ToLower(base32.StdEncoding.EncodeToString(body))[:20]
	groups := make([]string, 0, 5)
	for ; text != ""; text = text[4:] {
		groups = append(groups, text[:4])
	}
	return strings.Join(groups, "-")
}
