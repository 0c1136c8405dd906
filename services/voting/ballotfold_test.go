package voting

import (
	"context"
	"errors"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/services/voting/votingtest"
)

// unstored has this process take an entry in a unit of work that is then lost, as
// when the disk is full or another replica was quicker.
func (h *hall) unstored(said ballottest.Said) {
	h.t.Helper()
	lost := errors.New("lost")
	err := h.service.db.Transact(system(h.t), func(ctx context.Context) error {
		b, err := h.service.ballots.Get(ctx, h.ID)
		must(h.t, err)
		_, err = h.service.post(ctx, &b, votingtest.Request(h.ID, said))
		must(h.t, err)
		return lost
	})
	if !errors.Is(err, lost) {
		h.t.Fatal(err)
	}
}

// elsewhere stores an entry as another replica does, with boards of its own.
func (h *hall) elsewhere(said ballottest.Said) {
	h.t.Helper()
	mine := h.service.boards.of
	h.service.boards.of = nil
	b, err := h.service.ballots.Get(system(h.t), h.ID)
	must(h.t, err)
	r, err := h.service.post(system(h.t), &b, votingtest.Request(h.ID, said))
	must(h.t, err)
	h.service.boards.of = mine
	h.Take(said, r)
}

// What was taken and not stored is forgotten: its author tries again and is not
// told that they have cast.
func TestUnstoredEntryIsForgotten(t *testing.T) {
	h := opened(t)
	said := h.Cast(h.Voters[0])
	h.unstored(said)
	h.Post(h.phone(1), voting.PostEntry, said)
	h.unstored(h.Compose(voting.ComposeEntryRequest{Kind: board.KindClose}))
	h.Post(h.phone(2), voting.PostEntry, h.Cast(h.Voters[1]))
	if b := h.Ballot(); b.Turnout.Cast != 2 || b.State != voting.BallotOpen {
		t.Errorf("the ballot is %s with %+v", b.State, b.Turnout)
	}
}

// A process goes on after others, whatever it took itself and could not store.
func TestBoardsOfTwoReplicas(t *testing.T) {
	h := opened(t)
	for i, others := range [][]int{{1}, {2, 3}} {
		mine := h.Cast(h.Voters[4])
		h.unstored(mine)
		for _, n := range others {
			h.elsewhere(h.Cast(h.Voters[n]))
		}
		if b := h.Ballot(); b.Turnout.Cast != 1+2*i {
			t.Errorf("%d have cast", b.Turnout.Cast)
		}
		seats := apptest.Call(t, h.Office, voting.ListElectors, voting.BallotID{ID: h.ID}).Items
		if !seats[others[0]].Cast || seats[4].Cast {
			t.Errorf("after others the roll says %+v", seats)
		}
	}
	h.Post(h.phone(5), voting.PostEntry, h.Cast(h.Voters[4]))
	if head := h.Entries[len(h.Entries)-1].Hash.String(); h.Ballot().Head.Hash != head {
		t.Errorf("the head is not %s", head)
	}
}
