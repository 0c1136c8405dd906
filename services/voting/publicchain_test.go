package voting

import (
	"encoding/json"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
)

// carried is a project that was planned, visited, adjusted and finished, by staff and
// with pictures whose names say who took them.
func carried(p *Project) {
	photo := []voting.Photo{{ID: "ph1", Name: "密-王五的手机.jpg", Lat: 28, Lng: 110}}
	plan := voting.Plan{Unit: "u1", UnitName: "镇农办", Goal: "硬化三公里", Milestones: []voting.Milestone{{Text: "完工", Due: "2027-11-30", Percent: 100}}, Funds: []voting.Fund{{Source: "县级", Amount: 960_000}}, Safeguards: "监理旁站"}
	p.Screening = &voting.Screened{Findings: []voting.Finding{{Criterion: voting.Criterion{Kind: "check", ZH: "资金有来源"}, Holds: true, Note: "密-内部意见"}}, By: "密-a", ByName: "密-科员"}
	p.Reviews = []voting.Review{{Organ: voting.Presidium, Agreed: true, Reason: "条件具备", On: "2026-12-01", By: "密-a", ByName: "密-科员"}}
	p.Votes = []voting.Vote{{Ballot: "b1", Title: "票决", Counts: []int{31}, Verdict: voting.Selected, Announced: "第3号"}}
	p.Plan, p.Started = &plan, "2027-03-01"
	p.Reports = []voting.Report{{ID: "r1", Percent: 40, Text: "路基完成", Photos: photo, By: "密-a", ByName: "密-科员"}}
	p.Supervision = &voting.Supervision{Leader: "密-d2", Members: []voting.Supervisor{{Person: "密-d1", Name: "张代表"}, {Person: "密-d2", Name: "李代表"}}}
	p.Visits = []voting.Visit{{ID: "v1", On: "2027-06-01", Finding: "质量合格", Present: []voting.Supervisor{{Person: "密-d1", Name: "张代表"}}, Photos: photo, By: "密-a", ByName: "密-登记人"}}
	asked := voting.Adjustment{ID: "j1", Kind: "adjust", Ground: "land", Reason: "改线", Plan: &plan, Before: plan, By: "密-a", ByName: "密-科员", DecidedBy: "密-b", DecidedByName: "密-主任"}
	waiting := asked
	waiting.Reason = "密-还没有决定"
	asked.Decision, asked.Approved = &voting.Resolution{Organ: voting.Presidium, Minutes: "2027-4", On: "2027-07-01", Hands: voting.Hands{Members: 9, Present: 8, For: 7}}, true
	p.Adjustments = []voting.Adjustment{asked, waiting}
	p.Ending = &voting.Ending{Outcome: voting.Completed, Text: "按期完工", On: "2027-11-20", Spent: 950_000, Photos: photo, By: "密-a", ByName: "密-科员"}
	p.Questions = []voting.Question{{ID: "q1", Text: "钱够吗？", Person: "密-d1", PersonName: "张代表", Answer: "够", By: "密-a", ByName: "密-科员"}, {ID: "q2", Text: "密-还没有答复"}}
	p.Sources = []voting.Source{{ID: "密-x", Number: "1", Channel: voting.AtDesk, Text: "密-我家门口", Name: "密", Phone: "密", StationName: "辰阳站"}}
	p.History = append(p.History, voting.Entry{By: "密-a", ByName: "密-科员", What: "ProjectCompleted", To: voting.Completed})
	p.By = "密-a"
}

// The chain says what became of a project, and names nobody but deputies.
func TestTheChainNamesNobodyButDeputies(t *testing.T) {
	f := start(t)
	id := f.stored(town, voting.Completed, carried)
	p := apptest.Call(t, f.public, voting.GetPublicProject, voting.ByID{ID: id})
	c := p.Chain
	if c.Plan.Goal != "硬化三公里" || len(c.Reports) != 1 || c.Reports[0].Photos[0].ID != "ph1" || len(c.Visits) != 1 || c.Visits[0].Present[0].Name != "张代表" {
		t.Errorf("%+v", c)
	}
	if len(c.Adjustments) != 1 || c.Adjustments[0].Decision.Hands.For != 7 || c.Ending.Spent != 950_000 || c.Votes[0].Counts[0] != 31 || c.Reviews[0].Reason == "" || len(c.Screening.Findings) != 1 {
		t.Errorf("%+v", c)
	}
	if len(c.Supervisors) != 2 || c.Supervisors[0] != "李代表" {
		t.Errorf("the leader comes first: %v", c.Supervisors)
	}
	raw, _ := json.Marshal(p)
	if i := strings.Index(string(raw), "密"); i >= 0 {
		t.Errorf("the public reads …%s", raw[max(0, i-60):min(len(raw), i+40)])
	}
	if kept := f.project(id); kept.Reports[0].ByName == "" || kept.Visits[0].ByName == "" || len(kept.Adjustments) != 2 {
		t.Errorf("staff read less: %+v", kept)
	}
}

// The list says how projects go, without their chains.
func TestTheListSaysHowProjectsGo(t *testing.T) {
	f := start(t)
	f.stored(town, voting.Implementing, carried, func(p *Project) { p.Ending = nil })
	got := apptest.Call(t, f.public, voting.ListPublicProjects, voting.ListRequest{Area: town}).Items[0]
	if got.UnitName != "镇农办" || got.Course == nil || got.Course.Actual != 40 || got.Chain.Plan != nil || len(got.Chain.Votes) != 0 {
		t.Errorf("%+v", got)
	}
}
