package voting

import (
	"slices"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
)

// more asks for another hundred thousand and a month.
func (f *fixture) more(id string) voting.AdjustmentRequest {
	plan := f.steps()
	plan.Goal, plan.Funds[1].Amount, plan.Milestones[2].Due = "硬化二点五公里学路", 400_000, f.day(120)
	return voting.AdjustmentRequest{Reasoned: because(id), Kind: "adjust", Ground: "land", Plan: &plan}
}

func (f *fixture) decision(p voting.Project, organ voting.Organ, yes int) voting.DecideRequest {
	return voting.DecideRequest{Reasoned: because(p.ID), Adjustment: p.Adjustments[len(p.Adjustments)-1].ID,
		Resolution: voting.Resolution{Organ: organ, Minutes: "纪要〔2026〕3号", On: f.day(0), Hands: voting.Hands{Members: 9, Present: 8, For: yes, Against: 8 - yes}}}
}

func TestAnAdjustmentIsDecidedByTheRightOrgan(t *testing.T) {
	f := start(t)
	id := f.started()
	f.reported(id, 20, 790_000)
	p := apptest.Call(t, f.unit(), voting.RequestAdjustment, f.more(id))
	if p.State != voting.AdjustmentRequested || p.Plan.Goal != "硬化三公里学路" {
		t.Fatalf("%+v", p)
	}
	apptest.Refused(t, f.unit(), voting.RequestAdjustment, f.more(id), "project.state")
	for code, change := range map[string]func(*voting.DecideRequest){
		"hands.organ":          func(r *voting.DecideRequest) { r.Organ = voting.StandingCommittee },
		"hands.counts":         func(r *voting.DecideRequest) { r.Hands.Against = 9 },
		"hands.quorum":         func(r *voting.DecideRequest) { r.Hands = voting.Hands{Members: 9, Present: 4, For: 4} },
		"project.on":           func(r *voting.DecideRequest) { r.On = f.day(1) },
		"adjustment.early":     func(r *voting.DecideRequest) { r.On = f.day(-1) },
		"adjustment.not_found": func(r *voting.DecideRequest) { r.Adjustment = "none" },
		"project.numbers":      func(r *voting.DecideRequest) { r.Reason = "联系 13800138000" },
	} {
		req := f.decision(p, voting.Presidium, 5)
		change(&req)
		apptest.Refused(t, f.office, voting.DecideAdjustment, req, code)
	}
	p = apptest.Call(t, f.office, voting.DecideAdjustment, f.decision(p, voting.Presidium, 5))
	adj := p.Adjustments[0]
	if p.State != voting.Implementing || !adj.Approved || p.Plan.Goal != "硬化二点五公里学路" || adj.Before.Goal != "硬化三公里学路" || p.Dossier.Goal != "硬化三公里" || p.Course.Money != 900_000 {
		t.Fatalf("%+v", p)
	}
	f.reported(id, 30, 850_000) // what the adjustment allows
}

func TestAnAdjustmentWithoutAMajorityOfAllChangesNothing(t *testing.T) {
	f := start(t)
	id := f.started()
	p := apptest.Call(t, f.unit(), voting.RequestAdjustment, f.more(id))
	f.reported(id, 10, 0) // the work goes on meanwhile
	p = apptest.Call(t, f.office, voting.DecideAdjustment, f.decision(p, voting.CongressOrgan, 4))
	if p.State != voting.Implementing || p.Adjustments[0].Approved || p.Plan.Money() != 800_000 {
		t.Fatalf("%+v", p)
	}
	end := voting.AdjustmentRequest{Reasoned: because(id), Kind: "terminate", Ground: "force_majeure"}
	p = apptest.Call(t, f.unit(), voting.RequestAdjustment, end)
	if p = apptest.Call(t, f.office, voting.DecideAdjustment, f.decision(p, voting.Presidium, 9-1)); p.State != voting.Terminated || len(p.Adjustments) != 2 {
		t.Fatalf("%+v", p)
	}
	apptest.Refused(t, f.unit(), voting.ReportProgress, report(id, 20, 0), "project.state")
}

func TestWhoAskedDoesNotDecide(t *testing.T) {
	f := start(t)
	id := f.started()
	p := apptest.Call(t, f.office, voting.RequestAdjustment, f.more(id))
	if slices.Contains(p.Next, voting.DecideAdjustment.Name) {
		t.Error("who asked is offered the decision")
	}
	req := f.decision(p, voting.Presidium, 5)
	apptest.Refused(t, f.office, voting.DecideAdjustment, req, "adjustment.own")
	if _, err := rpc.Call(t.Context(), f.unit(), voting.DecideAdjustment, req); err == nil {
		t.Error("the unit decides")
	}
	apptest.Refused(t, f.as(authz.Assignment{Role: authz.TownshipAdmin, Area: other}, ""), voting.DecideAdjustment, req, "project.not_found")
	colleague := f.Client("voting", apptest.With("acct-colleague", authz.Assignment{Role: authz.TownshipAdmin, Area: town}, ""))
	if next := apptest.Call(t, colleague, voting.GetProject, voting.ByID{ID: id}).Next; next[0] != voting.DecideAdjustment.Name {
		t.Errorf("the colleague is offered %v", next)
	}
	apptest.Call(t, colleague, voting.DecideAdjustment, req)
}

func TestRequestsThatAskForNothing(t *testing.T) {
	f := start(t)
	id := f.started()
	for code, change := range map[string]func(*voting.AdjustmentRequest){
		"adjustment.plan": func(r *voting.AdjustmentRequest) { r.Plan = nil },
		"adjustment.same": func(r *voting.AdjustmentRequest) { same := f.steps(); r.Plan = &same },
		"plan.milestones": func(r *voting.AdjustmentRequest) { r.Plan.Milestones = r.Plan.Milestones[:1] },
		"plan.unit":       func(r *voting.AdjustmentRequest) { r.Plan.Unit = "u2" },
		"rpc.content":     func(r *voting.AdjustmentRequest) { r.Ground = "mood" },
		"project.numbers": func(r *voting.AdjustmentRequest) { r.Reason = "请联系 138-0013-8000" },
	} {
		req := f.more(id)
		change(&req)
		apptest.Refused(t, f.unit(), voting.RequestAdjustment, req, code)
	}
	f.reported(id, 10, 600_000)
	less := f.more(id)
	less.Plan.Funds = less.Plan.Funds[:1]
	apptest.Refused(t, f.unit(), voting.RequestAdjustment, less, "adjustment.spent")
	both := f.more(id)
	both.Kind = "terminate"
	apptest.Refused(t, f.unit(), voting.RequestAdjustment, both, "adjustment.plan")
}
