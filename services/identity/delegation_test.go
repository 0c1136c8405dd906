package identity

import (
	"slices"
	"testing"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

// colleagues are a head and a liaison officer of one station.
func colleagues(t *testing.T) (w *world, head, officer *user) {
	w = newWorld(t)
	w.station("s1", town)
	w.station("s2", town)
	head = w.user("head", "", identity.Grant{Role: "station_head", Area: town, Station: "s1"})
	officer = w.user("officer", "", identity.Grant{Role: "liaison_officer", Area: town, Station: "s2"})
	return w, head, officer
}

func (u *user) first() identity.Assignment {
	u.w.t.Helper()
	return do(u.w, u.client(), identity.Me, rpc.None{}).Account.Assignments[0]
}

// handing is a delegation of everything for a week.
func (u *user) handing(to string) identity.DelegateRequest {
	return identity.DelegateRequest{Assignment: u.first().ID, Login: to, Until: u.w.clock.Now().AddDate(0, 0, 7), Reason: "休假"}
}

func (u *user) may(action string) bool {
	u.w.t.Helper()
	s, err := u.w.keeper.Authenticate(u.w.t.Context(), u.token())
	u.w.ok(err)
	_, err = u.w.keeper.Authorize(u.w.t.Context(), s, action)
	return err == nil
}

func TestADelegationActsUntilItEnds(t *testing.T) {
	w, head, officer := colleagues(t)
	made := do(w, head.client(), identity.Delegate, head.handing("officer"))
	if made.Taker.ID != officer.id || made.Giver.ID != head.id || made.Station != "s1" || made.Taker.Name == "" {
		t.Errorf("got %+v", made)
	}
	w.deliver()
	if !officer.may("case.supervise") {
		t.Error("the colleague may not act")
	}
	s, err := w.keeper.Authenticate(t.Context(), officer.token())
	w.ok(err)
	i := slices.IndexFunc(s.Assignments, func(a authz.Assignment) bool { return a.For == head.id })
	if i < 0 || s.Assignments[i].ForName != "姓名" || s.Assignments[i].Station != "s1" {
		t.Errorf("the token carries %+v", s.Assignments)
	}
	w.clock.Set(made.Until)
	if again, err := w.signIn("officer", goodPassword); err != nil {
		t.Fatal(err)
	} else {
		officer.session = again
	}
	if officer.may("case.supervise") {
		t.Error("it goes on after its end")
	}
	both := do(w, officer.client(), identity.ListDelegations, rpc.None{})
	if len(both.Held) != 1 || len(both.Given) != 0 || both.Held[0].Giver.Name != "姓名" {
		t.Errorf("got %+v", both)
	}
}

func TestADelegationIsWithdrawnByEitherSideAndBitesAtOnce(t *testing.T) {
	w, head, officer := colleagues(t)
	for _, by := range []*user{head, officer} {
		made := do(w, head.client(), identity.Delegate, head.handing("officer"))
		w.deliver()
		before := officer.token()
		stranger := w.user("stranger"+by.login, "", role(authz.Supervisor, county))
		refuses(w, stranger.client(), identity.EndDelegation, identity.Reasoned{ID: made.ID, Reason: "r"}, "delegate.not_found")
		got := do(w, by.client(), identity.EndDelegation, identity.Reasoned{ID: made.ID, Reason: "提前回来"})
		if got.Ended.IsZero() || got.EndedFor != "提前回来" {
			t.Errorf("got %+v", got)
		}
		w.deliver()
		if _, err := w.keeper.Authenticate(t.Context(), before); !fault.Is(err, fault.KindUnauthenticated) {
			t.Errorf("the old access token goes on: %v", err)
		}
		if officer.may("case.supervise") {
			t.Error("the colleague goes on")
		}
		refuses(w, by.client(), identity.EndDelegation, identity.Reasoned{ID: made.ID, Reason: "r"}, "delegate.over")
	}
}

func TestNoMoreIsHandedOnThanIsHeld(t *testing.T) {
	w, head, officer := colleagues(t)
	deputy := w.user("deputy", "p1", role(authz.DeputyRole, town))
	w.user("far", "", role(authz.Supervisor, otherTown))
	do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "invited", Name: "n", Area: town})
	for name, c := range map[string]struct {
		by     *user
		change func(*identity.DelegateRequest)
		code   string
	}{
		"an action not held":    {head, func(r *identity.DelegateRequest) { r.Actions = []string{"case.read", "policy.manage"} }, "delegate.action"},
		"no such action":        {head, func(r *identity.DelegateRequest) { r.Actions = []string{"case.*"} }, "delegate.action"},
		"no such assignment":    {head, func(r *identity.DelegateRequest) { r.Assignment = "none" }, "grant.not_found"},
		"somebody else's":       {head, func(r *identity.DelegateRequest) { r.Assignment = officer.first().ID }, "grant.not_found"},
		"to oneself":            {head, func(r *identity.DelegateRequest) { r.Login = "head" }, "delegate.self"},
		"to nobody":             {head, func(r *identity.DelegateRequest) { r.Login = "nobody" }, "delegate.colleague"},
		"to one invited":        {head, func(r *identity.DelegateRequest) { r.Login = "invited" }, "delegate.colleague"},
		"to one elsewhere":      {head, func(r *identity.DelegateRequest) { r.Login = "far" }, "delegate.colleague"},
		"an end before now":     {head, func(r *identity.DelegateRequest) { r.Until = start.AddDate(0, 0, -1) }, "delegate.dates"},
		"an end before it":      {head, func(r *identity.DelegateRequest) { r.From = r.Until.AddDate(0, 0, 1) }, "delegate.dates"},
		"two years":             {head, func(r *identity.DelegateRequest) { r.Until = start.AddDate(2, 0, 0) }, "delegate.long"},
		"without a reason":      {head, func(r *identity.DelegateRequest) { r.Reason = "" }, "rpc.content"},
		"an office of a deputy": {deputy, func(*identity.DelegateRequest) {}, "delegate.deputy"},
	} {
		req := c.by.handing("officer")
		c.change(&req)
		if _, err := rpc.Call(t.Context(), c.by.client(), identity.Delegate, req); !fault.HasCode(err, c.code) {
			t.Errorf("%s: got %v, want %s", name, err, c.code)
		}
	}
}

