package projects_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/portal/county"
	"lianluo/services/portal/deputy"
	"lianluo/services/portal/portaltest"
)

// site is a hall whose project is under way, behind its plan, with everything on it.
type site struct {
	*hall
	planned  voting.PlanRequest
	reported voting.ReportRequest
	changed  voting.AdjustmentRequest
	decided  voting.DecideRequest
	named    voting.SupervisorsRequest
	visited  voting.VisitRequest
}

func newSite(state voting.State, next ...rpc.Any) *site {
	s := &site{hall: newHall(state, next...)}
	p := &s.p
	p.Plan = &voting.Plan{Unit: "u1", UnitName: "镇农办", Goal: "硬化二点五公里", Safeguards: "监理到场", Funds: []voting.Fund{{Source: "县级财政", Amount: 900_000}},
		Milestones: []voting.Milestone{{Text: "完成招标", Due: "2026-10-01", Percent: 40}, {Text: "通车", Due: "2027-06-30", Percent: 100}}}
	p.Course = &voting.Course{Planned: 40, Actual: 5, Light: voting.Red, Since: portaltest.Now, Reported: portaltest.Now, Spent: 100_000, Money: 900_000, Next: "2027-06-30"}
	p.Reports = []voting.Report{{ID: "rp1", Percent: 5, Spent: 100_000, Text: "已清表", Next: "开挖路基", Photos: []voting.Photo{{ID: "ph1", Taken: portaltest.Now}}, ByName: "镇农办", At: portaltest.Now}}
	p.Supervision = &voting.Supervision{Leader: "p2", Members: []voting.Supervisor{{Person: portaltest.Person, Name: "张代表"}, {Person: "p2", Name: "李代表"}}}
	p.Visits = []voting.Visit{{On: "2026-11-01", Present: []voting.Supervisor{{Person: "p2", Name: "李代表"}}, Finding: "排水沟没有修到位"}}
	p.Adjustments = []voting.Adjustment{{ID: "a1", Kind: "adjust", Ground: "land", Reason: "占地未批", Plan: p.Plan, Before: voting.Plan{Goal: "硬化三公里"}, ByName: "镇农办", At: portaltest.Now}}
	return s
}

// kept notes what an operation was asked, and shows the project.
func kept[Req any](s *site, op rpc.Op[Req, voting.Project], into *Req) portaltest.Fake {
	return portaltest.Op(op, func(_ context.Context, req Req) (voting.Project, error) { *into = req; return s.p, nil })
}

func (s *site) all() []portaltest.Fake {
	row := voting.Row{ID: "pr1", Title: "修通学路", State: s.p.State, Course: s.p.Course, UnitName: "镇农办", AreaName: "辰阳镇", Updated: portaltest.Now}
	return append(s.fakes(), kept(s, voting.PlanProject, &s.planned), kept(s, voting.ReportProgress, &s.reported), kept(s, voting.RequestAdjustment, &s.changed),
		kept(s, voting.DecideAdjustment, &s.decided), kept(s, voting.NameSupervisors, &s.named), kept(s, voting.RecordVisit, &s.visited),
		portaltest.Always(voting.ListSlowProjects, voting.SlowList{Items: []voting.Slow{{Row: row, Reasons: []string{"red", "silent"}}}}),
		portaltest.Always(roster.ListPersons, rpc.Page[roster.Person]{Items: []roster.Person{{ID: portaltest.Person, Name: "张代表", Mandates: seated}, {ID: "p2", Name: "李代表", Mandates: seated}}}))
}

var seated = []roster.Mandate{{Area: portaltest.Area, Status: roster.MandateActive}}

func (s *site) county(t *testing.T) *portaltest.Browser {
	t.Helper()
	return portaltest.Start(t, portaltest.Pages(county.Routes), s.all()...).As(t, authz.CountyAdmin)
}

const plan = "2026-12-31 40% 完成 招标\n\n2027-06-30 100 通车\n"

func TestTheOfficePublishesAPlan(t *testing.T) {
	s := newSite(voting.Adopted, voting.PlanProject)
	b := s.county(t)
	form := url.Values{"goal": {"硬化三公里"}, "milestones": {plan}, "funds": {"县级财政 拨款 500,000\n镇自筹 300000"}, "safeguards": {"监理到场"}, "unit": {"u1"}}
	portaltest.Does(t, b, "/county/projects/pr1", "/county/projects/pr1/plan", form)
	m, f := s.planned.Milestones, s.planned.Funds
	if len(m) != 2 || m[0] != (voting.Milestone{Due: "2026-12-31", Percent: 40, Text: "完成 招标"}) || len(f) != 2 || f[0] != (voting.Fund{Source: "县级财政 拨款", Amount: 500_000}) || s.planned.Unit != "u1" {
		t.Fatalf("%+v", s.planned)
	}
	for field, text := range map[string]string{"milestones": "明年 一半 通车", "funds": "财政全额"} {
		wrong := url.Values{}
		for name := range form {
			wrong.Set(name, form.Get(name))
		}
		wrong.Set(field, text)
		page := b.Submit(b.Get("/county/projects/pr1"), "/county/projects/pr1/plan", wrong)
		portaltest.Says(t, page, "用空格隔开", text)
	}
}

