package voting

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot/board"
	"lianluo/pkg/fault"
	"lianluo/pkg/rules/rulestest"
)

// tied is a declared ballot of five on four projects and two places: the second is
// chosen, and the first and the third contend for the last place, which the rules
// leave to the presidium.
func tied(t *testing.T) *hall {
	t.Helper()
	h := gather(t, 5, 4)
	rulestest.Set(t, h.System, "voting", chenxi, `{"ballot_tie":"presidium"}`)
	h.prepare(2, 1, 2, 3)
	h.Order(board.KindDefinition)
	h.Ceremony()
	h.Begin(5, 0)
	for seat, approved := range [][]int{{0, 1}, {0, 1}, {1, 2}, {1, 2}, {0, 2}} {
		h.chooses(seat+1, approved...)
	}
	return h
}

// carried is a decision of the presidium for a project.
func (h *hall) carried(projects ...int) voting.SettleTieRequest {
	req := voting.SettleTieRequest{ID: h.ID, Resolution: voting.Resolution{Organ: voting.Presidium, Minutes: "黄主〔2026〕5号", On: h.day(0),
		Hands: voting.Hands{Members: 9, Present: 8, For: 6, Against: 1, Abstain: 1}}}
	for _, i := range projects {
		req.Chosen = append(req.Chosen, h.projects[i])
	}
	return req
}

// The presidium's decision moves the tied projects, is told, printed and shown to
// everybody, and leaves the board and the result as they were.
func TestThePresidiumDecidesAmongTheTied(t *testing.T) {
	h := tied(t)
	apptest.Refused(t, h.Office, voting.SettleTie, h.carried(2), "voting.no_tie") // not declared
	h.Finish()
	before, record := h.Bundle(), h.paper(false)
	if b := h.Ballot(); b.Result.Outcome != "presidium" || len(b.Result.Tied) != 2 || h.project(h.projects[0]).State != voting.Balloting {
		t.Fatalf("the tie is %+v", b.Result)
	}
	b := apptest.Call(t, h.Office, voting.SettleTie, h.carried(2))
	if !slices.Equal(b.Settlement.Chosen, []string{h.projects[2]}) || b.Settlement.Hands.For != 6 || b.Settlement.At.IsZero() {
		t.Errorf("it is settled as %+v", b.Settlement)
	}
	if b.Result.Outcome != "presidium" || len(b.Result.Selected) != 1 || !bytes.Equal(before, h.Bundle()) || !bytes.Equal(record, h.paper(false)) {
		t.Errorf("the ballot's own result became %+v", b.Result)
	}
	for i, want := range []voting.State{voting.Pooled, voting.Adopted, voting.Adopted, voting.Pooled} {
		if p := h.project(h.projects[i]); p.State != want {
			t.Errorf("%s is %s, not %s", p.Title, p.State, want)
		}
	}
	shown := apptest.Call(t, h.Public, voting.GetPublicProject, voting.ByID{ID: h.projects[2]})
	if !slices.ContainsFunc(shown.History, func(e voting.ProposalNotice) bool { return strings.Contains(e.Why, "黄主〔2026〕5号") }) {
		t.Errorf("its public chain does not name the decision: %+v", shown.History)
	}
	if page := apptest.Call(t, h.Public, voting.GetBoard, voting.GetBoardRequest{ID: h.ID}); page.Settlement == nil || page.Settlement.Minutes != "黄主〔2026〕5号" {
		t.Errorf("the public board says %+v", page.Settlement)
	}
	head := h.Entries[len(h.Entries)-2].Hash.String()
	h.recordSays(h.paper(true), "票数相等项目的决定记录", "候选项目3 3 当选", "候选项目1 3 未入选", "主席团成员9人，到会8人。举手表决：赞成6人，反对1人，弃权1人，未举手0人", "黄主〔2026〕5号", head[:4]+" "+head[4:8])
	apptest.Refused(t, h.Office, voting.SettleTie, h.carried(0), "voting.tie_settled")
}

// paper is one of the ballot's Word files.
func (h *hall) paper(settlement bool) []byte {
	h.t.Helper()
	file, err := h.record(h.Office, settlement)
	must(h.t, err)
	return file
}

// What the presidium cannot have decided, and who may not say that it did.
func TestWhatThePresidiumCannotDecide(t *testing.T) {
	h := tied(t)
	h.Finish()
	if _, err := h.record(h.Office, true); !fault.HasCode(err, "minutes.unsettled") {
		t.Errorf("a paper of no decision: %v", err)
	}
	change := func(with func(*voting.SettleTieRequest), chosen ...int) voting.SettleTieRequest {
		req := h.carried(chosen...)
		with(&req)
		return req
	}
	same := func(*voting.SettleTieRequest) {}
	for name, c := range map[string]struct {
		req  voting.SettleTieRequest
		code string
	}{
		"more than are left":      {change(same, 0, 2), "ballot.presidium_choice"},
		"who was not tied":        {change(same, 3), "ballot.presidium_choice"},
		"one twice":               {change(same, 2, 2), "ballot.presidium_choice"},
		"nobody":                  {change(same), "rpc.content"},
		"another organ":           {change(func(r *voting.SettleTieRequest) { r.Organ = voting.StandingCommittee }, 2), "voting.tie_organ"},
		"not carried":             {change(func(r *voting.SettleTieRequest) { r.Hands.For, r.Hands.Against = 4, 3 }, 2), "voting.tie_not_carried"},
		"no quorum":               {change(func(r *voting.SettleTieRequest) { r.Hands = voting.Hands{Members: 9, Present: 4, For: 4} }, 2), "hands.quorum"},
		"more hands than members": {change(func(r *voting.SettleTieRequest) { r.Hands.For = 9 }, 2), "hands.counts"},
		"a day to come":           {change(func(r *voting.SettleTieRequest) { r.On = h.day(1) }, 2), "project.on"},
	} {
		t.Run(name, func(t *testing.T) { apptest.Refused(t, h.Office, voting.SettleTie, c.req, c.code) })
	}
	apptest.Refused(t, h.phone(1), voting.SettleTie, h.carried(2), "denied")
	apptest.Refused(t, h.as(authz.Assignment{Role: authz.TownshipAdmin, Area: "431223100"}, ""), voting.SettleTie, h.carried(2), "voting.no_ballot")
	if b := h.Ballot(); b.Settlement != nil || h.project(h.projects[0]).State != voting.Balloting {
		t.Errorf("something of it stands: %+v", b.Settlement)
	}
}

// A tie that a run-off decides is none of the presidium's.
func TestARunoffIsNotThePresidiums(t *testing.T) {
	h := opened(t)
	for seat, approved := range [][]int{{0, 1}, {0, 1}, {1, 2}, {1, 2}, {0, 2}} {
		h.chooses(seat+1, approved...)
	}
	h.Finish()
	apptest.Refused(t, h.Office, voting.SettleTie, h.carried(2), "ballot.not_presidium")
}
