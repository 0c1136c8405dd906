package voting

import (
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
	"lianluo/services/voting/votingtest"
)

var cityAdmin = authz.Assignment{Role: authz.CityAdmin, Area: "4312"}

func callBundle(h *hall) (*rpc.Body, error) {
	return rpc.CallStream(h.t.Context(), h.Public, voting.GetBundle, voting.BallotID{ID: h.ID})
}

// opened is a ballot of five with an open urn.
func opened(t *testing.T) *hall {
	t.Helper()
	h := gather(t, 5, 4)
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(5, 0)
	return h
}

// Nobody acts for another, whatever they sign with.
func TestRefusedDoors(t *testing.T) {
	h := opened(t)
	said := h.Cast(h.Voters[0])
	for name, c := range map[string]struct {
		client *rpc.Client
		op     rpc.Op[voting.PostEntryRequest, voting.EntryReceipt]
		said   ballottest.Said
		code   string
	}{
		"another's seat":         {h.phone(2), voting.PostEntry, said, "voting.not_your_seat"},
		"staff for a seat":       {h.Office, voting.PostEntry, said, "voting.not_your_seat"},
		"another town's deputy":  {h.deputy, voting.PostEntry, said, "voting.no_ballot"},
		"the public":             {h.Public, voting.PostEntry, said, "rpc.no_token"},
		"a deputy as the chair":  {h.phone(1), voting.LeadEntry, h.Compose(voting.ComposeEntryRequest{Kind: board.KindClose}), "denied"},
		"another official":       {h.county, voting.LeadEntry, h.Compose(voting.ComposeEntryRequest{Kind: board.KindClose}), "voting.not_chair"},
		"a seat by the chair":    {h.Office, voting.LeadEntry, said, "voting.not_your_seat"},
		"another's part":         {h.phone(4), voting.PostEntry, h.Trustees[0].Sign(h.Board(), h.Board().Head()), "voting.not_your_seat"},
		"an early partial":       {h.phone(1), voting.PostEntry, h.Partial(h.Trustees[0]), "ballot.board.early"},
		"another's signature":    {h.phone(1), voting.PostEntry, forged(said), "ballot.board.signature"},
		"a teller who is none":   {h.desk, voting.PostEntry, h.Tellers.Come(h.Board(), 1), "voting.no_ballot"},
		"the other teller":       {h.tellerClient(2), voting.PostEntry, h.Tellers.Come(h.Board(), 1), "voting.not_your_seat"},
		"an author without form": {h.phone(1), voting.PostEntry, ballottest.Said{Kind: "ballot", Author: "seat:x", Body: "{}", Signature: said.Signature}, "voting.author"},
		"another's ballot":       {h.phone(1), voting.PostEntry, ballottest.NewDevice("x", "seat:1").SayText(h.ID, "ballot", said.Body), "ballot.board.signature"},
	} {
		t.Run(name, func(t *testing.T) { apptest.Refused(t, c.client, c.op, votingtest.Request(h.ID, c.said), c.code) })
	}
	if b := h.Ballot(); b.Head.Seq != h.Board().Size()-1 {
		t.Errorf("something of it stands on the board: %+v", b.Head)
	}
}

func forged(said ballottest.Said) ballottest.Said {
	said.Signature = append([]byte{}, said.Signature...)
	said.Signature[0] ^= 1
	return said
}

// A teller does not lead the ballot, even where another prepared it.
func TestTellerDoesNotLead(t *testing.T) {
	h := gather(t, 5, 4)
	h.prepare(2, 1, 2, 3)
	_, err := h.service.ballots.Update(system(t), h.ID, func(b *Ballot) ([]event.Event, error) {
		b.Tellers[1].Account = "acct-" + string(authz.TownshipAdmin) + hallTown
		return nil, nil
	})
	must(t, err)
	apptest.Refused(t, h.Office, voting.LeadEntry, votingtest.Request(h.ID, h.Compose(voting.ComposeEntryRequest{Kind: board.KindDefinition})), "voting.tellers")
}

// What is no digest is the caller's mistake.
func TestDigestOfMinutes(t *testing.T) {
	h := opened(t)
	req := voting.ComposeEntryRequest{ID: h.ID, Kind: board.KindDeclare, Minutes: "0x" + strings.Repeat("a", 62)}
	apptest.Refused(t, h.Office, voting.ComposeEntry, req, "voting.body")
}

