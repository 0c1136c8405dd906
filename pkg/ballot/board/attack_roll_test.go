package board_test

import (
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

func suspended(s *stage) {
	s.must(s.Order(board.KindSuspension, board.Suspension{Seat: 4, Suspended: true, Reason: "许可"}))
}

// What can be wrong with who votes.
var rollAttacks = []attack{
	{"the device of a suspended deputy", small("r1"), "confirm", func(s *stage) {
		suspended(s)
		s.post(s.Deputies[3].CheckIn(s.Board))
	}, "", codes(board.CodeSuspended)},
	{"a paper for a suspended deputy", small("r2"), "confirm", func(s *stage) {
		suspended(s)
		s.order(board.KindPaperIssue, board.PaperIssue{Seat: 4})
	}, "", codes(board.CodeSuspended)},
	{"a deputy suspended who keeps the key", small("r3"), "check in", func(s *stage) {
		s.order(board.KindSuspension, board.Suspension{Seat: 4, Suspended: true, Reason: "许可"})
	}, "", codes(board.CodeSuspended)},
	{"a second key for a deputy", small("r4"), "check in", func(s *stage) {
		s.post(ballottest.NewDeputy("second", 2).CheckIn(s.Board))
	}, "", codes(board.CodeTwice)},
	{"a paper beside a key", small("r5"), "check in", func(s *stage) {
		s.order(board.KindPaperIssue, board.PaperIssue{Seat: 2})
	}, "", codes(board.CodeTwice)},
	{"a key beside a paper", small("r6"), "confirm", func(s *stage) {
		s.must(s.Order(board.KindPaperIssue, board.PaperIssue{Seat: 2}))
		s.post(s.Deputies[1].CheckIn(s.Board))
	}, "", codes(board.CodeTwice)},
	{"one key for two deputies", small("r7"), "confirm", func(s *stage) {
		s.must(s.Post(s.Deputies[0].CheckIn(s.Board)))
		said := reword(s.Deputies[1].CheckIn(s.Board), func(b *board.Voter) { b.Key = s.Deputies[0].Key() })
		shared := *s.Deputies[0].Device
		shared.Author = "seat:2"
		s.post(s.by(&shared, said))
	}, "", codes(board.CodeKey)},
	{"a void key that comes back", small("r8"), "check in", func(s *stage) {
		s.must(s.Order(board.KindKeyVoid, board.KeyVoid{Seat: 2, Key: s.Deputies[1].Key(), Reason: "遗失"}))
		said := reword(s.Deputies[1].CheckIn(s.Board), func(b *board.Voter) { b.Device = "tablet" })
		s.post(s.by(s.Deputies[1].Device, said))
	}, "", codes(board.CodeKey)},
	{"a key that is not on the roll", small("r9"), "confirm", func(s *stage) {
		s.post(ballottest.NewDeputy("stranger", 6).CheckIn(s.Board))
	}, "", codes(board.CodeOrder)},
	{"a key that anything is signed with", small("r10"), "confirm", func(s *stage) {
		weak := make(seal.Hex, 32)
		weak[0] = 1
		said := reword(s.Deputies[1].CheckIn(s.Board), func(b *board.Voter) { b.Key = weak })
		said.Signature = append(append(seal.Signature{}, weak...), make([]byte, 32)...)
		s.post(said)
	}, "", codes(board.CodeSignature)},
	{"another's key made void", small("r11"), "check in", func(s *stage) {
		s.order(board.KindKeyVoid, board.KeyVoid{Seat: 2, Key: s.Deputies[2].Key(), Reason: "x"})
	}, "", codes(board.CodeKey)},
	{"a used key made void", small("r12"), "open", func(s *stage) {
		s.must(s.Post(s.cast(2)))
		s.order(board.KindKeyVoid, board.KeyVoid{Seat: 2, Key: s.Deputies[1].Key(), Reason: "x"})
	}, "", codes(board.CodeTwice)},
	{"too few present", func() ballottest.Script {
		script := small("r13")
		script.Absent = 2
		return script
	}(), "check in", func(s *stage) { _ = s.Freeze() }, "", codes(board.CodeQuorum)},
	{"the frozen list with another key", small("r14"), "check in", func(s *stage) {
		f := s.Board.Freezing()
		f.Keys = seal.Digest("keys")
		s.order(board.KindFreeze, f)
	}, "", codes(board.CodeFreeze)},
	{"the frozen roll with one more", small("r15"), "check in", func(s *stage) {
		f := s.Board.Freezing()
		f.Present, f.Screen = f.Present+1, f.Screen+1
		s.order(board.KindFreeze, f)
	}, "", codes(board.CodeFreeze)},
	{"the roll changed after the freeze", small("r16"), "freeze", func(s *stage) {
		s.order(board.KindSuspension, board.Suspension{Seat: 4, Suspended: true, Reason: "x"})
	}, "", codes(board.CodeOrder)},
	{"a key after the freeze", func() ballottest.Script {
		script := small("r17")
		script.Absent = 1
		return script
	}(), "freeze", func(s *stage) { s.post(s.Deputies[4].CheckIn(s.Board)) }, "", codes(board.CodeOrder)},
	{"an urn opened before the freeze", small("r18"), "check in", func(s *stage) { _ = s.OpenUrn() }, "", codes(board.CodeOrder)},
}
