package platformtest

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"lianluo/api/identity"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/api/voting"
	"lianluo/pkg/calendar"
	"lianluo/pkg/rpc"
	votingservice "lianluo/services/voting"
)

// CongressTown is the township whose congress Convene makes, CongressTerm its term.
const (
	CongressTown = "431223100"
	CongressTerm = 19
)

// Congress is a township's: its people and what they deliberate on. Its chair has
// the login "chair", its deputies "deputy1" and so on, in the order of their seats.
type Congress struct {
	Projects []string
	Mandates []string // of the deputies, in their order
	s        *System
}

// Convene makes, on a system without the demonstration, a congress of deputies who
// have accounts and of as many projects as there are titles, which it deliberates on;
// and an administrator of the county, "county".
func (s *System) Convene(ctx context.Context, deputies int, titles ...string) *Congress {
	s.t.Helper()
	c := &Congress{s: s}
	made := asked(ctx, c, s.Host(), identity.HostInvite, identity.InviteRequest{Login: "county", Name: "county", Area: "431223", Lang: "zh",
		Grants: []identity.Grant{{Role: "county_admin", Area: "431223"}}})
	s.Accept(ctx, "county", made)
	s.Join(ctx, "chair", "", CongressTown, identity.Grant{Role: "township_admin", Area: CongressTown})
	chair := s.As("chair")
	digits := max(2, len(strconv.Itoa(deputies))) // the roll is in the order of names
	people := make([]string, deputies)
	for i := range people {
		people[i] = c.elect(ctx, fmt.Sprintf("代表%0*d", digits, i+1))
	}
	for i, person := range people {
		c.enter(ctx, fmt.Sprintf("deputy%d", i+1), person)
	}
	at := asked(ctx, c, chair, station.CreateStation, station.CreateRequest{Area: CongressTown, Draft: station.Draft{Name: "辰阳站", Kind: station.Normal}}).ID
	unit := asked(ctx, c, chair, roster.CreateUnit, roster.CreateUnitRequest{Area: CongressTown, UnitDraft: roster.UnitDraft{Name: "农办", Level: "township", Duties: []roster.Duty{{Category: "01"}}}}).ID
	for _, title := range titles {
		c.Projects = append(c.Projects, c.deliberated(ctx, at, unit, title))
	}
	return c
}

// elect makes a deputy.
func (c *Congress) elect(ctx context.Context, name string) (person string) {
	c.s.t.Helper()
	req := roster.CreatePersonRequest{Area: CongressTown, PersonDraft: roster.PersonDraft{Name: name},
		Mandates: []roster.MandateDraft{{Level: "township", Area: CongressTown, Term: CongressTerm, From: time.Date(2021, 11, 1, 0, 0, 0, 0, time.UTC)}}}
	p := asked(ctx, c, c.s.As("chair"), roster.CreatePerson, req)
	c.Mandates = append(c.Mandates, p.Mandates[0].ID)
	return p.ID
}

// enter gives a deputy an account.
func (c *Congress) enter(ctx context.Context, login, person string) {
	c.s.t.Helper()
	Eventually(c.s.t, "identity knows the person", func() bool {
		made, err := rpc.Call(ctx, c.s.As("county"), identity.InviteAccount, identity.InviteRequest{Login: login, Name: login, Area: CongressTown, Person: person, Lang: "zh",
			Grants: []identity.Grant{{Role: "deputy", Area: CongressTown}}})
		if err == nil {
			c.s.Accept(ctx, login, made)
		}
		return err == nil
	})
}

// deliberated is a project before the congress.
func (c *Congress) deliberated(ctx context.Context, at, unit, title string) string {
	c.s.t.Helper()
	chair := c.s.As("chair")
	why := func(id string) voting.Reasoned { return voting.Reasoned{ID: id, Reason: "群众需要"} }
	var id string
	Eventually(c.s.t, "voting knows the station", func() bool {
		made, err := rpc.Call(ctx, chair, voting.RecordProposal, voting.RecordProposalRequest{Station: at, Channel: voting.AtDesk, Who: voting.Who{Anonymous: true}, Title: title, Text: "下雨天走不过去"})
		id = made.Project
		return err == nil
	})
	asked(ctx, c, chair, voting.PoolProject, voting.PoolRequest{Reasoned: why(id), Title: title, Year: 2031})
	Eventually(c.s.t, "voting knows the unit", func() bool {
		_, err := rpc.Call(ctx, chair, voting.WriteDossier, voting.DossierRequest{ID: id, Dossier: voting.Dossier{Need: "孩子上学", Goal: "硬化三公里", Cost: 800_000, Unit: unit}})
		return err == nil
	})
	screen := voting.ScreenRequest{Reasoned: why(id), Verdict: "candidate"}
	for _, one := range votingservice.DefaultRules().Criteria() {
		screen.Findings = append(screen.Findings, voting.Finding{Criterion: one, Holds: one.Kind != "excluded"})
	}
	asked(ctx, c, chair, voting.ScreenProject, screen)
	asked(ctx, c, chair, voting.ReviewProject, voting.ReviewRequest{Reasoned: why(id), Agreed: true, On: calendar.DateOf(c.s.Now()).String()})
	for range 2 {
		asked(ctx, c, chair, voting.SubmitProject, why(id))
	}
	return id
}

// Ballot prepares one on the projects, named after the session, and waits until
// everybody would be on its roll.
func (c *Congress) Ballot(ctx context.Context, session int) string {
	c.s.t.Helper()
	chair := c.s.As("chair")
	b := asked(ctx, c, chair, voting.CreateBallot, voting.CreateBallotRequest{Title: "民生实事项目票决", Projects: c.Projects,
		Congress: &voting.Congress{Name: "辰阳镇人民代表大会", Division: CongressTown, Term: CongressTerm, Session: session}})
	Eventually(c.s.t, "voting knows the deputies", func() bool {
		return len(asked(ctx, c, chair, voting.ListElectors, voting.BallotID{ID: b.ID}).Items) == len(c.Mandates)
	})
	return b.ID
}

// asked calls an operation that has to succeed.
func asked[Req, Res any](ctx context.Context, c *Congress, client *rpc.Client, op rpc.Op[Req, Res], req Req) Res {
	c.s.t.Helper()
	res, err := rpc.Call(ctx, client, op, req)
	if err != nil {
		c.s.t.Fatalf("%s: %v", op.Name, err)
	}
	return res
}
