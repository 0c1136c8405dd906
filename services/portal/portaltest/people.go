package portaltest

import (
	"strconv"
	"sync"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
)

// Password is everybody's at first.
const Password = "liaison-2026"

// Where the people of the fake identity work.
const (
	Area    = "431223100" // a township
	County  = "431223"
	Station = "st-1"
	Unit    = "un-1"
	Person  = "pe-1" // the deputy
)

// People is a fake identity: one account per role, its id and login the role's
// name, with sessions, passwords and tokens that work.
type People struct {
	mu       sync.Mutex
	clock    calendar.Clock
	accounts map[string]identity.Account
	password map[string]string
	secrets  map[string]string // session secret → account id
	sessions map[string]identity.SessionInfo
	tokens   map[string][]identity.Token
	invited  map[string]string // code → account id
	version  map[string]int
	steps    map[string]identity.SignInStep
	factors  map[string]identity.Factors
	next     int
}

func newPeople(clock calendar.Clock) *People {
	p := &People{clock: clock, accounts: map[string]identity.Account{}, password: map[string]string{},
		secrets: map[string]string{}, sessions: map[string]identity.SessionInfo{},
		steps: map[string]identity.SignInStep{}, factors: map[string]identity.Factors{},
		tokens: map[string][]identity.Token{}, version: map[string]int{}, invited: map[string]string{"invited-once": string(authz.LiaisonOfficer)}}
	for _, role := range authz.Roles {
		id := string(role)
		a := identity.Assignment{ID: "as-" + id, Role: id, Area: areaOf(role), From: Now.AddDate(-1, 0, 0), GrantedBy: "host"}
		account := identity.Account{ID: id, Login: id, Name: texts[id], Area: a.Area, Lang: "zh", State: identity.Active,
			Email: "staff@example.cn", CreatedAt: a.From, LastSignIn: Now.Add(-20 * time.Hour)}
		switch role {
		case authz.StationHead, authz.LiaisonOfficer:
			a.Station = Station
		case authz.HandlingUnit:
			a.Unit = Unit
		case authz.DeputyRole:
			account.Person = Person
		}
		account.Assignments = []identity.Assignment{a}
		p.accounts[id], p.password[id] = account, Password
	}
	return p
}

func areaOf(role authz.Role) string {
	switch role {
	case authz.ProvinceAdmin, authz.SecurityAdmin, authz.Auditor, authz.SystemOperator:
		return "43"
	case authz.CityAdmin:
		return "4312"
	case authz.CountyAdmin, authz.Supervisor, authz.HandlingUnit:
		return County
	}
	return Area
}

// Change changes an account, as an administrator would.
func (p *People) Change(id string, change func(*identity.Account)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.accounts[id]
	change(&a)
	p.accounts[id] = a
}

// EndSessions ends all sessions of an account.
func (p *People) EndSessions(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for secret, account := range p.secrets {
		if account == id {
			delete(p.secrets, secret)
		}
	}
}

// Outdate makes the access tokens of an account void, as a changed assignment
// does; its sessions give new ones.
func (p *People) Outdate(id string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.version[id]++
}

// Session is the secret of a new session of an account.
func (p *People) Session(id string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.start(id, "Chrome 143 / Windows").Secret
}

// start is called with the lock held.
func (p *People) start(id, device string) identity.Session {
	p.next++
	number, now := strconv.Itoa(p.next), p.clock.Now()
	secret := "secret-of-session-number-" + number
	p.secrets[secret] = id
	p.sessions[secret] = identity.SessionInfo{ID: "s" + number, Device: device, Started: now, LastSeen: now}
	return identity.Session{ID: "s" + number, Secret: secret, Expires: now.Add(12 * time.Hour)}
}

// token is called with the lock held.
func (p *People) token(secret string) string {
	return p.sessions[secret].ID + "." + strconv.Itoa(p.version[p.secrets[secret]])
}

// subject finds whose token it is.
func (p *People) subject(token string) (authz.Subject, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for secret, id := range p.secrets {
		if a := p.accounts[id]; p.token(secret) == token && a.State == identity.Active {
			return authz.Subject{ID: id, Kind: authz.Person, Person: a.Person, Name: a.Name, Session: p.sessions[secret].ID}, true
		}
	}
	return authz.Subject{}, false
}
