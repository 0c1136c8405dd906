package voting

import (
	"slices"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
)

func (f *fixture) review(id string, agreed bool) voting.Project {
	f.t.Helper()
	return apptest.Call(f.t, f.office, voting.ReviewProject, voting.ReviewRequest{Reasoned: because(id), Agreed: agreed, On: f.day(0)})
}

func TestACandidateIsReviewedSubmittedAndDeliberated(t *testing.T) {
	f := start(t)
	p := f.candidate()
	if p.Dossier.UnitName != "镇农办" {
		t.Fatalf("the unit is called %s", p.Dossier.UnitName)
	}
	if p = f.review(p.ID, true); p.State != voting.CommitteeReviewed || p.Reviews[0].Organ != voting.Presidium {
		t.Fatalf("%+v", p)
	}
	apptest.Refused(t, f.office, voting.WriteDossier, voting.DossierRequest{ID: p.ID}, "project.state")
	apptest.Call(t, f.office, voting.SubmitProject, because(p.ID))
	if p = apptest.Call(t, f.office, voting.SubmitProject, because(p.ID)); p.State != voting.Deliberating {
		t.Fatal(p.State)
	}
	apptest.Refused(t, f.office, voting.SubmitProject, because(p.ID), "project.state")
}

func TestWhatNobodyCanJudgeIsNotReviewed(t *testing.T) {
	f := start(t)
	id := f.pool(f.proposed().Project, "修通学路").ID
	apptest.Call(t, f.office, voting.ScreenProject, screening(id, "candidate"))
	apptest.Refused(t, f.office, voting.ReviewProject, voting.ReviewRequest{Reasoned: because(id), Agreed: true, On: f.day(0)}, "project.thin")
	full := f.candidate()
	apptest.Refused(t, f.office, voting.ReviewProject, voting.ReviewRequest{Reasoned: because(full.ID), Agreed: true, On: f.day(1)}, "project.on")
	if back := f.review(full.ID, false); back.State != voting.Screening || len(back.Reviews) != 1 {
		t.Fatalf("%+v", back)
	}
}

func TestADossierNamesAUnitOfThePlace(t *testing.T) {
	f := start(t)
	id := f.pool(f.proposed().Project, "修通学路").ID
	apptest.Refused(t, f.office, voting.WriteDossier, voting.DossierRequest{ID: id, Dossier: voting.Dossier{Unit: "none"}}, "project.unit")
	apptest.Refused(t, f.office, voting.WriteDossier, voting.DossierRequest{ID: id, Dossier: voting.Dossier{Cost: -1}}, "rpc.content")
}

func TestOrgansByDivision(t *testing.T) {
	f := start(t)
	for code, want := range map[string]voting.Organ{chenxi: voting.StandingCommittee, town: voting.Presidium, "430102001": voting.StreetWorkCommittee} {
		if got := f.service.organOf(code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

func TestADeputyAsksAndIsAnswered(t *testing.T) {
	f := start(t)
	p := f.candidate()
	asked := apptest.Call(t, f.deputy, voting.AskQuestion, voting.AskRequest{ID: p.ID, Text: "资金有着落吗？"})
	q := asked.Questions[0]
	if q.PersonName != "张代表" {
		t.Fatalf("%+v", q)
	}
	if seen := apptest.Call(t, f.public, voting.GetPublicProject, voting.ByID{ID: p.ID}); len(seen.Questions) != 0 {
		t.Fatal("a question without an answer is public")
	}
	unit := f.Client("voting", apptest.With("acct-unit", authz.Assignment{Role: authz.HandlingUnit, Area: town, Unit: "u1"}, ""))
	apptest.Call(t, unit, voting.AnswerQuestion, voting.AnswerRequest{ID: p.ID, Question: q.ID, Text: "已列入年度预算"})
	apptest.Refused(t, f.office, voting.AnswerQuestion, voting.AnswerRequest{ID: p.ID, Question: q.ID, Text: "再答一次"}, "question.answered")
	apptest.Refused(t, f.office, voting.AnswerQuestion, voting.AnswerRequest{ID: p.ID, Question: "none", Text: "再答一次"}, "question.not_found")
	if seen := apptest.Call(t, f.public, voting.GetPublicProject, voting.ByID{ID: p.ID}); len(seen.Questions) != 1 || seen.Questions[0].Answer == "" {
		t.Fatalf("%+v", seen.Questions)
	}
}

func TestOnlyDeputiesOfTheCongressAskAboutItsCandidates(t *testing.T) {
	f := start(t)
	p := f.candidate()
	ask := voting.AskRequest{ID: p.ID, Text: "资金有着落吗？"}
	far := f.as(authz.Assignment{Role: authz.DeputyRole, Area: other}, "d2")
	apptest.Refused(t, far, voting.AskQuestion, ask, "project.not_found")
	above := f.as(authz.Assignment{Role: authz.DeputyRole, Area: chenxi}, "d2")
	apptest.Refused(t, above, voting.AskQuestion, ask, "project.not_seated")
	apptest.Refused(t, f.office, voting.AskQuestion, ask, "denied")
	f.tellDeputy("d3", "王代表", chenxi)
	f.eventually("the county's deputy is known", func() bool { _, err := f.service.persons.Get(system(t), "d3"); return err == nil })
	county := f.as(authz.Assignment{Role: authz.DeputyRole, Area: other}, "d3")
	seen := apptest.Call(t, county, voting.GetProject, voting.ByID{ID: p.ID})
	if slices.Contains(seen.Next, voting.AskQuestion.Name) {
		t.Fatal("a county's deputy is offered to ask about a township's candidate")
	}
	apptest.Refused(t, county, voting.AskQuestion, ask, "project.not_seated")
	up := said("s1")
	up.Round = f.announce(chenxi).ID
	top := apptest.Call(t, f.desk, voting.RecordProposal, up).Project
	apptest.Refused(t, county, voting.GetProject, voting.ByID{ID: top}, "project.not_found")
	apptest.Call(t, f.county, voting.PoolProject, voting.PoolRequest{Reasoned: because(top), Title: "县级项目", Year: 2027})
	apptest.Call(t, f.county, voting.ScreenProject, screening(top, "candidate"))
	if rows := apptest.Call(t, county, voting.ListProjects, voting.ListRequest{State: voting.Candidate}).Items; len(rows) != 2 {
		t.Fatalf("the county's deputy reads %+v", rows)
	}
	apptest.Call(t, county, voting.AskQuestion, voting.AskRequest{ID: top, Text: "资金有着落吗？"})
	early := f.proposed().Project
	apptest.Refused(t, f.deputy, voting.AskQuestion, voting.AskRequest{ID: early, Text: "资金有着落吗？"}, "project.state")
}
