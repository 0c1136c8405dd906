package demo

import (
	"context"
	"fmt"
	"slices"

	"lianluo/api/identity"
	"lianluo/api/voting"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/hall"
)

// seat is a deputy's place in a congress.
type seat struct{ congress, mandate string }

// members are the deputies of a congress, in the order of their persons.
func (l *Loader) members(congress string) []string {
	var out []string
	for person, s := range l.seats {
		if s.congress == congress {
			out = append(out, person)
		}
	}
	slices.Sort(out)
	return out
}

// term is the township congresses' since 2021.
const term = 19

// troupe are those who take part in a congress's ballot by a program: its chair, two
// tellers and some of its deputies. Their accounts are not shown as ready, since their
// devices are not a person's.
type troupe struct{ name, congress string }

func (t troupe) chair() string       { return t.name + "-chair-" + t.congress }
func (t troupe) teller(n int) string { return fmt.Sprintf("%s-teller-%s-%d", t.name, t.congress, n+1) }
func (t troupe) phone(n int) string  { return fmt.Sprintf("%s-deputy-%s-%d", t.name, t.congress, n+1) }

// performer is an account that a program acts by; a deputy's place is the mandate.
type performer struct {
	Ready
	person string
	grant  identity.Grant
}

// players are a troupe with so many phones.
func (l *Loader) players(t troupe, phones int) []performer {
	st := l.stations[t.congress]
	all := []performer{{Ready{Login: t.chair(), Name: "票决主持人（演示程序）"}, "", grant("township_admin", t.congress)}}
	for n := range 2 {
		all = append(all, performer{Ready{Login: t.teller(n), Name: fmt.Sprintf("计票人%d（演示程序）", n+1)}, "",
			identity.Grant{Role: "liaison_officer", Area: t.congress, Station: st.ID}})
	}
	for n, person := range l.withPhones(t.congress, phones) {
		all = append(all, performer{Ready{Login: t.phone(n), Name: fmt.Sprintf("代表%d（演示程序）", n+1), Place: l.seats[person].mandate},
			person, grant("deputy", t.congress)})
	}
	return all
}

// enterPerformer lets a performer in and returns the account's id; of a deputy whom this
// load let in before, none.
func (l *Loader) enterPerformer(ctx context.Context, congress string, p performer) (id string, err error) {
	if p.person != "" && l.accounts.in(p.Login) {
		return "", nil
	}
	invitation, err := l.invite(ctx, p.Login, p.Name, congress, p.person, p.grant)
	if err != nil {
		return "", err
	}
	if p.grant.Role == "township_admin" {
		if err := l.exempt(ctx, p.Login); err != nil {
			return "", err
		}
	}
	p.Role = p.grant.Role
	return invitation.Account.ID, l.accounts.enter(ctx, p.Ready, invitation)
}

// withPhones are the deputies of a congress who vote on a phone that a program keeps:
// the first, but for the one whose account is ready.
func (l *Loader) withPhones(congress string, n int) []string {
	all := slices.DeleteFunc(l.members(congress), func(person string) bool { return person == l.Deputy() })
	return all[:min(n, len(all))]
}

// hall is a ballot with the players that a load left accounts for. Their devices are
// made of the chair's password, which only the demonstration's owner can read.
func (t troupe) hall(ballot string, a *accounts, as func(login string) *rpc.Client) *hall.Hall {
	phones := a.phones(t)
	return &hall.Hall{ID: ballot, Seed: a.secret(t.chair()), Office: as(t.chair()), Tellers: [2]*rpc.Client{as(t.teller(0)), as(t.teller(1))},
		Phone: func(mandate string) *rpc.Client {
			if login, ok := phones[mandate]; ok {
				return as(login)
			}
			return nil
		}}
}

// sitting is a ballot to be held.
type sitting struct {
	troupe
	title    string
	projects []string
	places   int
	phones   int
	self     string // mandate of a scrutineer who takes part in person
}

// prepare takes the ballot to its ceremony.
func (l *Loader) prepare(ctx context.Context, s sitting) (*hall.Hall, error) {
	p := hall.Preparation{Places: s.places, Deputies: len(l.members(s.congress)), Tellers: make([]voting.Teller, 2)}
	err := each(ctx, l.players(s.troupe, s.phones), func(ctx context.Context, i int, one performer) error {
		id, err := l.enterPerformer(ctx, s.congress, one)
		if i == 1 || i == 2 {
			p.Tellers[i-1] = voting.Teller{Account: id, Name: one.Name}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	req := voting.CreateBallotRequest{Title: s.title, Projects: s.projects,
		Congress: &voting.Congress{Name: l.townshipName(s.congress) + "人民代表大会", Division: s.congress, Term: term, Session: 5}}
	made, err := do(ctx, l.as(s.chair(), "voting"), voting.CreateBallot, req, "ballot/%s/%s", s.name, s.congress)
	if err != nil {
		return nil, err
	}
	h := s.hall(made.ID, l.accounts, func(login string) *rpc.Client { return l.as(login, "voting") })
	if h.Self = s.self; s.self != "" {
		p.Scrutineers = append(p.Scrutineers, s.self)
	}
	for _, person := range l.withPhones(s.congress, 3-len(p.Scrutineers)) {
		p.Scrutineers = append(p.Scrutineers, l.seats[person].mandate)
	}
	return h, h.Prepare(ctx, p)
}

// townshipName is a township's, as its congress is called by.
func (l *Loader) townshipName(code string) string {
	for _, t := range l.townships {
		if string(t.Code) == code {
			return t.Name
		}
	}
	return code
}
