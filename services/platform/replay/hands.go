package replay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/replay/script"
)

// as is a client in somebody's name.
func (p *player) as(login string) *rpc.Client {
	token := append(p.of("token/"+login), "")[0]
	return p.Client(func(context.Context) string { return token })
}

func (p *player) public() *rpc.Client { return p.Client(func(context.Context) string { return "" }) }

// Tokens live for some months; all are renewed on one day, well before.
const (
	tokenDays = 300
	renewDays = 10
)

// handOut gives everybody who acts an account and a token, together: a new token
// takes a moment to be known everywhere. now is the moment of the script, the same
// in every run.
func (p *player) handOut(ctx context.Context, now time.Time) error {
	return each(ctx, p.logins(now), func(ctx context.Context, _ int, login string) error {
		if at := p.expires(login); now.Before(at.AddDate(0, 0, -renewDays)) {
			return nil
		}
		return p.renew(ctx, login, now)
	})
}

// expires is when an account's token ends; zero where there is none.
func (p *player) expires(login string) time.Time {
	known := append(p.of("token/"+login), "", "")
	at, _ := time.Parse(time.RFC3339, known[1]) // written by handOut
	return at
}

// logins are the accounts of all who act from a moment on; the county's, which makes the others,
// has one already.
func (p *player) logins(now time.Time) []string {
	out := []string{countyLogin, supervisorLogin}
	for s := range script.Townships() {
		out = append(out, headOf(s), liaisonOf(s))
	}
	for n, who := range p.script.People {
		if who.Account {
			out = append(out, deputyOf(n))
		}
	}
	for _, b := range p.script.Sessions {
		if now.Before(b.On.Start().AddDate(0, 0, 1)) {
			for _, n := range b.Phones {
				out = append(out, deputyOf(n))
			}
		}
	}
	for _, a := range p.script.Recorded(script.Assign) {
		out = append(out, handlerOf(p.script.Cases[a.Of].Station, a.Unit))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// renew makes a token for the next months, with the account's session; the first
// time there is neither, and the invitation is taken.
func (p *player) renew(ctx context.Context, login string, now time.Time) error {
	until := now.AddDate(0, 0, tokenDays).UTC()
	made, err := p.makeToken(ctx, login, until)
	if err != nil {
		return fmt.Errorf("account %s: %w", login, err)
	}
	p.keep("token/"+login, made.Secret, until.Format(time.RFC3339))
	return nil
}

func (p *player) makeToken(ctx context.Context, login string, until time.Time) (identity.CreatedToken, error) {
	var none identity.CreatedToken
	secret, err := p.session(ctx, login)
	if err != nil {
		return none, err
	}
	got, err := rpc.Call(ctx, p.public(), identity.OpenSession, identity.OpenSessionRequest{Secret: secret})
	if err != nil {
		return none, err
	}
	self := p.Client(func(context.Context) string { return got.Token })
	me, err := insist(ctx, p, self, identity.Me, rpc.None{}, "")
	if err != nil {
		return none, err
	}
	req := identity.CreateTokenRequest{Name: "回放", Actions: me.Actions, Expires: until}
	return insist(ctx, p, self, identity.CreateToken, req, "token/"+login+"/"+until.Format(time.DateOnly))
}

// session is the secret of an account's session.
func (p *player) session(ctx context.Context, login string) (string, error) {
	if known := p.of("session/" + login); known != nil {
		return known[0], nil
	}
	invitation, err := p.invite(ctx, login)
	if err != nil {
		return "", err
	}
	p.keep("account/"+login, invitation.Account.ID)
	req := identity.AcceptRequest{Code: invitation.Code, Password: p.password(login), Device: "回放"}
	made, err := insist(ctx, p, p.public(), identity.AcceptInvitation, req, "accept/"+login)
	if err == nil {
		p.keep("session/"+login, made.Secret)
	}
	return made.Secret, err
}

// password is made of the diary's secret: the same in every run.
func (p *player) password(login string) string {
	mac := hmac.New(sha256.New, []byte(p.Secret))
	mac.Write([]byte(login))
	return base32.StdEncoding.EncodeToString(mac.Sum(nil))[:20]
}

// Logins of the county's own offices.
const (
	countyLogin     = "county"
	supervisorLogin = "supervisor"
)

// invite makes an account: the county's two by the machine's owner, the others
// by the county.
func (p *player) invite(ctx context.Context, login string) (identity.Invitation, error) {
	req, err := p.account(login)
	if err != nil {
		return identity.Invitation{}, err
	}
	if login == countyLogin || login == supervisorLogin {
		made, err := insist(ctx, p, p.Host, identity.HostInvite, req, "account/"+login)
		if err == nil { // a replay has no phone to prove itself with
			exempt := identity.HostFactorsRequest{Login: login, Exempt: true, Reason: "回放"}
			_, err = insist(ctx, p, p.Host, identity.HostFactors, exempt, "exempt/"+login)
		}
		return made, err
	}
	return do(ctx, p, countyLogin, identity.InviteAccount, req, "account/"+login)
}

// account describes an account by its login.
func (p *player) account(login string) (identity.InviteRequest, error) {
	req := identity.InviteRequest{Login: login, Area: script.County, Lang: "zh"}
	g := identity.Grant{Area: script.County}
	kind, rest, _ := strings.Cut(login, "-")
	var a, b int
	if _, err := fmt.Sscanf(rest+"-0", "%d-%d", &a, &b); err != nil && rest != "" {
		return req, fmt.Errorf("login %s: %w", login, err)
	}
	switch kind {
	case countyLogin:
		req.Name, g.Role = "县代工委 向华", "county_admin"
	case supervisorLogin:
		req.Name, g.Role = "县督办专员 舒敏", "supervisor"
	case "head", "liaison":
		req.Name, g.Role = p.staffName(kind, a), map[string]string{"head": "station_head", "liaison": "liaison_officer"}[kind]
		g.Area, g.Station = areaOf(a), p.of(stationKey(a))[0]
	case "deputy":
		person := p.script.People[a]
		req.Name, req.Person = "代表 "+person.Name, p.of(personKey(a))[0]
		g.Role, g.Area = "deputy", areaOf(person.Station)
	case "unit":
		req.Name, g.Role = "经办人 "+script.TownshipOffices[b].Name, "handling_unit"
		g.Area, g.Unit = areaOf(a), p.of(unitKey(a, script.Unit{N: b}))[0]
	case "bureau":
		req.Name, g.Role, g.Unit = "经办人 "+script.CountyOffices[a].Name, "handling_unit", p.of(unitKey(0, script.Unit{County: true, N: a}))[0]
	}
	req.Area, req.Grants = g.Area, []identity.Grant{g}
	return req, nil
}

// Logins of stations, deputies and units.
func liaisonOf(station int) string { return fmt.Sprintf("liaison-%02d", station) }
func headOf(station int) string    { return fmt.Sprintf("head-%02d", station) }
func deputyOf(person int) string   { return fmt.Sprintf("deputy-%d", person) }

func handlerOf(station int, u script.Unit) string {
	if u.County {
		return fmt.Sprintf("bureau-%d", u.N)
	}
	return fmt.Sprintf("unit-%02d-%d", station, u.N)
}

// areaOf is the division of a station; beyond the townships the county's.
func areaOf(station int) string {
	if towns := script.Townships(); station < len(towns) {
		return string(towns[station].Code)
	}
	return script.County
}
