package board_test

import (
	"strings"

	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

func defined(change func(*board.Definition)) func(*stage) {
	return func(s *stage) {
		d := s.Definition()
		change(&d)
		_ = s.DefineAs(d)
	}
}

func ruled(from, to string) func(*stage) {
	return defined(func(d *board.Definition) { d.Rules = strings.Replace(d.Rules, from, to, 1) })
}

// What can be wrong with the definition and with the making of the key: a corrupt
// chair, an operator who exchanges keys on the way, a corrupt trustee.
var ceremonyAttacks = []attack{
	{"a trustee set below three", small("t1"), "", defined(func(d *board.Definition) { d.Scrutineers, d.Threshold = []int{1, 3}, 2 }), "", codes(board.CodeDefinition)},
	{"a threshold that half of them reach", small("t2"), "", defined(func(d *board.Definition) { d.Threshold = 1 }), "", codes(board.CodeDefinition)},
	{"a scrutineer twice", small("t3"), "", defined(func(d *board.Definition) { d.Scrutineers[1] = 1 }), "", codes(board.CodeDefinition)},
	{"a scrutineer who is suspended", small("t4"), "", defined(func(d *board.Definition) { d.Roll[2].Suspended = true }), "", codes(board.CodeDefinition)},
	{"a deputy twice on the roll", small("t5"), "", defined(func(d *board.Definition) { d.Roll[1].Mandate = d.Roll[0].Mandate }), "", codes(board.CodeDefinition)},
	{"a candidate twice", small("t6"), "", defined(func(d *board.Definition) { d.Candidates[1].ID = d.Candidates[0].ID }), "", codes(board.CodeDefinition)},
	{"a pass mark lowered", small("t7"), "", ruled(`"pass":3`, `"pass":2`), "", codes(board.CodeRules)},
	{"a quorum lowered", small("t8"), "", ruled(`"quorum":4`, `"quorum":3`), "", codes(board.CodeRules)},
	{"a roll of another size in the rules", small("t9"), "", ruled(`"roll":5`, `"roll":4`), "", codes(board.CodeRules)},
	{"fewer candidates than the differential", small("t10"), "", ruled(`"places":2,"limit":2`, `"places":3,"limit":3`), "", codes(board.CodeRules)},
	{"rules with a member of their own", small("t11"), "", ruled(`{`, `{"weight":2,`), "", codes(board.CodeRules)},
	{"a definition signed by somebody else", small("t12"), "", func(s *stage) {
		said := ballottest.NewDevice("operator", "chair").Say("bal_t12", board.KindDefinition, s.Definition())
		s.post(said)
	}, "define", codes(board.CodeSignature)},
	{"a trustee's key exchanged on the way", small("t13"), "define", func(s *stage) {
		honest := ballottest.New(s.Script)
		s.must(honest.To("join"))
		s.witnesses = []board.Witness{{Seq: len(honest.Entries) - 1, Hash: honest.Last()}}
		s.Trustees[1] = ballottest.NewTrustee("operator", 2, s.Trustees[1].Seat)
	}, "define", codes(board.CodeHead)},
	{"a trustee on another's seat", small("t14"), "define", func(s *stage) {
		s.Trustees[0].Seat = 2
		s.post(s.Trustees[0].Join(s.Board))
	}, "", codes(board.CodeCeremony)},
	{"a trustee with the chair's key", small("t15"), "define", func(s *stage) {
		said := reword(s.Trustees[0].Join(s.Board), func(b *board.Trustee) { b.Key = s.Chair.Key() })
		forged := *s.Chair
		forged.Author = "trustee:1"
		s.post(s.by(&forged, said))
	}, "", codes(board.CodeKey)},
	{"a transport key that hides nothing", small("t16"), "define", func(s *stage) {
		said := reword(s.Trustees[0].Join(s.Board), func(b *board.Trustee) { b.Transport = make(seal.Hex, 32) })
		s.post(s.by(s.Trustees[0].Device, said))
	}, "", codes(board.CodeCeremony)},
	{"coefficients chosen after the others'", small("t17"), "join", func(s *stage) {
		late := ballottest.NewTrustee("late", 3, 5)
		_ = late.Join(s.Board)
		said := late.Deal(s.Board)
		s.post(s.by(s.Trustees[2].Device, said))
	}, "", codes(board.CodeCeremony)},
	{"a dealing changed on the way", small("t18"), "join", func(s *stage) {
		s.post(reword(s.Trustees[0].Deal(s.Board), func(b *board.Deal) { b.Coefficients[0], b.Coefficients[1] = b.Coefficients[1], b.Coefficients[0] }))
	}, "", codes(board.CodeSignature, board.CodeCeremony)},
	{"a dealing before all are there", small("t19"), "define", func(s *stage) {
		s.must(s.Post(s.Trustees[0].Join(s.Board)))
		said := s.Trustees[0].Say("bal_t19", board.KindDeal, board.Deal{Attempt: 1, Index: 1,
			Dealing: seal.Dealing{Coefficients: []seal.Hex{}, Shares: []seal.Share{}, Proof: seal.Pair{C: make(seal.Hex, 32), Z: make(seal.Hex, 32)}}})
		s.post(said)
	}, "", codes(board.CodeOrder)},
	{"another joint key confirmed", small("t20"), "deal", func(s *stage) {
		said, err := s.Trustees[0].Confirm(s.Board, s.Last())
		s.must(err)
		said = reword(said, func(b *board.Confirm) { b.Key = new(seal.Point).ScalarMultBase(seal.HashScalar("mine")).Bytes() })
		s.post(s.by(s.Trustees[0].Device, said))
	}, "", codes(board.CodeCeremony)},
	{"a confirmation of another board", small("t21"), "deal", func(s *stage) {
		said, err := s.Trustees[0].Confirm(s.Board, seal.Digest("another"))
		s.must(err)
		s.post(said)
	}, "", codes(board.CodeCeremony)},
	{"a scrutineer who signs for another", small("t22"), "deal", func(s *stage) {
		said, err := s.Trustees[0].Confirm(s.Board, s.Last())
		s.must(err)
		said.Author = "trustee:2"
		s.post(said)
	}, "", codes(board.CodeOrder)},
	{"the candidates exchanged after opening", small("t23"), "cast", func(s *stage) {
		s.resigned(func(d *board.Definition) {
			d.Candidates[0].Title, d.Candidates[1].Title = d.Candidates[1].Title, d.Candidates[0].Title
		})
	}, "", codes(board.CodeCeremony, board.CodeOrder)},
	{"the rules exchanged after opening", small("t24"), "cast", func(s *stage) {
		s.resigned(func(d *board.Definition) { d.Rules = strings.Replace(d.Rules, "runoff", "admit_all", 1) })
	}, "", codes(board.CodeCeremony, board.CodeOrder)},
}

// resigned is the board with another definition, which the chair signed.
func (s *stage) resigned(change func(*board.Definition)) {
	d := s.Definition()
	change(&d)
	said := s.Chair.Say(d.Ballot, board.KindDefinition, d)
	s.rewrite(func(entries []board.Entry) []board.Entry {
		entries[0].Body, entries[0].Signature = said.Body, said.Signature
		return entries
	})
}
