package world

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/rpc"
)

// Password is that of every account.
const Password = "correct horse battery staple"

// The relations of an account to the objects in Town. The relation child is that
// of Own to the objects in County.
const (
	Own     = "own"     // appointed in Town; at its station, in its unit, the person
	Beside  = "beside"  // in Town, at another station or unit, another person
	Parent  = "parent"  // appointed in the county
	Sibling = "sibling" // appointed in the next township
)

// Account is somebody who signed in.
type Account struct {
	ID, Login string
	Session   string // its secret

	public *rpc.Client
	mu     sync.Mutex
	access string
	until  time.Time
}

// hand is an account to be made.
type hand struct {
	name                        string
	role                        authz.Role
	area, station, unit, person string
}

// Name is the name of an account: a role and a relation.
func Name(role authz.Role, relation string) string { return string(role) + "-" + relation }

// Narrow reports whether the role is bound to less than an area, so that there
// is somebody beside.
func Narrow(role authz.Role) bool {
	switch role {
	case authz.StationHead, authz.LiaisonOfficer, authz.HandlingUnit, authz.DeputyRole:
		return true
	}
	return false
}

func (w *World) hands() []hand {
	var out []hand
	for _, role := range authz.Roles {
		out = append(out, w.Town.hand(role, Own), w.County.hand(role, Parent), w.OtherTown.hand(role, Sibling))
		if Narrow(role) {
			out = append(out, w.Town.hand(role, Beside))
		}
	}
	return out
}

// hand is somebody of the role in the place.
func (p *Place) hand(role authz.Role, relation string) hand {
	h := hand{name: Name(role, relation), role: role, area: p.Area}
	station, unit, person := p.Station.ID, p.Unit, p.Deputy
	if relation == Beside {
		station, unit, person = p.NextStation.ID, p.NextUnit, p.NextDeputy
	}
	switch role {
	case authz.StationHead, authz.LiaisonOfficer:
		h.station = station
	case authz.HandlingUnit:
		h.unit = unit
	case authz.DeputyRole:
		h.person = person
	}
	return h
}

// invite makes accounts by the host's right and takes their invitations, several
// at a time: each costs the time of a password.
func (w *World) invite(ctx context.Context, hands ...hand) {
	w.t.Helper()
	made := make([]*Account, len(hands))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	for i, h := range hands {
		g.Go(func() (err error) { made[i], err = w.join(ctx, h); return err })
	}
	if err := g.Wait(); err != nil {
		w.t.Fatal(err)
	}
	for i, h := range hands {
		w.accounts[h.name] = made[i]
	}
}

func (w *World) join(ctx context.Context, h hand) (*Account, error) {
	grant := identity.Grant{Role: string(h.role), Area: h.area, Station: h.station, Unit: h.unit}
	invited, err := must(ctx, w.Host(), identity.HostInvite, identity.InviteRequest{
		Login: h.name, Name: h.name, Area: h.area, Person: h.person, Lang: "zh", Grants: []identity.Grant{grant}})
	if err != nil {
		return nil, err
	}
	exempt := identity.HostFactorsRequest{Login: h.name, Exempt: true, Reason: "test"} // second factors have tests of their own
	if _, err := must(ctx, w.Host(), identity.HostFactors, exempt); err != nil {
		return nil, err
	}
	a := &Account{ID: invited.Account.ID, Login: h.name, public: w.With("")}
	s, err := must(ctx, a.public, identity.AcceptInvitation, identity.AcceptRequest{Code: invited.Code, Password: Password})
	a.Session = s.Secret
	return a, err
}

// Invite makes an account of a role in an area and takes its invitation.
func (w *World) Invite(name string, role authz.Role, area string) {
	w.t.Helper()
	w.invite(w.t.Context(), hand{name: name, role: role, area: area})
}

// Account is the account with the name.
func (w *World) Account(name string) *Account { return w.accounts[name] }

// token is a fresh access token of the account, "" when the session is over.
func (a *Account) token(ctx context.Context) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.access == "" || time.Now().After(a.until.Add(-time.Minute)) {
		got, err := rpc.Call(ctx, a.public, identity.OpenSession, identity.OpenSessionRequest{Secret: a.Session})
		if err != nil {
			return ""
		}
		a.access, a.until = got.Token, got.Expires
	}
	return a.access
}

// Token is an access token of the account.
func (w *World) Token(name string) string { return w.accounts[name].token(w.t.Context()) }
