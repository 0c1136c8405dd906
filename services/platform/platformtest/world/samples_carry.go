package world

import (
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
)

// dreamt is a proposal of the place's deputy: they reach it as a person.
func (p *Place) dreamt() string {
	return p.kept("dreamt", func() string {
		p.w.t.Helper()
		return Must(p.w, Name("deputy", p.own()), voting.RecordProposal, voting.RecordProposalRequest{Channel: voting.ByDeputy, Title: Text("建敬老院"), Text: "留守老人无人照料"}).Project
	})
}

func (p *Place) plan() voting.Plan {
	return voting.Plan{Goal: "硬化三公里学路", Safeguards: "监理全程到场", Milestones: []voting.Milestone{{Text: "通车", Due: "2031-10-01", Percent: 100}},
		Funds: []voting.Fund{{Source: "县级财政", Amount: 800_000}}}
}

// carrySamples ask for what becomes of chosen projects: the place's is a candidate, and
// is refused for its state, behind the object.
var carrySamples = map[string]sample{
	"voting.PlanProject": {of: func(p *Place) any { return &voting.PlanRequest{ID: p.one(), Plan: p.plan()} }},
	"voting.StartProject": {of: func(p *Place) any {
		return &voting.StartRequest{Reasoned: voting.Reasoned{ID: p.one(), Reason: reason}, On: calendar.DateOf(time.Now()).String()}
	}},
	"voting.ReportProgress": {of: func(p *Place) any { return &voting.ReportRequest{ID: p.one(), Percent: 10, Text: "路基已完成"} }},
	"voting.FinishProject": {of: func(p *Place) any {
		return &voting.FinishRequest{Reasoned: voting.Reasoned{ID: p.one(), Reason: reason}, Outcome: voting.Completed, On: calendar.DateOf(time.Now()).String()}
	}},
	"voting.RequestAdjustment": {of: func(p *Place) any {
		return &voting.AdjustmentRequest{Reasoned: voting.Reasoned{ID: p.one(), Reason: reason}, Kind: "terminate", Ground: "land"}
	}},
	"voting.DecideAdjustment": {of: func(p *Place) any {
		return &voting.DecideRequest{Reasoned: voting.Reasoned{ID: p.one(), Reason: reason}, Adjustment: "a", Resolution: p.hands().Resolution}
	}},
	"voting.NameSupervisors": {of: func(p *Place) any {
		return &voting.SupervisorsRequest{ID: p.one(), Leader: p.Deputy, Members: []string{p.Deputy}}
	}},
	"voting.RecordVisit": {of: func(p *Place) any {
		return &voting.VisitRequest{ID: p.dreamt(), On: calendar.DateOf(time.Now()).String(), Present: []string{p.Deputy}, Finding: "进展顺利"}
	}},
	"voting.ListSlowProjects": {of: func(*Place) any { return &voting.SlowRequest{} }},
	"voting.UploadPhoto":      {of: func(*Place) any { return &voting.UploadRequest{File: Picture()} }},
	"voting.SubmitPhoto":      {of: func(p *Place) any { return &voting.SubmitPhotoRequest{Area: p.Area, File: Picture()} }},
	"voting.GetProposalPhoto": {of: func(p *Place) any { return &voting.PhotoRequest{ID: p.one(), Photo: "none"} }},
	"voting.GetPhoto":         {of: func(p *Place) any { return &voting.PhotoRequest{ID: p.one(), Photo: "none"} }},
}
