package voting

import (
	"reflect"
	"testing"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/ballot/board"
	"lianluo/services/voting/votingtest"
)

// A whole ballot of 45 through the operations, most on phones, some on paper: it
// verifies, the projects move, and everybody finds what is theirs.
func TestWholeBallot(t *testing.T) {
	h := gather(t, 45, 6)
	h.prepare(3, 1, 2, 3)
	h.Order(board.KindDefinition)
	if p := h.project(h.projects[0]); p.State != voting.Balloting {
		t.Errorf("a project of the ballot is %s", p.State)
	}
	h.Ceremony()
	h.Begin(36, 4)
	b := h.Ballot()
	if b.State != voting.BallotOpen || b.Turnout.Present != 40 || b.Turnout.Quorum != 30 || b.Turnout.Pass != 23 {
		t.Fatalf("open as %s with %+v", b.State, b.Turnout)
	}
	var receipts []string
	for _, v := range h.Voters[:36] {
		h.Post(h.phone(v.Seat), voting.PostEntry, h.Cast(v))
		receipts = append(receipts, h.Entries[len(h.Entries)-1].Receipt())
	}
	h.Papers(4)
	h.secretWhileOpen()
	h.Finish()
	b = h.Ballot()
	if b.State != voting.BallotDeclared || b.Result.Valid != 40 || b.Turnout.Cast != 36 || b.Turnout.Entered != 4 {
		t.Fatalf("declared as %s: %+v, %+v", b.State, b.Result, b.Turnout)
	}
	if r := h.Verified(receipts...); !r.Holds() {
		t.Errorf("the bundle does not verify: %v", r.Failures)
	}
	h.projectsMoved(b)
	page := apptest.Call(t, h.Public, voting.GetBoard, voting.GetBoardRequest{ID: h.ID, Limit: 1})
	if !reflect.DeepEqual(page.Result, b.Result) || len(page.Candidates) != len(b.Candidates) {
		t.Errorf("the board says %+v of %d candidates", page.Result, len(page.Candidates))
	}
}

func (h *hall) projectsMoved(b voting.Ballot) {
	h.t.Helper()
	chosen := map[string]bool{}
	for _, id := range b.Result.Selected {
		chosen[id] = true
	}
	for _, id := range h.projects {
		want := voting.Pooled
		if chosen[id] {
			want = voting.Adopted
		}
		if p := h.project(id); p.State != want {
			h.t.Errorf("%s is %s, not %s", p.Title, p.State, want)
		}
	}
	if len(chosen) == 0 {
		h.t.Error("nothing was chosen")
	}
}

// secretWhileOpen: what ballots hold is on no page before the urn is closed.
func (h *hall) secretWhileOpen() {
	h.t.Helper()
	page := apptest.Call(h.t, h.Public, voting.GetBoard, voting.GetBoardRequest{ID: h.ID, Limit: 500})
	for _, e := range page.Entries {
		voted := e.Kind == board.KindBallot || e.Kind == board.KindPaper
		if voted != (e.Body == "") || voted == (e.Digest == "") {
			h.t.Errorf("entry %d, a %s, shows body %.20q and digest %.8q", e.Seq, e.Kind, e.Body, e.Digest)
		}
	}
	if page.Result != nil || page.Candidates != nil {
		h.t.Errorf("the board says %+v before it is declared", page.Result)
	}
	if len(page.Entries) != len(h.Entries) || page.Head.Hash != h.Board().Head().String() {
		h.t.Errorf("the public board has %d entries of %d", len(page.Entries), len(h.Entries))
	}
	if _, err := callBundle(h); err == nil {
		h.t.Error("the bundle was given out while the urn was open")
	}
}

// Deputies find themselves: their seat, their key, their part.
func TestMyBallots(t *testing.T) {
	h := gather(t, 5, 4)
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Post(h.phone(4), voting.PostEntry, h.Voters[3].CheckIn(h.Board()))
	mine := apptest.Call(t, h.phone(4), voting.MyBallots, struct{}{}).Items
	if len(mine) != 1 || mine[0].Me.Seat != 4 || mine[0].Me.Key != h.Voters[3].Key().String() || mine[0].Me.Trustee != 0 {
		t.Fatalf("deputy 4 finds %+v", mine)
	}
	if mine = apptest.Call(t, h.phone(2), voting.MyBallots, struct{}{}).Items; mine[0].Me.Trustee != 2 || !mine[0].Ballot.Trustees[1].Confirmed {
		t.Errorf("the second scrutineer finds %+v", mine)
	}
	if mine = apptest.Call(t, h.deputy, voting.MyBallots, struct{}{}).Items; len(mine) != 0 {
		t.Errorf("a deputy of another town finds %+v", mine)
	}
}

// A street has no congress and may only recommend.
func TestStreetRecommends(t *testing.T) {
	f := start(t)
	req := voting.CreateBallotRequest{Title: "票决", Projects: []string{"x"}, Congress: &voting.Congress{Name: "街道", Division: "431202001", Term: 1, Session: 1}}
	city := f.as(cityAdmin, "")
	apptest.Refused(t, city, voting.CreateBallot, req, "ballot.street")
	req.Recommend = true
	apptest.Refused(t, city, voting.CreateBallot, req, "project.not_found") // the place is no reason any more
	req.Congress.Division = hallTown
	apptest.Refused(t, city, voting.CreateBallot, req, "ballot.congress")
}

// Who is suspended neither keeps the key of the urn nor votes, whatever token they
// still hold.
func TestSuspended(t *testing.T) {
	h := gather(t, 6, 4)
	h.tellMandate(6, roster.MandateSuspended)
	h.eventually("the suspension is known", func() bool {
		e, err := h.service.electors.Get(system(t), personOf(6))
		return err == nil && e.Mandates[0].Status == roster.MandateSuspended
	})
	h.ID = apptest.Call(t, h.Office, voting.CreateBallot, h.asked()).ID
	apptest.Call(t, h.Office, voting.AdoptBallotRules, voting.AdoptBallotRulesRequest{ID: h.ID, Places: 2})
	apptest.Refused(t, h.Office, voting.ApproveScrutineers, voting.ApproveScrutineersRequest{ID: h.ID, Mandates: []string{"mp0001", "mp0002", "mp0006"}}, "voting.scrutineers")
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	apptest.Refused(t, h.phone(6), voting.PostEntry, votingtest.Request(h.ID, h.Voters[5].CheckIn(h.Board())), "voting.suspended")
	h.Ceremony()
	h.Begin(5, 0)
	h.tellMandate(5, roster.MandateSuspended)
	h.eventually("the other suspension is known", func() bool {
		e, err := h.service.electors.Get(system(t), personOf(5))
		return err == nil && e.Mandates[0].Status == roster.MandateSuspended
	})
	apptest.Refused(t, h.phone(5), voting.PostEntry, votingtest.Request(h.ID, h.Cast(h.Voters[4])), "voting.suspended")
	if b := h.Ballot(); b.Turnout.Roll != 6 || b.Turnout.Suspended != 1 || b.Turnout.Quorum != 4 {
		t.Errorf("the roll is %+v", b.Turnout)
	}
}
