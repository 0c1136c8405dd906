package identity

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func TestInvitedByAnAdministrator(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	req := identity.InviteRequest{Login: "Li.Na", Name: "李娜", Area: town, Email: "li.na@example.com", Grants: []identity.Grant{role(authz.TownshipAdmin, town)}}
	i := do(w, admin.client(), identity.InviteAccount, req)
	if !i.Expires.Equal(start.Add(invitationLife)) || i.Account.State != identity.Invited || i.Account.Lang != "zh" || i.Account.Email != "l***@example.com" ||
		len(i.Account.Assignments) != 1 || i.Account.Assignments[0].GrantedBy != admin.id {
		t.Errorf("got %+v", i)
	}
	u := w.accept(i)
	me := do(w, u.client(), identity.Me, rpc.None{})
	if me.Account.State != identity.Active || me.Account.Email != "li.na@example.com" || !slices.Contains(me.Actions, "station.manage") || slices.Contains(me.Actions, "policy.manage") {
		t.Errorf("got %+v", me)
	}
	if seen := do(w, admin.client(), identity.GetAccount, identity.ByID{ID: u.id}); seen.Email != "l***@example.com" {
		t.Errorf("an administrator reads %q", seen.Email)
	}
	for name, c := range map[string]struct {
		change func(*identity.InviteRequest)
		code   string
	}{
		"login taken, other case":  {func(r *identity.InviteRequest) { r.Login = "ＬＩ.na" }, "account.login.taken"},
		"login with a blank":       {func(r *identity.InviteRequest) { r.Login = "li na" }, "account.login"},
		"login with a direction":   {func(r *identity.InviteRequest) { r.Login = "li\u202ena" }, "account.login"},
		"area of others":           {func(r *identity.InviteRequest) { r.Area = otherCounty }, "account.elsewhere"},
		"area above":               {func(r *identity.InviteRequest) { r.Area = city }, "account.elsewhere"},
		"no such area":             {func(r *identity.InviteRequest) { r.Area = "431299" }, "account.area"},
		"a role beyond":            {func(r *identity.InviteRequest) { r.Grants[0].Role = "county_admin" }, "grant.beyond"},
		"a second role beyond":     {func(r *identity.InviteRequest) { r.Grants = append(r.Grants, role(authz.Supervisor, city)) }, "grant.beyond"},
		"no mail address":          {func(r *identity.InviteRequest) { r.Email = "li.na" }, "invalid"},
		"area that is not a code":  {func(r *identity.InviteRequest) { r.Area = "43'; --" }, "invalid"},
		"a name without end":       {func(r *identity.InviteRequest) { r.Name = strings.Repeat("李", 41) }, "invalid"},
		"a language nobody speaks": {func(r *identity.InviteRequest) { r.Lang = "tlh" }, "invalid"},
	} {
		bad := req
		bad.Login, bad.Grants = "someone", slices.Clone(req.Grants)
		c.change(&bad)
		_, err := rpc.Call(t.Context(), admin.client(), identity.InviteAccount, bad)
		if e := fault.Of(err); err == nil || e.Code != c.code && string(e.Kind) != c.code {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if page := do(w, admin.client(), identity.ListAccounts, identity.ListAccountsRequest{Area: town}); len(page.Items) != 1 {
		t.Errorf("a refused invitation left something: %+v", page.Items)
	}
}

func TestAccountsOutsideAreNotFound(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	for i, g := range []identity.Grant{role(authz.CountyAdmin, otherCounty), role(authz.CityAdmin, city), role(authz.TownshipAdmin, "430102")} {
		other := w.user(fmt.Sprintf("other%d", i), "", g)
		refuses(w, admin.client(), identity.GetAccount, identity.ByID{ID: other.id}, "account.not_found")
		refuses(w, admin.client(), identity.DisableAccount, identity.Reasoned{ID: other.id, Reason: "r"}, "account.not_found")
		refuses(w, admin.client(), identity.Reinvite, identity.ByID{ID: other.id}, "account.not_found")
		refuses(w, admin.client(), identity.GrantRole, identity.GrantRequest{ID: other.id, Grant: role(authz.Supervisor, county)}, "account.not_found")
		refuses(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: other.id, Assignment: "x", Reason: "r"}, "account.not_found")
	}
}

func TestAccountsAreListedWithinTheScope(t *testing.T) {
	w := newWorld(t)
	top := w.user("province", "", role(authz.ProvinceAdmin, province))
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	w.user("b.town", "", role(authz.TownshipAdmin, town))
	w.user("a.town", "", role(authz.TownshipAdmin, otherTown))
	w.user("beside", "", role(authz.CountyAdmin, otherCounty))
	list := func(u *user, at string) string {
		var logins []string
		for _, a := range do(w, u.client(), identity.ListAccounts, identity.ListAccountsRequest{Area: at}).Items {
			logins = append(logins, a.Login)
		}
		return strings.Join(logins, " ")
	}
	for _, c := range []struct {
		u        *user
		at, want string
	}{
		{admin, "", "a.town b.town county"}, {admin, town, "b.town"}, {admin, county, "a.town b.town county"},
		{admin, city, "a.town b.town county"}, {admin, otherCounty, ""}, {admin, otherCity, ""},
		{top, "", "a.town b.town beside county province"}, {top, otherCounty, "beside"}, {top, town, "b.town"},
	} {
		if got := list(c.u, c.at); got != c.want {
			t.Errorf("%s in %q: got %q, want %q", c.u.login, c.at, got, c.want)
		}
	}
	first := do(w, admin.client(), identity.ListAccounts, identity.ListAccountsRequest{Limit: 2})
	second := do(w, admin.client(), identity.ListAccounts, identity.ListAccountsRequest{Limit: 2, After: first.Next})
	if len(first.Items) != 2 || len(second.Items) != 1 || second.Next != "" {
		t.Errorf("pages: %+v, %+v", first, second)
	}
}

func TestOwnLanguageAndMail(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	a := do(w, u.client(), identity.UpdateMe, identity.UpdateMeRequest{Lang: "en", Email: "me@example.com"})
	if a.Lang != "en" || a.Email != "me@example.com" {
		t.Errorf("got %+v", a)
	}
	service, err := authz.SignService(secret, "notification", w.clock.Now())
	w.ok(err)
	if c := do(w, w.client(service), identity.ResolveContact, identity.ByID{ID: u.id}); c != (identity.Contact{Name: "姓名", Email: "me@example.com", Lang: "en"}) {
		t.Errorf("got %+v", c)
	}
	refuses(w, u.client(), identity.ResolveContact, identity.ByID{ID: u.id}, "denied")
	refuses(w, w.client(service), identity.ResolveContact, identity.ByID{ID: "nobody"}, "not_found")
	a = do(w, u.client(), identity.UpdateMe, identity.UpdateMeRequest{})
	if a.Lang != "en" || a.Email != "" || do(w, u.client(), identity.Me, rpc.None{}).Account.Email != "" {
		t.Errorf("got %+v", a)
	}
	if told := told(w, identity.AccountUpdated); len(told) != 2 || told[0].Lang != "en" {
		t.Errorf("told %+v", told)
	}
	if c := do(w, w.client(service), identity.ResolveContact, identity.ByID{ID: u.id}); c.Email != "" {
		t.Errorf("got %+v", c)
	}
}

func TestDisabledAccountsAreReachedNowhere(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	i := do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "gone", Name: "n", Area: town, Email: "gone@example.com"})
	do(w, admin.client(), identity.DisableAccount, identity.Reasoned{ID: i.Account.ID, Reason: "r"})
	if c := do(w, w.host(), identity.ResolveContact, identity.ByID{ID: i.Account.ID}); c != (identity.Contact{}) {
		t.Errorf("got %+v", c)
	}
	refuses(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: i.Code, Password: goodPassword}, "invitation")
}

