package replay

import (
	"context"
	"errors"
	"fmt"

	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/hall"
	"lianluo/services/platform/replay/script"
	votingservice "lianluo/services/voting"
)

func topicKey(n int) string { return fmt.Sprintf("topic/%d", n) }
func roundKey(n int) string { return fmt.Sprintf("round/%d", n) }

// year is the year that the projects are for.
const year = 2022

// projectAct does one act on a livelihood project or on a township's ballot.
func (p *player) projectAct(ctx context.Context, a script.Act) error {
	switch a.What {
	case script.Call:
		return p.call(ctx, a)
	case script.Topical:
		return p.propose(ctx, a)
	case script.Screen:
		return p.screen(ctx, a)
	case script.Session:
		return p.sit(ctx, a)
	}
	return p.vote(ctx, a)
}

// call asks a township's people for a month.
func (p *player) call(ctx context.Context, a script.Act) error {
	b := p.script.Sessions[a.Of]
	opens := calendar.DateOf(a.At)
	made, err := do(ctx, p, countyLogin, voting.AnnounceRound, voting.AnnounceRequest{Area: areaOf(b.Station), Year: year,
		Opens: opens.String(), Closes: (opens + 30).String(), Title: fmt.Sprintf("%d 年度民生实事项目征集", year),
		Call: "您希望明年办成哪些实事？请告诉我们为什么需要、在什么地方。"}, a.Key())
	if err == nil {
		p.keep(roundKey(a.Of), made.ID)
	}
	return err
}

// propose writes down at the station what somebody asks for.
func (p *player) propose(ctx context.Context, a script.Act) error {
	topic := p.script.Asked[a.Of]
	station := p.script.Sessions[topic.Ballot].Station
	made, err := do(ctx, p, liaisonOf(station), voting.RecordProposal, voting.RecordProposalRequest{Station: p.of(stationKey(station))[0], Round: p.of(roundKey(topic.Ballot))[0],
		Channel: voting.AtDesk, Who: voting.Who{Anonymous: true}, Title: topic.Title, Text: topic.Text}, a.Key())
	if err == nil {
		p.keep(topicKey(a.Of), made.Project)
	}
	return err
}

// screen rejects a topic, or makes it a candidate that the presidium has reviewed.
func (p *player) screen(ctx context.Context, a script.Act) error {
	topic := p.script.Asked[a.Of]
	id := p.of(topicKey(a.Of))[0]
	because := voting.Reasoned{ID: id, Reason: topic.Why}
	if !topic.Candidate {
		_, err := do(ctx, p, countyLogin, voting.ScreenProject, voting.ScreenRequest{Reasoned: because, Verdict: "reject"}, a.Key())
		return err
	}
	if _, err := do(ctx, p, countyLogin, voting.PoolProject, voting.PoolRequest{Reasoned: because, Title: topic.Title, Year: year}, a.Key()+"/pool"); err != nil {
		return err
	}
	station := p.script.Sessions[topic.Ballot].Station
	dossier := voting.Dossier{Need: topic.Need, Goal: topic.Goal, Cost: topic.Wan * 10_000, Funding: "县级配套和乡镇自筹", Land: "不新增用地",
		Finish: fmt.Sprintf("%d-11-30", year), Unit: p.of(unitKey(station, script.Unit{N: 2}))[0]}
	if _, err := do(ctx, p, countyLogin, voting.WriteDossier, voting.DossierRequest{ID: id, Dossier: dossier}, a.Key()+"/dossier"); err != nil {
		return err
	}
	req := voting.ScreenRequest{Reasoned: because, Verdict: "candidate"}
	for _, c := range votingservice.DefaultRules().Criteria() {
		req.Findings = append(req.Findings, voting.Finding{Criterion: c, Holds: c.Kind != "excluded"})
	}
	if _, err := do(ctx, p, countyLogin, voting.ScreenProject, req, a.Key()); err != nil {
		return err
	}
	_, err := do(ctx, p, countyLogin, voting.ReviewProject, voting.ReviewRequest{Reasoned: because, Agreed: true, On: calendar.DateOf(a.At).String()}, a.Key()+"/review")
	return err
}

