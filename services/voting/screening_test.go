package voting

import (
	"slices"
	"strings"
	"testing"

	"lianluo/api/casework"
	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
)

func because(id string) voting.Reasoned { return voting.Reasoned{ID: id, Reason: "群众反映集中"} }

func (f *fixture) pool(id, title string) voting.Project {
	f.t.Helper()
	return apptest.Call(f.t, f.office, voting.PoolProject, voting.PoolRequest{Reasoned: because(id), Title: title, Year: 2027})
}

// screening answers every criterion in favour, but for those named.
func screening(id, verdict string, against ...string) voting.ScreenRequest {
	req := voting.ScreenRequest{Reasoned: because(id), Verdict: verdict}
	for _, c := range DefaultRules().Criteria() {
		req.Findings = append(req.Findings, voting.Finding{Criterion: c, Holds: (c.Kind != "excluded") != slices.Contains(against, c.ZH)})
	}
	return req
}

func (f *fixture) candidate() voting.Project {
	f.t.Helper()
	id := f.pool(f.proposed().Project, "修通学路").ID
	apptest.Call(f.t, f.office, voting.WriteDossier, voting.DossierRequest{ID: id, Place: voting.Place{Text: "辰阳镇", Lat: 28, Lng: 110},
		Dossier: voting.Dossier{Need: "孩子上学", Goal: "硬化三公里", Cost: 800_000, Unit: "u1", UnitName: "别的名字"}})
	return apptest.Call(f.t, f.office, voting.ScreenProject, screening(id, "candidate"))
}

func TestAProposalGoesThroughPoolAndScreening(t *testing.T) {
	f := start(t)
	id := f.proposed().Project
	p := f.pool(id, "修通学路")
	if p.State != voting.Pooled || p.Year != 2027 || p.Next[0] != voting.ScreenProject.Name {
		t.Fatalf("%+v", p)
	}
	p = apptest.Call(t, f.office, voting.ScreenProject, screening(id, "continue"))
	p = apptest.Call(t, f.office, voting.ScreenProject, screening(p.ID, "candidate"))
	if p.State != voting.Candidate || p.Screening.Rule == "" || len(p.Screening.Findings) != len(DefaultRules().Criteria()) {
		t.Fatalf("%+v", p)
	}
	whats := []string{}
	for _, e := range p.History {
		whats = append(whats, e.What)
	}
	if got := strings.Join(whats, " "); got != "ProjectProposed ProjectPooled ScreeningBegun CandidateNamed" {
		t.Fatal(got)
	}
}

func TestWhatStandsAgainstACandidateIsNamed(t *testing.T) {
	f := start(t)
	id := f.pool(f.proposed().Project, "修通学路").ID
	apptest.Refused(t, f.office, voting.ScreenProject, screening(id, "candidate", "用地有保障"), "project.fails")
	apptest.Refused(t, f.office, voting.ScreenProject, screening(id, "candidate", "增加政府债务"), "project.fails")
	some, strange := screening(id, "candidate"), screening(id, "candidate")
	some.Findings = some.Findings[1:]
	strange.Findings[0].ZH = "我编的"
	apptest.Refused(t, f.office, voting.ScreenProject, some, "project.findings")
	apptest.Refused(t, f.office, voting.ScreenProject, strange, "project.findings")
	twice := screening(id, "continue")
	twice.Findings[1] = twice.Findings[0]
	apptest.Refused(t, f.office, voting.ScreenProject, twice, "project.findings")
	if p := apptest.Call(t, f.office, voting.ScreenProject, screening(id, "candidate", "受益面广")); p.State != voting.Candidate {
		t.Fatal("what only speaks for a project need not hold")
	}
}

func TestRejectedWithAReason(t *testing.T) {
	f := start(t)
	id := f.proposed().Project
	apptest.Refused(t, f.office, voting.ScreenProject, screening(id, "candidate"), "project.state")
	p := apptest.Call(t, f.office, voting.ScreenProject, voting.ScreenRequest{Reasoned: because(id), Verdict: "reject"})
	if p.State != voting.Rejected || p.History[1].Why == "" {
		t.Fatalf("%+v", p)
	}
	apptest.Refused(t, f.office, voting.PoolProject, voting.PoolRequest{Reasoned: because(id), Title: "修通学路"}, "project.state")
	apptest.Refused(t, f.public, voting.GetPublicProject, voting.ByID{ID: id}, "project.not_found")
}

func TestAPublicTitleHoldsNoNumbers(t *testing.T) {
	f := start(t)
	id := f.proposed().Project
	for _, title := range []string{"联系 13800138000 修路", "修路 138-0013-8000", "修路431223199001011234"} {
		apptest.Refused(t, f.office, voting.PoolProject, voting.PoolRequest{Reasoned: because(id), Title: title}, "project.title")
	}
	if p := f.pool(id, "2027 年修 308 国道支线"); p.Title != "2027 年修 308 国道支线" {
		t.Fatal(p.Title)
	}
}