func TestChangedPasswords(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	second, err := w.signIn("deputy", goodPassword)
	w.ok(err)
	change := func(old, fresh string) error {
		_, err := rpc.Call(t.Context(), u.client(), identity.ChangePassword, identity.ChangePasswordRequest{Old: old, New: fresh})
		return err
	}
	for name, c := range map[string][3]string{
		"wrong old one": {"wrong", "another fine password", "password.old"},
		"weak":          {goodPassword, "12345678", "password.short"},
		"common":        {goodPassword, "Password123!", "password.common"},
		"the same":      {goodPassword, goodPassword, "password.used"},
	} {
		if err := change(c[0], c[1]); !fault.HasCode(err, c[2]) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	old := goodPassword
	for i := range remembered {
		fresh := fmt.Sprintf("fine password no. %d", i)
		w.ok(change(old, fresh))
		old = fresh
	}
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: second.Secret}, "session")
	for i := range remembered {
		if err := change(old, fmt.Sprintf("fine password no. %d", i)); !fault.HasCode(err, "password.used") {
			t.Errorf("one of the last five came back: %v", err)
		}
	}
	w.ok(change(old, goodPassword)) // the sixth before may
	if _, err := w.signIn("deputy", goodPassword); err != nil {
		t.Error(err)
	}
	if _, err := w.signIn("deputy", old); err == nil {
		t.Error("the password before still works")
	}
	if n := len(told(w, identity.PasswordChanged)); n != remembered+1 {
		t.Errorf("told %d changes", n)
	}
}

