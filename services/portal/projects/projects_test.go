package projects_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/rules"
	"lianluo/services/portal/county"
	"lianluo/services/portal/deputy"
	"lianluo/services/portal/portaltest"
	"lianluo/services/portal/projects"
	"lianluo/services/portal/public"
	"lianluo/services/portal/ui"
)

// hall is a fake of the voting service with one project: what is done to it stays noted.
type hall struct {
	p        voting.Project
	screened voting.ScreenRequest
	pooled   voting.PoolRequest
	split    voting.SplitRequest
	recorded voting.RecordProposalRequest
	wished   voting.SubmitProposalRequest
	asked    voting.AskRequest
	listed   voting.ListRequest
}

func newHall(state voting.State, next ...rpc.Any) *hall {
	h := &hall{p: voting.Project{ID: "pr1", Number: "431223-100-26-90001-8", Area: portaltest.Area, AreaName: "辰阳镇", Title: "修通学路", State: state, Voices: 3, Year: 2027,
		Sources: []voting.Source{{ID: "x1", Number: "431223-100-26-90001-8", Channel: voting.AtDesk, Text: "孩子走不过去", Name: "王*", Phone: "138****8000", StationName: "辰阳站", At: portaltest.Now}},
		Dossier: voting.Dossier{Need: "孩子上学", Goal: "硬化三公里", Cost: 960_000, UnitName: "镇农办"}, Place: voting.Place{Text: "桥头村", Lat: 28, Lng: 110},
		Reviews: []voting.Review{}, Questions: []voting.Question{{ID: "q1", Text: "资金有着落吗？", PersonName: "张代表"}},
		History: []voting.Entry{{What: "ProjectProposed", To: voting.Proposed, At: portaltest.Now}, {What: "ProjectPooled", To: voting.Pooled, Why: "群众反映集中", At: portaltest.Now}}, Next: []string{}}}
	for _, op := range next {
		h.p.Next = append(h.p.Next, op.Declared().Name)
	}
	return h
}

