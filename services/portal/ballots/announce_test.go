package ballots_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/ballots"
	"lianluo/services/portal/county"
	"lianluo/services/portal/portaltest"
)

// told is a declared board, announced.
func told() voting.BoardPage {
	return voting.BoardPage{Ballot: "b1", Title: "民生实事项目票决", State: voting.BallotDeclared, Congress: &voting.Congress{Name: "黄溪口镇人民代表大会", Term: 19, Session: 5},
		Turnout:    voting.Turnout{Roll: 45, Pass: 23, Present: 44, Screen: 40, Paper: 4, Cast: 39, Entered: 4},
		Candidates: []voting.BallotCandidate{{ID: "p1", Title: "村道路灯"}, {ID: "p2", Title: "文化广场"}},
		Result:     &voting.BallotResult{Counts: [][]int{{31}, {12}}, Selected: []string{"p1"}, Outcome: "decided", Valid: 42, Invalid: 1},
		Announced:  &voting.Announcement{Number: "第3号", On: "2026-12-20", Words: "请抓紧实施。", Chosen: []voting.BallotCandidate{{ID: "p1", Title: "村道路灯"}}, Rest: []voting.BallotCandidate{{ID: "p2", Title: "文化广场"}}}}
}

func reads(t *testing.T, page voting.BoardPage) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(ballots.Routes), portaltest.Always(voting.GetBoard, page)).Visitor(t)
}

// Anybody reads what was chosen, with the figures of each candidate and of those who
// were there, where the rest are, and where to check it.
func TestAnybodyReadsTheAnnouncement(t *testing.T) {
	page := reads(t, told()).Get("/ballots/b1/announcement")
	portaltest.Says(t, page, "第3号", "2026-12-20 公告", "第19届第5次会议", "村道路灯", "请抓紧实施。", "全体代表", "45", "发出选票", "44", "收回选票", "43", "有效票", "42", "31", "12", "文化广场", "已退回项目储备库")
	for _, link := range []string{`href="/ballots/b1#verify"`, `href="/projects/p1"`, `href="/projects/p2"`} {
		if !strings.Contains(page.Body, link) {
			t.Errorf("%s leads nowhere", link)
		}
	}
	b := reads(t, told())
	b.Header.Set("Cookie", "lianluo_lang=en")
	portaltest.Says(t, b.Get("/ballots/b1/announcement"), "1 project was chosen", "Ballots collected", "in the project pool again")
	portaltest.Says(t, b.Get("/ballots/b1"), "Announcement of the result")
}

func TestThereIsNoAnnouncementBeforeItIsMade(t *testing.T) {
	page := told()
	page.Announced = nil
	b := reads(t, page)
	portaltest.Expect(t, "status", b.Get("/ballots/b1/announcement").Status, http.StatusNotFound)
	portaltest.Silent(t, b.Get("/ballots/b1"), "票决结果公告")
}

// The office announces from the ballot's page; what is refused keeps its words.
func TestTheOfficeAnnounces(t *testing.T) {
	var got voting.AnnounceResultRequest
	b := voting.Ballot{ID: "b1", Title: "票决", State: voting.BallotDeclared, Result: told().Result, Candidates: told().Candidates}
	office := portaltest.Start(t, portaltest.Pages(county.Routes), portaltest.Always(voting.GetBallot, b), portaltest.Always(voting.ListElectors, rpc.Page[voting.Elector]{}),
		portaltest.Op(voting.AnnounceResult, func(_ context.Context, req voting.AnnounceResultRequest) (voting.Ballot, error) {
			if got = req; req.On > "2027" {
				return b, fault.Invalid("voting.announce_on", "不晚于今天", "today at the latest").At("on", "不晚于今天", "today at the latest")
			}
			return b, nil
		})).As(t, authz.CountyAdmin)
	const at = "/county/ballots/b1"
	said := url.Values{"number": {"第3号"}, "on": {"2027-01-02"}, "words": {"请抓紧实施。"}}
	refused := office.Submit(office.Get(at), at+"/announcement", said)
	portaltest.Refused(t, refused, "不晚于今天", "请抓紧实施。")
	said.Set("on", "2026-12-20")
	portaltest.Expect(t, "status", office.Submit(office.Get(at), at+"/announcement", said).Status, http.StatusSeeOther)
	portaltest.Expect(t, "number", got.Number, "第3号")
	portaltest.Expect(t, "ballot", got.ID, "b1")
}

func TestOnlyWhatDecidesIsOfferedToAnnounce(t *testing.T) {
	portaltest.Says(t, chairAt(t, voting.BallotDeclared).Get("/county/ballots/b1"), "公告结果")
	portaltest.Silent(t, chairAt(t, voting.BallotSigned).Get("/county/ballots/b1"), "公告结果")
}
