package voting

import (
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
)

// A proposal that is taken back leaves nothing of its words and its proposer; the
// receipt goes on saying what became of it.
func TestAProposalIsTakenBack(t *testing.T) {
	f := start(t)
	got := apptest.Call(t, f.public, voting.SubmitProposal, wish(town))
	pair := voting.FollowProposalRequest{Number: got.Number, Code: got.Code}
	seen := apptest.Call(t, f.public, voting.WithdrawProposal, pair)
	if !seen.Withdrawn || seen.Text != "" || seen.Projects[0].State != voting.Withdrawn {
		t.Fatalf("%+v", seen)
	}
	p := f.project(got.Project)
	if src := p.Sources[0]; src.Text != "" || src.Name != "" || src.Phone != "" || p.Title != withdrawnTitle || p.Voices != 0 {
		t.Errorf("kept: %+v", p)
	}
	if _, err := f.service.contacts.Get(system(t), p.Sources[0].ID); err == nil {
		t.Error("the contact is there still")
	}
	apptest.Refused(t, f.public, voting.WithdrawProposal, pair, "proposal.withdrawn")
	apptest.Refused(t, f.office, voting.PoolProject, voting.PoolRequest{Reasoned: because(got.Project), Title: "修农田路"}, "project.state")
}

// Others' proposals go on; a candidate does without who took theirs back.
func TestAProjectGoesOnWithoutWhoWithdrew(t *testing.T) {
	f := start(t)
	mine, other := apptest.Call(t, f.public, voting.SubmitProposal, wish(town)), f.proposed()
	into := f.pool(other.Project, "村道硬化")
	f.pool(mine.Project, "农田路硬化")
	apptest.Call(t, f.office, voting.MergeProjects, voting.MergeRequest{Reasoned: because(mine.Project), Into: into.ID})
	apptest.Call(t, f.public, voting.WithdrawProposal, voting.FollowProposalRequest{Number: mine.Number, Code: mine.Code})
	p := f.project(into.ID)
	if p.State != voting.Pooled || p.Voices != 1 || p.Title != "村道硬化" || p.Sources[0].Text == "" {
		t.Errorf("%+v", p)
	}
	a := Act{At: f.Now()}
	if told := (&Project{Project: p}).changed(a, ""); len(told.Proposers) != 1 {
		t.Errorf("told: %v", told.Proposers)
	}
}

func TestAWrongPairTakesNothingBack(t *testing.T) {
	f := start(t)
	got := apptest.Call(t, f.public, voting.SubmitProposal, wish(town))
	for _, req := range []voting.FollowProposalRequest{{Number: got.Number, Code: "22222222"}, {Number: "1", Code: got.Code}, {Number: f.proposed().Number, Code: got.Code}} {
		apptest.Refused(t, f.public, voting.WithdrawProposal, req, "receipt.not_found")
	}
	if p := f.project(got.Project); p.State != voting.Proposed || p.Sources[0].Text == "" {
		t.Errorf("%+v", p)
	}
}
