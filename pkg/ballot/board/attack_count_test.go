package board_test

import (
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

func (s *stage) partial(i int) ballottest.Said {
	said, err := s.Partial(s.Trustees[i-1])
	s.must(err)
	return said
}

// published lets the chair publish what was counted, changed.
func published(change func(*board.Result)) func(*stage) {
	return func(s *stage) {
		r, err := s.Counted()
		s.must(err)
		change(&r)
		s.order(board.KindResult, r)
	}
}

// What can be wrong with opening and result: corrupt trustees, a corrupt chair.
var countAttacks = []attack{
	{"an early tally", small("n1"), "cast", func(s *stage) { s.post(s.partial(1)) }, "cast", codes(board.CodeEarly)},
	{"more collected than there are", small("n2"), "cast", func(s *stage) {
		closed := s.Board.Closing()
		closed.Collected, closed.Screen = closed.Collected+1, closed.Screen+1
		s.order(board.KindClose, closed)
	}, "close", codes(board.CodeCollected)},
	{"a wrong partial decryption", small("n3"), "close", func(s *stage) {
		s.post(s.Trustees[0].Open(s.Board, seal.HashScalar("wrong")))
		s.post(s.partial(2))
		s.post(s.partial(3))
	}, "partials", codes(board.CodePartial)},
	{"a partial decryption of another's", small("n4"), "close", func(s *stage) {
		said := reword(s.partial(2), func(b *board.Partial) { b.Index = 1 })
		s.post(s.by(s.Trustees[0].Device, said))
		s.post(s.partial(2))
		s.post(s.partial(3))
	}, "partials", codes(board.CodePartial)},
	{"a partial decryption without some sums", small("n5"), "close", func(s *stage) {
		said := reword(s.partial(1), func(b *board.Partial) { b.Shares = b.Shares[1:] })
		s.post(s.by(s.Trustees[0].Device, said))
	}, "", codes(board.CodeShape)},
	{"a second partial decryption", small("n6"), "partials", func(s *stage) { s.post(s.partial(1)) }, "partials", codes(board.CodeOrder)},
	{"a missing partial decryption", small("n7"), "close", func(s *stage) {
		s.post(s.partial(1))
		s.order(board.KindResult, s.ResultOf(tally(3, 2, 1)))
	}, "result", codes(board.CodeTrustees)},
	{"a partial decryption of a lost phone", small("n8"), "close", func(s *stage) {
		s.must(s.Order(board.KindTrusteeLost, board.TrusteeLost{Index: 1, Reason: "遗失"}))
		s.post(s.partial(1))
	}, "", codes(board.CodeOrder)},
	{"counts altered on the result", small("n9"), "partials", published(func(r *board.Result) {
		r.Counts[0][0]--
	}), "result", codes(board.CodeTally, board.CodeResult)},
	{"ballots declared invalid", small("n10"), "partials", published(func(r *board.Result) { r.Valid, r.Invalid = r.Valid-1, r.Invalid+1 }), "", codes(board.CodeTally, board.CodeResult)},
	{"a selection that the rules do not give", small("n11"), "partials", published(func(r *board.Result) {
		r.Selected = []string{"prj_03"}
	}), "result", codes(board.CodeResult)},
	{"a tie decided by the chair", small("n12"), "partials", published(func(r *board.Result) { r.Outcome.Outcome = "presidium" }), "result", codes(board.CodeResult)},
	{"a result altered after it was signed", small("n13"), "", func(s *stage) {
		s.must(s.To(""))
		at := s.find(board.KindResult)
		said := reword(ballottest.Said{Kind: board.KindResult, Body: s.Entries[at].Body}, func(r *board.Result) { r.Selected = []string{} })
		said = s.by(s.Chair, said)
		s.rewrite(func(entries []board.Entry) []board.Entry {
			entries[at].Body, entries[at].Signature = said.Body, said.Signature
			return entries
		})
	}, "", codes(board.CodeResult)},
	{"a signature under another result", small("n14"), "result", func(s *stage) {
		s.post(s.Trustees[0].Sign(s.Board, seal.Digest("another")))
	}, "", codes(board.CodeResult)},
	{"a declaration that not all have signed", small("n15"), "result", func(s *stage) {
		s.must(s.Post(s.Trustees[0].Sign(s.Board, s.Last())))
		_ = s.Declare()
	}, "", codes(board.CodeOrder)},
	{"a result before the close", small("n16"), "cast", func(s *stage) {
		s.order(board.KindResult, s.ResultOf(tally(3, 2, 1)))
	}, "", codes(board.CodeOrder)},
	{"an entry after the declaration", small("n17"), "declare", func(s *stage) {
		s.order(board.KindVoid, board.Void{Reason: "x"})
	}, "", codes(board.CodeOrder)},
	{"a second definition", small("n18"), "open", func(s *stage) { _ = s.Define() }, "", codes(board.CodeOrder)},
}
