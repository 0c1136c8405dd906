package identity

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

func TestSignInOpenSignOut(t *testing.T) {
	w := newWorld(t)
	u := w.user("Wang.Lin", "", role(authz.CountyAdmin, county))
	s, err := w.signIn("ＷＡＮＧ.lin ", goodPassword)
	w.ok(err)
	if s.Secret == u.session.Secret || !s.Expires.Equal(start.Add(12*time.Hour)) {
		t.Errorf("got %+v", s)
	}
	access := do(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: s.Secret})
	if access.Account.ID != u.id || !access.Expires.Equal(start.Add(5*time.Minute)) {
		t.Errorf("got %+v", access)
	}
	subject, err := w.keeper.Authenticate(t.Context(), access.Token)
	if err != nil || subject.ID != u.id || subject.Session != s.ID || len(subject.Assignments) != 1 || subject.Assignments[0].Area != county {
		t.Errorf("another service reads %+v, %v", subject, err)
	}
	do(w, w.client(access.Token), identity.SignOut, identity.SignOutRequest{})
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: s.Secret}, "session")
	w.deliver()
	if _, err := w.keeper.Authenticate(t.Context(), access.Token); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("an access token outlives its session: %v", err)
	}
	if len(u.token()) == 0 {
		t.Error("the other session ended, too")
	}
}

func TestOneAnswerForAllThatIsWrong(t *testing.T) {
	w := newWorld(t)
	w.user("known", "", role(authz.CountyAdmin, county))
	do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "invited", Name: "n", Area: county})
	var answers []string
	for _, try := range [][2]string{{"known", "wrong password"}, {"unknown", "wrong password"}, {"invited", "wrong password"}, {"unknown", goodPassword}} {
		_, err := w.signIn(try[0], try[1])
		if !fault.Is(err, fault.KindUnauthenticated) {
			t.Fatalf("%v: got %v", try, err)
		}
		answers = append(answers, err.Error())
	}
	for _, a := range answers {
		if a != answers[0] {
			t.Errorf("answers differ: %q, %q", a, answers[0])
		}
	}
	reasons := map[string]int{}
	for _, f := range told(w, identity.SignInFailed) {
		reasons[f.Reason]++
	}
	if reasons["password"] != 1 || reasons["unknown"] != 2 || reasons["invited"] != 1 {
		t.Errorf("recorded: %v", reasons)
	}
}

func TestFiveFailuresLockForHalfAnHour(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	for range 4 {
		_, err := w.signIn("deputy", "wrong")
		_ = err
	}
	if _, err := w.signIn("deputy", goodPassword); err != nil {
		t.Fatalf("locked after four: %v", err)
	}
	for range 5 { // the count began anew
		if _, err := w.signIn("deputy", "wrong"); err == nil {
			t.Fatal("signed in with a wrong password")
		}
	}
	_, err := w.signIn("deputy", goodPassword)
	if !errors.Is(err, errSignIn) && !fault.HasCode(err, "signin") {
		t.Fatalf("not locked: %v", err)
	}
	if len(told(w, identity.AccountLocked)) != 1 {
		t.Error("the lock was not told once")
	}
	if a := do(w, u.client(), identity.Me, rpc.None{}); !a.Account.LockedUntil.Equal(start.Add(lockTime)) {
		t.Errorf("locked until %s", a.Account.LockedUntil)
	}
	w.clock.Advance(lockTime - time.Second)
	if _, err := w.signIn("deputy", goodPassword); err == nil {
		t.Error("the lock ended early")
	}
	w.clock.Advance(time.Second)
	if _, err := w.signIn("deputy", goodPassword); err != nil {
		t.Errorf("the lock did not end: %v", err)
	}
}

func TestOldFailuresAreForgotten(t *testing.T) {
	w := newWorld(t)
	w.user("deputy", "", role(authz.CountyAdmin, county))
	for range 3 {
		for range 4 {
			_, err := w.signIn("deputy", "wrong")
			_ = err
		}
		w.clock.Advance(lockTime)
	}
	if _, err := w.signIn("deputy", goodPassword); err != nil {
		t.Error(err)
	}
}

// TestGuessingAtOnceGainsNothing: of many guesses at the same time, right ones
// among them, none succeeds after the fifth wrong one was counted.
func TestGuessingAtOnceGainsNothing(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := w.signIn("deputy", "wrong"); !fault.Is(err, fault.KindUnauthenticated) {
				t.Errorf("got %v", err)
			}
		})
	}
	all.Wait()
	if _, err := w.signIn("deputy", goodPassword); !fault.HasCode(err, "signin") {
		t.Errorf("not locked after 20 guesses at once: %v", err)
	}
	counted := 0
	for _, f := range told(w, identity.SignInFailed) {
		if f.Reason == wrongPassword {
			counted++
		}
	}
	if counted != maxFailures || len(told(w, identity.AccountLocked)) != 1 {
		t.Errorf("%d guesses were checked, %d locks told", counted, len(told(w, identity.AccountLocked)))
	}
	stored, err := w.svc.accounts.Get(w.system(), u.id)
	if err != nil || stored.Failures != 0 || !stored.LockedUntil.Equal(start.Add(lockTime)) {
		t.Errorf("stored: %+v, %v", stored, err)
	}
}

