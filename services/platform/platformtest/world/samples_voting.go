package world

import (
	"slices"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/services/platform/platformtest"
	votingservice "lianluo/services/voting"
)

// fillVoting has the place call for proposals of the year after next.
func (p *Place) fillVoting() {
	p.w.t.Helper()
	p.Round = Must(p.w, "maker", voting.AnnounceRound, p.call(time.Now().Year()+2)).ID
	for _, what := range []string{"topic", "topic again", "topic once more"} {
		p.Case(what)
	}
	platformtest.Eventually(p.w.t, "what people said is a topic", func() bool {
		got := Must(p.w, "maker", voting.ListClusters, voting.ClustersRequest{})
		return slices.ContainsFunc(got.Items, func(c voting.Cluster) bool { return c.Area == p.Area })
	})
}

func (p *Place) call(year int) voting.AnnounceRequest {
	day := func(n int) string { return calendar.DateOf(time.Now().AddDate(0, 0, n)).String() }
	return voting.AnnounceRequest{Area: p.Area, Year: year, Title: "民生实事项目征集", Call: "您希望明年办成哪些实事？请告诉我们。", Opens: day(0), Closes: day(60)}
}

// project is a fresh proposal taken down at the place's station.
func (p *Place) project() string {
	p.w.t.Helper()
	return Must(p.w, "maker", voting.RecordProposal, p.proposal()).Project
}

func (p *Place) proposal() voting.RecordProposalRequest {
	return voting.RecordProposalRequest{Station: p.Station.ID, Channel: voting.AtDesk, Who: voting.Who{Name: "张三", Phone: phone()},
		Title: Text("修路"), Text: "下雨天孩子上学走不过去"}
}

// one is the candidate of the place that what changes nothing is asked about: with the
// place's unit, and a question that waits.
func (p *Place) one() string {
	if p.Project == "" {
		p.Project = p.candidate()
		p.Question = Must(p.w, Name("deputy", p.own()), voting.AskQuestion, voting.AskRequest{ID: p.Project, Text: "资金有着落吗？"}).Questions[0].ID
	}
	return p.Project
}

// own is how the deputy of the place relates to the town.
func (p *Place) own() string {
	if p.Area == County {
		return Parent
	}
	return Own
}

// spare, part and reviewed are projects that operations change: once done, it is
// refused for the state, behind the object.
func (p *Place) spare() string    { return p.kept("spare", p.pooled) }
func (p *Place) part() string     { return p.kept("part", p.pooled) }
func (p *Place) reviewed() string { return p.kept("reviewed", p.candidate) }

func (p *Place) kept(what string, fresh func() string) string {
	if p.papers["project "+what] == "" {
		p.papers["project "+what] = fresh()
	}
	return p.papers["project "+what]
}

func (p *Place) pooled() string {
	p.w.t.Helper()
	id := p.project()
	Must(p.w, "maker", voting.PoolProject, voting.PoolRequest{Reasoned: voting.Reasoned{ID: id, Reason: reason}, Title: "修通学路", Year: 2031})
	return id
}

// candidate is one with the place's unit.
func (p *Place) candidate() string {
	p.w.t.Helper()
	id := p.pooled()
	Must(p.w, "maker", voting.WriteDossier, voting.DossierRequest{ID: id, Dossier: voting.Dossier{Need: "孩子上学", Goal: "硬化三公里", Cost: 800_000, Unit: p.Unit}})
	Must(p.w, "maker", voting.ScreenProject, screening(id, "candidate"))
	return id
}

// screening answers every criterion of the default rules so that nothing stands against it.
func screening(id, verdict string) voting.ScreenRequest {
	req := voting.ScreenRequest{Reasoned: voting.Reasoned{ID: id, Reason: reason}, Verdict: verdict}
	for _, c := range votingservice.DefaultRules().Criteria() {
		req.Findings = append(req.Findings, voting.Finding{Criterion: c, Holds: c.Kind != "excluded"})
	}
	return req
}

// hands is a decision of the division's organ by show of hands.
func (p *Place) hands() voting.DecisionRequest {
	organ := voting.Presidium
	if p.Area == County {
		organ = voting.StandingCommittee
	}
	return voting.DecisionRequest{Area: p.Area, Matter: voting.Matter{Title: "同意调整项目工期"}, Resolution: voting.Resolution{Organ: organ,
		Hands: voting.Hands{Members: 9, Present: 8, For: 7, Abstain: 1}, Minutes: "主席团纪要〔2026〕3号", On: calendar.DateOf(time.Now()).String()}}
}

func (p *Place) decision() string {
	return p.kept("decision", func() string { return Must(p.w, "maker", voting.RecordDecision, p.hands()).ID })
}

