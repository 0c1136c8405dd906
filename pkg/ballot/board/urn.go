package board

import (
	"lianluo/pkg/ballot/seal"
)

// urn is what was cast.
type urn struct {
	paperOnly bool
	casts     int
	papers    map[string]*paperState // by the hash of their entry
	agreed    map[int]*paperState    // by number
	sums      [][]seal.Cipher
}

type paperState struct {
	number  int
	invalid bool
	agreed  bool
	ciphers [][]seal.Cipher
}

func emptyUrn(shape seal.Shape) urn {
	u := urn{papers: map[string]*paperState{}, agreed: map[int]*paperState{}, sums: make([][]seal.Cipher, shape.Rows)}
	for i := range u.sums {
		u.sums[i] = make([]seal.Cipher, shape.Columns)
		for column := range u.sums[i] {
			u.sums[i][column] = seal.Nothing()
		}
	}
	return u
}

func (u *urn) add(ciphers [][]seal.Cipher) {
	for i, row := range ciphers {
		for column, c := range row {
			u.sums[i][column] = u.sums[i][column].Add(c)
		}
	}
}

// read takes the ciphers out of a ballot and leaves its proofs for later; nil if
// they cannot be read.
func (s *step) read(b seal.Ballot, author string, key seal.Hex) [][]seal.Cipher {
	ciphers, err := b.Ciphers(s.election, s.shape)
	if err != nil {
		s.fails(err)
		return nil
	}
	own := map[string]bool{}
	for _, row := range b.Votes {
		for _, vote := range row {
			alpha := string(vote.Alpha)
			s.wrong(s.alphas[alpha] || own[alpha], CodeCopied, "a cipher of %s", author)
			own[alpha] = true
		}
	}
	setting := seal.Setting{Election: s.election, Author: author, Ballot: key, Key: s.joint}
	s.later(func() error { return setting.CheckProofs(b, ciphers) })
	return ciphers
}

func (b *Board) keep(ballot seal.Ballot) {
	for _, row := range ballot.Votes {
		for _, vote := range row {
			b.alphas[string(vote.Alpha)] = true
		}
	}
}

func casting(s *step, body seal.Ballot) func() {
	at := s.on(s.number)
	if at == nil || s.wrong(at.last == nil, CodeKey, "seat %d has no key", s.number) {
		return nil
	}
	s.signed(at.last)
	if s.wrong(s.paperOnly, CodeOrder, "the ballot is on paper only now") ||
		s.wrong(at.suspended, CodeSuspended, "seat %d", s.number) ||
		s.wrong(at.cast, CodeTwice, "seat %d has cast", s.number) ||
		s.wrong(at.key == nil, CodeKey, "the key of seat %d is void", s.number) {
		return nil
	}
	ciphers := s.read(body, s.e.Author, at.key)
	if ciphers == nil {
		return nil
	}
	return func() {
		at.cast = true
		s.casts++
		s.keep(body)
		s.add(ciphers)
	}
}

// paperTime says that papers may be entered now.
func (s *step) paperTime() bool {
	return !s.wrong(s.phase == Frozen && !s.paperOnly, CodeOrder, "%s before the urn is open", s.e.Kind)
}

func entering(s *step, body Paper) func() {
	if !s.paperTime() || s.wrong(body.Number < 1 || body.Invalid != (body.Ballot == ""), CodeBody, "paper %d", body.Number) {
		return nil
	}
	paper := &paperState{number: body.Number, invalid: body.Invalid}
	if body.Invalid {
		return func() { s.papers[string(s.e.Hash)] = paper }
	}
	ballot, err := strict[seal.Ballot]([]byte(body.Ballot))
	if s.wrong(err != nil, CodeBody, "paper %d: %v", body.Number, err) {
		return nil
	}
	if paper.ciphers = s.read(ballot, person("paper", body.Number), s.tellers[0]); paper.ciphers == nil {
		return nil
	}
	return func() {
		s.keep(ballot)
		s.papers[string(s.e.Hash)] = paper
	}
}

func agreeing(s *step, body PaperAgree) func() {
	paper := s.papers[string(body.Entry)]
	if !s.paperTime() || s.wrong(paper == nil || paper.agreed || s.agreed[paper.number] != nil, CodeTeller, "to %s", body.Entry) {
		return nil
	}
	return func() {
		paper.agreed = true
		s.agreed[paper.number] = paper
		s.add(paper.ciphers)
	}
}

func goingOver(s *step, _ PaperOnly) func() {
	if s.wrong(s.paperOnly, CodeOrder, "paper only again") {
		return nil
	}
	return func() { s.paperOnly = true }
}
