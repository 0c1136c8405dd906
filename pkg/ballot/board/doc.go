// Package board is the public board of a secret ballot (docs/ballot-protocol.md):
// its entries, the rules by which each may stand there, and the verification of a
// whole one. The service takes entries through the same rules by which a verifier
// judges them later, so that what a verifier would find is refused at the door.
package board

import (
	"crypto/sha256"
	"time"

	"lianluo/pkg/ballot/seal"
)

// Phase is how far a ballot has come.
type Phase string

// The phases, in order; Voided may follow any but Declared.
const (
	Empty    Phase = ""
	Defined  Phase = "defined"
	Ceremony Phase = "ceremony"
	Keyed    Phase = "keyed"
	Frozen   Phase = "frozen"
	Open     Phase = "open"
	Closed   Phase = "closed"
	Counted  Phase = "counted"
	Signed   Phase = "signed"
	Declared Phase = "declared"
	Voided   Phase = "void"
)

// TimeLayout is how a board writes time: UTC with milliseconds.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// MostBody is how many bytes a body may have that a server takes; the protocol
// bounds none.
const MostBody = 1 << 20

// Entry is one link of the chain. Body is the very text that was signed.
type Entry struct {
	Seq       int            `json:"seq"`
	At        string         `json:"at"`
	Kind      string         `json:"kind"`
	Author    string         `json:"author"`
	Body      string         `json:"body"`
	Signature seal.Signature `json:"signature"`
	Prev      seal.Hex       `json:"prev"`
	Hash      seal.Hex       `json:"hash"`
}

// BodyDigest is what stands for the body in signatures and in the chain.
func (e Entry) BodyDigest() seal.Hex { return seal.Digest("body", []byte(e.Body)) }

// Link is the hash that the entry must have.
func (e Entry) Link() seal.Hex {
	return seal.Digest("entry", e.Prev, seal.Num(e.Seq), []byte(e.At), []byte(e.Kind), []byte(e.Author), e.BodyDigest(), e.Signature)
}

// Receipt is what a deputy keeps of a ballot.
func (e Entry) Receipt() string { return seal.Receipt(e.BodyDigest()) }

// Public is an entry as everybody sees it: until the close those that hold votes
// show the digest of their body only.
type Public struct {
	Seq        int            `json:"seq"`
	At         string         `json:"at"`
	Kind       string         `json:"kind"`
	Author     string         `json:"author"`
	Body       *string        `json:"body,omitzero"`
	BodyDigest seal.Hex       `json:"bodyDigest,omitempty"`
	Signature  seal.Signature `json:"signature"`
	Prev       seal.Hex       `json:"prev"`
	Hash       seal.Hex       `json:"hash"`
}

// Public shows the entry on a board in the given phase.
func (e Entry) Public(phase Phase) Public {
	p := Public{Seq: e.Seq, At: e.At, Kind: e.Kind, Author: e.Author, Signature: e.Signature, Prev: e.Prev, Hash: e.Hash}
	if voted := e.Kind == KindBallot || e.Kind == KindPaper; voted && before(phase, Closed) {
		p.BodyDigest = e.BodyDigest()
		return p
	}
	p.Body = &e.Body
	return p
}

// Minutes is the digest of printed minutes, as `declare` carries it.
func Minutes(printed []byte) seal.Hex {
	sum := sha256.Sum256(printed)
	return sum[:]
}

// At writes an instant as a board does.
func At(t time.Time) string { return t.UTC().Format(TimeLayout) }

var order = []Phase{Empty, Defined, Ceremony, Keyed, Frozen, Open, Closed, Counted, Signed, Declared}

// before says that a comes before b; a void board comes after everything.
func before(a, b Phase) bool {
	for _, p := range order {
		switch p {
		case b:
			return false
		case a:
			return true
		}
	}
	return false
}
