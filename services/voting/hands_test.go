package voting

import (
	"strings"
	"testing"

	"lianluo/api/voting"
	"lianluo/pkg/app/apptest"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func (f *fixture) hands(area string, organ voting.Organ) voting.DecisionRequest {
	return voting.DecisionRequest{Area: area, Matter: voting.Matter{Title: "同意调整项目工期"}, Resolution: voting.Resolution{
		Organ: organ, Hands: voting.Hands{Members: 9, Present: 8, For: 5, Against: 2, Abstain: 1}, Minutes: "纪要〔2026〕3号", On: f.day(0)}}
}

func TestADecisionByShowOfHandsIsRecorded(t *testing.T) {
	f := start(t)
	p := f.proposed().Project
	req := f.hands(town, voting.Presidium)
	req.Subject = p
	got := apptest.Call(t, f.office, voting.RecordDecision, req)
	if !got.Carried || got.By == "" || !strings.Contains(got.AreaName, "辰阳") {
		t.Fatalf("recorded as %+v", got)
	}
	req = f.hands(chenxi, voting.StandingCommittee)
	req.Hands.For = 4
	if got := apptest.Call(t, f.county, voting.RecordDecision, req); got.Carried {
		t.Error("four of nine carried it")
	}
	all := apptest.Call(t, f.county, voting.ListDecisions, voting.DecisionsRequest{})
	about := apptest.Call(t, f.office, voting.ListDecisions, voting.DecisionsRequest{Subject: p})
	towns := apptest.Call(t, f.county, voting.ListDecisions, voting.DecisionsRequest{Area: town})
	if len(all.Items) != 2 || len(about.Items) != 1 || len(towns.Items) != 1 || about.Items[0].ID != got.ID {
		t.Errorf("%d, %d and %d are listed", len(all.Items), len(about.Items), len(towns.Items))
	}
}

func TestDecisionsThatAreNotRecorded(t *testing.T) {
	f := start(t)
	elsewhere := apptest.Call(t, f.county, voting.RecordProposal, said("s2")).Project
	for code, change := range map[string]func(*voting.DecisionRequest){
		"hands.counts":      func(r *voting.DecisionRequest) { r.Hands.For = 8 },
		"hands.quorum":      func(r *voting.DecisionRequest) { r.Hands = voting.Hands{Members: 9, Present: 4, For: 4} },
		"hands.organ":       func(r *voting.DecisionRequest) { r.Organ = voting.StandingCommittee },
		"project.on":        func(r *voting.DecisionRequest) { r.On = f.day(1) },
		"rpc.content":       func(r *voting.DecisionRequest) { r.Minutes = strings.Repeat("号", 61) },
		"project.not_found": func(r *voting.DecisionRequest) { r.Subject = elsewhere },
	} {
		req := f.hands(town, voting.Presidium)
		change(&req)
		apptest.Refused(t, f.office, voting.RecordDecision, req, code)
	}
	if _, err := rpc.Call(t.Context(), f.office, voting.RecordDecision, f.hands(other, voting.Presidium)); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("another town's decision: %v", err)
	}
	whole := f.hands(town, voting.CongressOrgan)
	apptest.Call(t, f.office, voting.RecordDecision, whole)
	if all := apptest.Call(t, f.office, voting.ListDecisions, voting.DecisionsRequest{}); len(all.Items) != 1 {
		t.Errorf("%d decisions", len(all.Items))
	}
}
