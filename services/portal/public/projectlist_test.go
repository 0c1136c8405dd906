package public_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/voting"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

// square is the public's view of projects; what was asked for stays noted.
type square struct {
	asked       voting.ListRequest
	summed      voting.SumRequest
	moreBallots string // where the next page of ballots begins
	ballots     voting.ListBallotsRequest
}

func (s *square) fakes() []portaltest.Fake {
	return []portaltest.Fake{
		portaltest.Always(casework.Categories, rpc.Page[casework.Category]{Items: []casework.Category{{Code: "01", Name: "道路交通", NameEN: "Roads"}, {Code: "0101", Parent: "01", Name: "农村公路", NameEN: "Rural roads"}}}),
		portaltest.Always(voting.ListRounds, rpc.Page[voting.Round]{}),
		portaltest.Op(voting.ListPublicBallots, func(_ context.Context, req voting.ListBallotsRequest) (rpc.Page[voting.PublicBallot], error) {
			if s.ballots = req; req.Area != "431223" {
				return rpc.Page[voting.PublicBallot]{}, nil
			}
			out := rpc.Page[voting.PublicBallot]{Next: s.moreBallots}
			for i := range 5 {
				out.Items = append(out.Items, voting.PublicBallot{ID: "old", Title: fmt.Sprintf("第%d次票决", i+1), State: voting.BallotDeclared})
			}
			out.Items = append(out.Items, voting.PublicBallot{ID: "b1", Title: "正在投票", State: voting.BallotOpen, AreaName: "辰阳镇", Turnout: voting.Turnout{Present: 44, Cast: 30, Entered: 2}},
				voting.PublicBallot{ID: "b2", Title: "将要投票", State: voting.BallotRules})
			out.Items[0].ID, out.Items[0].Announced = "b3", "第1号"
			return out, nil
		}),
		portaltest.Op(voting.ListPublicProjects, func(_ context.Context, req voting.ListRequest) (rpc.Page[voting.PublicProject], error) {
			if s.asked = req; req.Text == "鲸鱼" {
				return rpc.Page[voting.PublicProject]{}, nil
			}
			return rpc.Page[voting.PublicProject]{Next: "n", Items: []voting.PublicProject{
				{ID: "pr1", Title: "修通学路", State: voting.Implementing, Voices: 1234, Year: 2027, UnitName: "镇农办", Course: &voting.Course{Actual: 40, Light: voting.Red}, AreaName: "辰阳镇", Place: voting.Place{Text: "桥头村", Lat: 28.00114, Lng: 110.19}},
				{ID: "pr2", Title: "装路灯", State: voting.Candidate, Voices: 3}}}, nil
		}),
		portaltest.Op(voting.SumProjects, func(_ context.Context, req voting.SumRequest) (voting.Sums, error) {
			s.summed = req
			return voting.Sums{Area: req.Area, Name: "辰溪县", Year: req.Year, All: voting.Sum{Chosen: 110, Started: 98, Finished: 61, Judged: 12, Satisfied: 11}, AsOf: portaltest.Now,
				Parts: []voting.AreaSum{{Area: req.Area, Name: "辰溪县", Sum: voting.Sum{Chosen: 10}}, {Area: "431223100", Name: "辰阳镇", Sum: voting.Sum{Chosen: 100, Started: 98}}}}, nil
		}),
	}
}

func (s *square) visit(t *testing.T) *portaltest.Browser { return start(t, s.fakes()...) }

// What is chosen in the filters is asked for, and stays chosen.
func TestTheListIsNarrowedByWhatIsChosen(t *testing.T) {
	var s square
	page := s.visit(t).Get("/projects?area=431223&year=2027&state=implementing&category=01&q=%E8%B7%AF")
	want := voting.ListRequest{Area: "431223", Year: 2027, State: voting.Implementing, Category: "01", Text: "路", Limit: 30}
	portaltest.Expect(t, "asked", s.asked, want)
	portaltest.Says(t, page, "修通学路", "实施中", "严重滞后", "40%", "镇农办", "1234 人", "道路交通", "清除筛选")
	for _, held := range []string{`value="implementing" selected`, `value="2027" selected`, `value="01" selected`, `after=n`} {
		if !strings.Contains(page.Body, held) {
			t.Errorf("no %s", held)
		}
	}
	s.visit(t).Get("/projects?area=431223&state=chosen")
	portaltest.Expect(t, "chosen", s.asked, voting.ListRequest{Area: "431223", Chosen: true, Limit: 30})
	portaltest.Says(t, s.visit(t).Get("/projects?area=431223&q=%E9%B2%B8%E9%B1%BC"), "没有符合条件的项目")
	portaltest.Expect(t, "status", s.visit(t).Get("/projects?area=431223&year=x").Status, http.StatusBadRequest)
}

