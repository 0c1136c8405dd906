package board_test

import (
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
)

func papered(seed string) ballottest.Script {
	script := scripts()["paper"]
	script.Seed, script.Invalid = seed, 0
	return script
}

func (s *stage) paper(number int) ballottest.Said {
	said, err := s.Tellers.Paper(s.Board, number, s.Marks(number))
	s.must(err)
	return said
}

// What corrupt tellers can do.
var paperAttacks = []attack{
	{"a paper that the second teller did not see", papered("p1"), "cast", func(s *stage) {
		for n := 1; n <= 3; n++ {
			s.post(s.paper(n))
			if n < 3 {
				s.post(s.Tellers.Agree(s.Board, s.Last()))
			}
		}
		closed := s.Board.Closing()
		closed.Paper, closed.Collected = 3, closed.Screen+3
		s.order(board.KindClose, closed)
	}, "close", codes(board.CodeCollected, board.CodeFloor)},
	{"one teller agreeing with themselves", papered("p2"), "cast", func(s *stage) {
		s.post(s.paper(1))
		forged := *s.Tellers.First
		forged.Author = "teller:2"
		s.post(s.by(&forged, s.Tellers.Agree(s.Board, s.Last())))
	}, "", codes(board.CodeSignature)},
	{"the first teller posting an agreement", papered("p3"), "cast", func(s *stage) {
		s.post(s.paper(1))
		s.post(s.by(s.Tellers.First, s.Tellers.Agree(s.Board, s.Last())))
	}, "", codes(board.CodeOrder)},
	{"one person as both tellers", func() ballottest.Script {
		return papered("p4")
	}(), "confirm", func(s *stage) {
		s.must(s.Post(s.Tellers.Come(s.Board, 1)))
		said := reword(s.Tellers.Come(s.Board, 2), func(b *board.Teller) { b.Key = s.Tellers.First.Key() })
		forged := *s.Tellers.First
		forged.Author = "teller:2"
		s.post(s.by(&forged, said))
	}, "", codes(board.CodeKey)},
	{"an agreement to a paper that is not there", papered("p5"), "cast", func(s *stage) {
		s.post(s.Tellers.Agree(s.Board, s.Last()))
	}, "", codes(board.CodeTeller)},
	{"a paper number twice", papered("p6"), "cast", func(s *stage) {
		s.must(s.EnterPapers())
		said, err := s.Tellers.Paper(s.Board, 1, nil)
		s.must(err)
		s.post(said)
		s.post(s.Tellers.Agree(s.Board, s.Last()))
		_ = s.CloseUrn()
	}, "", codes(board.CodeTeller)},
	{"a paper number left out", papered("p7"), "cast", func(s *stage) {
		for _, n := range []int{1, 2, 4} {
			s.post(s.paper(n))
			s.post(s.Tellers.Agree(s.Board, s.Last()))
		}
		_ = s.CloseUrn()
	}, "close", codes(board.CodeTeller)},
	{"more papers than were issued", papered("p8"), "cast", func(s *stage) {
		for n := 1; n <= 4; n++ {
			s.post(s.paper(n))
			s.post(s.Tellers.Agree(s.Board, s.Last()))
		}
		_ = s.CloseUrn()
	}, "close", codes(board.CodeCollected)},
	{"papers too few to hide one another", papered("p9"), "cast", func(s *stage) {
		s.post(s.paper(1))
		s.post(s.Tellers.Agree(s.Board, s.Last()))
		_ = s.CloseUrn()
	}, "close", codes(board.CodeFloor)},
	{"a paper whose proofs are a deputy's", papered("p10"), "cast", func(s *stage) {
		stolen := reword(s.paper(1), func(b *board.Paper) { b.Ballot = s.cast(1).Body })
		s.post(s.by(s.Tellers.First, stolen))
	}, "", codes(board.CodeProof)},
	{"a paper that is valid and invalid", papered("p11"), "cast", func(s *stage) {
		s.post(s.by(s.Tellers.First, reword(s.paper(1), func(b *board.Paper) { b.Invalid = true })))
	}, "", codes(board.CodeBody)},
	{"papers before the urn is open", papered("p12"), "freeze", func(s *stage) { s.post(s.paper(1)) }, "", codes(board.CodeOrder)},
}
