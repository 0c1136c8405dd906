package seal

import (
	"bytes"
	"crypto/ed25519"
	"slices"
)

// Signed is what an author signs of an entry.
func Signed(ballot, kind, author string, body Hex) Hex {
	return Digest("sign", []byte(ballot), []byte(kind), []byte(author), body)
}

// Sign signs a digest with an Ed25519 key.
func Sign(secret ed25519.PrivateKey, digest Hex) Signature { return ed25519.Sign(secret, digest) }

// Verified says whether the signature over the digest is the key's, where
// libraries differ by the strict answer of the protocol: false, never a panic.
// That s is reduced and R compared as bytes is the standard library's own way.
func Verified(key, digest Hex, signature Signature) bool {
	return len(signature) == ed25519.SignatureSize && ordinary(key) && ordinary(Hex(signature[:32])) &&
		ed25519.Verify(ed25519.PublicKey(key), digest, signature)
}

// prime is 2^255 − 19 and lesser the y of the points of small order, little-endian.
var (
	prime  = [32]byte{0: 0xed, 31: 0x7f}
	lesser = [][32]byte{
		{},
		{0: 1},
		{0: 0xec, 31: 0x7f},
		{0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
			0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
		{0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
			0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a},
	}
)

func init() {
	for i := 1; i < 31; i++ {
		prime[i], lesser[2][i] = 0xff, 0xff
	}
}

// ordinary says that a point of Ed25519 is encoded canonically and not of small
// order; whether it is one at all is left to the library.
func ordinary(point Hex) bool {
	if len(point) != 32 {
		return false
	}
	y := [32]byte(point)
	y[31] &= 0x7f
	slices.Reverse(y[:])
	top := prime
	slices.Reverse(top[:])
	if bytes.Compare(y[:], top[:]) >= 0 {
		return false
	}
	slices.Reverse(y[:])
	return !slices.Contains(lesser, y)
}
