package identity

import (
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
)

func TestIdleSessionsEnd(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	for range 5 { // activity keeps it open far beyond the idle time
		w.clock.Advance(29 * time.Minute)
		u.token()
	}
	w.clock.Advance(31 * time.Minute)
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
	w.clock.Advance(-time.Minute) // nothing but time ended it
	u.token()
}

func TestSessionsEndInAnyCase(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	for range 12*4 - 1 {
		w.clock.Advance(15 * time.Minute)
		u.token()
	}
	w.clock.Advance(12 * time.Minute)
	last := do(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret})
	if !last.Expires.Equal(start.Add(12 * time.Hour)) {
		t.Errorf("an access token outlives its session: %s", last.Expires)
	}
	w.clock.Advance(3 * time.Minute)
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
	w.clock.Advance(6 * time.Second)
	if _, err := w.keeper.Authenticate(t.Context(), last.Token); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("the last access token goes on: %v", err)
	}
}

func TestSettingsBoundSessions(t *testing.T) {
	w := newWorld(t, func(s *Settings) { s.Idle, s.Absolute = time.Minute, time.Hour })
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	if !u.session.Expires.Equal(start.Add(time.Hour)) {
		t.Errorf("until %s", u.session.Expires)
	}
	w.clock.Advance(2 * time.Minute)
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
}

// A page left open asks for its news by itself; that keeps nobody signed in.
func TestWhatAPageAsksByItselfIsNoActivity(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	passive := identity.OpenSessionRequest{Secret: u.session.Secret, Passive: true}
	for range 6 {
		w.clock.Advance(5 * time.Minute)
		do(w, w.client(""), identity.OpenSession, passive)
	}
	w.clock.Advance(time.Minute)
	refuses(w, w.client(""), identity.OpenSession, passive, "session")
}

// TestActivityIsWrittenTwiceAMinute: opening a session for every page must not
// write for every page.
func TestActivityIsWrittenTwiceAMinute(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	seen := func() time.Time {
		x, err := w.svc.sessions.Get(w.system(), u.session.ID)
		w.ok(err)
		return x.LastSeen
	}
	w.clock.Advance(29 * time.Second)
	u.token()
	if !seen().Equal(start) {
		t.Errorf("written after 29 s: %s", seen())
	}
	w.clock.Advance(time.Second)
	u.token()
	if !seen().Equal(start.Add(30 * time.Second)) {
		t.Errorf("not written after half a minute: %s", seen())
	}
}

func TestWrongSecretsOpenNothing(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	stored, err := w.svc.sessions.Get(w.system(), u.session.ID)
	w.ok(err)
	for _, secret := range []string{"x", u.session.ID, stored.Hash, u.session.Secret + "x", u.token()[:200]} {
		refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: secret}, "unauthenticated")
	}
}

func TestOwnSessionsAreListedAndEnded(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	other := w.user("other", "", role(authz.CountyAdmin, county))
	w.clock.Advance(time.Minute)
	second := do(w, w.client(""), identity.SignIn, identity.SignInRequest{Login: "deputy", Password: goodPassword, Device: "手机"})
	list := do(w, u.client(), identity.ListSessions, rpc.None{}).Items
	if len(list) != 2 || list[0].ID != second.ID || list[0].Device != "手机" || list[0].Current || !list[1].Current {
		t.Errorf("got %+v", list)
	}
	refuses(w, u.client(), identity.SignOut, identity.SignOutRequest{ID: other.session.ID}, "not_found")
	do(w, u.client(), identity.SignOut, identity.SignOutRequest{ID: second.ID})
	do(w, u.client(), identity.SignOut, identity.SignOutRequest{ID: second.ID}) // twice is no harm
	if list := do(w, u.client(), identity.ListSessions, rpc.None{}).Items; len(list) != 1 {
		t.Errorf("left are %+v", list)
	}
	if ends := told(w, identity.SignedOut); len(ends) != 1 || ends[0].Session != second.ID || ends[0].Reason != "signed_out" {
		t.Errorf("told %+v", ends)
	}
	w.clock.Advance(31 * time.Minute)
	third := do(w, w.client(""), identity.SignIn, identity.SignInRequest{Login: "deputy", Password: goodPassword})
	access := do(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: third.Secret})
	if list := do(w, w.client(access.Token), identity.ListSessions, rpc.None{}).Items; len(list) != 1 || list[0].ID != third.ID {
		t.Errorf("an idle session is listed: %+v", list)
	}
}