// Ballots under way say who is there and how many voted, nothing else; those to come
// have no board yet.
func TestThePageShowsTheBallots(t *testing.T) {
	var s square
	page := s.visit(t).Get("/projects?area=431223")
	portaltest.Says(t, page, "正在投票", "到会 44 人，已投票 32 人", "将要投票", "票决结果公告")
	for link, there := range map[string]bool{`href="/ballots/b1"`: true, `href="/ballots/b2"`: false, `href="/ballots/b3/announcement"`: true} {
		if strings.Contains(page.Body, link) != there {
			t.Errorf("%s: %v", link, !there)
		}
	}
}

// Beside the projects stand the latest; a page has all of them.
func TestAllBallotsAreFound(t *testing.T) {
	var s square
	b := s.visit(t)
	if page := b.Get("/projects?area=431223100"); strings.Contains(page.Body, "/projects/ballots") {
		t.Error("there are none, and a link leads to them")
	}
	page := b.Get("/projects?area=431223")
	portaltest.Says(t, page, "正在投票", "将要投票", "第3次票决")
	if !strings.Contains(page.Body, `href="/projects/ballots?area=431223"`) || strings.Contains(page.Body, "第4次票决") {
		t.Error("more than the latest stand there, or no link leads to the others")
	}
	s.moreBallots = "next"
	page = b.Get("/projects/ballots?area=431223")
	portaltest.Says(t, page, "辰溪县的代表票决", "正在投票", "第5次票决", "票决结果公告")
	if !strings.Contains(page.Body, "after=next") {
		t.Error("the list ends at its first page")
	}
	b.Get("/projects/ballots?area=431223&after=next")
	portaltest.Expect(t, "the next page", s.ballots, voting.ListBallotsRequest{Area: "431223", After: "next", Limit: 30})
	portaltest.Says(t, b.Get("/projects/ballots?area=431223100"), "这里还没有票决")
	portaltest.Expect(t, "nowhere", b.Get("/projects/ballots").Location(), "/projects")
}

// The figures of the year lead to the projects and to the divisions below.
func TestFiguresOfTheYear(t *testing.T) {
	var s square
	b := s.visit(t)
	portaltest.Says(t, b.Get("/projects?area=431223&year=2027"), "2027 年票决通过", "110", "61", "评价满意")
	page := b.Get("/projects/sums?area=431223&year=2027")
	portaltest.Expect(t, "summed", s.summed, voting.SumRequest{Area: "431223", Year: 2027})
	portaltest.Says(t, page, "辰溪县（本级）", "辰阳镇", "100", "98", "合计", "110")
	portaltest.Expect(t, "nowhere", b.Get("/projects/sums").Location(), "/projects")
	b.Header.Set("Cookie", "lianluo_lang=en")
	portaltest.Says(t, b.Get("/projects/sums?area=431223&year=2027"), "All together", "own congress")
}

// The map is a drawing that needs no script, beside a table that says the same.
func TestTheMapIsATableToo(t *testing.T) {
	var s square
	page := s.visit(t).Get("/projects/map?area=431223&state=chosen")
	portaltest.Says(t, page, "修通学路", "桥头村", "镇农办", "装路灯")
	for _, part := range []string{`<svg class="plot"`, `translate(160.0 160.0)`, `data-tone="bad"`, `M0 -7L7 6H-7Z`} {
		if !strings.Contains(page.Body, part) {
			t.Errorf("no %s", part)
		}
	}
	if strings.Count(page.Body, "transform=\"translate(") != 1 || strings.Contains(page.Body, "echarts") {
		t.Error("what has no place has no dot")
	}
}
