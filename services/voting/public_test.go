package voting

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/rules/rulestest"
	"lianluo/pkg/store"
)

func wish(area string) voting.SubmitProposalRequest {
	return voting.SubmitProposalRequest{Area: area, Who: voting.Who{Name: "赵六", Phone: "13900139000"}, Title: "赵六家门口修路", Text: "我家门口的路坏了三年"}
}

func TestAVillagerProposesAndFollows(t *testing.T) {
	f := start(t)
	r := f.announce(town)
	got := apptest.Call(t, f.public, voting.SubmitProposal, wish(town))
	p := f.project(got.Project)
	if p.Area != town || p.Round != r.ID || p.Sources[0].Name != "赵*" {
		t.Fatalf("%+v", p)
	}
	seen := apptest.Call(t, f.public, voting.FollowProposal, voting.FollowProposalRequest{Number: strings.ReplaceAll(got.Number, "-", " "), Code: strings.ToLower(got.Code)})
	if seen.Text == "" || len(seen.Entries) != 1 || seen.Projects[0].Title != "" {
		t.Fatalf("%+v", seen)
	}
	f.pool(got.Project, "修农田路")
	seen = apptest.Call(t, f.public, voting.FollowProposal, voting.FollowProposalRequest{Number: got.Number, Code: got.Code})
	if len(seen.Entries) != 2 || seen.Entries[1].Why == "" || seen.Projects[0].Title != "修农田路" {
		t.Fatalf("%+v", seen)
	}
}

func TestAWrongPairFindsNothing(t *testing.T) {
	f := start(t)
	got := apptest.Call(t, f.public, voting.SubmitProposal, wish(town))
	for _, req := range []voting.FollowProposalRequest{{Number: got.Number, Code: "22222222"}, {Number: "1", Code: got.Code}, {Number: f.proposed().Number, Code: got.Code}} {
		apptest.Refused(t, f.public, voting.FollowProposal, req, "receipt.not_found")
	}
}

func TestWhatThePublicReadsNamesNobody(t *testing.T) {
	f := start(t)
	f.tellCase("c1", town, "s1", "v1", "v2")
	mine := apptest.Call(t, f.public, voting.SubmitProposal, wish(town))
	topic := apptest.Call(t, f.desk, voting.RecordProposal, voting.RecordProposalRequest{Channel: voting.FromCases, Title: "村道硬化", Cases: []string{"c1"}})
	apptest.Refused(t, f.public, voting.GetPublicProject, voting.ByID{ID: mine.Project}, "project.not_found")
	into := f.pool(topic.Project, "村道硬化")
	f.pool(mine.Project, "农田路硬化")
	apptest.Call(t, f.office, voting.MergeProjects, voting.MergeRequest{Reasoned: because(mine.Project), Into: into.ID})
	p := apptest.Call(t, f.public, voting.GetPublicProject, voting.ByID{ID: into.ID})
	if len(p.Sources) != 2 || p.Sources[0].Cases[0].Number != "N-c1" || p.Voices != 3 {
		t.Fatalf("%+v", p)
	}
	raw, _ := json.Marshal(p)
	for _, secret := range []string{"赵", "139", "我家门口", "v1", "acct-"} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("the public reads %q in %s", secret, raw)
		}
	}
}

func TestThePublicListHoldsWhatIsPublished(t *testing.T) {
	f := start(t)
	shown, hidden := f.candidate(), f.proposed()
	for _, area := range []string{town, chenxi} {
		got := apptest.Call(t, f.public, voting.ListPublicProjects, voting.ListRequest{Area: area}).Items
		if len(got) != 1 || got[0].ID != shown.ID || got[0].ID == hidden.Project || got[0].Dossier.Cost == 0 {
			t.Fatalf("%s: %+v", area, got)
		}
	}
	if got := apptest.Call(t, f.public, voting.ListPublicProjects, voting.ListRequest{Area: other}).Items; len(got) != 0 {
		t.Fatalf("elsewhere: %+v", got)
	}
	apptest.Refused(t, f.public, voting.ListPublicProjects, voting.ListRequest{}, "area.unknown")
}

func TestAFloodOfProposalsIsHeldBack(t *testing.T) {
	f := start(t)
	rulestest.Set(t, f.System, "voting", chenxi, `{"proposals_per_hour":2}`)
	req := wish(town)
	req.Who = voting.Who{Anonymous: true}
	apptest.Call(t, f.public, voting.SubmitProposal, req)
	apptest.Call(t, f.public, voting.SubmitProposal, req)
	apptest.Refused(t, f.public, voting.SubmitProposal, req, "rate_limited")
	req.Area = other
	apptest.Call(t, f.public, voting.SubmitProposal, req)
}

func TestUnmaskingIsJournalled(t *testing.T) {
	f := start(t)
	got := f.proposed()
	src := f.project(got.Project).Sources[0].ID
	c := apptest.Call(t, f.desk, voting.UnmaskProposer, voting.UnmaskProposerRequest{ID: got.Project, Source: src, Purpose: "核实情况"})
	if c.Phone != "13800138000" {
		t.Fatalf("%+v", c)
	}
	var rows []store.JournalRow
	f.eventually("the unmasking is in the journal", func() bool {
		rows, _ = f.service.db.Journal().ReadAfter(system(t), 0, 100)
		return len(rows) >= 2
	})
	i := slices.IndexFunc(rows, func(r store.JournalRow) bool { return strings.Contains(r.Event.Type, "Unmasked") })
	if i < 0 || strings.Contains(string(rows[i].Event.Data), "138") {
		t.Fatalf("%d of %+v", i, rows)
	}
	apptest.Refused(t, f.desk, voting.UnmaskProposer, voting.UnmaskProposerRequest{ID: got.Project, Source: "none", Purpose: "核实"}, "project.no_proposer")
	apptest.Refused(t, f.deputy, voting.UnmaskProposer, voting.UnmaskProposerRequest{ID: got.Project, Source: src, Purpose: "核实"}, "denied")
}

func TestClustersAreWhatManySaid(t *testing.T) {
	f := start(t)
	f.tellCase("c1", town, "s1", "v1", "v2")
	f.tellCase("c2", town, "s1", "v3")
	f.tellCase("c3", other, "s2", "v4")
	got := apptest.Call(t, f.desk, voting.ListClusters, voting.ClustersRequest{}).Items
	if len(got) != 1 || got[0].Voices != 3 || len(got[0].Cases) != 2 || got[0].Cases[0].Case != "c1" {
		t.Fatalf("%+v", got)
	}
	if got := apptest.Call(t, f.county, voting.ListClusters, voting.ClustersRequest{Area: other}).Items; len(got) != 0 {
		t.Fatalf("too few are no topic: %+v", got)
	}
	apptest.Call(t, f.desk, voting.RecordProposal, voting.RecordProposalRequest{Channel: voting.FromCases, Title: "村道硬化", Cases: []string{"c1", "c2"}})
	if got := apptest.Call(t, f.desk, voting.ListClusters, voting.ClustersRequest{}).Items; len(got) != 0 {
		t.Fatalf("a topic is taken once: %+v", got)
	}
}
