package votingtest

import (
	"encoding/json"

	"lianluo/api/voting"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
)

// Ceremony makes the key of the urn on the scrutineers' phones.
func (h *Hall) Ceremony() {
	h.T.Helper()
	h.deals = nil
	for _, t := range h.Trustees {
		h.Say(t.Seat, t.Join(h.Board()))
	}
	for _, t := range h.Trustees {
		said := t.Deal(h.Board())
		var d board.Deal
		must(h.T, json.Unmarshal([]byte(said.Body), &d))
		h.deals = append(h.deals, d)
		h.Say(t.Seat, said)
	}
	last := h.Board().Head()
	for _, t := range h.Trustees {
		said, err := t.Confirm(h.Board(), last)
		must(h.T, err)
		h.Say(t.Seat, said)
	}
}

// Begin: the first so many deputies check in, the next get paper, and the urn opens.
func (h *Hall) Begin(screen, paper int) {
	h.T.Helper()
	for _, v := range h.Voters[:screen] {
		h.Say(v.Seat, v.CheckIn(h.Board()))
	}
	for _, v := range h.Voters[screen : screen+paper] {
		h.Lead(voting.ComposeEntryRequest{Kind: board.KindPaperIssue, Seat: v.Seat})
	}
	h.Order(board.KindFreeze)
	h.Order(board.KindOpen)
}

// Cast is a deputy's ballot with choices of the play's, to be posted.
func (h *Hall) Cast(v *ballottest.Deputy) ballottest.Said {
	h.T.Helper()
	said, err := v.Cast(h.Board(), h.Play.Marks(v.Seat))
	must(h.T, err)
	return said
}

// Papers: both tellers enter so many, post and agree.
func (h *Hall) Papers(n int) {
	h.T.Helper()
	for number := range 2 {
		h.Post(h.Teller(number+1), voting.PostEntry, h.Tellers.Come(h.Board(), number+1))
	}
	for i := range n {
		said, err := h.Tellers.Paper(h.Board(), i+1, h.Play.Marks(1000+i))
		must(h.T, err)
		h.Post(h.Teller(1), voting.PostEntry, said)
		h.Post(h.Teller(2), voting.PostEntry, h.Tellers.Agree(h.Board(), h.Board().Head()))
	}
}

// Partial is a scrutineer's part of the opening, to be posted.
func (h *Hall) Partial(t *ballottest.Trustee) ballottest.Said {
	h.T.Helper()
	secret, err := t.Secret(h.Board(), h.deals)
	must(h.T, err)
	return t.Open(h.Board(), secret)
}

// Open lets so many scrutineers open the urn.
func (h *Hall) Open(n int) {
	h.T.Helper()
	for _, t := range h.Trustees[:n] {
		h.Say(t.Seat, h.Partial(t))
	}
}

// Finish closes, opens, counts, signs and declares.
func (h *Hall) Finish() {
	h.T.Helper()
	h.Order(board.KindClose)
	h.Open(len(h.Trustees))
	h.Order(board.KindResult)
	result := h.Board().Head()
	for _, t := range h.Trustees {
		h.Say(t.Seat, t.Sign(h.Board(), result))
	}
	h.Order(board.KindDeclare)
}