func (h *hall) fakes() []portaltest.Fake {
	row := voting.Row{ID: h.p.ID, Number: h.p.Number, Title: h.p.Title, State: h.p.State, Voices: 3, Cost: 960_000, AreaName: "辰阳镇", Updated: portaltest.Now}
	return []portaltest.Fake{
		portaltest.Op(voting.ListProjects, func(_ context.Context, req voting.ListRequest) (rpc.Page[voting.Row], error) {
			h.listed = req
			return rpc.Page[voting.Row]{Items: []voting.Row{row}}, nil
		}),
		portaltest.Op(voting.GetProject, func(context.Context, voting.ByID) (voting.Project, error) { return h.p, nil }),
		portaltest.Always(voting.ListClusters, rpc.Page[voting.Cluster]{Items: []voting.Cluster{{Area: portaltest.Area, AreaName: "辰阳镇", Category: "0101", Voices: 4,
			Cases: []voting.CaseRef{{Case: "c1", Number: "431223-100-26-0001-1", Voices: 2, ReceivedAt: portaltest.Now}, {Case: "c2", Number: "431223-100-26-0002-9", Voices: 2, ReceivedAt: portaltest.Now}}}}}),
		portaltest.Always(casework.Categories, rpc.Page[casework.Category]{Items: []casework.Category{{Code: "0101", Name: "农村道路", NameEN: "Rural roads"}}}),
		portaltest.Always(station.ListStations, rpc.Page[station.Station]{Items: []station.Station{{ID: "s1", Name: "辰阳站", State: station.Open}}}),
		portaltest.Always(roster.ListUnits, rpc.Page[roster.Unit]{Items: []roster.Unit{{ID: "u1", Name: "镇农办"}}}),
		portaltest.Always(voting.ListRounds, rpc.Page[voting.Round]{Items: []voting.Round{{ID: "r1", Area: portaltest.Area, AreaName: "辰阳镇", Title: "2027 年度征集", Call: "请您来提", Opens: "2026-11-01", Closes: "2026-12-10", Open: true}}}),
		portaltest.Always(rules.OpsOf("voting").Show, rules.Shown{Service: "voting", Values: []rules.Value{{Name: "checks", Value: []byte(`"资金有来源|Money is there"`)}, {Name: "excluded", Value: []byte(`"增加债务|Debt"`)}}}),
		portaltest.Op(voting.RecordProposal, func(_ context.Context, req voting.RecordProposalRequest) (voting.Receipt, error) {
			h.recorded = req
			return voting.Receipt{Project: "pr1", Number: h.p.Number, Code: "ABCD2345", Next: "我们会看"}, nil
		}),
		portaltest.Op(voting.PoolProject, func(_ context.Context, req voting.PoolRequest) (voting.Project, error) {
			if h.pooled = req; req.Reason == "" {
				return h.p, fault.Invalid("project.reason", "请写明理由", "Say why").At("reason", "请写明理由", "Say why")
			}
			return h.p, nil
		}),
		portaltest.Op(voting.ScreenProject, func(_ context.Context, req voting.ScreenRequest) (voting.Project, error) {
			h.screened = req
			return h.p, nil
		}),
		portaltest.Op(voting.SplitProject, func(_ context.Context, req voting.SplitRequest) (voting.Project, error) {
			h.split = req
			return h.p, nil
		}),
		portaltest.Op(voting.AskQuestion, func(_ context.Context, req voting.AskRequest) (voting.Project, error) { h.asked = req; return h.p, nil }),
		portaltest.Op(voting.SubmitProposal, func(_ context.Context, req voting.SubmitProposalRequest) (voting.Receipt, error) {
			h.wished = req
			return voting.Receipt{Project: "pr1", Number: h.p.Number, Code: "ABCD2345", Next: "我们会看"}, nil
		}),
		portaltest.Always(voting.ListPublicBallots, rpc.Page[voting.PublicBallot]{}), portaltest.Always(voting.SumProjects, voting.Sums{}),
		portaltest.Always(voting.ListPublicProjects, rpc.Page[voting.PublicProject]{Items: []voting.PublicProject{{ID: "pr1", Title: "修通学路", State: h.p.State, Voices: 3}}}),
		portaltest.Always(voting.GetPublicProject, voting.PublicProject{ID: "pr1", Title: "修通学路", State: h.p.State, Voices: 3, Dossier: h.p.Dossier, Place: h.p.Place, Area: portaltest.Area,
			Sources: []voting.PublicSource{{Channel: voting.AtDesk, StationName: "辰阳站", At: portaltest.Now}}, History: []voting.ProposalNotice{{What: "ProjectPooled", Why: "群众反映集中", At: portaltest.Now}}}),
		portaltest.Op(voting.FollowProposal, func(_ context.Context, req voting.FollowProposalRequest) (voting.PublicProposal, error) {
			if req.Code != "ABCD2345" {
				return voting.PublicProposal{}, fault.NotFound("receipt.not_found", "编号或查询码不对", "wrong")
			}
			return voting.PublicProposal{Number: req.Number, Text: "孩子走不过去", At: portaltest.Now, Projects: []voting.PublicProject{{ID: "pr1", Title: "修通学路", State: voting.Pooled}},
				Entries: []voting.ProposalNotice{{What: "ProjectPooled", Why: "群众反映集中", At: portaltest.Now}}}, nil
		}),
	}
}

func (h *hall) office(t *testing.T) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(county.Routes), h.fakes()...).As(t, authz.CountyAdmin)
}

func TestTheOfficeReadsAProjectAndScreensIt(t *testing.T) {
	h := newHall(voting.Pooled, voting.ScreenProject, voting.SplitProject, voting.AnswerQuestion)
	b := h.office(t)
	portaltest.Says(t, b.Get("/county/projects"), "修通学路", "96 万元", "储备库")
	page := b.Get("/county/projects/pr1")
	portaltest.Says(t, page, "孩子走不过去", "王*", "群众反映集中", "资金有着落吗", "在地图上查看", "资金有来源", "负面清单")
	portaltest.Does(t, b, "/county/projects/pr1", "/county/projects/pr1/screen", url.Values{"criterion.0": {"yes"}, "criterion.1": {"no"}, "verdict": {"candidate"}, "year": {"2027"}, "reason": {"条件具备"}})
	if len(h.screened.Findings) != 2 || !h.screened.Findings[0].Holds || h.screened.Findings[1].Kind != "excluded" || h.screened.Year != 2027 {
		t.Fatalf("%+v", h.screened)
	}
	portaltest.Does(t, b, "/county/projects/pr1", "/county/projects/pr1/split", url.Values{"titles": {"修通学路\n\n装太阳能路灯 "}, "reason": {"分开办"}})
	portaltest.Expect(t, "parts", len(h.split.Titles), 2)
	portaltest.Expect(t, "trimmed", h.split.Titles[1], "装太阳能路灯")
}