// sit puts the candidates before the congress and opens the deliberation.
func (p *player) sit(ctx context.Context, a script.Act) error {
	for _, n := range p.script.Candidates(a.Of) {
		for _, step := range []string{"submit", "deliberate"} {
			why := voting.Reasoned{ID: p.of(topicKey(n))[0], Reason: "列入本次人民代表大会议程"}
			if _, err := do(ctx, p, countyLogin, voting.SubmitProject, why, fmt.Sprintf("%s/%d/%s", a.Key(), n, step)); err != nil {
				return err
			}
		}
	}
	return nil
}

var errOutcome = errors.New("the ballot chose another number of projects")

// vote holds a township's ballot: on phones and paper, from the rules to the declared
// result. A ballot that was interrupted goes on where its board stands.
func (p *player) vote(ctx context.Context, a script.Act) error {
	b := p.script.Sessions[a.Of]
	req := voting.CreateBallotRequest{Title: fmt.Sprintf("%s第五次会议民生实事项目票决", script.Congress(b.Station)),
		Congress: &voting.Congress{Name: script.Congress(b.Station), Division: areaOf(b.Station), Term: script.Term, Session: 5}}
	for _, n := range p.script.Candidates(a.Of) {
		req.Projects = append(req.Projects, p.of(topicKey(n))[0])
	}
	made, err := do(ctx, p, countyLogin, voting.CreateBallot, req, a.Key())
	if err != nil {
		return err
	}
	h, prepared := p.hall(made.ID, b)
	if err := h.Prepare(ctx, prepared); err != nil {
		return err
	}
	p.say(fmt.Sprintf("%s票决：%d 名代表，%d 个候选项目，应选 %d 个", script.Townships()[b.Station].Name, prepared.Deputies, len(req.Projects), b.Places))
	if err := h.Hold(ctx); err != nil {
		return err
	}
	if h.Ballot.Result == nil || len(h.Ballot.Result.Selected) != b.Places {
		return fmt.Errorf("%w: %+v", errOutcome, h.Ballot.Result)
	}
	return nil
}

// hall is a ballot with its people. Their devices are made of the diary's secret: who
// has the diary could read these ballots, which nobody real has cast.
func (p *player) hall(id string, b script.Ballot) (*hall.Hall, hall.Preparation) {
	phones := map[string]string{}
	prepared := hall.Preparation{Places: b.Places, Deputies: p.script.Members(b.Station)}
	for i, n := range b.Phones {
		mandate := p.of(personKey(n))[1]
		phones[mandate] = deputyOf(n)
		if i < scrutineers {
			prepared.Scrutineers = append(prepared.Scrutineers, mandate)
		}
	}
	tellers := [2]string{headOf(b.Station), liaisonOf(b.Station)}
	for _, login := range tellers {
		prepared.Tellers = append(prepared.Tellers, voting.Teller{Account: p.of("account/" + login)[0], Name: login})
	}
	return &hall.Hall{ID: id, Seed: p.Secret, Office: p.as(countyLogin), Tellers: [2]*rpc.Client{p.as(tellers[0]), p.as(tellers[1])},
		Phone: func(mandate string) *rpc.Client {
			if login, ok := phones[mandate]; ok {
				return p.as(login)
			}
			return nil
		}}, prepared
}

const scrutineers = 3

// declared is how many ballots of the county have a declared result.
func (p *player) declared(ctx context.Context) (n int, err error) {
	for after := ""; ; {
		page, err := do(ctx, p, countyLogin, voting.ListBallots, voting.ListBallotsRequest{Area: script.County, Limit: 100, After: after}, "")
		if err != nil {
			return n, err
		}
		for _, b := range page.Items {
			if b.State == voting.BallotDeclared {
				n++
			}
		}
		if after = page.Next; after == "" {
			return n, nil
		}
	}
}
