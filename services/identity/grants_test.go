package identity

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// grantTo tries a grant in somebody's name and gives the error.
func (u *user) grantTo(id string, g identity.Grant) error {
	u.w.t.Helper()
	_, err := rpc.Call(u.w.t.Context(), u.client(), identity.GrantRole, identity.GrantRequest{ID: id, Grant: g})
	return err
}

// grantsTable is every administrator × every role × where: own area, below,
// beside, above. Written by hand: "." denied, "x" given.
var grantsTable = []struct {
	holder authz.Role
	at     string
	places [4]string // own, below, beside, above
	want   map[authz.Role]string
}{
	{authz.ProvinceAdmin, province, [4]string{province, county, "44", ""}, map[authz.Role]string{
		authz.ProvinceAdmin: "...", authz.CityAdmin: "xx.", authz.CountyAdmin: "xx.", authz.TownshipAdmin: "xx.", authz.Supervisor: "xx.",
		authz.StationHead: "xx.", authz.LiaisonOfficer: "xx.", authz.DeputyRole: "xx.", authz.HandlingUnit: "xx.",
		authz.SecurityAdmin: "...", authz.Auditor: "...", authz.SystemOperator: "..."}},
	{authz.CityAdmin, city, [4]string{city, county, otherCity, province}, map[authz.Role]string{
		authz.ProvinceAdmin: "....", authz.CityAdmin: "....", authz.CountyAdmin: "xx..", authz.TownshipAdmin: "xx..", authz.Supervisor: "xx..",
		authz.StationHead: "xx..", authz.LiaisonOfficer: "xx..", authz.DeputyRole: "xx..", authz.HandlingUnit: "xx..",
		authz.SecurityAdmin: "....", authz.Auditor: "....", authz.SystemOperator: "...."}},
	{authz.CountyAdmin, county, [4]string{county, town, otherCounty, city}, map[authz.Role]string{
		authz.ProvinceAdmin: "....", authz.CityAdmin: "....", authz.CountyAdmin: "....", authz.TownshipAdmin: "xx..", authz.Supervisor: "xx..",
		authz.StationHead: "xx..", authz.LiaisonOfficer: "xx..", authz.DeputyRole: "xx..", authz.HandlingUnit: "xx..",
		authz.SecurityAdmin: "....", authz.Auditor: "....", authz.SystemOperator: "...."}},
	{authz.TownshipAdmin, town, [4]string{town, "", otherTown, county}, map[authz.Role]string{
		authz.ProvinceAdmin: "....", authz.CityAdmin: "....", authz.CountyAdmin: "....", authz.TownshipAdmin: "....", authz.Supervisor: "....",
		authz.StationHead: "x ..", authz.LiaisonOfficer: "x ..", authz.DeputyRole: "x ..", authz.HandlingUnit: "x ..",
		authz.SecurityAdmin: "....", authz.Auditor: "....", authz.SystemOperator: "...."}},
}

// TestGrantsTable gives every role everywhere. Stations and units lie where the
// grant is, so that the areas alone decide.
func TestGrantsTable(t *testing.T) {
	w := newWorld(t)
	for _, code := range []string{province, city, county, town, otherTown, otherCounty, otherCity, "44"} {
		w.station("s"+code, code)
		w.unit("u"+code, code)
	}
	for i, row := range grantsTable {
		admin := w.user(fmt.Sprintf("admin%d", i), "", role(row.holder, row.at))
		target := w.user(fmt.Sprintf("target%d", i), fmt.Sprintf("p%d", i))
		w.move(target.id, row.at)
		for _, granted := range authz.Roles {
			for place, code := range row.places {
				if code == "" {
					continue
				}
				err := admin.grantTo(target.id, grantAt(granted, code))
				if want := row.want[granted][place] == 'x'; want != (err == nil) || err != nil && !fault.Is(err, fault.KindDenied) && !fault.Is(err, fault.KindNotFound) {
					t.Errorf("%s at %s gives %s at %s: %v, want %v", row.holder, row.at, granted, code, err, want)
				}
			}
		}
	}
}

func grantAt(r authz.Role, code string) identity.Grant {
	g := role(r, code)
	switch r {
	case authz.StationHead, authz.LiaisonOfficer:
		g.Station = "s" + code
	case authz.HandlingUnit:
		g.Unit = "u" + code
	}
	return g
}

