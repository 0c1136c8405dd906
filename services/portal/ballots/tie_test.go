package ballots_test

import (
	"context"
	"net/url"
	"testing"

	"lianluo/api/identity"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/ballot"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/ballots"
	"lianluo/services/portal/county"
	"lianluo/services/portal/portaltest"
)

// tiedBallot is declared, with the last place tied.
func tiedBallot() voting.Ballot {
	return voting.Ballot{ID: "b1", Title: "民生实事项目票决", State: voting.BallotDeclared, Choice: voting.BallotChoice{Method: "approval_capped", Places: 2},
		Congress:   voting.Congress{Name: "黄溪口镇人民代表大会", Division: "431223102", Term: 19, Session: 5},
		Candidates: []voting.BallotCandidate{{ID: "p1", Title: "村道路灯"}, {ID: "p2", Title: "卫生室"}, {ID: "p3", Title: "农贸市场"}},
		Result:     &voting.BallotResult{Counts: [][]int{{9}, {7}, {7}}, Selected: []string{"p1"}, Tied: []string{"p2", "p3"}, Outcome: "presidium", Valid: 12}}
}

// decidedBy is how the presidium decided.
func decidedBy(chosen ...string) *voting.TieSettlement {
	return &voting.TieSettlement{Chosen: chosen, Resolution: voting.Resolution{Organ: voting.Presidium, Minutes: "黄主〔2026〕5号", On: "2026-11-23",
		Hands: voting.Hands{Members: 9, Present: 8, For: 6, Against: 1, Abstain: 1}}}
}

// tiedSite answers as a service that settles a tie where it is told of p2, and refuses
// anything else.
func tiedSite(t *testing.T) *portaltest.Browser {
	t.Helper()
	b := tiedBallot()
	return portaltest.Start(t, portaltest.Pages(county.Routes),
		portaltest.Op(voting.GetBallot, func(context.Context, voting.BallotID) (voting.Ballot, error) { return b, nil }),
		portaltest.Always(voting.ListElectors, rpc.Page[voting.Elector]{}),
		portaltest.Op(voting.SettleTie, func(_ context.Context, req voting.SettleTieRequest) (voting.Ballot, error) {
			if len(req.Chosen) != 1 || req.Chosen[0] != "p2" || req.Organ != voting.Presidium {
				return b, fault.Invalid("ballot.presidium_choice", "应选 1 个", "choose 1")
			}
			b.Settlement = decidedBy(req.Chosen...)
			b.Settlement.Resolution = req.Resolution
			return b, nil
		})).As(t, authz.CountyAdmin)
}

func TestTheChairTakesDownWhatThePresidiumDecided(t *testing.T) {
	b := tiedSite(t)
	page := b.Get("/county/ballots/b1")
	portaltest.Says(t, page, "最后 1 个名额票数相等", "主席团决定选出的项目（1 个）", "卫生室", "农贸市场")
	form := url.Values{"chosen": {"p2", "p3"}, "hands.members": {"9"}, "hands.present": {"8"}, "hands.for": {"6"}, "hands.against": {"1"}, "hands.abstain": {"1"}, "minutes": {"黄主〔2026〕5号"}, "on": {"2026-11-23"}}
	refused := b.Submit(page, "/county/ballots/b1/settlement", form)
	portaltest.Refused(t, refused, "应选 1 个")
	kept := refused.Form(t, "/county/ballots/b1/settlement")
	portaltest.Expect(t, "minutes", kept.Get("minutes"), "黄主〔2026〕5号")
	portaltest.Expect(t, "hands", kept.Get("hands.present"), "8")
	form["chosen"] = []string{"p2"}
	page = b.Follow(b.Submit(refused, "/county/ballots/b1/settlement", form))
	portaltest.Says(t, page, "票数相等的项目由主席团决定（2026-11-23，黄主〔2026〕5号）：成员 9 人，到会 8 人，赞成 6，反对 1，弃权 1。", "主席团决定选出", "主席团决定记录")
	portaltest.Silent(t, page, "登记主席团的决定", "票数相等的名额")
}