// TestAPasswordChangeBeatsTheOldOne: a sign-in that has checked the old password
// does not end up in a session after the change.
func TestAPasswordChangeBeatsTheOldOne(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	client := u.client()
	var all sync.WaitGroup
	opened := make(chan identity.Session, 10)
	for range 10 {
		all.Go(func() {
			if s, err := w.signIn("deputy", goodPassword); err == nil {
				opened <- s
			}
		})
	}
	do(w, client, identity.ChangePassword, identity.ChangePasswordRequest{Old: goodPassword, New: "another fine password"})
	all.Wait()
	close(opened)
	for s := range opened {
		refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: s.Secret}, "session")
	}
	do(w, u.client(), identity.Me, rpc.None{}) // the session that changed it goes on
}

func TestHashesFollowTheCosts(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	before, err := w.svc.credentials.Get(w.system(), u.id)
	w.ok(err)
	w.svc.hashes.params.Passes = 2
	if _, err := w.signIn("deputy", goodPassword); err != nil {
		t.Fatal(err)
	}
	after, err := w.svc.credentials.Get(w.system(), u.id)
	w.ok(err)
	if before.Hash == after.Hash || w.svc.hashes.outdated(after.Hash) || len(after.Previous) != 0 {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if _, err := w.signIn("deputy", goodPassword); err != nil {
		t.Error(err)
	}
}

func TestInvitationsWorkOnceAndInTime(t *testing.T) {
	w := newWorld(t)
	invited := do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "deputy", Name: "n", Area: county})
	accept := identity.AcceptRequest{Code: " " + strings.ToLower(invited.Code[:8]) + "-" + invited.Code[8:], Password: goodPassword}
	weak := accept
	weak.Password = "short"
	refuses(w, w.client(""), identity.AcceptInvitation, weak, "password.short")
	weak.Password = "the-deputy-himself"
	refuses(w, w.client(""), identity.AcceptInvitation, weak, "password.login")
	do(w, w.client(""), identity.AcceptInvitation, accept) // a weak choice did not use it up
	refuses(w, w.client(""), identity.AcceptInvitation, accept, "invitation")
	refuses(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: "guessed", Password: goodPassword}, "invitation")
	late := do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "late", Name: "n", Area: county})
	w.clock.Advance(invitationLife)
	refuses(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: late.Code, Password: goodPassword}, "invitation")
	again := do(w, w.host(), identity.HostReset, identity.ByLogin{Login: "LATE"})
	refuses(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: late.Code, Password: goodPassword}, "invitation")
	w.accept(again)
}

func TestAResetEndsEverythingAndKeepsOldPasswordsOut(t *testing.T) {
	w := newWorld(t)
	u := w.user("deputy", "", role(authz.CountyAdmin, county))
	token := u.token()
	again := do(w, w.host(), identity.HostReset, identity.ByLogin{Login: "deputy"})
	w.deliver()
	if _, err := w.keeper.Authenticate(t.Context(), token); err == nil {
		t.Error("the access token goes on")
	}
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
	if _, err := w.signIn("deputy", goodPassword); !fault.HasCode(err, "signin") {
		t.Errorf("the old password works: %v", err)
	}
	refuses(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: again.Code, Password: goodPassword}, "password.used")
	s := do(w, w.client(""), identity.AcceptInvitation, identity.AcceptRequest{Code: again.Code, Password: "another fine password"})
	u.session = s
	if _, err := w.keeper.Authenticate(t.Context(), u.token()); err != nil {
		t.Errorf("signed in again in the same instant: %v", err)
	}
}

func TestNothingSecretIsStoredReadably(t *testing.T) {
	w := newWorld(t)
	invited := do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "deputy", Name: "n", Area: county, Email: "deputy@example.com"})
	i, err := w.svc.invitations.Get(w.system(), invited.Account.ID)
	if err != nil || i.Hash == invited.Code {
		t.Errorf("got %+v, %v", i, err)
	}
	u := w.accept(invited)
	x, err := w.svc.sessions.Get(w.system(), u.session.ID)
	if err != nil || x.Hash == u.session.Secret {
		t.Errorf("got %+v, %v", x, err)
	}
	keys, err := w.svc.keys.list(w.system(), useAccess)
	w.ok(err)
	private := w.svc.keys.opened[keys[0].ID]
	if len(private) == 0 {
		_, err := w.svc.keys.open(w.system(), keys[0])
		w.ok(err)
		private = w.svc.keys.opened[keys[0].ID]
	}
	if len(private) != 64 || string(keys[0].Sealed) == string(private) {
		t.Error("the signing key is not sealed")
	}
	rows, err := w.dbs["identity"].Journal().ReadAfter(w.system(), 0, store.MaxPage)
	w.ok(err)
	for _, row := range rows {
		for _, word := range []string{"example.com", invited.Code, u.session.Secret, goodPassword} {
			if strings.Contains(string(row.Event.Data), word) {
				t.Errorf("%s tells %q", row.Event.Type, word)
			}
		}
	}
}
