// Package ballottest plays secret ballots without screens: the phones of the
// chair, the trustees and the deputies and the devices of the tellers, for tests
// of the board, of the service, and for the test vectors. Everything comes from a
// seed, so that the same play gives the same bytes; it is not for real ballots.
package ballottest

import (
	"crypto/ed25519"

	"github.com/go-json-experiment/json"

	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// Said is what an author signed and wants on the board.
type Said struct {
	Kind, Author, Body string
	Signature          seal.Signature
}

// Device is somebody's: it keeps a signing key, draws scalars and signs.
type Device struct {
	Author string
	seed   string
	secret ed25519.PrivateKey
	drawn  int
}

// NewDevice makes a device for an author; another seed makes another device.
func NewDevice(seed, author string) *Device {
	return &Device{Author: author, seed: seed, secret: ed25519.NewKeyFromSeed(seal.Digest("device", []byte(seed), []byte(author)))}
}

// Key is the public key.
func (d *Device) Key() seal.Hex { return seal.Hex(d.secret.Public().(ed25519.PublicKey)) }

// Draw is the device's next scalar.
func (d *Device) Draw() *seal.Scalar {
	d.drawn++
	return seal.HashScalar("device", []byte(d.seed), []byte(d.Author), seal.Num(d.drawn))
}

// Say signs a body for a ballot.
func (d *Device) Say(ballot, kind string, body any) Said {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // bodies are plain values
	}
	return d.SayText(ballot, kind, string(text))
}

// SayText signs a body that is text already.
func (d *Device) SayText(ballot, kind, text string) Said {
	digest := seal.Signed(ballot, kind, d.Author, seal.Digest("body", []byte(text)))
	return Said{Kind: kind, Author: d.Author, Body: text, Signature: seal.Sign(d.secret, digest)}
}

// say signs for the ballot of a board.
func (d *Device) say(b *board.Board, kind string, body any) Said {
	return d.Say(b.Definition().Ballot, kind, body)
}