// move puts an account under another area, as if it had been made there.
func (w *world) move(id, code string) {
	w.t.Helper()
	a, err := w.svc.accounts.Get(w.system(), id)
	w.ok(err)
	fresh, err := w.svc.newAccount(w.system(), hostAuthority(), identity.InviteRequest{Login: a.Login, Area: code})
	w.ok(err)
	w.ok(w.svc.accounts.Delete(w.system(), id))
	a.Area, a.Areas = fresh.Area, fresh.Areas
	w.ok(w.svc.accounts.Create(w.system(), a))
}

func TestOtherRolesGiveNothing(t *testing.T) {
	w := newWorld(t)
	w.station("s1", town)
	w.unit("u1", county)
	target := w.user("target", "p9", role(authz.DeputyRole, town))
	for i, g := range []identity.Grant{
		{Role: "station_head", Area: town, Station: "s1"}, {Role: "liaison_officer", Area: town, Station: "s1"},
		{Role: "deputy", Area: town}, {Role: "handling_unit", Area: county, Unit: "u1"}, role(authz.Supervisor, county),
		role(authz.SecurityAdmin, province), role(authz.Auditor, province), role(authz.SystemOperator, province),
	} {
		u := w.user(fmt.Sprintf("holder%d", i), fmt.Sprintf("person%d", i), g)
		if err := u.grantTo(target.id, role(authz.DeputyRole, town)); !fault.HasCode(err, "denied") {
			t.Errorf("%s: got %v", g.Role, err)
		}
		refuses(w, u.client(), identity.InviteAccount, identity.InviteRequest{Login: "x" + g.Role, Name: "n", Area: town}, "denied")
		refuses(w, u.client(), identity.DisableAccount, identity.Reasoned{ID: target.id, Reason: "r"}, "denied")
		refuses(w, u.client(), identity.Reinvite, identity.ByID{ID: target.id}, "denied")
	}
	refuses(w, w.client(""), identity.InviteAccount, identity.InviteRequest{Login: "x", Name: "n", Area: town}, "unauthenticated")
}

func TestNobodyGrantsToThemselves(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "p1", role(authz.CountyAdmin, county))
	if err := admin.grantTo(admin.id, role(authz.Supervisor, county)); !fault.HasCode(err, "grant.self") {
		t.Errorf("got %v", err)
	}
}

