package board

import (
	"bytes"
	"slices"

	"lianluo/pkg/ballot"
	"lianluo/pkg/ballot/seal"
)

// opening is how the urn is opened and the result is signed.
type opening struct {
	shut   bool
	closed Close
	result Result
	entry  seal.Hex // the hash of the entry of the result
}

// Sums are the encrypted sums, row by row; nil before there is a definition.
func (b *Board) Sums() [][]seal.Cipher { return b.sums }

// Opener is trustee j when the urn is opened. Only a board with a key has one.
func (b *Board) Opener(j int) seal.Opener {
	return seal.Opener{Election: b.election, Index: j, Public: seal.PublicShare(b.Dealings(), j)}
}

func decrypting(s *step, body Partial) func() {
	t := &s.trustees[s.number-1]
	if s.wrong(t.lost || t.opened != nil, CodeOrder, "trustee %d is lost or has opened", s.number) {
		return nil
	}
	opened := s.opened(body)
	if opened == nil {
		return nil
	}
	return func() { t.opened = opened }
}

// opened reads a partial decryption; nil if it does not hold.
func (s *step) opened(body Partial) [][]*seal.Point {
	fits := len(body.Shares) == s.shape.Rows && !slices.ContainsFunc(body.Shares, func(row []seal.Partial) bool { return len(row) != s.shape.Columns })
	if s.wrong(!fits, CodeShape, "the partial of trustee %d", s.number) {
		return nil
	}
	all, opener := make([][]*seal.Point, s.shape.Rows), s.Opener(s.number)
	for i, row := range body.Shares {
		for column, share := range row {
			d, err := opener.Check(i, column, s.sums[i][column].Alpha, share)
			if err != nil {
				s.fails(err)
				return nil
			}
			all[i] = append(all[i], d)
		}
	}
	return all
}

func losing(s *step, body TrusteeLost) func() {
	n := body.Index
	if s.wrong(n < 1 || n > len(s.trustees) || s.trustees[min(max(n, 1), len(s.trustees))-1].lost, CodeOrder, "trustee %d", n) {
		return nil
	}
	return func() {
		s.trustees[n-1].lost = true
		if s.phase == Counted {
			s.signedByAll()
		}
	}
}

// Tally opens the sums with the partials of the first k trustees that gave
// theirs, and with those of the last k. Fails with seal.ErrTally where they open
// nothing that can be, and with seal.ErrPartial where the two differ.
func (b *Board) Tally() (ballot.Tally, error) {
	var openers []int
	for i, t := range b.trustees {
		if t.opened != nil {
			openers = append(openers, i+1)
		}
	}
	k := b.definition.Threshold
	if len(openers) < k {
		return ballot.Tally{}, errTrustees
	}
	first, err := b.openedBy(openers[:k])
	if err != nil {
		return ballot.Tally{}, err
	}
	last, err := b.openedBy(openers[len(openers)-k:])
	if err != nil || !slices.EqualFunc(first, last, slices.Equal[[]int]) {
		return ballot.Tally{}, seal.ErrPartial
	}
	return ballot.Tally{Counts: first, Valid: b.closed.Collected - b.closed.Invalid, Invalid: b.closed.Invalid}, nil
}

func (b *Board) openedBy(indices []int) ([][]int, error) {
	counts := make([][]int, b.shape.Rows)
	for i, row := range b.sums {
		for column, sum := range row {
			ds := make([]*seal.Point, len(indices))
			for at, j := range indices {
				ds[at] = b.trustees[j-1].opened[i][column]
			}
			n, err := seal.Opened(sum, indices, ds, b.closed.Collected)
			if err != nil {
				return nil, err
			}
			counts[i] = append(counts[i], n)
		}
	}
	return counts, nil
}

// Outcome is what the rules make of a tally.
func (b *Board) Outcome(t ballot.Tally) ballot.Outcome {
	return ballot.Count(b.rules, b.definition.listed(), t)
}

// Result is what was published, zero before it was.
func (b *Board) Result() Result { return b.result }

func resulting(s *step, body Result) func() {
	if tally, err := s.Tally(); err != nil {
		s.fails(err)
	} else {
		s.wrong(!sameTally(tally, body.Tally), CodeTally, "%v, not %v", body.Tally, tally)
	}
	given := s.Outcome(body.Tally) // of the published counts: whether these are right is another check
	s.wrong(!slices.Equal(given.Selected, body.Selected) || !slices.Equal(given.Tied, body.Tied) || given.Outcome != body.Outcome.Outcome,
		CodeResult, "%v, not %v", body.Outcome, given)
	return func() { s.phase, s.result, s.entry = Counted, body, s.e.Hash }
}

func sameTally(a, b ballot.Tally) bool {
	return a.Valid == b.Valid && a.Invalid == b.Invalid && slices.EqualFunc(a.Counts, b.Counts, slices.Equal[[]int])
}

func signing(s *step, body Sign) func() {
	t := &s.trustees[s.number-1]
	if s.wrong(t.lost || t.signed, CodeOrder, "trustee %d is lost or has signed", s.number) {
		return nil
	}
	s.wrong(!bytes.Equal(body.Result, s.entry), CodeResult, "trustee %d signed another", s.number)
	return func() {
		t.signed = true
		s.signedByAll()
	}
}

// signedByAll ends the signing when nobody is left whose signature is awaited.
func (b *Board) signedByAll() {
	signatures, awaited := 0, 0
	for _, t := range b.trustees {
		switch {
		case t.signed:
			signatures++
		case !t.lost:
			awaited++
		}
	}
	if awaited == 0 && signatures >= b.definition.Threshold {
		b.phase = Signed
	}
}
