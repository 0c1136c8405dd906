package voting

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rpc"
)

// adopted is a project of the town that its congress chose: how, other tests show.
func (f *fixture) adopted() string {
	f.t.Helper()
	id := f.candidate().ID
	_, err := f.service.projects.Update(system(f.t), id, func(p *Project) ([]event.Event, error) {
		p.State, p.Year = voting.Adopted, 2026
		return nil, nil
	})
	if err != nil {
		f.t.Fatal(err)
	}
	return id
}

// unit is the one that answers for the project.
func (f *fixture) unit() *rpc.Client {
	return f.as(authz.Assignment{Role: authz.HandlingUnit, Area: town, Unit: "u1"}, "")
}

// steps are a plan of 800,000 yuan in three steps, 30, 60 and 90 days from now.
func (f *fixture) steps() voting.Plan {
	return voting.Plan{Goal: "硬化三公里学路", Safeguards: "镇纪委监督资金，监理全程到场",
		Milestones: []voting.Milestone{{Text: "完成招标", Due: f.day(30), Percent: 20}, {Text: "路基完成", Due: f.day(60), Percent: 60}, {Text: "通车", Due: f.day(90), Percent: 100}},
		Funds:      []voting.Fund{{Source: "县级财政", Amount: 500_000}, {Source: "镇自筹", Amount: 300_000}}}
}

func (f *fixture) planned(id string) voting.Project {
	f.t.Helper()
	return apptest.Call(f.t, f.unit(), voting.PlanProject, voting.PlanRequest{ID: id, Plan: f.steps()})
}

// started is a project under way.
func (f *fixture) started() string {
	f.t.Helper()
	id := f.adopted()
	f.planned(id)
	apptest.Call(f.t, f.unit(), voting.StartProject, voting.StartRequest{Reasoned: because(id), On: f.day(0)})
	return id
}

// shot is a photo that whoever calls took.
// snapshot is a picture as a device sends it.
func snapshot(t *testing.T) rpc.File {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 400, 300))); err != nil {
		t.Fatal(err)
	}
	return rpc.File{Name: "现场.png", Data: out.Bytes()}
}

func shot(t *testing.T, c *rpc.Client) string {
	t.Helper()
	return apptest.Call(t, c, voting.UploadPhoto, voting.UploadRequest{File: snapshot(t)}).ID
}

func (f *fixture) reported(id string, percent int, spent int64) voting.Project {
	f.t.Helper()
	return apptest.Call(f.t, f.unit(), voting.ReportProgress, voting.ReportRequest{ID: id, Percent: percent, Spent: spent, Text: "路基已完成一半", Next: "铺设面层", Photos: []string{shot(f.t, f.unit())}})
}

func (f *fixture) pass(days int) { f.Clock.Advance(time.Duration(days) * 24 * time.Hour) }

func TestAChosenProjectIsPlannedAndBegun(t *testing.T) {
	f := start(t)
	id := f.adopted()
	if next := f.project(id).Next; next[0] != voting.PlanProject.Name {
		t.Fatalf("the office is offered %v", next)
	}
	apptest.Refused(t, f.unit(), voting.StartProject, voting.StartRequest{Reasoned: because(id), On: f.day(0)}, "project.state")
	p := f.planned(id)
	if p.State != voting.PlanPublished || p.Plan.Unit != "u1" || p.Plan.UnitName != "镇农办" || p.Course.Light != voting.Green || p.Course.Money != 800_000 || p.Course.Next != f.day(30) {
		t.Fatalf("%+v %+v", p.Plan, p.Course)
	}
	apptest.Refused(t, f.office, voting.PlanProject, voting.PlanRequest{ID: id, Plan: f.steps()}, "project.state")
	apptest.Refused(t, f.unit(), voting.StartProject, voting.StartRequest{Reasoned: because(id), On: f.day(1)}, "project.later")
	p = apptest.Call(t, f.unit(), voting.StartProject, voting.StartRequest{Reasoned: because(id), On: f.day(-1)})
	if p.State != voting.Implementing || p.Started != f.day(-1) {
		t.Fatalf("%+v", p)
	}
	if p.Dossier.Goal != "硬化三公里" {
		t.Error("the goal that was chosen is gone")
	}
}

func TestPlansThatNobodyCouldBeMeasuredBy(t *testing.T) {
	f := start(t)
	id := f.adopted()
	for code, change := range map[string]func(*voting.Plan){
		"plan.milestones": func(p *voting.Plan) { p.Milestones[1].Percent = 20 },
		"plan.funds":      func(p *voting.Plan) { p.Funds = []voting.Fund{{Source: "县级财政"}} },
		"project.unit":    func(p *voting.Plan) { p.Unit = "none" },
		"project.numbers": func(p *voting.Plan) { p.Safeguards = "有事请打13800138000" },
		"rpc.content":     func(p *voting.Plan) { p.Milestones[0].Due = "2026-13-40" },
	} {
		plan := f.steps()
		change(&plan)
		apptest.Refused(t, f.office, voting.PlanProject, voting.PlanRequest{ID: id, Plan: plan}, code)
	}
	for name, change := range map[string]func(*voting.Plan){
		"days that fall":     func(p *voting.Plan) { p.Milestones[2].Due = f.day(50) },
		"the same day twice": func(p *voting.Plan) { p.Milestones[2].Due = f.day(60) },
		"an end below 100":   func(p *voting.Plan) { p.Milestones = p.Milestones[:2] },
	} {
		plan := f.steps()
		change(&plan)
		if err := checkPlan(plan); err == nil {
			t.Errorf("%s is a plan", name)
		}
	}
	whole := f.steps()
	whole.Safeguards = "2026-06-30 前投入 1200000 元，电话 0745-5232110" // days, amounts and an office's telephone are nobody's
	if err := checkPlan(whole); err != nil {
		t.Error(err)
	}
}

