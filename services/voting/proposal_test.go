package voting

import (
	"slices"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
)

func TestAProposalAtTheDeskJoinsTheOpenRound(t *testing.T) {
	f := start(t)
	r := f.announce(town)
	got := f.proposed()
	p := f.project(got.Project)
	src := p.Sources[0]
	if p.State != voting.Proposed || p.Round != r.ID || p.Year != r.Year || p.Area != town || p.Voices != 1 || got.Code == "" || p.Number != got.Number {
		t.Fatalf("%+v", p)
	}
	if src.Name != "王*" || src.Phone != "138****8000" || src.StationName != "辰阳站" {
		t.Fatalf("the proposer is shown as %+v", src)
	}
	if rounds := apptest.Call(t, f.public, voting.ListRounds, voting.RoundsRequest{Area: town}).Items; rounds[0].Proposals != 1 {
		t.Fatalf("the round counts %d", rounds[0].Proposals)
	}
}

func TestADeskTakesDownForItsOwnStationAlone(t *testing.T) {
	f := start(t)
	apptest.Refused(t, f.desk, voting.RecordProposal, said("s2"), "station.not_found")
	apptest.Refused(t, f.desk, voting.RecordProposal, said("none"), "station.not_found")
	apptest.Refused(t, f.desk, voting.RecordProposal, said(""), "project.where")
	elsewhere := said("s1")
	elsewhere.Round = f.announce(other).ID
	apptest.Refused(t, f.desk, voting.RecordProposal, elsewhere, "project.elsewhere")
	nameless, double := said("s1"), said("s1")
	nameless.Who, double.Who.Anonymous = voting.Who{}, true
	apptest.Refused(t, f.desk, voting.RecordProposal, nameless, "project.name")
	apptest.Refused(t, f.desk, voting.RecordProposal, double, "project.anonymous_named")
}

func TestADeskReachesTheCountysRound(t *testing.T) {
	f := start(t)
	up := said("s1")
	up.Round = f.announce(chenxi).ID
	got := apptest.Call(t, f.desk, voting.RecordProposal, up)
	if p := f.project(got.Project); p.Area != chenxi {
		t.Fatalf("it lies in %s", p.Area)
	}
	// whoever took it down goes on seeing it
	apptest.Call(t, f.desk, voting.GetProject, voting.ByID{ID: got.Project})
}

func TestADeputyProposesToTheirOwnCongress(t *testing.T) {
	f := start(t)
	mine := voting.RecordProposalRequest{Channel: voting.ByDeputy, Title: "建村级敬老院", Text: "留守老人无人照料"}
	got := apptest.Call(t, f.deputy, voting.RecordProposal, mine)
	p := f.project(got.Project)
	if p.Sources[0].PersonName != "张代表" || p.Area != town || got.Code != "" {
		t.Fatalf("%+v", p.Sources[0])
	}
	nobody := f.as(authz.Assignment{Role: authz.DeputyRole, Area: town}, "unknown")
	apptest.Refused(t, nobody, voting.RecordProposal, mine, "project.not_deputy")
	apptest.Refused(t, f.county, voting.RecordProposal, mine, "project.not_deputy")
}

func TestCasesBecomeATopicWithEveryVoice(t *testing.T) {
	f := start(t)
	f.tellCase("c1", town, "s1", "v1", "v2")
	f.tellCase("c2", town, "s1", "v2", "v3")
	topic := voting.RecordProposalRequest{Channel: voting.FromCases, Title: "村道硬化", Cases: []string{"c2", "c1", "c1"}, Station: "elsewhere"}
	p := f.project(apptest.Call(t, f.desk, voting.RecordProposal, topic).Project)
	if src := p.Sources[0]; src.Station != src.Cases[0].Station || src.StationName == "" {
		t.Errorf("the station is what the cases say, not what is asked for: %+v", src)
	}
	if p.Voices != 3 || len(p.Sources[0].Cases) != 2 || p.Sources[0].Cases[0].PublicTitle == "" || p.Category != "0101" {
		t.Fatalf("%+v", p)
	}
	rows := apptest.Call(t, f.desk, voting.ListProjects, voting.ListRequest{}).Items
	if len(rows) != 1 || rows[0].Cases != 2 {
		t.Fatalf("%+v", rows)
	}
}

func TestATopicTakesOnlyCasesWithinReach(t *testing.T) {
	f := start(t)
	f.tellCase("c1", other, "s2", "v1")
	topic := voting.RecordProposalRequest{Channel: voting.FromCases, Title: "村道硬化", Cases: []string{"c1"}}
	apptest.Refused(t, f.desk, voting.RecordProposal, topic, "case.not_found")
	topic.Cases = []string{"none"}
	apptest.Refused(t, f.desk, voting.RecordProposal, topic, "case.not_found")
	topic.Cases = nil
	apptest.Refused(t, f.desk, voting.RecordProposal, topic, "project.cases")
}

func TestListsStayWithinReach(t *testing.T) {
	f := start(t)
	own := f.proposed().Project
	far := apptest.Call(t, f.county, voting.RecordProposal, said("s2")).Project
	seen := func(list []voting.Row) (out []string) {
		for _, r := range list {
			out = append(out, r.ID)
		}
		slices.Sort(out)
		return out
	}
	all := []string{own, far}
	slices.Sort(all)
	if got := seen(apptest.Call(t, f.county, voting.ListProjects, voting.ListRequest{State: voting.Proposed}).Items); !slices.Equal(got, all) {
		t.Fatalf("the county sees %v", got)
	}
	if got := seen(apptest.Call(t, f.county, voting.ListProjects, voting.ListRequest{Area: other}).Items); !slices.Equal(got, []string{far}) {
		t.Fatalf("of one town %v", got)
	}
	for name, c := range map[string]func() []voting.Row{
		"town": func() []voting.Row { return apptest.Call(t, f.office, voting.ListProjects, voting.ListRequest{}).Items },
		"desk": func() []voting.Row {
			return apptest.Call(t, f.desk, voting.ListProjects, voting.ListRequest{Area: other}).Items
		},
		"deputy": func() []voting.Row {
			return apptest.Call(t, f.deputy, voting.ListProjects, voting.ListRequest{Year: 2099}).Items
		},
	} {
		if got := seen(c()); slices.Contains(got, far) {
			t.Errorf("%s sees what lies elsewhere: %v", name, got)
		}
	}
	apptest.Refused(t, f.office, voting.GetProject, voting.ByID{ID: far}, "project.not_found")
}