func TestGrantsStayWithinTheGrantorsTerm(t *testing.T) {
	w := newWorld(t)
	mine := role(authz.CountyAdmin, county)
	mine.Until = start.AddDate(0, 6, 0)
	admin := w.user("county", "", mine)
	target := w.user("target", "", role(authz.Supervisor, county))
	for name, c := range map[string]struct {
		from, until time.Time
		code        string
	}{
		"open end":       {time.Time{}, time.Time{}, "grant.beyond"},
		"longer":         {time.Time{}, start.AddDate(0, 6, 1), "grant.beyond"},
		"ends before":    {start.AddDate(0, 2, 0), start.AddDate(0, 1, 0), "grant.dates"},
		"ended":          {start.AddDate(0, -2, 0), start.AddDate(0, -1, 0), "grant.dates"},
		"as long":        {time.Time{}, mine.Until, ""},
		"later, shorter": {start.AddDate(0, 1, 0), start.AddDate(0, 5, 0), ""},
	} {
		g := role(authz.TownshipAdmin, town)
		g.From, g.Until = c.from, c.until
		err := admin.grantTo(target.id, g)
		if c.code == "" && err != nil || c.code != "" && !fault.HasCode(err, c.code) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestWhatGrantsNeed(t *testing.T) {
	w := newWorld(t)
	w.station("s1", town)
	w.unit("u1", county)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	target := w.user("target", "", role(authz.Supervisor, county))
	for name, c := range map[string]struct {
		grant identity.Grant
		code  string
	}{
		"no such role":                {role("king", county), "grant.role"},
		"no such area":                {role(authz.TownshipAdmin, "431299"), "grant.area"},
		"head without station":        {role(authz.StationHead, town), "grant.station"},
		"officer without station":     {role(authz.LiaisonOfficer, town), "grant.station"},
		"supervisor with a station":   {identity.Grant{Role: "supervisor", Area: county, Station: "s1"}, "grant.station"},
		"unit's role without a unit":  {role(authz.HandlingUnit, county), "grant.unit"},
		"supervisor with a unit":      {identity.Grant{Role: "supervisor", Area: county, Unit: "u1"}, "grant.unit"},
		"deputy without a person":     {role(authz.DeputyRole, county), "grant.person"},
		"station nobody told of":      {identity.Grant{Role: "station_head", Area: town, Station: "s2"}, "grant.elsewhere"},
		"unit nobody told of":         {identity.Grant{Role: "handling_unit", Area: county, Unit: "u2"}, "grant.elsewhere"},
		"the same again":              {identity.Grant{Role: "supervisor", Area: town, From: start.AddDate(0, 1, 0)}, ""},
		"station head with a station": {identity.Grant{Role: "station_head", Area: town, Station: "s1"}, ""},
	} {
		err := admin.grantTo(target.id, c.grant)
		if c.code == "" && err != nil || c.code != "" && !fault.HasCode(err, c.code) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	again := identity.Grant{Role: "supervisor", Area: town, From: start.AddDate(0, 1, 0)}
	if err := admin.grantTo(target.id, again); !fault.HasCode(err, "grant.twice") {
		t.Errorf("got %v", err)
	}
}

// TestStationsOfOthersAreOutOfReach: a role named for one's own area must not
// carry the key of another county's station, unit or person.
func TestStationsOfOthersAreOutOfReach(t *testing.T) {
	w := newWorld(t)
	w.station("there", otherCounty)
	w.unit("there", otherCounty)
	w.person("there", otherCounty)
	w.person("here", town)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	target := w.user("target", "", role(authz.Supervisor, county))
	for _, g := range []identity.Grant{
		{Role: "station_head", Area: county, Station: "there"}, {Role: "handling_unit", Area: county, Unit: "there"},
	} {
		if err := admin.grantTo(target.id, g); !fault.HasCode(err, "grant.elsewhere") {
			t.Errorf("%+v: got %v", g, err)
		}
	}
	invite := identity.InviteRequest{Login: "spy", Name: "n", Area: county, Person: "there", Grants: []identity.Grant{role(authz.DeputyRole, county)}}
	refuses(w, admin.client(), identity.InviteAccount, invite, "grant.elsewhere")
	invite.Person = "nobody"
	refuses(w, admin.client(), identity.InviteAccount, invite, "grant.elsewhere")
	invite.Person = "here"
	do(w, admin.client(), identity.InviteAccount, invite)
	invite.Login = "second"
	refuses(w, admin.client(), identity.InviteAccount, invite, "account.person.taken")
	// A station that moved is judged where it is now.
	w.station("mine", town)
	w.tell("station", "station", "mine2", stationMoved("mine", otherCounty))
	if err := admin.grantTo(target.id, identity.Grant{Role: "station_head", Area: county, Station: "mine"}); !fault.HasCode(err, "grant.elsewhere") {
		t.Errorf("got %v", err)
	}
}

func TestRevokedRolesBiteAtOnce(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	u := w.user("township", "", role(authz.TownshipAdmin, town), role(authz.Supervisor, county))
	program := do(w, u.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "import", Actions: []string{"station.manage", "case.read"}, Expires: start.AddDate(0, 1, 0)})
	w.deliver()
	before := u.token()
	a := do(w, admin.client(), identity.GetAccount, identity.ByID{ID: u.id})
	first := a.Assignments[slices.IndexFunc(a.Assignments, func(x identity.Assignment) bool { return x.Role == "township_admin" })]
	refuses(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: u.id, Assignment: "none", Reason: "r"}, "grant.not_found")
	got := do(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: u.id, Assignment: first.ID, Reason: "换届"})
	if got.Assignments[0].Until.IsZero() {
		t.Errorf("got %+v", got.Assignments)
	}
	refuses(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: u.id, Assignment: first.ID, Reason: "r"}, "grant.not_found")
	w.deliver()
	if _, err := w.keeper.Authenticate(t.Context(), before); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("the old access token goes on: %v", err)
	}
	s, err := w.keeper.Authenticate(t.Context(), u.token())
	if err != nil || len(s.Assignments) != 1 || s.Assignments[0].Role != authz.Supervisor {
		t.Errorf("got %+v, %v", s, err)
	}
	p, err := w.keeper.Authenticate(t.Context(), program.Secret)
	if err != nil {
		t.Fatalf("the program ended: %v", err)
	}
	if _, err := w.keeper.Authorize(t.Context(), p, "station.manage"); !fault.Is(err, fault.KindDenied) {
		t.Errorf("the program still may: %v", err)
	}
	if _, err := w.keeper.Authorize(t.Context(), p, "case.read"); err != nil {
		t.Errorf("the program lost what its owner holds: %v", err)
	}
	// Given again, the program may again.
	w.ok(admin.grantTo(u.id, role(authz.TownshipAdmin, otherTown)))
	w.deliver()
	p, err = w.keeper.Authenticate(t.Context(), program.Secret)
	w.ok(err)
	if scope, err := w.keeper.Authorize(t.Context(), p, "station.manage"); err != nil || !slices.Equal(scope.Tokens, []string{"a:" + otherTown}) {
		t.Errorf("got %v, %v", scope, err)
	}
}