// The office finds projects by words, and what was typed stays.
func TestTheOfficeFindsByWords(t *testing.T) {
	h := newHall(voting.Pooled)
	page := h.office(t).Get("/county/projects?q=%E9%80%9A%E5%AD%A6")
	portaltest.Expect(t, "words", h.listed.Text, "通学")
	if !strings.Contains(page.Body, `value="通学"`) {
		t.Error("what was typed is gone")
	}
}

func TestWhoOnlySupervisesIsOfferedNothingToTakeDown(t *testing.T) {
	h := newHall(voting.Pooled)
	portaltest.Says(t, h.office(t).Get("/county/projects"), "登记项目建议", "群众关切选题")
	page := portaltest.Start(t, portaltest.Pages(county.Routes), h.fakes()...).As(t, authz.Supervisor).Get("/county/projects")
	portaltest.Says(t, page, "修通学路")
	portaltest.Silent(t, page, "登记项目建议", "群众关切选题")
}

func TestWhatIsWrongComesBackAtTheForm(t *testing.T) {
	h := newHall(voting.Proposed, voting.PoolProject)
	b := h.office(t)
	again := b.Submit(b.Get("/county/projects/pr1"), "/county/projects/pr1/pool", url.Values{"title": {"修一条路"}, "reason": {""}})
	portaltest.Says(t, again, "请填写理由")
	portaltest.Expect(t, "typed", again.Form(t, "/county/projects/pr1/pool").Get("title"), "修一条路")
}

// A proposer's contact is shown for a purpose, and kept nowhere; what was typed stays
// where the purpose is refused.
func TestTheOfficeReachesAProposerForAPurpose(t *testing.T) {
	unmask := portaltest.Op(voting.UnmaskProposer, func(_ context.Context, req voting.UnmaskProposerRequest) (voting.ProposerContact, error) {
		if req.Purpose == "看看" {
			return voting.ProposerContact{}, fault.Invalid("project.purpose", "请写明用途", "Say what for").At("purpose", "请写明用途", "Say what for")
		}
		return voting.ProposerContact{Name: "王五", Phone: "13800138000"}, nil
	})
	b := portaltest.Start(t, portaltest.Pages(county.Routes), append(newHall(voting.Proposed).fakes(), unmask)...).As(t, authz.CountyAdmin)
	const at = "/county/projects/pr1/sources/x1/contact"
	page := b.Get("/county/projects/pr1")
	portaltest.Silent(t, page, "13800138000")
	refused := b.Submit(page, at, url.Values{"purpose": {"看看"}})
	portaltest.Refused(t, refused, "请写明用途")
	portaltest.Expect(t, "typed", refused.Form(t, at).Get("purpose"), "看看")
	shown := b.Submit(refused, at, url.Values{"purpose": {"请本人指认位置"}})
	portaltest.Says(t, shown, "王五", "13800138000")
	portaltest.Expect(t, "kept", shown.Header.Get("Cache-Control"), "no-store")
}

func TestOneClickMakesATopic(t *testing.T) {
	h := newHall(voting.Proposed)
	b := h.office(t)
	page := b.Get("/county/projects/topics")
	portaltest.Says(t, page, "农村道路", "4 人")
	b.Submit(page, "/county/projects/topics", nil)
	if h.recorded.Channel != voting.FromCases || len(h.recorded.Cases) != 2 || h.recorded.Title == "" {
		t.Fatalf("%+v", h.recorded)
	}
}

func TestTheOfficeCallsForProposals(t *testing.T) {
	b := newHall(voting.Proposed).office(t)
	portaltest.Says(t, b.Get("/county/calls"), "2027 年度征集", "征集中", "发布征集", "打印海报")
}

// The poster says until when, of which division, and its code leads to the page where
// anybody answers; only a call that the office's page shows has one.
func TestACallHasAPoster(t *testing.T) {
	b := newHall(voting.Proposed).office(t)
	page := b.Get("/county/calls/r1/poster")
	portaltest.Says(t, page, "2027 年度征集", "请您来提", "11月1日", "12月10日", "辰阳镇", "扫码提建议", "/projects/propose?area="+portaltest.Area)
	if !strings.Contains(page.Body, `class="qr"`) || !strings.Contains(page.Body, "paper-a4") {
		t.Error("no code, or no sheet")
	}
	portaltest.Expect(t, "another's", b.Get("/county/calls/r9/poster").Status, http.StatusNotFound)
	portaltest.Expect(t, "a stranger's", portaltest.Start(t, portaltest.Pages(county.Routes), newHall(voting.Proposed).fakes()...).Visitor(t).Get("/county/calls/r1/poster").Status, http.StatusSeeOther)
}