// The same entry twice is once; another of the same deputy is refused.
func TestOnceOnly(t *testing.T) {
	h := opened(t)
	said := h.Cast(h.Voters[0])
	first := h.Post(h.phone(1), voting.PostEntry, said)
	again := apptest.Call(t, h.phone(1), voting.PostEntry, votingtest.Request(h.ID, said))
	if again != first {
		t.Errorf("sent again it stands at %+v, not %+v", again, first)
	}
	apptest.Refused(t, h.phone(1), voting.PostEntry, votingtest.Request(h.ID, h.Cast(h.Voters[0])), "ballot.board.twice")
	h.Order(board.KindClose)
	apptest.Refused(t, h.phone(2), voting.PostEntry, votingtest.Request(h.ID, h.Cast(h.Voters[1])), "ballot.board.order")
	if n := h.Ballot().Turnout.Cast; n != 1 {
		t.Errorf("%d were cast", n)
	}
}

// A process that knows nothing of a board any more finds it in the store.
func TestBoardAfterRestart(t *testing.T) {
	h := opened(t)
	h.Post(h.phone(1), voting.PostEntry, h.Cast(h.Voters[0]))
	h.service.boards.of = nil
	h.Post(h.phone(2), voting.PostEntry, h.Cast(h.Voters[1]))
	if n := h.Ballot().Turnout.Cast; n != 2 {
		t.Errorf("%d were cast", n)
	}
}

// A phone is lost: its key is voided, and the deputy gets paper. A ballot that
// becomes void leaves its projects where they were.
func TestTrouble(t *testing.T) {
	h := gather(t, 5, 4)
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Post(h.phone(5), voting.PostEntry, h.Voters[4].CheckIn(h.Board()))
	h.Lead(voting.ComposeEntryRequest{Kind: board.KindKeyVoid, Seat: 5, Reason: "手机遗失"})
	h.Begin(4, 1)
	h.Order(board.KindPaperOnly)
	apptest.Refused(t, h.phone(1), voting.PostEntry, votingtest.Request(h.ID, h.Cast(h.Voters[0])), "ballot.board.order")
	apptest.Refused(t, h.Office, voting.ComposeEntry, voting.ComposeEntryRequest{ID: h.ID, Kind: board.KindVoid}, "voting.reason")
	h.Order(board.KindVoid)
	if b := h.Ballot(); b.State != voting.BallotVoid || b.Reason != "会议决定" {
		t.Errorf("the ballot is %s for %q", b.State, b.Reason)
	}
	if p := h.project(h.projects[0]); p.State != voting.Deliberating {
		t.Errorf("a project of a void ballot is %s", p.State)
	}
	if _, err := callBundle(h); err == nil {
		t.Error("what a void ballot held was given out")
	}
}

// The machines fail while the urn is open: what was cast stays, who has not cast gets
// paper, both are one sum, and the whole verifies. Nothing is counted twice: a key that
// has cast is not voided, and nobody who has cast gets paper.
func TestMachinesFailAndPaperGoesOn(t *testing.T) {
	h := gather(t, 9, 4)
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(9, 0)
	for _, v := range h.Voters[:3] {
		h.Say(v.Seat, h.Cast(v))
	}
	h.Order(board.KindPaperOnly)
	apptest.Refused(t, h.phone(4), voting.PostEntry, votingtest.Request(h.ID, h.Cast(h.Voters[3])), "ballot.board.order")
	cast := voting.ComposeEntryRequest{Kind: board.KindKeyVoid, Seat: 1, Reason: "改用纸质票"}
	apptest.Refused(t, h.Office, voting.LeadEntry, votingtest.Request(h.ID, h.Compose(cast)), "ballot.board.twice")
	cast.Kind = board.KindPaperIssue
	apptest.Refused(t, h.Office, voting.LeadEntry, votingtest.Request(h.ID, h.Compose(cast)), "ballot.board.twice")
	for _, v := range h.Voters[3:] {
		h.Lead(voting.ComposeEntryRequest{Kind: board.KindKeyVoid, Seat: v.Seat, Reason: "改用纸质票"})
		h.Lead(voting.ComposeEntryRequest{Kind: board.KindPaperIssue, Seat: v.Seat})
	}
	h.Papers(6)
	h.Finish()
	if b := h.Ballot(); b.State != voting.BallotDeclared || b.Result.Valid != 9 || b.Turnout.Cast != 3 || b.Turnout.Entered != 6 || b.Turnout.Present != 9 {
		t.Errorf("it ended as %s: %+v, %+v", b.State, b.Result, b.Turnout)
	}
	if r := h.Verified(); !r.Holds() {
		t.Errorf("the bundle does not verify: %v", r.Failures)
	}
}