func TestAUnitCannotHandItsProjectOn(t *testing.T) {
	f := start(t)
	id := f.adopted()
	f.tellUnit("u2", "镇规建办", town)
	plan := f.steps()
	plan.Unit = "u2"
	apptest.Refused(t, f.unit(), voting.PlanProject, voting.PlanRequest{ID: id, Plan: plan}, "plan.unit")
	p := apptest.Call(t, f.office, voting.PlanProject, voting.PlanRequest{ID: id, Plan: plan})
	if p.Plan.UnitName != "镇规建办" || p.Dossier.UnitName != "镇农办" {
		t.Fatalf("%+v", p.Plan)
	}
	apptest.Refused(t, f.unit(), voting.StartProject, voting.StartRequest{Reasoned: because(id), On: f.day(0)}, "project.not_found")
	second := f.as(authz.Assignment{Role: authz.HandlingUnit, Area: town, Unit: "u2"}, "")
	apptest.Call(t, second, voting.StartProject, voting.StartRequest{Reasoned: because(id), On: f.day(0)})
}

func TestAProjectIsFinishedWithEvidence(t *testing.T) {
	f := start(t)
	id := f.started()
	f.reported(id, 60, 400_000)
	done := voting.FinishRequest{Reasoned: because(id), Outcome: voting.Completed, On: f.day(0), Spent: 700_000}
	apptest.Refused(t, f.unit(), voting.FinishProject, done, "progress.evidence")
	done.Photos = []string{shot(t, f.unit())}
	for code, change := range map[string]func(*voting.FinishRequest){
		"project.overspent":    func(r *voting.FinishRequest) { r.Spent = 800_001 },
		"progress.falls":       func(r *voting.FinishRequest) { r.Spent = 399_999 },
		"project.later":        func(r *voting.FinishRequest) { r.On = f.day(1) },
		"project.before_start": func(r *voting.FinishRequest) { r.On = f.day(-1) },
		"project.still_time":   func(r *voting.FinishRequest) { r.Outcome = voting.Unfinished },
		"project.numbers":      func(r *voting.FinishRequest) { r.Reason = "身份证 431223199001011234" },
		"rpc.content":          func(r *voting.FinishRequest) { r.Outcome = voting.Archived },
	} {
		req := done
		change(&req)
		apptest.Refused(t, f.unit(), voting.FinishProject, req, code)
	}
	p := apptest.Call(t, f.unit(), voting.FinishProject, done)
	if p.State != voting.Completed || p.Course.Actual != 100 || p.Course.Spent != 700_000 || len(p.Ending.Photos) != 1 || p.Course.Light != voting.Green || p.Course.Next != "" {
		t.Fatalf("%+v %+v", p.Ending, p.Course)
	}
	f.pass(200)
	if got := f.project(id).Course; *got != *p.Course {
		t.Errorf("what is finished goes on: %+v, %+v", got, p.Course)
	}
	apptest.Refused(t, f.unit(), voting.FinishProject, done, "photo.not_found")
	done.Photos = nil
	apptest.Refused(t, f.unit(), voting.FinishProject, done, "project.state")
}

func TestWhatIsNotDoneWhenItsTimeIsOverIsUnfinished(t *testing.T) {
	f := start(t)
	id := f.started()
	late := voting.FinishRequest{Reasoned: because(id), Outcome: voting.Unfinished}
	f.pass(89)
	late.On = f.day(0)
	apptest.Refused(t, f.unit(), voting.FinishProject, late, "project.still_time")
	f.pass(1)
	late.On = f.day(0)
	if p := apptest.Call(t, f.unit(), voting.FinishProject, late); p.State != voting.Unfinished || p.Ending.Text == "" {
		t.Fatalf("%+v", p)
	}
	year := Project{Project: voting.Project{Year: 2026, Plan: &voting.Plan{Milestones: []voting.Milestone{{Due: "2027-05-01"}}}}}
	if got := year.lastDay(); got != "2026-12-31" {
		t.Errorf("a project of 2026 has time until %s", got)
	}
}

func TestWhoCarriesAProjectOut(t *testing.T) {
	f := start(t)
	id := f.started()
	for name, c := range map[string]*rpc.Client{
		"the desk": f.desk, "a deputy": f.deputy, "another unit": f.as(authz.Assignment{Role: authz.HandlingUnit, Area: town, Unit: "u9"}, ""),
		"another town": f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: other}, ""), "anybody": f.public,
	} {
		_, err := rpc.Call(t.Context(), c, voting.ReportProgress, voting.ReportRequest{ID: id, Percent: 1, Text: "有人冒报进度"})
		if err == nil {
			t.Errorf("%s reports", name)
		}
	}
	unit := apptest.Call(t, f.unit(), voting.GetProject, voting.ByID{ID: id}).Next
	for _, op := range []string{voting.DecideAdjustment.Name, voting.NameSupervisors.Name, voting.RecordVisit.Name} {
		if slices.Contains(unit, op) {
			t.Errorf("the unit is offered %s", op)
		}
	}
	if unit[0] != voting.ReportProgress.Name {
		t.Errorf("the unit is offered %v first", unit)
	}
}

func TestAPlanMayComeBeforeTheAnnouncement(t *testing.T) {
	p := Project{Project: voting.Project{State: voting.PlanPublished, Plan: &voting.Plan{}, Votes: []voting.Vote{{}}}}
	if events, err := p.announce(Act{}, "公告1号", "2026-03-02"); err != nil || len(events) != 1 || p.State != voting.PlanPublished || p.Votes[0].Announced != "公告1号" {
		t.Fatalf("%v, %v: %+v", events, err, p)
	}
}
