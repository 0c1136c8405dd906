package world

import (
	"encoding/hex"
	"time"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/ballot/ballottest"
	"lianluo/pkg/calendar"
	"lianluo/services/platform/platformtest"
)

// deliberated is a project that the place's congress deliberates on.
func (p *Place) deliberated() string {
	p.w.t.Helper()
	id := p.candidate()
	Must(p.w, "maker", voting.ReviewProject, voting.ReviewRequest{Reasoned: voting.Reasoned{ID: id, Reason: reason}, Agreed: true, On: calendar.DateOf(time.Now()).String()})
	for range 2 { // before the congress, and onto the session's agenda
		Must(p.w, "maker", voting.SubmitProject, voting.Reasoned{ID: id, Reason: reason})
	}
	return id
}

func (p *Place) projects() []string {
	return []string{p.kept("ballot", p.deliberated), p.kept("ballot too", p.deliberated)}
}

func (p *Place) mandateOf(person string) string {
	p.w.t.Helper()
	return Must(p.w, "maker", roster.GetPerson, roster.ByID{ID: person}).Mandates[0].ID
}

func (p *Place) asked() *voting.CreateBallotRequest {
	return &voting.CreateBallotRequest{Title: "民生实事项目票决", Projects: p.projects(),
		Congress: &voting.Congress{Name: "人民代表大会", Division: p.Area, Term: 18, Session: 5}}
}

func (p *Place) scrutineers(ballot string) voting.ApproveScrutineersRequest {
	return voting.ApproveScrutineersRequest{ID: ballot, Mandates: []string{p.mandateOf(p.Deputy), p.mandateOf(p.Partner), p.mandateOf(p.Stand)}}
}

// ballot is one of the place's congress that the chair has signed: Deputy is on its
// roll, NextDeputy sits in another congress.
func (p *Place) ballot() string { return p.kept("of ballots", p.signedBallot) }

func (p *Place) signedBallot() string {
	p.w.t.Helper()
	id := Must(p.w, "maker", voting.CreateBallot, *p.asked()).ID
	Must(p.w, "maker", voting.AdoptBallotRules, voting.AdoptBallotRulesRequest{ID: id, Places: 1})
	platformtest.Eventually(p.w.t, "the deputies are on the roll", func() bool {
		return len(Must(p.w, "maker", voting.ListElectors, voting.BallotID{ID: id}).Items) >= 4
	})
	Must(p.w, "maker", voting.ApproveScrutineers, p.scrutineers(id))
	Must(p.w, "maker", voting.FreezeRoll, voting.BallotID{ID: id})
	device := ballottest.NewDevice(id, "chair")
	draft := Must(p.w, "maker", voting.ComposeEntry, voting.ComposeEntryRequest{ID: id, Kind: "definition", Key: device.Key().String()})
	Must(p.w, "maker", voting.LeadEntry, entry(id, device.SayText(id, draft.Kind, draft.Body)))
	return id
}

func entry(ballot string, said ballottest.Said) voting.PostEntryRequest {
	return voting.PostEntryRequest{ID: ballot, Kind: said.Kind, Author: said.Author, Body: said.Body, Signature: hex.EncodeToString(said.Signature)}
}

var ballotSamples = map[string]sample{
	"voting.CreateBallot":     {of: func(p *Place) any { return p.asked() }},
	"voting.ListBallots":      {of: func(*Place) any { return &voting.ListBallotsRequest{} }, shows: (*Place).ballot},
	"voting.GetBallot":        {of: func(p *Place) any { return &voting.BallotID{ID: p.ballot()} }},
	"voting.ListElectors":     {of: func(p *Place) any { return &voting.BallotID{ID: p.ballot()} }},
	"voting.FreezeRoll":       {of: func(p *Place) any { return &voting.BallotID{ID: p.ballot()} }},
	"voting.GetBundle":        {of: func(p *Place) any { return &voting.BallotID{ID: p.ballot()} }},
	"voting.GetBallotMinutes": {of: func(p *Place) any { return &voting.BallotMinutesRequest{ID: p.ballot()} }},
	"voting.GetBoard":         {of: func(p *Place) any { return &voting.GetBoardRequest{ID: p.ballot()} }},
	"voting.ComparePapers":    {of: func(p *Place) any { return &voting.ComparePapersRequest{ID: p.ballot()} }},
	"voting.AnnounceResult": {of: func(p *Place) any {
		return &voting.AnnounceResultRequest{ID: p.ballot(), Number: "第1号", On: calendar.DateOf(time.Now()).String()}
	}},
	"voting.MyBallots": {of: none, shows: (*Place).ballot},
	"voting.AdoptBallotRules": {of: func(p *Place) any {
		return &voting.AdoptBallotRulesRequest{ID: p.ballot(), Places: 1}
	}},
	"voting.SettleTie": {of: func(p *Place) any {
		return &voting.SettleTieRequest{ID: p.ballot(), Chosen: []string{"another"}, Resolution: voting.Resolution{Organ: voting.Presidium, Minutes: "主席团会议记录5号",
			On: calendar.DateOf(p.w.Now()).String(), Hands: voting.Hands{Members: 9, Present: 8, For: 6, Against: 1, Abstain: 1}}}
	}},
	"voting.ApproveScrutineers": {of: func(p *Place) any {
		req := p.scrutineers(p.ballot())
		return &req
	}},
	"voting.ComposeEntry": {of: func(p *Place) any { return &voting.ComposeEntryRequest{ID: p.ballot(), Kind: "void"} }},
	"voting.LeadEntry": {of: func(p *Place) any {
		req := entry(p.ballot(), ballottest.NewDevice("another", "chair").SayText(p.ballot(), "open", "{}"))
		return &req
	}},
	"voting.PostEntry": {of: func(p *Place) any {
		req := entry(p.ballot(), ballottest.NewDevice("another", "seat:1").SayText(p.ballot(), "voter", "{}"))
		return &req
	}},
}