var votingSamples = map[string]sample{
	"voting.AnnounceRound": {of: func(p *Place) any { req := p.call(2190); return &req }},
	"voting.ChangeRound": {of: func(p *Place) any {
		c := p.call(0)
		return &voting.ChangeRoundRequest{ID: p.Round, Title: c.Title, Call: c.Call, Closes: c.Closes, Reason: reason}
	}},
	"voting.ListRounds":     {of: func(p *Place) any { return &voting.RoundsRequest{Area: p.Area} }},
	"voting.RecordProposal": {of: func(p *Place) any { req := p.proposal(); return &req }},
	"voting.ListProjects":   {of: func(*Place) any { return &voting.ListRequest{Limit: 200} }, shows: (*Place).one},
	"voting.GetProject":     {of: func(p *Place) any { return &voting.ByID{ID: p.one()} }},
	"voting.SubmitProposal": {of: func(p *Place) any {
		return &voting.SubmitProposalRequest{Area: p.Area, Who: voting.Who{Anonymous: true}, Title: Text("修路"), Text: "下雨天走不过去"}
	}},
	"voting.FollowProposal": {of: func(p *Place) any {
		made := Must(p.w, "maker", voting.RecordProposal, p.proposal())
		return &voting.FollowProposalRequest{Number: made.Number, Code: made.Code}
	}},
	"voting.WithdrawProposal": {of: func(p *Place) any {
		made := Must(p.w, "maker", voting.RecordProposal, p.proposal())
		return &voting.FollowProposalRequest{Number: made.Number, Code: made.Code}
	}},
	"voting.ListPublicProjects": {of: func(p *Place) any { return &voting.ListRequest{Area: p.Area} }},
	"voting.SumProjects":        {of: func(p *Place) any { return &voting.SumRequest{Area: p.Area, Year: 2031} }},
	"voting.ListPublicBallots":  {of: func(p *Place) any { return &voting.ListBallotsRequest{Area: p.Area} }},
	"voting.GetPublicProject":   {of: func(p *Place) any { return &voting.ByID{ID: p.one()} }},
	"voting.ListClusters":       {of: func(*Place) any { return &voting.ClustersRequest{} }, shows: func(p *Place) string { return p.Station.ID }},
	"voting.PoolProject": {of: func(p *Place) any {
		return &voting.PoolRequest{Reasoned: voting.Reasoned{ID: p.spare(), Reason: reason}, Title: "修通学路"}
	}},
	"voting.MergeProjects": {of: func(p *Place) any {
		return &voting.MergeRequest{Reasoned: voting.Reasoned{ID: p.one(), Reason: reason}, Into: p.spare()}
	}, last: true},
	"voting.SplitProject": {of: func(p *Place) any {
		return &voting.SplitRequest{Reasoned: voting.Reasoned{ID: p.part(), Reason: reason}, Titles: []string{"修通学路", "装太阳能路灯"}}
	}},
	"voting.ScreenProject": {of: func(p *Place) any { req := screening(p.spare(), "continue"); return &req }},
	"voting.WriteDossier": {of: func(p *Place) any {
		return &voting.DossierRequest{ID: p.one(), Dossier: voting.Dossier{Need: "孩子上学", Unit: p.Unit}}
	}},
	"voting.ReviewProject": {of: func(p *Place) any {
		return &voting.ReviewRequest{Reasoned: voting.Reasoned{ID: p.reviewed(), Reason: reason}, Agreed: true, On: calendar.DateOf(time.Now()).String()}
	}},
	"voting.SubmitProject":  {of: func(p *Place) any { return &voting.Reasoned{ID: p.one(), Reason: reason} }},
	"voting.AskQuestion":    {of: func(p *Place) any { return &voting.AskRequest{ID: p.one(), Text: "何时完工？"} }},
	"voting.AnswerQuestion": {of: func(p *Place) any { return &voting.AnswerRequest{ID: p.one(), Question: p.Question, Text: "年内"} }},
	"voting.RecordDecision": {of: func(p *Place) any { req := p.hands(); return &req }},
	"voting.ListDecisions": {of: func(p *Place) any {
		p.decision() // it is there before it is looked for
		return &voting.DecisionsRequest{Limit: 100}
	}, shows: (*Place).decision},
	"voting.UnmaskProposer": {of: func(p *Place) any {
		got := Must(p.w, "maker", voting.GetProject, voting.ByID{ID: p.one()})
		return &voting.UnmaskProposerRequest{ID: got.ID, Source: got.Sources[0].ID, Purpose: "核实情况"}
	}},
	"voting.ResolveContact": {of: func(p *Place) any {
		return &voting.ByID{ID: Must(p.w, "maker", voting.GetProject, voting.ByID{ID: p.one()}).Sources[0].ID}
	}},
}