func TestGuessingTheOldPasswordLocks(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	for range maxFailures {
		refuses(w, u.client(), identity.ChangePassword, identity.ChangePasswordRequest{Old: "guess", New: "another fine password"}, "password.old")
	}
	refuses(w, u.client(), identity.ChangePassword, identity.ChangePasswordRequest{Old: goodPassword, New: "another fine password"}, "password.old")
	if _, err := w.signIn("deputy", goodPassword); err == nil {
		t.Error("not locked")
	}
	w.clock.Advance(lockTime)
	if _, err := w.signIn("deputy", goodPassword); err != nil {
		t.Error(err)
	}
}

func TestAccountRules(t *testing.T) {
	a := account{ID: "a", State: identity.Active}
	for i := range maxFailures - 1 {
		if events := a.fail(start); len(events) != 0 || a.Failures != i+1 {
			t.Errorf("after %d: %v, %d", i+1, events, a.Failures)
		}
	}
	if events := a.fail(start); len(events) != 1 || !a.locked(start) || a.Failures != 0 {
		t.Errorf("got %v, %+v", events, a)
	}
	if events := a.fail(start.Add(time.Minute)); events != nil || a.LockedUntil != start.Add(lockTime) {
		t.Error("guessing at a locked account prolongs the lock")
	}
	a.activate()
	if a.locked(start) {
		t.Error("an accepted invitation leaves the lock")
	}
	future := identity.Assignment{ID: "f", From: start.AddDate(0, 1, 0)}
	a.Assignments = []identity.Assignment{future}
	if _, err := a.revoke("f", "r", start); err != nil || !ended(a.Assignments[0], start) || a.Assignments[0].From.After(a.Assignments[0].Until) {
		t.Errorf("a role that has not begun: %+v, %v", a.Assignments, err)
	}
	if a.view().Assignments == nil || len((&account{}).view().Assignments) != 0 {
		t.Error("assignments must be a list")
	}
}

func TestHostKnowsItsAccounts(t *testing.T) {
	w := newWorld(t)
	refuses(w, w.host(), identity.HostReset, identity.ByLogin{Login: "nobody"}, "account.login.unknown")
	refuses(w, w.host(), identity.HostGrant, identity.HostGrantRequest{Login: "nobody", Grant: role(authz.Auditor, province)}, "account.login.unknown")
	u := w.user("somebody", "", role(authz.ProvinceAdmin, province))
	for _, try := range []*rpc.Client{w.client(""), u.client()} {
		if _, err := rpc.Call(t.Context(), try, identity.HostReset, identity.ByLogin{Login: "somebody"}); err == nil {
			t.Error("somebody else spoke as the host")
		}
	}
	made := do(w, w.host(), identity.HostToken, identity.HostTokenRequest{Login: "Somebody", Name: "import", Actions: []string{"account.read"}, Expires: start.AddDate(0, 1, 0)})
	w.deliver()
	do(w, w.client(made.Secret), identity.ListAccounts, identity.ListAccountsRequest{})
}

// TestTheHostActsBeforeAnythingRuns: on a data directory where nothing has been
// told yet, the first account can be made.
func TestTheHostActsBeforeAnythingRuns(t *testing.T) {
	w := emptyWorld(t, Settings{Hash: cheap})
	i := do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "first", Name: "n", Area: province, Grants: []identity.Grant{role(authz.ProvinceAdmin, province)}})
	if len(i.Code) < 20 {
		t.Errorf("got %+v", i)
	}
}