func TestTheOldestSessionMakesRoom(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	for range maxSessions {
		w.clock.Advance(time.Second)
		_, err := w.signIn("deputy", goodPassword)
		w.ok(err)
	}
	open, err := w.svc.openSessions(w.system(), u.id)
	if err != nil || len(open) != maxSessions {
		t.Errorf("%d are open, %v", len(open), err)
	}
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
	if ends := told(w, identity.SignedOut); len(ends) != 1 || ends[0].Reason != "too_many" {
		t.Errorf("told %+v", ends)
	}
}

func TestSweptSessions(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	w.clock.Advance(12*time.Hour + keepSessions)
	w.ok(w.svc.sweep(w.system()))
	if _, err := w.svc.sessions.Get(w.system(), u.session.ID); err != nil {
		t.Errorf("gone too early: %v", err)
	}
	w.clock.Advance(time.Second)
	w.ok(w.svc.sweep(w.system()))
	if _, err := w.svc.sessions.Get(w.system(), u.session.ID); !fault.Is(err, fault.KindNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestADisabledAccountStopsEverywhere(t *testing.T) {
	w := newWorld(t)
	admin := w.user("county", "", role(authz.CountyAdmin, county))
	u := w.user("township", "", role(authz.TownshipAdmin, town))
	program := do(w, u.client(), identity.CreateToken, identity.CreateTokenRequest{Name: "import", Actions: []string{"case.read"}, Expires: start.AddDate(0, 1, 0)})
	w.deliver()
	token := u.token()
	for _, alive := range []string{token, program.Secret} {
		if _, err := w.keeper.Authenticate(t.Context(), alive); err != nil {
			t.Fatal(err)
		}
	}
	got := do(w, admin.client(), identity.DisableAccount, identity.Reasoned{ID: u.id, Reason: "离任"})
	if got.State != identity.Disabled {
		t.Errorf("got %+v", got)
	}
	w.deliver()
	for _, dead := range []string{token, program.Secret} {
		if _, err := w.keeper.Authenticate(t.Context(), dead); !fault.Is(err, fault.KindUnauthenticated) {
			t.Errorf("still good: %v", err)
		}
	}
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
	if _, err := w.signIn("township", goodPassword); !fault.HasCode(err, "signin") {
		t.Errorf("got %v", err)
	}
	refuses(w, admin.client(), identity.DisableAccount, identity.Reasoned{ID: u.id, Reason: "again"}, "failed_precondition")
	refuses(w, admin.client(), identity.GrantRole, identity.GrantRequest{ID: u.id, Grant: role(authz.Supervisor, town)}, "failed_precondition")
	if told := told(w, identity.AccountDisabled); len(told) != 1 || told[0].Reason != "离任" || told[0].Epoch != 1 {
		t.Errorf("told %+v", told)
	}
	// It comes back by an invitation, with its roles and without its programs.
	back := do(w, admin.client(), identity.Reinvite, identity.ByID{ID: u.id})
	u.session = do(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: back.Code, Password: "another fine password"})
	w.deliver()
	if s, err := w.keeper.Authenticate(t.Context(), u.token()); err != nil || len(s.Assignments) != 1 {
		t.Errorf("got %+v, %v", s, err)
	}
	if _, err := w.keeper.Authenticate(t.Context(), program.Secret); err == nil {
		t.Error("its program came back, too")
	}
}
