package voting

import (
	"testing"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/lived"
	"lianluo/pkg/rules/rulestest"
)

// livesUntil moves the clock as if every day in between had been lived through, and
// runs the job.
func (f *fixture) livesUntil(at time.Time) {
	f.t.Helper()
	f.Clock.Set(at)
	must(f.t, f.service.lived.Times.Put(system(f.t), lived.Time{Job: lived.Retention, At: at, Seen: at}))
	must(f.t, f.service.Retention(system(f.t)))
}

// A proposer's data end when their project has rested for the years of the rule; what
// was said and the receipt stay.
func TestProposersAreForgotten(t *testing.T) {
	f := start(t)
	rulestest.Set(t, f.System, "voting", chenxi, `{"proposers_years":2}`)
	got := f.proposed()
	since := f.project(got.Project).Updated
	f.livesUntil(since.AddDate(2, 0, -1))
	if src := f.project(got.Project).Sources[0]; src.Name != "王*" {
		t.Fatalf("too early: %+v", src)
	}
	f.livesUntil(since.AddDate(2, 0, 1))
	f.livesUntil(since.AddDate(2, 0, 2)) // once is enough
	p := f.project(got.Project)
	if src := p.Sources[0]; src.Name != "" || src.Phone != "" || !src.Forgotten || src.Text == "" {
		t.Errorf("%+v", src)
	}
	if n := len(p.History); p.History[n-1].What != "ProposersForgotten" || p.History[n-2].What == "ProposersForgotten" {
		t.Errorf("%+v", p.History)
	}
	if _, err := f.service.contacts.Get(system(t), p.Sources[0].ID); err == nil {
		t.Error("the contact is there still")
	}
	apptest.Call(t, f.public, voting.FollowProposal, voting.FollowProposalRequest{Number: got.Number, Code: got.Code})
}

// As long as one project that a proposal lives in goes on, its proposer is told.
func TestNobodyIsForgottenWhileAProjectGoesOn(t *testing.T) {
	f := start(t)
	into := f.candidate()
	mine := f.proposed()
	f.pool(mine.Project, "农田路硬化")
	apptest.Call(t, f.office, voting.MergeProjects, voting.MergeRequest{Reasoned: because(mine.Project), Into: into.ID})
	f.livesUntil(f.Now().AddDate(20, 0, 0))
	for _, src := range f.project(into.ID).Sources {
		if src.Name == "" || src.Forgotten {
			t.Errorf("%+v", src)
		}
	}
}

// A clock that jumps ahead destroys nothing.
func TestAJumpForgetsNobody(t *testing.T) {
	f := start(t)
	got := f.proposed()
	f.livesUntil(f.Now())
	f.Clock.Set(f.Now().AddDate(30, 0, 0))
	must(t, f.service.Retention(system(t)))
	if f.project(got.Project).Sources[0].Name == "" {
		t.Error("forgotten by a jump of the clock")
	}
}