func TestMergingKeepsSourcesAndReceipts(t *testing.T) {
	f := start(t)
	f.tellCase("c1", town, "s1", "v1", "v2")
	topic := apptest.Call(t, f.desk, voting.RecordProposal, voting.RecordProposalRequest{Channel: voting.FromCases, Title: "村道硬化", Cases: []string{"c1"}})
	first := f.proposed()
	into := f.pool(topic.Project, "村道硬化")
	got := apptest.Call(t, f.office, voting.MergeProjects, voting.MergeRequest{Reasoned: because(first.Project), Into: into.ID})
	if len(got.Sources) != 2 || got.Voices != 3 || !slices.Equal(got.Merged, []string{first.Project}) {
		t.Fatalf("%+v", got)
	}
	seen := apptest.Call(t, f.public, voting.FollowProposal, voting.FollowProposalRequest{Number: first.Number, Code: first.Code})
	if len(seen.Projects) == 0 || seen.Projects[len(seen.Projects)-1].ID != into.ID && seen.Projects[0].ID != into.ID || seen.Text == "" {
		t.Fatalf("the proposer sees %+v", seen)
	}
	apptest.Refused(t, f.office, voting.MergeProjects, voting.MergeRequest{Reasoned: because(into.ID), Into: into.ID}, "project.merge_self")
	apptest.Refused(t, f.office, voting.MergeProjects, voting.MergeRequest{Reasoned: because(into.ID), Into: first.Project}, "project.merge_into")
	far := apptest.Call(t, f.county, voting.RecordProposal, said("s2")).Project
	apptest.Refused(t, f.office, voting.MergeProjects, voting.MergeRequest{Reasoned: because(into.ID), Into: far}, "project.not_found")
	apptest.Refused(t, f.county, voting.MergeProjects, voting.MergeRequest{Reasoned: because(into.ID), Into: far}, "project.congress")
}

func TestSplittingKeepsSourcesInEachPart(t *testing.T) {
	f := start(t)
	first := f.proposed()
	f.pool(first.Project, "修路装灯")
	whole := apptest.Call(t, f.office, voting.SplitProject, voting.SplitRequest{Reasoned: because(first.Project), Titles: []string{"修通学路", "装太阳能路灯"}})
	if whole.State != voting.Split || len(whole.SplitInto) != 2 {
		t.Fatalf("%+v", whole)
	}
	for i, id := range whole.SplitInto {
		p := f.project(id)
		if p.State != voting.Pooled || p.SplitFrom != whole.ID || len(p.Sources) != 1 || p.Title != []string{"修通学路", "装太阳能路灯"}[i] {
			t.Fatalf("%+v", p)
		}
	}
	if seen := apptest.Call(t, f.public, voting.FollowProposal, voting.FollowProposalRequest{Number: first.Number, Code: first.Code}); len(seen.Projects) < 2 {
		t.Fatalf("the proposer sees %+v", seen.Projects)
	}
}

func TestPartsMergedAgainCountEverybodyOnce(t *testing.T) {
	f := start(t)
	first := f.proposed()
	f.pool(first.Project, "修路装灯")
	parts := apptest.Call(t, f.office, voting.SplitProject, voting.SplitRequest{Reasoned: because(first.Project), Titles: []string{"修通学路", "装太阳能路灯"}}).SplitInto
	got := apptest.Call(t, f.office, voting.MergeProjects, voting.MergeRequest{Reasoned: because(parts[0]), Into: parts[1]})
	if len(got.Sources) != 1 || got.Voices != 1 {
		t.Fatalf("%d voices from %+v", got.Voices, got.Sources)
	}
}

func TestVoicesFollowTheirCaseIntoAnother(t *testing.T) {
	f := start(t)
	f.tellCase("c1", town, "s1", "v1")
	f.tellCase("c2", town, "s1", "v2", "v1")
	topic := apptest.Call(t, f.desk, voting.RecordProposal, voting.RecordProposalRequest{Channel: voting.FromCases, Title: "村道硬化", Cases: []string{"c1"}})
	f.casework.Tell(t, "case", "c1", "", casework.CaseMerged.New(casework.Changed{Case: "c1", Station: "s1", Area: town, Step: casework.MergedStep, Voices: []string{}, Other: "c2"}))
	f.eventually("the merge is known", func() bool { c, _ := f.service.cases.Get(system(t), "c1"); return c.Into == "c2" })
	p, err := f.service.projects.Get(system(t), topic.Project)
	if err != nil {
		t.Fatal(err)
	}
	if voices, err := f.service.voicesOf(system(t), &p); err != nil || !slices.Equal(voices, []string{"v1", "v2"}) {
		t.Fatalf("%v %v", voices, err)
	}
}
