package board_test

import (
	"bytes"
	"slices"
	"strings"

	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/ballot/seal"
)

// What a server's operator can do to a board: change, drop, move and fork entries,
// and link them anew.
var chainAttacks = []attack{
	{"an entry altered in the store", small("c1"), "", func(s *stage) {
		s.must(s.To(""))
		s.Entries[s.find(board.KindFreeze)].At = "2026-11-23T01:00:15.500Z"
	}, "", codes(board.CodeChain)},
	{"an entry dropped from the store", small("c2"), "cast", func(s *stage) {
		at := s.find(board.KindVoter)
		s.write(slices.Delete(slices.Clone(s.Entries), at, at+1))
	}, "", codes(board.CodeChain, board.CodeFreeze, board.CodeKey)},
	{"two entries exchanged in the store", small("c3"), "cast", func(s *stage) {
		at, entries := s.find(board.KindBallot), slices.Clone(s.Entries)
		entries[at], entries[at+1] = entries[at+1], entries[at]
		s.write(entries)
	}, "", codes(board.CodeChain, board.CodeClock)},
	{"ballots reordered and linked anew", small("c4"), "cast", func(s *stage) {
		s.witness(s.find(board.KindBallot))
		s.rewrite(func(entries []board.Entry) []board.Entry {
			at := s.find(board.KindBallot)
			entries[at], entries[at+1] = entries[at+1], entries[at]
			entries[at].At, entries[at+1].At = entries[at+1].At, entries[at].At
			return entries
		})
	}, "", codes(board.CodeHead)},
	{"a ballot dropped before anybody kept a head", small("c5"), "open", func(s *stage) {
		s.receipts = []string{receipt(s.cast(2))}
		s.castAllBut(2)
	}, "cast", codes(board.CodeReceipt)},
	{"a ballot dropped after the close and all linked anew", small("c6"), "", func(s *stage) {
		s.must(s.To(""))
		s.rewrite(func(entries []board.Entry) []board.Entry {
			at := s.find(board.KindBallot)
			return slices.Delete(entries, at, at+1)
		})
	}, "", codes(board.CodeCollected, board.CodePartial, board.CodeTrustees, board.CodeResult)},
	{"an entry by nobody", small("c7"), "open", func(s *stage) {
		s.post(ballottest.Said{Kind: "vote", Author: "seat:1", Body: "{}", Signature: make(seal.Signature, 64)})
	}, "open", codes(board.CodeOrder)},
	{"a board forked to two viewers", small("c8"), "check in", func(s *stage) {
		other := ballottest.New(s.Script)
		s.must(other.To("check in"))
		s.must(other.Order(board.KindKeyVoid, board.KeyVoid{Seat: 5, Key: other.Deputies[4].Key(), Reason: "x"}))
		s.witnesses = []board.Witness{{Seq: len(other.Entries) - 1, Hash: other.Last()}}
	}, "check in", codes(board.CodeHead)},
	{"a head changed", small("c9"), "", func(s *stage) {
		s.must(s.To(""))
		s.witnesses = []board.Witness{{Seq: 3, Hash: seal.Digest("another")}}
	}, "", codes(board.CodeHead)},
	{"a head of an entry that is not there", small("c10"), "cast", func(s *stage) {
		s.witnesses = []board.Witness{{Seq: len(s.Entries), Hash: s.Last()}}
	}, "", codes(board.CodeHead)},
	{"the clock moved back", small("c11"), "open", func(s *stage) {
		e := s.Board.Next("2026-11-23T00:59:59.000Z", board.KindPaperOnly, "chair", `{"reason":"x"}`, nil)
		said := s.Chair.SayText(s.Board.Definition().Ballot, e.Kind, e.Body)
		e.Signature = said.Signature
		e.Hash = e.Link()
		s.Board.Force(e)
		s.Entries = append(s.Entries, e)
	}, "", codes(board.CodeClock)},
	{"a server restored from an older backup in mid-ballot", small("c12"), "open", func(s *stage) {
		first := s.cast(1)
		s.post(first)
		s.post(s.cast(2))
		s.witness(len(s.Entries) - 1)
		s.receipts = []string{receipt(first)}
		kept := s.Entries[:len(s.Entries)-2]
		again, err := board.Load(kept)
		s.must(err)
		s.Board, s.Entries = again, kept
		s.castAllBut(1)
	}, "cast", codes(board.CodeHead, board.CodeReceipt)},
	{"a bundle cut short", small("c13"), "cast", func(s *stage) { s.bundle = s.Bundle()[:5000] }, "", codes(board.CodeBundle)},
	{"a bundle of another protocol", small("c14"), "cast", func(s *stage) {
		s.bundle = bytes.Replace(s.Bundle(), []byte(seal.Protocol), []byte("lianluo-ballot/2"), 1)
	}, "", codes(board.CodeBundle)},
	{"a bundle with a member of its own", small("c15"), "cast", func(s *stage) {
		s.bundle = bytes.Replace(s.Bundle(), []byte(`{"seq":1,`), []byte(`{"note":"","seq":1,`), 1)
	}, "", codes(board.CodeBundle)},
	{"a bundle with hashes in capitals", small("c16"), "cast", func(s *stage) {
		hash := s.Last().String()
		s.bundle = bytes.Replace(s.Bundle(), []byte(hash), []byte(strings.ToUpper(hash)), 1)
	}, "", codes(board.CodeBundle)},
	{"the chair's old order posted again", small("c17"), "join", func(s *stage) {
		suspend := s.Chair.Say(s.Board.Definition().Ballot, board.KindSuspension, board.Suspension{Seat: 4, Suspended: true, Reason: "许可"})
		s.post(suspend)
		s.order(board.KindSuspension, board.Suspension{Seat: 4, Suspended: false, Reason: "恢复"})
		s.post(suspend)
	}, "", codes(board.CodeCopied)},
	{"an order that the chair never gave", small("c18"), "open", func(s *stage) {
		s.post(s.by(ballottest.NewDevice("operator", "chair"), ballottest.Said{Kind: board.KindPaperOnly, Body: `{"reason":"x"}`}))
	}, "", codes(board.CodeSignature)},
	{"an order of the chair for another ballot", small("c19"), "open", func(s *stage) {
		s.post(s.Chair.Say("bal_other", board.KindPaperOnly, board.PaperOnly{Reason: "x"}))
	}, "", codes(board.CodeSignature)},
	{"a member twice in a body", small("c20"), "open", func(s *stage) {
		s.post(s.Chair.SayText(s.Board.Definition().Ballot, board.KindPaperOnly, `{"reason":"a","reason":"b"}`))
	}, "", codes(board.CodeBody)},
}

func receipt(said ballottest.Said) string {
	return seal.Receipt(seal.Digest("body", []byte(said.Body)))
}
