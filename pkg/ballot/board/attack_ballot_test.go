package board_test

import (
	"github.com/go-json-experiment/json"

	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// bound is a ballot of a seat whose maker changed the setting, the shape and what
// came out, and signed it properly.
func bound(seat int, setting func(*seal.Setting), shape func(*seal.Shape), marks [][]int, change func(*seal.Ballot)) func(*stage) {
	return func(s *stage) {
		d := s.Deputies[seat-1]
		at, of := d.Setting(s.Board), s.Board.Shape()
		setting(&at)
		shape(&of)
		made, err := at.Make(of, marks, d.Draw)
		s.must(err)
		change(&made)
		s.post(d.Say(s.Board.Definition().Ballot, board.KindBallot, made))
		s.castAllBut(seat)
	}
}

func sameSetting(*seal.Setting) {}
func sameShape(*seal.Shape)     {}
func asMade(*seal.Ballot)       {}

var lawfulMarks = [][]int{{1}, {0}, {0}}

// onto adds an encryption of v to a vote, so that nobody knows it again.
func onto(s *stage, vote *seal.Vote, v int) {
	alpha, err := vote.Alpha.Element()
	s.must(err)
	beta, err := vote.Beta.Element()
	s.must(err)
	sum := s.Board.Key().Encrypt(seal.HashScalar("again"), v).Add(seal.Cipher{Alpha: alpha, Beta: beta})
	vote.Alpha, vote.Beta = sum.Alpha.Bytes(), sum.Beta.Bytes()
}

// What can be wrong with a ballot: the operator forges, a deputy's device cheats.
var ballotAttacks = []attack{
	{"a forged ballot", small("b1"), "open", func(s *stage) {
		made, err := s.Deputies[1].Setting(s.Board).Make(s.Board.Shape(), lawfulMarks, seal.Fresh)
		s.must(err)
		s.post(ballottest.NewDeputy("operator", 2).Say(s.Board.Definition().Ballot, board.KindBallot, made))
		s.castAllBut(2)
	}, "cast", codes(board.CodeSignature)},
	{"a duplicated ballot", small("b2"), "open", func(s *stage) {
		s.castAllBut(2)
		said := s.cast(2)
		s.post(said)
		s.post(said)
	}, "cast", codes(board.CodeCopied, board.CodeTwice)},
	{"an altered ballot", small("b3"), "open", func(s *stage) {
		s.castAllBut(2)
		s.post(reword(s.cast(2), func(b *seal.Ballot) { onto(s, &b.Votes[2][0], 0) }))
	}, "cast", codes(board.CodeSignature, board.CodeProof)},
	{"a ballot replayed from another election", small("b4"), "open", func(s *stage) {
		other := ballottest.New(s.Script)
		other.Trustees[0] = ballottest.NewTrustee("elsewhere", 1, 1)
		s.must(other.To("open"))
		said, err := other.Deputies[1].Cast(other.Board, lawfulMarks)
		s.must(err)
		s.post(said)
		s.castAllBut(2)
	}, "cast", codes(board.CodeContext)},
	{"a ballot replayed from another congress", small("b5"), "open", func(s *stage) {
		made, err := s.Deputies[1].Setting(s.Board).Make(s.Board.Shape(), lawfulMarks, seal.Fresh)
		s.must(err)
		s.post(s.Deputies[1].Say("bal_other", board.KindBallot, made))
		s.castAllBut(2)
	}, "cast", codes(board.CodeSignature)},
	{"a vote for another", small("b6"), "open", func(s *stage) {
		said := s.cast(2)
		said.Author = "seat:3"
		s.post(said)
		s.castAllBut(3)
	}, "cast", codes(board.CodeSignature, board.CodeProof)},
	{"a vote twice on screens", small("b7"), "open", func(s *stage) {
		s.castAllBut()
		s.post(s.cast(2))
	}, "cast", codes(board.CodeTwice)},
	{"a vote with a void key", small("b8"), "open", func(s *stage) {
		s.must(s.Order(board.KindKeyVoid, board.KeyVoid{Seat: 2, Key: s.Deputies[1].Key(), Reason: "遗失"}))
		s.post(s.cast(2))
		s.castAllBut(2)
	}, "cast", codes(board.CodeKey)},
	{"a vote of one who did not check in", func() ballottest.Script {
		script := small("b9")
		script.Absent = 1
		return script
	}(), "cast", func(s *stage) { s.post(s.cast(5)) }, "cast", codes(board.CodeKey)},
	{"a vote on the screen beside a paper", func() ballottest.Script { return scripts()["paper"] }(), "open", func(s *stage) {
		s.post(s.cast(6))
	}, "open", codes(board.CodeKey)},
	{"too many approvals", small("b11"), "open", bound(2, sameSetting, func(s *seal.Shape) { s.Limit = 3 }, [][]int{{1}, {1}, {1}},
		func(b *seal.Ballot) {
			b.Total = []seal.Pair{b.Votes[0][0].Proof[0], b.Votes[0][0].Proof[1], b.Votes[1][0].Proof[0]}
		}), "cast", codes(board.CodeProof)},
	{"a vote that counts for ten", small("b12"), "open", func(s *stage) {
		bound(2, sameSetting, sameShape, lawfulMarks, func(b *seal.Ballot) { onto(s, &b.Votes[0][0], 10) })(s)
	}, "", codes(board.CodeProof)},
	{"a vote against another candidate", small("b13"), "open", func(s *stage) {
		bound(2, sameSetting, sameShape, lawfulMarks, func(b *seal.Ballot) {
			vote := &b.Votes[1][0]
			beta, err := vote.Beta.Element()
			s.must(err)
			vote.Beta = beta.Sub(beta, new(seal.Point).SetBase()).Bytes()
		})(s)
	}, "", codes(board.CodeProof)},
	{"both marks for one candidate", func() ballottest.Script {
		script := scripts()["item"]
		script.Absent = 0
		return script
	}(), "open", func(s *stage) {
		bound(2, sameSetting, sameShape, [][]int{{1, 0}, {0, 0}, {0, 0}}, func(b *seal.Ballot) {
			b.Votes[0][1] = b.Votes[0][0]
		})(s)
	}, "", codes(board.CodeCopied, board.CodeProof)},
	{"a proof that does not hold", small("b15"), "open", bound(2, sameSetting, sameShape, lawfulMarks, func(b *seal.Ballot) {
		b.Votes[0][0].Proof[0].Z = b.Votes[0][0].Proof[1].Z
	}), "cast", codes(board.CodeProof)},
	{"a proof of another election", small("b16"), "open", func(s *stage) {
		right := s.Board.Election()
		bound(2, func(at *seal.Setting) { at.Election = seal.Digest("other") }, sameShape, lawfulMarks, func(b *seal.Ballot) { b.Election = right })(s)
	}, "cast", codes(board.CodeProof)},
	{"a proof of another deputy", small("b17"), "open", bound(2, func(at *seal.Setting) { at.Author = "seat:3" }, sameShape, lawfulMarks, asMade), "cast", codes(board.CodeProof)},
	{"a proof under another key", small("b18"), "open", bound(2, func(at *seal.Setting) { at.Ballot = seal.Digest("other") }, sameShape, lawfulMarks, asMade), "cast", codes(board.CodeProof)},
	{"a proof by weak Fiat–Shamir", small("b19"), "open", func(s *stage) {
		bound(2, sameSetting, sameShape, lawfulMarks, func(b *seal.Ballot) { weaken(s, &b.Votes[0][0]) })(s)
	}, "cast", codes(board.CodeProof)},
	{"a malleated ballot", small("b20"), "open", func(s *stage) {
		var stolen seal.Ballot
		s.must(json.Unmarshal([]byte(s.cast(3).Body), &stolen))
		for i := range stolen.Votes {
			onto(s, &stolen.Votes[i][0], 0)
		}
		s.post(s.Deputies[1].Say(s.Board.Definition().Ballot, board.KindBallot, stolen))
		s.castAllBut(2)
	}, "cast", codes(board.CodeProof)},
	{"another's ballot copied", small("b21"), "open", func(s *stage) {
		said := s.cast(3)
		s.post(said)
		s.post(s.by(s.Deputies[1].Device, said))
		s.castAllBut(2, 3)
	}, "cast", codes(board.CodeCopied, board.CodeProof)},
	{"a ballot that hides nothing", small("b22"), "open", bound(2, sameSetting, sameShape, lawfulMarks, func(b *seal.Ballot) {
		b.Votes[0][0].Alpha = make(seal.Hex, 32)
	}), "cast", codes(board.CodeProof)},
	{"a ballot in another encoding", small("b23"), "open", bound(2, sameSetting, sameShape, lawfulMarks, func(b *seal.Ballot) {
		b.Votes[0][0].Beta = append(make(seal.Hex, 31), 0xff)
	}), "cast", codes(board.CodeEncoding)},
	{"a proof in another encoding", small("b24"), "open", bound(2, sameSetting, sameShape, lawfulMarks, func(b *seal.Ballot) {
		b.Votes[0][0].Proof[0].C = append(make(seal.Hex, 31), 0xff)
	}), "cast", codes(board.CodeEncoding)},
	{"a ballot with one candidate more", small("b25"), "open", bound(2, sameSetting, func(s *seal.Shape) { s.Rows = 4 }, [][]int{{1}, {0}, {0}, {0}}, asMade), "cast", codes(board.CodeShape)},
	{"a ballot without the proof of its sum", small("b26"), "open", bound(2, sameSetting, sameShape, lawfulMarks, func(b *seal.Ballot) { b.Total = []seal.Pair{} }), "cast", codes(board.CodeShape)},
	{"a ballot after the close", small("b27"), "open", func(s *stage) {
		s.castAllBut(2)
		said := s.cast(2)
		s.must(s.CloseUrn())
		s.post(said)
	}, "close", codes(board.CodeOrder)},
	{"a ballot before the urn is open", small("b28"), "freeze", func(s *stage) { s.post(s.cast(2)) }, "freeze", codes(board.CodeOrder)},
	{"a ballot with a note in it", small("b29"), "open", func(s *stage) {
		said := s.cast(2)
		said.Body = `{"note":"",` + said.Body[1:]
		s.post(s.by(s.Deputies[1].Device, said))
	}, "", codes(board.CodeBody)},
}

// weaken makes the proof of a vote of 2 whose challenge covers the commitments
// alone: it is chosen first, and the statement fitted to it.
func weaken(s *stage, vote *seal.Vote) {
	c0, c1, z := seal.HashScalar("c0"), seal.HashScalar("c1"), seal.HashScalar("z")
	onto(s, vote, 1)
	vote.Proof = []seal.Pair{{C: c0.Bytes(), Z: z.Bytes()}, {C: c1.Bytes(), Z: z.Bytes()}}
}
