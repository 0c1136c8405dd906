package voting

import (
	"slices"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
)

func (f *fixture) group(id string, members ...string) voting.SupervisorsRequest {
	return voting.SupervisorsRequest{ID: id, Leader: members[0], Members: members}
}

func (f *fixture) visited(id string, present ...string) voting.VisitRequest {
	return voting.VisitRequest{ID: id, On: f.day(0), Present: present, Finding: "排水沟没有修到位，已当场提出"}
}

func TestAGroupWatchesAndVisits(t *testing.T) {
	f := start(t)
	id := f.started()
	apptest.Refused(t, f.office, voting.RecordVisit, f.visited(id, "d1"), "supervision.none")
	f.tellDeputy("d3", "王代表", chenxi)
	f.eventually("the county's deputy is known", func() bool { _, err := f.service.persons.Get(system(t), "d3"); return err == nil })
	p := apptest.Call(t, f.office, voting.NameSupervisors, f.group(id, "d1", "d3", "d1"))
	if len(p.Supervision.Members) != 2 || p.Supervision.Members[0].Name != "张代表" || p.Supervision.Leader != "d1" {
		t.Fatalf("%+v", p.Supervision)
	}
	mine := apptest.Call(t, f.deputy, voting.ListProjects, voting.ListRequest{Mine: true}).Items
	if len(mine) != 1 || mine[0].ID != id {
		t.Fatalf("the deputy watches %+v", mine)
	}
	req := f.visited(id, "d1", "d3", "d1")
	req.Photos = []string{shot(t, f.deputy)}
	p = apptest.Call(t, f.deputy, voting.RecordVisit, req)
	if v := p.Visits[0]; len(v.Present) != 2 || v.Present[1].Name != "王代表" || len(v.Photos) != 1 {
		t.Fatalf("%+v", v)
	}
	county := f.as(authz.Assignment{Role: authz.DeputyRole, Area: other}, "d3") // works in another town
	apptest.Call(t, county, voting.RecordVisit, f.visited(id, "d3"))
	if got := apptest.Call(t, f.office, voting.RecordVisit, f.visited(id, "d1")); len(got.Visits) != 3 {
		t.Errorf("%d visits", len(got.Visits))
	}
}

func TestWhoIsNotOfTheGroupWritesNoVisit(t *testing.T) {
	f := start(t)
	mine := apptest.Call(t, f.deputy, voting.RecordProposal, voting.RecordProposalRequest{Channel: voting.ByDeputy, Title: "建村级敬老院", Text: "留守老人无人照料"})
	apptest.Refused(t, f.deputy, voting.RecordVisit, f.visited(mine.Project, "d1"), "project.state") // reached, being theirs, but not chosen
	id := f.started()
	apptest.Refused(t, f.deputy, voting.RecordVisit, f.visited(id, "d1"), "project.not_found")
	for code, req := range map[string]voting.SupervisorsRequest{
		"supervision.deputy": f.group(id, "d1", "d2"), "supervision.leader": {ID: id, Leader: "d9", Members: []string{"d1"}},
		"rpc.content": {ID: id, Leader: "d1"},
	} {
		apptest.Refused(t, f.office, voting.NameSupervisors, req, code)
	}
	apptest.Refused(t, f.office, voting.NameSupervisors, f.group(id, "none"), "supervision.deputy")
	apptest.Call(t, f.office, voting.NameSupervisors, f.group(id, "d1"))
	apptest.Refused(t, f.deputy, voting.RecordVisit, f.visited(id, "d1", "d2"), "supervision.present")
	late := f.visited(id, "d1")
	late.On = f.day(1)
	apptest.Refused(t, f.deputy, voting.RecordVisit, late, "project.later")
	named := f.visited(id, "d1")
	named.Finding = "业主电话13800138000"
	apptest.Refused(t, f.deputy, voting.RecordVisit, named, "project.numbers")
	if next := apptest.Call(t, f.deputy, voting.GetProject, voting.ByID{ID: id}).Next; !slices.Contains(next, voting.RecordVisit.Name) {
		t.Errorf("the supervisor is offered %v", next)
	}
	apptest.Refused(t, f.office, voting.NameSupervisors, f.group(f.candidate().ID, "d1"), "project.state")
}
