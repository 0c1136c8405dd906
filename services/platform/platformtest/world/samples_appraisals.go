package world

import (
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/services/platform/platformtest"
)

// judging asks the place's deputies about suggestions.
func (p *Place) judging() voting.OpenAppraisalRequest {
	day := func(n int) string { return calendar.DateOf(time.Now().AddDate(0, 0, n)).String() }
	return voting.OpenAppraisalRequest{Area: p.Area, Title: Text("建议办理测评"), Kind: voting.OfSuggestions, Raters: voting.ByDeputies, Term: 18,
		Opens: day(0), Closes: day(3), Aspects: []voting.Aspect{{Text: "办理结果"}}, Subjects: []voting.Subject{{Title: "第12号 修缮村道"}}}
}

// appraisal is one of the place's deputies: Deputy is on its roll, NextDeputy sits in
// another congress.
func (p *Place) appraisal() string {
	return p.kept("appraisal", func() string {
		p.w.t.Helper()
		p.person(p.Station.ID, false) // five at least, with those of the roster
		return p.opened(p.judging())
	})
}

// report is an appraisal of the place's deputy by voters.
func (p *Place) report() string {
	return p.kept("duty report", func() string {
		p.w.t.Helper()
		req := p.judging()
		req.Kind, req.Raters, req.Subjects = voting.OfDeputies, voting.ByVoters, []voting.Subject{{ID: p.Deputy}}
		return p.opened(req)
	})
}

// opened waits until voting has heard of the deputies.
func (p *Place) opened(req voting.OpenAppraisalRequest) (id string) {
	p.w.t.Helper()
	platformtest.Eventually(p.w.t, "the appraisal is open", func() bool {
		got, err := must(p.w.t.Context(), p.w.Client("maker"), voting.OpenAppraisal, req)
		id = got.ID
		return err == nil
	})
	return id
}

func (p *Place) slips() voting.SlipsRequest {
	return voting.SlipsRequest{ID: p.report(), Group: "桥头村", Count: 1}
}

func rating(id string) voting.RateRequest {
	return voting.RateRequest{ID: id, Given: []voting.Given{{Subject: 0, Marks: map[string]voting.Verdict{"a1": voting.Satisfied}}}}
}

var appraisalSamples = map[string]sample{
	"voting.OpenAppraisal":  {of: func(p *Place) any { p.appraisal(); req := p.judging(); return &req }},
	"voting.GetAppraisal":   {of: func(p *Place) any { return &voting.AppraisalID{ID: p.appraisal()} }},
	"voting.ListAppraisals": {of: func(p *Place) any { return &voting.AppraisalsRequest{Area: p.Area, Limit: 100} }, shows: (*Place).appraisal},
	"voting.TurnAppraisal":  {of: func(p *Place) any { return &voting.TurnRequest{ID: p.appraisal(), To: voting.AppraisalSigned} }}, // not over yet
	"voting.IssueSlips":     {of: func(p *Place) any { req := p.slips(); return &req }},
	"voting.MyAppraisals":   {of: none, shows: (*Place).appraisal},
	"voting.RateAppraisal":  {of: func(p *Place) any { req := rating(p.appraisal()); return &req }},
	"voting.AnswerAppraisal": {of: func(p *Place) any { // its result is not published
		return &voting.AnswerAppraisalRequest{ID: p.report(), Text: "联系群众不够，今后每月走访一次"}
	}},
	"voting.ListPublicAppraisals": {of: func(p *Place) any { return &voting.AppraisalsRequest{Area: p.Area} }},
	"voting.GetPublicAppraisal": {of: func(p *Place) any {
		Must(p.w, "maker", voting.IssueSlips, p.slips())
		return &voting.AppraisalID{ID: p.report()}
	}},
	"voting.RateBySlip": {of: func(p *Place) any {
		req := rating(p.report())
		req.Code = Must(p.w, "maker", voting.IssueSlips, p.slips()).Codes[0]
		return &req
	}},
	"voting.OrderRectification": {of: func(p *Place) any {
		return &voting.OrderRequest{Reasoned: voting.Reasoned{ID: p.one(), Reason: reason}, Due: calendar.DateOf(time.Now().AddDate(0, 1, 0)).String()}
	}},
	"voting.ReportRectification": {of: func(p *Place) any {
		return &voting.ReportRectificationRequest{ID: p.one(), Text: "裂缝已全部修补，通过验收"}
	}},
	"voting.ConcludeProject": {of: func(p *Place) any {
		return &voting.ConcludeRequest{Reasoned: voting.Reasoned{ID: p.one(), Reason: reason}, To: voting.Archived}
	}},
}