// TestAccountsAboveAreNotManaged: whoever could reset the password of somebody
// above could sign in as them.
func TestAccountsAboveAreNotManaged(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	elsewhere := string(area.Default().Children(otherCounty)[0].Code)
	for i, g := range []identity.Grant{
		role(authz.CountyAdmin, county), role(authz.CityAdmin, city), role(authz.ProvinceAdmin, province), role(authz.Auditor, county),
		role(authz.SecurityAdmin, county), role(authz.SystemOperator, county), role(authz.TownshipAdmin, elsewhere),
	} {
		above := w.user(fmt.Sprintf("above%d", i), "", g)
		w.move(above.id, county)
		refuses(w, admin.client(), identity.Reinvite, identity.ByID{ID: above.id}, "account.above")
		refuses(w, admin.client(), identity.DisableAccount, identity.Reasoned{ID: above.id, Reason: "r"}, "account.above")
		a := do(w, admin.client(), identity.GetAccount, identity.ByID{ID: above.id})
		refuses(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: above.id, Assignment: a.Assignments[0].ID, Reason: "r"}, "grant.above")
	}
	refuses(w, admin.client(), identity.Reinvite, identity.ByID{ID: admin.id}, "account.above")
}

func TestThreePowersStayApartInOneAccount(t *testing.T) {
	w := newWorld(t)
	for _, pair := range [][2]authz.Role{
		{authz.SecurityAdmin, authz.Auditor}, {authz.Auditor, authz.ProvinceAdmin}, {authz.SecurityAdmin, authz.CountyAdmin},
	} {
		refuses(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "both" + string(pair[0]), Name: "n", Area: county,
			Grants: []identity.Grant{role(pair[0], county), role(pair[1], county)}}, "grant.powers")
	}
	auditor := w.user("auditor", "", role(authz.Auditor, county), role(authz.SystemOperator, county))
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	if err := admin.grantTo(auditor.id, role(authz.TownshipAdmin, town)); !fault.HasCode(err, "grant.powers") {
		t.Errorf("got %v", err)
	}
	refuses(w, w.host(), identity.HostGrant, identity.HostGrantRequest{Login: "auditor", Grant: role(authz.SecurityAdmin, province)}, "grant.powers")
	w.ok(admin.grantTo(auditor.id, role(authz.Supervisor, county)))
	a := do(w, admin.client(), identity.GetAccount, identity.ByID{ID: auditor.id})
	do(w, w.host(), identity.HostRevoke, identity.HostRevokeRequest{Login: "auditor", Assignment: a.Assignments[0].ID, Reason: "换岗"})
	do(w, w.host(), identity.HostGrant, identity.HostGrantRequest{Login: "auditor", Grant: role(authz.SecurityAdmin, province)})
}

func TestAProgramGrantsWithinItsOwner(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	target := w.user("target", "", role(authz.Supervisor, town))
	made := do(w, admin.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "hr", Actions: []string{"account.manage", "account.read"}, Expires: start.AddDate(0, 1, 0)})
	w.deliver()
	do(w, w.client(made.Secret), identity.GrantRole, identity.GrantRequest{ID: target.id, Grant: role(authz.TownshipAdmin, town)})
	refuses(w, w.client(made.Secret), identity.GrantRole, identity.GrantRequest{ID: target.id, Grant: role(authz.CountyAdmin, county)}, "grant.beyond")
	refuses(w, w.client(made.Secret), identity.GrantRole, identity.GrantRequest{ID: admin.id, Grant: role(authz.Supervisor, county)}, "grant.self")
}

func TestAnAccountHasOnlySoManyRoles(t *testing.T) {
	a := account{ID: "a"}
	var err error
	for i := range maxAssignments + 1 {
		_, err = a.grant(identity.Assignment{ID: fmt.Sprint(i), Role: "supervisor", Area: fmt.Sprint(i)}, start)
	}
	if !fault.HasCode(err, "grant.many") {
		t.Errorf("got %v", err)
	}
	a.Assignments[0].Until = start
	if _, err := a.grant(identity.Assignment{ID: "more", Role: "supervisor"}, start); err != nil || len(a.Assignments) != maxAssignments {
		t.Errorf("%d roles, %v", len(a.Assignments), err)
	}
}
