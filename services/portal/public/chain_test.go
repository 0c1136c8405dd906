package public_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/portaltest"
)

// lived is a project that came all the way, as the public reads it.
func lived() voting.PublicProject {
	photo := []voting.Photo{{ID: "ph1", Taken: portaltest.Now, Lat: 28, Lng: 110}}
	plan := voting.Plan{Goal: "硬化三公里", Milestones: []voting.Milestone{{Text: "路面完工", Due: "2026-10-31", Percent: 100}}, Funds: []voting.Fund{{Source: "县级财政", Amount: 960_000}}, Safeguards: "监理旁站"}
	changed := plan
	changed.Goal = "硬化两公里半"
	return voting.PublicProject{ID: "pr1", Number: "431223-100-26-90001-8", Area: portaltest.Area, AreaName: "辰阳镇", Title: "修通学路", State: voting.Completed, Year: 2026, Voices: 7, UnitName: "镇农办",
		Dossier: voting.Dossier{Need: "孩子上学", Goal: "硬化三公里", Cost: 960_000}, Course: &voting.Course{Planned: 60, Actual: 40, Light: voting.Yellow, Money: 960_000, Spent: 300_000},
		Sources:   []voting.PublicSource{{Channel: voting.FromCases, StationName: "辰阳站", Cases: []voting.CaseRef{{Number: "431223-100-26-0001-1", PublicTitle: "雨天路滑", ReceivedAt: portaltest.Now}}, At: portaltest.Now}},
		Questions: []voting.PublicQuestion{{Text: "资金有着落吗？", PersonName: "张代表", Answer: "已列入预算"}},
		History:   []voting.ProposalNotice{{What: "ProjectPooled", Why: "群众反映集中", At: portaltest.Now}, {What: "ProjectCompleted", At: portaltest.Now}},
		Chain: voting.PublicChain{
			Screening: &voting.PublicScreening{Findings: []voting.Finding{{Criterion: voting.Criterion{Kind: "check", ZH: "资金有来源", EN: "Money is there"}, Holds: true}}, At: portaltest.Now},
			Reviews:   []voting.PublicReview{{Organ: voting.Presidium, Agreed: true, Reason: "条件具备", On: "2025-12-01"}},
			Votes: []voting.Vote{{Ballot: "b1", Title: "票决大会", Congress: voting.Congress{Name: "辰阳镇人大", Term: 19, Session: 5}, Counts: []int{31}, Turnout: voting.Turnout{Roll: 45, Pass: 23, Present: 44}, Valid: 42,
				Verdict: voting.Selected, At: portaltest.Now, Announced: "第3号", On: "2025-12-20"}},
			Plan: &changed, Started: "2026-03-01", Supervisors: []string{"李代表", "张代表"},
			Reports:     []voting.Report{{Percent: 30, Text: "路基", Corrected: "r2", At: portaltest.Now}, {ID: "r2", Percent: 40, Spent: 300_000, Text: "路基完成", Why: "少算一段", Next: "铺路面", Photos: photo, At: portaltest.Now}},
			Visits:      []voting.Visit{{On: "2026-06-01", Finding: "质量合格", Present: []voting.Supervisor{{Name: "李代表"}}}},
			Adjustments: []voting.Adjustment{{Kind: "adjust", Ground: "land", Reason: "一段征地未成", Plan: &changed, Before: plan, Approved: true, Decision: &voting.Resolution{Organ: voting.Presidium, Minutes: "2026-4", On: "2026-07-01", Hands: voting.Hands{Members: 9, Present: 8, For: 7, Abstain: 1}}}},
			Ending:      &voting.Ending{Outcome: voting.Completed, Text: "按期完工", On: "2026-10-20", Spent: 950_000, Photos: photo}}}
}

func reading(t *testing.T, p voting.PublicProject) *portaltest.Browser {
	t.Helper()
	return start(t, portaltest.Always(voting.GetPublicProject, p), portaltest.Stream(voting.GetPhoto, func(_ context.Context, req voting.PhotoRequest, w *rpc.Writer) error {
		if req.Photo != "ph1" {
			return fault.NotFound("photo.not_found", "没有这张照片", "No such photo")
		}
		w.SetType("image/jpeg")
		_, err := w.Write([]byte(req.ID + "/" + req.Photo))
		return err
	}))
}

// One page tells it in the order in which it happened.
func TestTheChainIsToldInOrder(t *testing.T) {
	page := reading(t, lived()).Get("/projects/pr1")
	text, at := page.Text(t), 0
	for _, part := range []string{"滞后", "雨天路滑", "资金有来源", "孩子上学", "条件具备", "资金有着落吗", "已列入预算", "票决通过", "31", "第3号公告", "硬化两公里半", "票决时的目标", "路面完工", "县级财政", "监理旁站",
		"已更正", "路基完成", "少算一段", "铺路面", "督办代表：李代表、张代表", "质量合格", "用地原因", "应到 9 人，实到 8 人，赞成 7，反对 0，弃权 1", "调整前的目标", "按期完工", "群众反映集中"} {
		i := strings.Index(text[at:], part)
		if i < 0 {
			t.Fatalf("%q does not follow in …%s", part, text[at:])
		}
		at += i
	}
	for _, link := range []string{`href="/ballots/b1"`, `href="/ballots/b1/announcement"`, `src="/projects/pr1/photos/ph1?small=true"`, `href="geo:28.000000,110.000000"`, `data-print`} {
		if !strings.Contains(page.Body, link) {
			t.Errorf("no %s", link)
		}
	}
}

func TestTheChainIsToldInEnglish(t *testing.T) {
	b := reading(t, lived())
	b.Header.Set("Cookie", "lianluo_lang=en")
	portaltest.Says(t, b.Get("/projects/pr1"), "Behind", "Money is there", "Chosen", "Announcement 第3号", "Schedule", "The goal that was chosen", "9 members, 8 present, 7 for", "Supervised by 李代表, 张代表")
}

// What is young has a short chain.
func TestAYoungProjectHasAShortChain(t *testing.T) {
	p := lived()
	p.State, p.Chain, p.Course = voting.Pooled, voting.PublicChain{}, nil
	portaltest.Silent(t, reading(t, p).Get("/projects/pr1"), "实施计划", "进展报告", "督办", "完成情况", "票决公告板")
}

func TestEvidenceIsShown(t *testing.T) {
	got := reading(t, lived()).Get("/projects/pr1/photos/ph1?small=true")
	portaltest.Expect(t, "picture", got.Body, "pr1/ph1")
	portaltest.Expect(t, "type", got.Header.Get("Content-Type"), "image/jpeg")
	portaltest.Expect(t, "status", reading(t, lived()).Get("/projects/pr1/photos/other").Status, http.StatusNotFound)
}
