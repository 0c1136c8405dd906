package voting

import (
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/ballot/board"
)

// chooses lets a deputy cast what a test says.
func (h *hall) chooses(seat int, approved ...int) {
	h.t.Helper()
	marks := make([][]int, len(h.Board().Definition().Candidates))
	for i := range marks {
		marks[i] = []int{0}
	}
	for _, i := range approved {
		marks[i][0] = 1
	}
	said, err := h.Voters[seat-1].Cast(h.Board(), marks)
	must(h.t, err)
	h.Post(h.Phone(seat), voting.PostEntry, said)
}

// A tie at the last place leaves it open; the run-off among the tied is prepared in
// one step, with the same roll and scrutineers, and decides; where it is void, another
// takes its place.
func TestRunoff(t *testing.T) {
	h := gather(t, 5, 4)
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(5, 0)
	apptest.Refused(t, h.Office, voting.CreateBallot, voting.CreateBallotRequest{Title: "再次投票", RunoffOf: h.ID}, "voting.no_tie")
	for seat, approved := range [][]int{{0, 1}, {0, 1}, {1, 2}, {1, 2}, {0, 2}} {
		h.chooses(seat+1, approved...)
	}
	h.Finish()
	first := h.Ballot()
	if first.Result.Outcome != "runoff" || len(first.Result.Tied) != 2 {
		t.Fatalf("the tie is %+v", first.Result)
	}
	if p := h.project(h.projects[0]); p.State != voting.Balloting {
		t.Errorf("a tied project is %s", p.State)
	}
	if p := h.project(h.projects[3]); p.State != voting.Pooled {
		t.Errorf("a project without votes is %s", p.State)
	}
	apptest.Refused(t, h.Office, voting.AnnounceResult, h.announcement(), "voting.undecided")
	second := apptest.Call(t, h.Office, voting.CreateBallot, voting.CreateBallotRequest{Title: "再次投票", RunoffOf: h.ID})
	apptest.Refused(t, h.Office, voting.CreateBallot, voting.CreateBallotRequest{Title: "又一次", RunoffOf: h.ID}, "voting.runoff_once")
	h.ID = second.ID
	h.Seat()
	h.Order(board.KindDefinition)
	h.Order(board.KindVoid)
	if p := h.project(h.projects[0]); p.State != voting.Balloting {
		t.Errorf("a project tied still is %s", p.State)
	}
	h.ID = apptest.Call(t, h.Office, voting.CreateBallot, voting.CreateBallotRequest{Title: "又一次", RunoffOf: first.ID}).ID
	h.Seat()
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(5, 0)
	for seat, approved := range []int{0, 0, 0, 1, 1} {
		h.chooses(seat+1, approved)
	}
	h.Finish()
	if b := h.Ballot(); b.Result.Outcome != "decided" || len(b.Result.Selected) != 1 {
		t.Fatalf("the run-off is %+v", b.Result)
	}
	if r := h.Verified(); !r.Holds() {
		t.Errorf("the run-off does not verify: %v", r.Failures)
	}
	for i, want := range []voting.State{voting.Adopted, voting.Adopted, voting.Pooled, voting.Pooled} {
		if p := h.project(h.projects[i]); p.State != want {
			t.Errorf("%s is %s, not %s", p.Title, p.State, want)
		}
	}
	apptest.Refused(t, h.Office, voting.AnnounceResult, h.announcement(), "voting.announce_first")
	h.ID = first.ID
	if b := apptest.Call(t, h.Office, voting.AnnounceResult, h.announcement()); len(b.Announced.Chosen) != 2 {
		t.Errorf("both rounds' choice is announced once: %+v", b.Announced)
	}
	if p := h.project(h.projects[0]); p.State != voting.Announced || len(p.Votes) != 2 || p.Votes[0].Verdict != voting.Tied {
		t.Errorf("chosen in the run-off: %s, %+v", p.State, p.Votes)
	}
}

// Two tellers compare what they entered before any of it stands on the board.
func TestComparePapers(t *testing.T) {
	h := opened(t)
	a, b, c := "aa00000000000000000000000000000000000000000000000000000000000000", "bb00000000000000000000000000000000000000000000000000000000000000", "cc00000000000000000000000000000000000000000000000000000000000000"
	apptest.Call(t, h.tellerClient(1), voting.ComparePapers, voting.ComparePapersRequest{ID: h.ID, Digests: []string{a, b, c}})
	got := apptest.Call(t, h.tellerClient(2), voting.ComparePapers, voting.ComparePapersRequest{ID: h.ID, Digests: []string{a, c}})
	if got.Mine != 2 || got.Theirs != 3 || len(got.Differ) != 2 || got.Differ[0] != 2 || got.Differ[1] != 3 {
		t.Errorf("compared as %+v", got)
	}
	apptest.Refused(t, h.Office, voting.ComparePapers, voting.ComparePapersRequest{ID: h.ID}, "voting.not_your_seat")
	apptest.Refused(t, h.phone(1), voting.ComparePapers, voting.ComparePapersRequest{ID: h.ID}, "voting.not_your_seat")
}
