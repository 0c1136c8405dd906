package voting

import (
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/ballot/board"
)

// declared is a hall whose ballot on three projects is over: two chosen, one not.
func declared(t *testing.T) *hall {
	t.Helper()
	h := gather(t, 5, 3)
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(5, 0)
	for seat := range 5 {
		h.chooses(seat+1, 0, 1)
	}
	h.Finish()
	return h
}

func (h *hall) announcement() voting.AnnounceResultRequest {
	return voting.AnnounceResultRequest{ID: h.ID, Number: "第3号", On: h.day(0), Words: "请各责任单位抓紧组织实施。"}
}

// What was chosen is announced with its ballot; what was not is said to be in the pool.
func TestTheResultIsAnnounced(t *testing.T) {
	h := declared(t)
	b := apptest.Call(t, h.Office, voting.AnnounceResult, h.announcement())
	if b.Announced == nil || len(b.Announced.Chosen) != 2 || len(b.Announced.Rest) != 1 {
		t.Fatalf("announced as %+v", b.Announced)
	}
	for i, want := range []voting.State{voting.Announced, voting.Announced, voting.Pooled} {
		if p := h.project(h.projects[i]); p.State != want {
			t.Errorf("%s is %s, not %s", p.Title, p.State, want)
		}
	}
	page := apptest.Call(t, h.Public, voting.GetBoard, voting.GetBoardRequest{ID: h.ID})
	if page.Announced == nil || page.Announced.Number != "第3号" || page.Congress.Session != 5 {
		t.Errorf("the public reads %+v", page.Announced)
	}
	apptest.Refused(t, h.Office, voting.AnnounceResult, h.announcement(), "voting.announced")
}

// A project carries what was said about it, in figures.
func TestAProjectCarriesItsVote(t *testing.T) {
	h := declared(t)
	apptest.Call(t, h.Office, voting.AnnounceResult, h.announcement())
	p := h.project(h.projects[0])
	if len(p.Votes) != 1 {
		t.Fatalf("%+v", p.Votes)
	}
	v := p.Votes[0]
	if v.Ballot != h.ID || v.Verdict != voting.Selected || v.Counts[0] != 5 || v.Turnout.Roll != 5 || v.Announced != "第3号" || v.On != h.day(0) {
		t.Errorf("chosen as %+v", v)
	}
	if v := h.project(h.projects[2]).Votes[0]; v.Verdict != voting.NotSelected || v.Counts[0] != 0 || v.Announced != "" {
		t.Errorf("not chosen as %+v", v)
	}
}

func TestWhatIsNoResultIsNotAnnounced(t *testing.T) {
	h := opened(t)
	apptest.Refused(t, h.Office, voting.AnnounceResult, h.announcement(), "voting.ballot_step")
	h = declared(t)
	for code, change := range map[string]func(*voting.AnnounceResultRequest){
		"voting.announce_on":    func(r *voting.AnnounceResultRequest) { r.On = h.day(1) },
		"voting.announce_words": func(r *voting.AnnounceResultRequest) { r.Words = "联系电话 13800138000" },
		"rpc.content":           func(r *voting.AnnounceResultRequest) { r.Number = "" },
		"voting.no_ballot":      func(r *voting.AnnounceResultRequest) { r.ID = "none" },
	} {
		req := h.announcement()
		change(&req)
		apptest.Refused(t, h.Office, voting.AnnounceResult, req, code)
	}
	early := h.announcement()
	early.On = h.day(-1)
	apptest.Refused(t, h.Office, voting.AnnounceResult, early, "voting.announce_on")
	apptest.Refused(t, h.fixture.office, voting.AnnounceResult, h.announcement(), "voting.no_ballot")
	apptest.Refused(t, h.Phone(1), voting.AnnounceResult, h.announcement(), "denied")
}