// What was done is drawn as it was reported; what a correction stands for is not.
func TestTheScheduleShowsWhatWasDoneWhen(t *testing.T) {
	s := newSite(voting.Completed)
	half, end := time.Date(2027, 1, 30, 0, 0, 0, 0, time.UTC), time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)
	s.p.Reports = []voting.Report{{ID: "rp1", Percent: 90, Corrected: "rp2", At: half.AddDate(0, -1, 0)}, {ID: "rp2", Percent: 50, Corrects: "rp1", At: half}}
	s.p.Course.Actual, s.p.Ending = 100, &voting.Ending{Outcome: voting.Completed, At: end}
	const drawn = `class="schedule-done" points="0,120.0 300.0,120.0 300.0,67.0 600.0,67.0 600.0,14.0"`
	if page := s.county(t).Get("/county/projects/pr1"); !strings.Contains(page.Body, drawn) {
		t.Errorf("no %s", drawn)
	}
}

func TestTheOfficeSeesHowAProjectGoesAndDecides(t *testing.T) {
	s := newSite(voting.AdjustmentRequested, voting.DecideAdjustment, voting.ReportProgress, voting.NameSupervisors)
	b := s.county(t)
	page := b.Get("/county/projects/pr1")
	portaltest.Says(t, page, "严重滞后", "硬化二点五公里", "40% 完成招标", "已清表", "开挖路基", "李代表（组长）", "排水沟没有修到位", "等待决定", "占地未批")
	for _, drawn := range []string{"schedule-plan", "进度图：计划应完成 40%，实际完成 5%"} {
		if !strings.Contains(page.Body, drawn) {
			t.Errorf("the page draws no %s", drawn)
		}
	}
	portaltest.Says(t, b.Get("/county/projects/slow"), "修通学路", "严重滞后 5%", "亮红灯", "长时间没有报告", "35")
	portaltest.Does(t, b, "/county/projects/pr1", "/county/projects/pr1/decide", url.Values{"organ": {"presidium"}, "minutes": {"纪要3号"}, "on": {"2026-11-01"},
		"hands.members": {"9"}, "hands.present": {"8"}, "hands.for": {"5"}, "hands.against": {"2"}, "hands.abstain": {"1"}, "reason": {"同意调整"}})
	if d := s.decided; d.Adjustment != "a1" || d.Hands != (voting.Hands{Members: 9, Present: 8, For: 5, Against: 2, Abstain: 1}) || d.Organ != voting.Presidium {
		t.Fatalf("%+v", d)
	}
	portaltest.Does(t, b, "/county/projects/pr1", "/county/projects/pr1/supervise", url.Values{"leader": {"p2"}, "members": {portaltest.Person, "p2"}})
	portaltest.Expect(t, "members", len(s.named.Members), 2)
	portaltest.Does(t, b, "/county/projects/pr1", "/county/projects/pr1/report", url.Values{"percent": {"30"}, "spent": {"200000"}, "text": {"路基完成"}, "next": {"铺面层"}, "corrects": {"rp1"}, "why": {"看错了"}, "kept": {"ph8 ph9"}})
	if r := s.reported; r.Percent != 30 || r.Spent != 200_000 || r.Corrects != "rp1" || strings.Join(r.Photos, ",") != "ph8,ph9" {
		t.Fatalf("%+v", r)
	}
}

// Who may watch over a project is offered however many people the division has: whoever
// sits in its congress or in one above.
func TestTheOfficeChoosesAmongAllWhoMayWatch(t *testing.T) {
	s := newSite(voting.Implementing, voting.NameSupervisors)
	person := func(name, at string, status roster.MandateStatus) roster.Person {
		return roster.Person{ID: name, Name: name, Mandates: []roster.Mandate{{Area: at, Status: status}}}
	}
	people := portaltest.Paged(roster.ListPersons, func(r roster.ListRequest) string { return r.After },
		person("邻镇代表", "431223102", roster.MandateActive), person("停职代表", portaltest.Area, roster.MandateSuspended),
		person("本镇代表", portaltest.Area, roster.MandateActive), person("县代表", "431223", roster.MandateActive))
	page := portaltest.Start(t, portaltest.Pages(county.Routes), append(s.all(), people)...).As(t, authz.CountyAdmin).Get("/county/projects/pr1")
	portaltest.Says(t, page, "本镇代表", "县代表")
	portaltest.Silent(t, page, "邻镇代表", "停职代表")
}

