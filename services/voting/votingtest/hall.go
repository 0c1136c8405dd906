// Package votingtest holds ballots through the voting service's operations with
// devices but without screens: the chair's, the scrutineers', the deputies' and the
// tellers'. What the devices know of the board, the service told them.
package votingtest

import (
	"encoding/hex"
	"io"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
)

// Hall is a congress in its hall. Whoever makes one says how its people reach the
// service; Seat gives them devices once the roll is frozen.
type Hall struct {
	T      testing.TB
	ID     string
	Office *rpc.Client // of who leads the ballot
	Public *rpc.Client
	Phone  func(seat int) *rpc.Client
	Teller func(number int) *rpc.Client

	Chair    *ballottest.Device
	Trustees []*ballottest.Trustee
	Voters   []*ballottest.Deputy
	Tellers  *ballottest.Tellers
	Seats    []voting.Elector
	Entries  []board.Entry
	Play     *ballottest.Play // for its marks and its board
	deals    []board.Deal
}

// Prepare takes a ballot to where the chair signs it: rules, scrutineers, roll.
func (h *Hall) Prepare(places int, approved voting.ApproveScrutineersRequest) {
	h.T.Helper()
	approved.ID = h.ID
	apptest.Call(h.T, h.Office, voting.AdoptBallotRules, voting.AdoptBallotRulesRequest{ID: h.ID, Places: places})
	apptest.Call(h.T, h.Office, voting.ApproveScrutineers, approved)
	apptest.Call(h.T, h.Office, voting.FreezeRoll, voting.BallotID{ID: h.ID})
	h.Seat()
}

// Seat gives everybody on the roll a phone.
func (h *Hall) Seat() {
	h.T.Helper()
	h.Seats = apptest.Call(h.T, h.Office, voting.ListElectors, voting.BallotID{ID: h.ID}).Items
	h.Chair, h.Tellers = ballottest.NewDevice("hall", "chair"), ballottest.NewTellers("hall")
	h.Play = &ballottest.Play{Board: board.New()}
	h.Trustees, h.Voters, h.Entries = nil, nil, nil
	for _, e := range h.Seats {
		h.Voters = append(h.Voters, ballottest.NewDeputy(h.ID, e.Seat))
		if e.Trustee > 0 {
			h.Trustees = append(h.Trustees, ballottest.NewTrustee(h.ID, e.Trustee, e.Seat))
		}
	}
	sorting.By(h.Trustees, func(a, b *ballottest.Trustee) int { return a.Index - b.Index })
}

// Board is what the devices know.
func (h *Hall) Board() *board.Board { return h.Play.Board }

// Request is what somebody said, as the service takes it.
func Request(id string, said ballottest.Said) voting.PostEntryRequest {
	return voting.PostEntryRequest{ID: id, Kind: said.Kind, Author: said.Author, Body: said.Body, Signature: hex.EncodeToString(said.Signature)}
}

// Post sends an entry and takes it as the service answered.
func (h *Hall) Post(c *rpc.Client, op rpc.Op[voting.PostEntryRequest, voting.EntryReceipt], said ballottest.Said) voting.EntryReceipt {
	h.T.Helper()
	r := apptest.Call(h.T, c, op, Request(h.ID, said))
	h.Take(said, r)
	return r
}

// Take puts an entry that the service took onto the devices' board. It stops the test
// where the receipt says another place or hash than the chain gives.
func (h *Hall) Take(said ballottest.Said, r voting.EntryReceipt) {
	h.T.Helper()
	e := h.Board().Next(r.At, said.Kind, said.Author, said.Body, said.Signature)
	if e.Hash.String() != r.Hash || e.Seq != r.Seq {
		h.T.Fatalf("%s stands at %d as %s, not at %d as %s", said.Kind, r.Seq, r.Hash, e.Seq, e.Hash)
	}
	must(h.T, h.Board().Take(e))
	h.Entries = append(h.Entries, e)
}

// Compose has the service write an entry of the chair, and the chair's device sign it.
func (h *Hall) Compose(req voting.ComposeEntryRequest) ballottest.Said {
	h.T.Helper()
	req.ID = h.ID
	if req.Kind == board.KindDefinition {
		req.Key = h.Chair.Key().String()
	}
	d := apptest.Call(h.T, h.Office, voting.ComposeEntry, req)
	return h.Chair.SayText(d.Ballot, d.Kind, d.Body)
}

// Lead composes an entry of the chair and posts it.
func (h *Hall) Lead(req voting.ComposeEntryRequest) voting.EntryReceipt {
	h.T.Helper()
	return h.Post(h.Office, voting.LeadEntry, h.Compose(req))
}

// Order is Lead for what needs a reason at most.
func (h *Hall) Order(kind string) voting.EntryReceipt {
	h.T.Helper()
	return h.Lead(voting.ComposeEntryRequest{Kind: kind, Reason: "会议决定"})
}

// Say posts what a deputy or a scrutineer said from the phone at a seat.
func (h *Hall) Say(seat int, said ballottest.Said) voting.EntryReceipt {
	h.T.Helper()
	return h.Post(h.Phone(seat), voting.PostEntry, said)
}

// Bundle is what anybody downloads.
func (h *Hall) Bundle() []byte {
	h.T.Helper()
	body, err := rpc.CallStream(h.T.Context(), h.Public, voting.GetBundle, voting.BallotID{ID: h.ID})
	must(h.T, err)
	defer body.Close()
	raw, err := io.ReadAll(body)
	must(h.T, err)
	return raw
}

// Verified is the bundle, verified with two heads that people kept.
func (h *Hall) Verified(receipts ...string) board.Report {
	h.T.Helper()
	last := h.Entries[len(h.Entries)-1]
	return board.Verify(h.Bundle(), []board.Witness{{Seq: last.Seq, Hash: last.Hash}, {Seq: 3, Hash: h.Entries[3].Hash}}, receipts)
}

// Ballot is how it stands.
func (h *Hall) Ballot() voting.Ballot {
	h.T.Helper()
	return apptest.Call(h.T, h.Office, voting.GetBallot, voting.BallotID{ID: h.ID})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
