package board

import (
	"errors"
	"slices"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/seal"
)

// Board is a board as far as it has come: what its rules need to judge the next
// entry. It is not safe for use by several goroutines at once.
type Board struct {
	phase Phase
	size  int
	head  seal.Hex
	at    string

	definition Definition
	rules      ballot.Rules
	shape      seal.Shape
	context    seal.Hex

	seen   map[string]bool // signed digests
	owners map[string]string
	alphas map[string]bool

	ceremony
	roll
	urn
	opening
}

// New is a board without entries.
func New() *Board {
	return &Board{head: make(seal.Hex, 32), seen: map[string]bool{}, owners: map[string]string{}, alphas: map[string]bool{}}
}

// Load takes entries that were taken before, without checking proofs again: what
// a service does with its own store. Fails with the first refusal.
func Load(entries []Entry) (*Board, error) {
	b := New()
	for _, e := range entries {
		if err := b.Take(e); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// Append takes an entry if every check of the protocol holds; else it fails with
// the first as a fault ballot.board.<code>, whose cause is all Failures, and
// nothing has changed.
func (b *Board) Append(e Entry) error {
	if len(e.Body) > MostBody {
		return Failures{{Code: CodeBody, Seq: e.Seq, Detail: "too large"}}.fault()
	}
	s := b.step(e)
	if len(s.failures) == 0 {
		for _, proof := range s.proofs {
			if err := proof(); err != nil {
				s.fails(err)
			}
		}
	}
	if len(s.failures) > 0 {
		return s.failures.fault()
	}
	s.take()
	return nil
}

// Next links what an author signed to the end of the board, unchecked.
func (b *Board) Next(at, kind, author, body string, signature seal.Signature) Entry {
	e := Entry{Seq: b.size, At: at, Kind: kind, Author: author, Body: body, Signature: signature, Prev: b.head}
	e.Hash = e.Link()
	return e
}

// FailuresOf are the failed checks inside an error of Append or Load.
func FailuresOf(err error) Failures {
	var f Failures
	errors.As(err, &f)
	return f
}

// Phase is how far the ballot has come.
func (b *Board) Phase() Phase { return b.phase }

// Size is how many entries there are.
func (b *Board) Size() int { return b.size }

// Head is the hash of the last entry.
func (b *Board) Head() seal.Hex { return slices.Clone(b.head) }

// Definition is what is voted on; its zero value before the first entry.
func (b *Board) Definition() Definition { return b.definition }

// Rules are those of the definition, read.
func (b *Board) Rules() ballot.Rules { return b.rules }

// Shape is what a ballot must look like.
func (b *Board) Shape() seal.Shape { return b.shape }

// Context binds the ceremony to the definition.
func (b *Board) Context() seal.Hex { return b.context }