func TestEverybodyReadsHowTheTieEnded(t *testing.T) {
	b := tiedBallot()
	board := voting.BoardPage{Ballot: "b1", Title: b.Title, State: b.State, Head: voting.BoardHead{Seq: 9, Hash: "00112233445566778899"}, Candidates: b.Candidates, Result: b.Result, Settlement: decidedBy("p3")}
	site := portaltest.Start(t, portaltest.Pages(ballots.Routes), portaltest.Always(voting.GetBoard, board)).Visitor(t)
	for _, path := range []string{"/ballots/b1", "/ballots/b1/hall"} {
		portaltest.Says(t, site.Get(path), "主席团决定选出", "农贸市场", "未选出")
	}
	portaltest.Says(t, site.Get("/ballots/b1"), "黄主〔2026〕5号")
}

// What a street recommends is nowhere said to be chosen, and is not announced.
func TestARecommendationIsNotSaidToDecide(t *testing.T) {
	b := tiedBallot()
	b.Title, b.Choice.Method, b.Congress = "民生实事项目票选", string(ballot.Recommendation), voting.Congress{Name: "城中街道", Division: "431202001", Term: 1, Session: 1}
	b.Result = &voting.BallotResult{Counts: [][]int{{9}, {8}, {2}}, Selected: []string{"p1", "p2"}, Outcome: "decided", Valid: 12}
	board := voting.BoardPage{Ballot: "b1", Title: b.Title, State: b.State, Head: voting.BoardHead{Seq: 9, Hash: "00112233445566778899"}, Candidates: b.Candidates, Result: b.Result, Method: b.Choice.Method}
	visitor := portaltest.Start(t, portaltest.Pages(ballots.Routes), portaltest.Always(voting.GetBoard, board)).Visitor(t)
	for _, path := range []string{"/ballots/b1", "/ballots/b1/hall"} {
		page := visitor.Get(path)
		portaltest.Says(t, page, "推荐", "未获推荐")
		portaltest.Silent(t, page, "未选出", "选出 2")
	}
	office := portaltest.Start(t, portaltest.Pages(county.Routes), portaltest.Always(voting.GetBallot, b), portaltest.Always(voting.ListElectors, rpc.Page[voting.Elector]{}))
	page := office.As(t, authz.CountyAdmin).Get("/county/ballots/b1")
	portaltest.Says(t, page, "推荐 2 个项目，供上级参考", "城中街道")
	portaltest.Silent(t, page, "公告结果", "城中街道第1届")
}

// A street is refused a ballot with the reason, and offered to recommend, with what
// was typed.
func TestAStreetIsOfferedToRecommend(t *testing.T) {
	var made voting.CreateBallotRequest
	site := portaltest.Start(t, portaltest.Pages(county.Routes),
		portaltest.Always(voting.ListProjects, rpc.Page[voting.Row]{Items: []voting.Row{{ID: "p1", Title: "村道路灯", Area: "431223100"}}}),
		portaltest.Always(voting.ListBallots, rpc.Page[voting.Ballot]{Items: []voting.Ballot{tiedBallot()}}),
		portaltest.Always(voting.GetBallot, tiedBallot()), portaltest.Always(voting.ListElectors, rpc.Page[voting.Elector]{}),
		portaltest.Always(identity.ListAccounts, rpc.Page[identity.Account]{}),
		portaltest.Op(voting.CreateBallot, func(_ context.Context, req voting.CreateBallotRequest) (voting.Ballot, error) {
			made = req
			if !req.Recommend {
				return voting.Ballot{}, ballot.ApprovalCapped.FitsPlace(area.Default(), "431202001")
			}
			return tiedBallot(), nil
		})).As(t, authz.CountyAdmin)
	at := "/county/ballots/new?area=431223100"
	form := url.Values{"title": {"街道票选"}, "projects": {"p1"}}
	refused := site.Submit(site.Get(at), at, form)
	portaltest.Refused(t, refused, "不设人民代表大会", "改为票选推荐")
	kept := refused.Form(t, at)
	kept.Set("recommend", "true") // its button's
	portaltest.Expect(t, "status", site.Submit(refused, at, kept).Status, 303)
	portaltest.Expect(t, "title", made.Title, "街道票选")
	portaltest.Expect(t, "recommend", made.Recommend, true)
}