// What is over has no poster to hang out.
func TestACallThatIsOverHasNoPoster(t *testing.T) {
	h := newHall(voting.Proposed)
	over := portaltest.Always(voting.ListRounds, rpc.Page[voting.Round]{Items: []voting.Round{{ID: "r1", Area: portaltest.Area, Title: "去年的征集", Opens: "2025-11-01", Closes: "2025-12-10"}}})
	b := portaltest.Start(t, portaltest.Pages(county.Routes), append(h.fakes(), over)...).As(t, authz.CountyAdmin)
	portaltest.Silent(t, b.Get("/county/calls"), "打印海报")
}

func TestAVillagerProposesReadsAndFollows(t *testing.T) {
	h := newHall(voting.Candidate)
	b := portaltest.Start(t, portaltest.Pages(public.Routes), h.fakes()...).Visitor(t)
	portaltest.Says(t, b.Get("/projects"), "请先选择您的联络站")
	portaltest.Says(t, b.Get("/projects?area="+portaltest.Area), "修通学路", "请您来提")
	portaltest.Says(t, b.Get("/projects/pr1"), "硬化三公里", "群众反映集中", "在辰阳站提出")
	form := b.Get("/projects/propose?area=" + portaltest.Area)
	bad := b.Submit(form, "/projects/propose", url.Values{"title": {"修通学路"}, "text": {"孩子走不过去"}})
	portaltest.Refused(t, bad, "匿名")
	done := b.Submit(form, "/projects/propose", url.Values{"title": {"修通学路"}, "text": {"孩子走不过去"}, "who.name": {"王五"}})
	portaltest.Says(t, done, "431223-100-26-90001-8")
	portaltest.Expect(t, "area", h.wished.Area, portaltest.Area)
	follow := b.Get("/projects/follow")
	portaltest.Expect(t, "wrong pair", b.Submit(follow, "/projects/follow", url.Values{"number": {"1"}, "code": {"x"}}).Status >= http.StatusBadRequest, true)
	portaltest.Says(t, b.Submit(follow, "/projects/follow", url.Values{"number": {"431223-100-26-90001-8"}, "code": {"abcd 2345"}}), "孩子走不过去", "群众反映集中", "修通学路")
}

func TestADeputyReadsAndAsks(t *testing.T) {
	h := newHall(voting.Candidate, voting.AskQuestion)
	b := portaltest.Start(t, portaltest.Pages(deputy.Routes), h.fakes()...).As(t, authz.DeputyRole)
	portaltest.Says(t, b.Get("/d/projects"), "修通学路")
	portaltest.Does(t, b, "/d/projects/pr1", "/d/projects/pr1/ask", url.Values{"text": {"什么时候开工？"}})
	portaltest.Expect(t, "asked", h.asked.Text, "什么时候开工？")
	portaltest.Does(t, b, "/d/projects", "/d/projects", url.Values{"title": {"建敬老院"}, "text": {"老人没人照料"}})
	portaltest.Expect(t, "channel", h.recorded.Channel, voting.ByDeputy)
}

func TestWhereAProjectCameFromIsSaidWithoutGaps(t *testing.T) {
	ctx := ui.WithPrefs(t.Context(), ui.Prefs{Lang: ui.Chinese})
	portaltest.Expect(t, "of one station", projects.SourceLine(ctx, voting.FromCases, "辰阳镇站", "", 3), "辰阳镇站：3 件群众意见")
	portaltest.Expect(t, "of several", projects.SourceLine(ctx, voting.FromCases, "", "", 3), "3 件群众意见")
}

func TestEveryTurnOfAProjectHasItsWords(t *testing.T) {
	for _, on := range []string{voting.CandidateNamed.Name, voting.BallotingBegun.Name, voting.ProjectAdopted.Name, voting.ProjectNotAdopted.Name, voting.BallotAbandoned.Name, voting.ProjectRecommended.Name, voting.ProjectNotRecommended.Name} {
		what := event.ShortName(on)
		for _, got := range [][]ui.Entry{
			projects.Chain(t.Context(), []voting.ProposalNotice{{What: what}}), projects.History(t.Context(), []voting.Entry{{What: what}}),
		} {
			if got[0].What == what {
				t.Errorf("%s has no words", what)
			}
		}
	}
}