func TestADelegationStaysWithinItsGiversTerm(t *testing.T) {
	w, _, _ := colleagues(t)
	mine := role(authz.Supervisor, county)
	mine.Until = start.AddDate(0, 0, 3)
	u := w.user("supervisor", "", mine)
	refuses(w, u.client(), identity.Delegate, u.handing("officer"), "delegate.beyond")
	req := u.handing("officer")
	req.Until = mine.Until
	do(w, u.client(), identity.Delegate, req)
}

func TestSomePermissionsAloneAreHandedOn(t *testing.T) {
	w, head, officer := colleagues(t)
	req := head.handing("officer")
	req.Actions = []string{"case.supervise", "case.supervise"}
	do(w, head.client(), identity.Delegate, req)
	w.deliver()
	if !officer.may("case.supervise") || officer.may("case.extend") {
		t.Errorf("supervises: %v, extends: %v", officer.may("case.supervise"), officer.may("case.extend"))
	}
	refuses(w, head.client(), identity.Delegate, req, "grant.twice")
}

func TestThereIsNoChain(t *testing.T) {
	w, head, officer := colleagues(t)
	third := w.user("third", "", identity.Grant{Role: "liaison_officer", Area: town, Station: "s1"})
	made := do(w, head.client(), identity.Delegate, head.handing("officer"))
	req := officer.handing(third.login)
	req.Assignment = made.ID
	refuses(w, officer.client(), identity.Delegate, req, "delegate.chain")
}

func TestADelegationEndsWithWhatItComesFrom(t *testing.T) {
	w, head, officer := colleagues(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	do(w, head.client(), identity.Delegate, head.handing("officer"))
	do(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: head.id, Assignment: head.first().ID, Reason: "换届"})
	w.deliver()
	if officer.may("case.supervise") {
		t.Error("it outlives the role it comes from")
	}
	w.ok(admin.grantTo(head.id, identity.Grant{Role: "station_head", Area: town, Station: "s1"}))
	me := do(w, head.client(), identity.Me, rpc.None{}).Account.Assignments
	req := head.handing("officer")
	req.Assignment = me[len(me)-1].ID
	made := do(w, head.client(), identity.Delegate, req)
	w.deliver()
	do(w, admin.client(), identity.RevokeRole, identity.RevokeRequest{ID: officer.id, Assignment: made.ID, Reason: "不妥"})
	if both := do(w, head.client(), identity.ListDelegations, rpc.None{}); both.Given[0].EndedFor != "不妥" {
		t.Errorf("the giver is told %+v", both.Given)
	}
	made = do(w, head.client(), identity.Delegate, req)
	do(w, admin.client(), identity.DisableAccount, identity.Reasoned{ID: head.id, Reason: "退休"})
	w.deliver()
	if officer.may("case.supervise") {
		t.Error("it outlives its giver's account")
	}
	if both := do(w, officer.client(), identity.ListDelegations, rpc.None{}); both.Held[0].ID != made.ID || both.Held[0].Ended.IsZero() {
		t.Errorf("got %+v", both.Held)
	}
}

func TestDelegationJoinsNoPowersAndDoesNotReachPrograms(t *testing.T) {
	w, head, officer := colleagues(t)
	sec := w.user("security", "", role(authz.SecurityAdmin, county))
	auditor := w.user("auditor", "", role(authz.Auditor, county))
	refuses(w, sec.client(), identity.Delegate, sec.handing(auditor.login), "grant.powers")
	do(w, head.client(), identity.Delegate, head.handing("officer"))
	refuses(w, officer.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "n", Actions: []string{"case.supervise"}, Expires: start.AddDate(0, 1, 0)}, "denied")
}

// TestActsShowOnWhoseBehalf: what is done with what was delegated names the giver,
// what could be done by oneself does not.
func TestActsShowOnWhoseBehalf(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	acting := w.user("acting", "", role(authz.TownshipAdmin, town))
	inTown, inOther := w.user("in-town", "", role(authz.Supervisor, town)), w.user("in-other", "", role(authz.Supervisor, otherTown))
	req := admin.handing("acting")
	req.Until = start.AddDate(0, 0, 2)
	do(w, admin.client(), identity.Delegate, req)
	for _, target := range []*user{inTown, inOther} {
		at := town
		if target == inOther {
			at = otherTown
		}
		w.station("s-"+target.login, at)
		w.ok(acting.grantTo(target.id, identity.Grant{Role: "liaison_officer", Area: at, Station: "s-" + target.login, Until: req.Until}))
	}
	w.deliver()
	auditor := w.user("auditor", "", role(authz.Auditor, province))
	for target, want := range map[*user]string{inTown: "", inOther: admin.id} {
		rows := do(w, auditor.client(), identity.ListAudit, identity.ListAuditRequest{Object: "account/" + target.id})
		if got := rows.Items[0]; got.Actor != acting.id || got.OnBehalf != want || got.Operation != "identity.GrantRole" {
			t.Errorf("%s: got %+v, want on behalf of %q", target.login, got, want)
		}
	}
	if v := do(w, auditor.client(), identity.VerifyAudit, identity.VerifyAuditRequest{}); !v.Intact {
		t.Errorf("got %+v", v)
	}
}