// Who was ticked stays ticked, and the day typed, where the service refuses the form.
func TestWhoWasTickedStaysTicked(t *testing.T) {
	s := newSite(voting.Implementing, voting.NameSupervisors, voting.RecordVisit)
	refusal := fault.Invalid("x.refused", "请核对名单", "Look at the names").At("present", "请核对名单", "Look at the names").At("members", "请核对名单", "Look at the names")
	refusing := append(s.all(), portaltest.Refusing(voting.NameSupervisors, refusal), portaltest.Refusing(voting.RecordVisit, refusal))
	office := portaltest.Start(t, portaltest.Pages(county.Routes), refusing...).As(t, authz.CountyAdmin)
	const group, visit = "/county/projects/pr1/supervise", "/county/projects/pr1/visit"
	page := office.Get("/county/projects/pr1")
	kept := office.Submit(page, group, url.Values{"leader": {"p2"}, "members": {"p2"}}).Form(t, group)
	portaltest.Expect(t, "members", strings.Join(kept["members"], " "), "p2")
	portaltest.Expect(t, "leader", kept.Get("leader"), "p2")
	kept = office.Submit(page, visit, url.Values{"on": {"2026-11-02"}, "present": {"p2"}, "finding": {"路肩松动，已要求返工"}}).Form(t, visit)
	portaltest.Expect(t, "present", strings.Join(kept["present"], " "), "p2")
	portaltest.Expect(t, "day", kept.Get("on"), "2026-11-02")
	phone := portaltest.Start(t, portaltest.Pages(deputy.Routes), refusing...).As(t, authz.DeputyRole)
	kept = phone.Submit(phone.Get("/d/projects/pr1"), "/d/projects/pr1/visit", url.Values{"on": {"2026-11-02"}, "present": {"p2"}, "finding": {"路肩松动"}}).Form(t, "/d/projects/pr1/visit")
	portaltest.Expect(t, "present on the phone", strings.Join(kept["present"], " "), "p2")
}

func TestAnAdjustmentHoldsAWholePlanAndAnEndNone(t *testing.T) {
	s := newSite(voting.Implementing, voting.RequestAdjustment)
	b := s.county(t)
	form := url.Values{"kind": {"adjust"}, "ground": {"land"}, "reason": {"占地未批"}, "goal": {"硬化两公里"}, "milestones": {plan}, "funds": {"县级财政 500000"}, "safeguards": {"监理到场"}}
	portaltest.Does(t, b, "/county/projects/pr1", "/county/projects/pr1/adjust", form)
	if a := s.changed; a.Plan == nil || a.Plan.Goal != "硬化两公里" || len(a.Plan.Milestones) != 2 || a.Ground != "land" {
		t.Fatalf("%+v", a)
	}
	form.Set("kind", "terminate")
	portaltest.Does(t, b, "/county/projects/pr1", "/county/projects/pr1/adjust", form)
	if a := s.changed; a.Plan != nil || a.Kind != "terminate" {
		t.Fatalf("%+v", a)
	}
}

func TestADeputyVisitsOnThePhone(t *testing.T) {
	s := newSite(voting.Implementing, voting.RecordVisit)
	b := portaltest.Start(t, portaltest.Pages(deputy.Routes), s.all()...).As(t, authz.DeputyRole)
	portaltest.Says(t, b.Get("/d/projects"), "我督办的项目", "修通学路")
	portaltest.Says(t, b.Get("/d/projects/pr1"), "登记走访", "参加走访的代表", "已清表", "严重滞后")
	portaltest.Does(t, b, "/d/projects/pr1", "/d/projects/pr1/visit", url.Values{"on": {"2026-11-02"}, "present": {portaltest.Person, "p2"}, "finding": {"路肩松动，已要求返工"}})
	if v := s.visited; len(v.Present) != 2 || v.Finding == "" || v.On != "2026-11-02" {
		t.Fatalf("%+v", v)
	}
}

// What was finished is archived; only what was not goes on in the next year.
func TestOnlyTheUnfinishedIsCarriedOver(t *testing.T) {
	for through, offered := range map[voting.State]bool{voting.Completed: false, voting.Unfinished: true} {
		s := newSite(voting.Evaluated, voting.ConcludeProject)
		s.p.History = []voting.Entry{{What: "ProjectStarted", To: through}}
		page := s.county(t).Get("/county/projects/pr1")
		portaltest.Says(t, page, "怎样结束", "归档")
		if strings.Contains(page.Body, `value="carried_over"`) != offered {
			t.Errorf("%s: carried over is offered: %v", through, !offered)
		}
	}
}
