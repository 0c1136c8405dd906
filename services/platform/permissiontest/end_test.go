package permissiontest

import (
	"slices"
	"testing"
	"time"

	"lianluo/api/casework"
	"lianluo/api/identity"
	"lianluo/api/insight"
	"lianluo/api/notification"
	"lianluo/api/roster"
	"lianluo/api/station"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/platformtest"
	"lianluo/services/platform/platformtest/world"
)

// everywhere is a list of each service that an administrator may see.
var everywhere = []rpc.Any{identity.ListAccounts, station.ListStations, roster.ListUnits, casework.ListCases,
	notification.ListTemplates, insight.GetCounts}

// leaver is an administrator who is about to lose what they hold, with the
// token of a program.
func leaver(t *testing.T, w *world.World, name string) (account identity.Account, person, program *rpc.Client) {
	t.Helper()
	w.Invite(name, authz.TownshipAdmin, world.Town)
	a := world.Must(w, "maker", identity.GetAccount, identity.ByID{ID: w.Account(name).ID})
	person, program = w.With(w.Token(name)), w.With(w.Program(name, "case.read"))
	for _, o := range everywhere {
		op := o.Declared()
		if _, err := person.Do(t.Context(), op, requestOf(op)); err != nil {
			t.Fatalf("%s before: %v", op.Name, err)
		}
	}
	return a, person, program
}

func tryEnds(t *testing.T, w *world.World) {
	t.Helper()
	for name, end := range map[string]func(identity.Account){
		"revoked": func(a identity.Account) {
			world.Must(w, "maker", identity.RevokeRole, identity.RevokeRequest{ID: a.ID, Assignment: a.Assignments[0].ID, Reason: "调离"})
		},
		"disabled": func(a identity.Account) {
			world.Must(w, "maker", identity.DisableAccount, identity.Reasoned{ID: a.ID, Reason: "离职"})
		},
		"invited again": func(a identity.Account) { world.Must(w, "maker", identity.Reinvite, identity.ByID{ID: a.ID}) },
		"signed out":    func(a identity.Account) { world.Must(w, a.Login, identity.SignOut, identity.SignOutRequest{}) },
	} {
		t.Run(name, func(t *testing.T) {
			a, person, program := leaver(t, w, world.Text("leaver"))
			end(a)
			bites(t, name, "token", person, everywhere...)
			switch name {
			case "revoked": // the program's token is good for what is left: nothing
				bites(t, name, "denied", program, casework.ListCases)
			case "disabled":
				bites(t, name, "token", program, casework.ListCases)
			}
			if name != "revoked" {
				endsSession(t, w, a.Login, name == "signed out")
			}
		})
	}
	t.Run("token revoked", func(t *testing.T) { tryRevokedToken(t, w) })
}

// endsSession expects that the session's secret opens nothing any more, and that
// nobody signs in with the password unless the account goes on.
func endsSession(t *testing.T, w *world.World, login string, goesOn bool) {
	t.Helper()
	_, err := rpc.Call(t.Context(), w.Client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: w.Account(login).Session})
	if !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("the session's secret still opens: %v", err)
	}
	_, err = rpc.Call(t.Context(), w.Client(""), identity.SignIn, identity.SignInRequest{Login: login, Password: world.Password})
	if goesOn != (err == nil) {
		t.Errorf("signing in again: %v", err)
	}
}

func tryRevokedToken(t *testing.T, w *world.World) {
	t.Helper()
	owner := world.Name(authz.CountyAdmin, world.Parent)
	secret := w.Program(owner, "station.read")
	tokens := world.Must(w, owner, identity.ListTokens, rpc.None{})
	i := slices.IndexFunc(tokens.Items, func(k identity.Token) bool { return slices.Contains(k.Actions, "station.read") })
	world.Must(w, owner, identity.RevokeToken, identity.ByID{ID: tokens.Items[i].ID})
	bites(t, "a revoked token", "token", w.With(secret), station.ListStations)
}

// tryPolicy takes an action from a role, and gives it back.
func tryPolicy(t *testing.T, w *world.World) {
	t.Helper()
	security := world.Name(authz.SecurityAdmin, world.Own)
	before := world.Must(w, security, identity.GetPolicy, rpc.None{})
	less := slices.DeleteFunc(slices.Clone(before.Rows), func(r identity.PolicyRow) bool {
		return r.Role == string(authz.Supervisor) && (r.Action == "case.read" || r.Action == "station.read")
	})
	world.Must(w, security, identity.SetPolicy, identity.SetPolicyRequest{Base: before.Version, Rows: less, Reason: "收回"})
	bites(t, "a new policy", "denied", w.Client(world.Name(authz.Supervisor, world.Own)), casework.ListCases, station.ListStations)
	world.Must(w, security, identity.SetPolicy, identity.SetPolicyRequest{Base: before.Version + 1, Rows: before.Rows, Reason: "恢复"})
}

// TestTokensExpire lets the time of an access token pass.
func TestTokensExpire(t *testing.T) {
	s := platformtest.Virtual(t)
	ctx := t.Context()
	made, err := rpc.Call(ctx, s.Host(), identity.HostInvite, identity.InviteRequest{Login: "county", Name: "县", Area: world.County,
		Grants: []identity.Grant{{Role: "county_admin", Area: world.County}}})
	if err != nil {
		t.Fatal(err)
	}
	s.Exempt(ctx, "county")
	opened, err := rpc.Call(ctx, s.As(""), identity.AcceptInvitation, identity.AcceptRequest{Code: made.Code, Password: world.Password})
	if err != nil {
		t.Fatal(err)
	}
	access, err := rpc.Call(ctx, s.As(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret})
	if err != nil {
		t.Fatal(err)
	}
	c := *s.As("")
	c.Token = tokenOf(access.Token)
	platformtest.Eventually(t, "the token is good", func() bool {
		_, err := rpc.Call(ctx, &c, station.ListStations, station.ListRequest{})
		return err == nil
	})
	s.Clock.Advance(access.Expires.Sub(s.Now()) + time.Minute)
	for _, o := range everywhere {
		op := o.Declared()
		if _, err := c.Do(ctx, op, requestOf(op)); !fault.HasCode(err, "token") {
			t.Errorf("%s takes an expired token: %v", op.Name, err)
		}
	}
}
