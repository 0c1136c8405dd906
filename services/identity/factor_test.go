package identity

import (
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/totp"
)

// factorWorld asks administrators for a second factor.
func factorWorld(t *testing.T) *world {
	return newWorld(t, func(s *Settings) { s.SecondFactor = FactorAdmins })
}

// phone is an authenticator app.
type phone struct {
	w   *world
	key string
}

// code is what the app shows; each call shows one that was not shown before.
func (a phone) code() string {
	a.w.t.Helper()
	a.w.clock.Advance(30 * time.Second)
	code, err := totp.Code(a.key, a.w.clock.Now())
	a.w.ok(err)
	return code
}

// enrol sets up an app in the step of a sign-in.
func (w *world) enrol(step string) (phone, identity.Enrolled) {
	w.t.Helper()
	a := phone{w, do(w, w.client(""), identity.EnrolTOTP, identity.StepRequest{Step: step}).Key}
	return a, do(w, w.client(""), identity.ConfirmEnrolment, identity.ProveRequest{Step: step, Code: a.code()})
}

func (w *world) prove(step, code string) (identity.Session, error) {
	return rpc.Call(w.t.Context(), w.client(""), identity.ProveFactor, identity.ProveRequest{Step: step, Code: code})
}

// admin is a county's administrator with an app and its recovery codes.
func (w *world) admin(login string) (*user, phone, []string) {
	w.t.Helper()
	u := w.user(login, "", role(authz.CountyAdmin, county))
	a, enrolled := w.enrol(u.session.Secret)
	u.session = enrolled.Session
	return u, a, enrolled.Codes
}

func TestAnAdministratorIsLedToASecondFactorBeforeAnythingElse(t *testing.T) {
	w := factorWorld(t)
	for _, r := range []authz.Role{authz.ProvinceAdmin, authz.TownshipAdmin, authz.SecurityAdmin, authz.Auditor, authz.SystemOperator} {
		u := w.user(string(r), "", role(r, town))
		if u.session.Step != identity.StepEnrol {
			t.Errorf("%s: step %q", r, u.session.Step)
		}
		refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
		refuses(w, w.client(""), identity.ProveFactor, identity.ProveRequest{Step: u.session.Secret, Code: "000000"}, "signin.step")
	}
	if u := w.user("supervisor", "", role(authz.Supervisor, county)); u.session.Step != "" {
		t.Errorf("a supervisor: step %q", u.session.Step)
	}
	u, a, codes := w.admin("county")
	if len(u.token()) == 0 || len(codes) != recoveryCodes {
		t.Errorf("%d codes", len(codes))
	}
	s, err := w.signIn("county", goodPassword)
	w.ok(err)
	if s.Step != identity.StepProve {
		t.Fatalf("got %+v", s)
	}
	refuses(w, w.client(""), identity.EnrolTOTP, identity.StepRequest{Step: s.Secret}, "signin.step")
	opened, err := w.prove(s.Secret, a.code())
	w.ok(err)
	do(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: opened.Secret})
	if in := told(w, identity.SignedIn); in[len(in)-1].Factor != "totp" {
		t.Errorf("told %+v", in)
	}
}

func TestACodeIsTakenOnce(t *testing.T) {
	w := factorWorld(t)
	_, a, _ := w.admin("county")
	code := a.code()
	s, err := w.signIn("county", goodPassword)
	w.ok(err)
	_, err = w.prove(s.Secret, code[:3]+" "+code[3:])
	w.ok(err)
	if _, err := w.prove(s.Secret, code); !fault.HasCode(err, "signin.step") {
		t.Errorf("a step is taken twice: %v", err)
	}
	s, err = w.signIn("county", goodPassword)
	w.ok(err)
	if _, err := w.prove(s.Secret, code); !fault.HasCode(err, "signin.code") {
		t.Errorf("a code is taken twice: %v", err)
	}
}

// TestOfManyWithTheSameCodeOneEnters: two who read the same code off a screen.
func TestOfManyWithTheSameCodeOneEnters(t *testing.T) {
	w := factorWorld(t)
	_, a, _ := w.admin("county")
	s, err := w.signIn("county", goodPassword)
	w.ok(err)
	code := a.code()
	var wg sync.WaitGroup
	results := make(chan error, 8)
	for range 8 {
		wg.Go(func() {
			_, err := w.prove(s.Secret, code)
			results <- err
		})
	}
	wg.Wait()
	close(results)
	entered := 0
	for err := range results {
		if err == nil {
			entered++
		}
	}
	if entered != 1 {
		t.Errorf("%d entered", entered)
	}
}

func TestWrongCodesLockTheAccountHoweverOftenThePasswordIsGiven(t *testing.T) {
	w := factorWorld(t)
	_, a, _ := w.admin("county")
	for range 5 {
		s, err := w.signIn("county", goodPassword)
		w.ok(err)
		if _, err := w.prove(s.Secret, "000000"); !fault.HasCode(err, "signin.code") {
			t.Fatalf("got %v", err)
		}
	}
	if _, err := w.signIn("county", goodPassword); !fault.HasCode(err, "signin") {
		t.Errorf("not locked: %v", err)
	}
	if n := len(told(w, identity.AccountLocked)); n != 1 {
		t.Errorf("told %d times", n)
	}
	w.clock.Advance(lockTime)
	s, err := w.signIn("county", goodPassword)
	w.ok(err)
	_, err = w.prove(s.Secret, a.code())
	w.ok(err)
}

func TestALockedAccountsCodesAreNotSpent(t *testing.T) {
	w := factorWorld(t)
	_, _, codes := w.admin("county")
	s, err := w.signIn("county", goodPassword)
	w.ok(err)
	for range 5 {
		_, err := w.prove(s.Secret, "no code")
		if !fault.HasCode(err, "signin.code") {
			t.Fatalf("got %v", err)
		}
	}
	if _, err := w.prove(s.Secret, codes[0]); !fault.HasCode(err, "signin.code") {
		t.Errorf("got %v", err)
	}
	w.clock.Advance(lockTime)
	s, err = w.signIn("county", goodPassword)
	w.ok(err)
	_, err = w.prove(s.Secret, codes[0])
	w.ok(err)
}

func TestARecoveryCodeWorksOnce(t *testing.T) {
	w := factorWorld(t)
	u, _, codes := w.admin("county")
	for i, typed := range []string{codes[0], "  " + codes[1][:4] + codes[1][5:] + " "} {
		s, err := w.signIn("county", goodPassword)
		w.ok(err)
		if i > 0 {
			if _, err := w.prove(s.Secret, codes[0]); !fault.HasCode(err, "signin.code") {
				t.Errorf("taken twice: %v", err)
			}
		}
		u.session, err = w.prove(s.Secret, typed)
		w.ok(err)
	}
	if got := do(w, u.client(), identity.GetFactors, rpc.None{}); got.Recovery != recoveryCodes-2 || got.TOTP.IsZero() || !got.Required {
		t.Errorf("got %+v", got)
	}
	if n := len(told(w, identity.RecoveryUsed)); n != 2 {
		t.Errorf("told %d times", n)
	}
	fresh := do(w, u.client(), identity.RenewRecoveryCodes, identity.PasswordRequest{Password: goodPassword})
	s, err := w.signIn("county", goodPassword)
	w.ok(err)
	if _, err := w.prove(s.Secret, codes[2]); !fault.HasCode(err, "signin.code") {
		t.Errorf("an old code works: %v", err)
	}
	_, err = w.prove(s.Secret, fresh.Codes[9])
	w.ok(err)
}

func TestAStepIsOverInTime(t *testing.T) {
	w := factorWorld(t)
	_, a, _ := w.admin("county")
	s, err := w.signIn("county", goodPassword)
	w.ok(err)
	w.clock.Advance(stepLife)
	if _, err := w.prove(s.Secret, a.code()); !fault.HasCode(err, "signin.step") {
		t.Errorf("got %v", err)
	}
	w.ok(w.svc.sweep(w.system()))
	page, err := w.svc.steps.List(w.system(), store.Query{Index: "expiry"})
	if err != nil || len(page.Items) != 0 {
		t.Errorf("%d left, %v", len(page.Items), err)
	}
	// The next sign-in takes the place of one that waits.
	first, err := w.signIn("county", goodPassword)
	w.ok(err)
	second, err := w.signIn("county", goodPassword)
	w.ok(err)
	if _, err := w.prove(first.Secret, a.code()); !fault.HasCode(err, "signin.step") {
		t.Errorf("got %v", err)
	}
	_, err = w.prove(second.Secret, a.code())
	w.ok(err)
}

func TestWhatEndsSessionsEndsASignInThatWaits(t *testing.T) {
	w := factorWorld(t)
	u, a, _ := w.admin("county")
	client := u.client()
	s, err := w.signIn("county", goodPassword)
	w.ok(err)
	do(w, client, identity.ChangePassword, identity.ChangePasswordRequest{Old: goodPassword, New: "another good password"})
	if _, err := w.prove(s.Secret, a.code()); !fault.HasCode(err, "signin.step") {
		t.Errorf("got %v", err)
	}
	s, err = w.signIn("county", "another good password")
	w.ok(err)
	do(w, w.host(), identity.HostReset, identity.ByLogin{Login: "county"})
	if _, err := w.prove(s.Secret, a.code()); !fault.HasCode(err, "signin.step") {
		t.Errorf("got %v", err)
	}
}

func TestOneSetsUpTheAppOneselfWithThePassword(t *testing.T) {
	w := factorWorld(t)
	u := w.user("supervisor", "", role(authz.Supervisor, county))
	other, err := w.signIn("supervisor", goodPassword)
	w.ok(err)
	refuses(w, u.client(), identity.SetUpTOTP, identity.PasswordRequest{Password: "wrong"}, "factor.password")
	refuses(w, u.client(), identity.RenewRecoveryCodes, identity.PasswordRequest{Password: goodPassword}, "factor.none")
	key := do(w, u.client(), identity.SetUpTOTP, identity.PasswordRequest{Password: goodPassword})
	refuses(w, u.client(), identity.ConfirmTOTP, identity.CodeRequest{Code: "000000"}, "factor.code")
	if s, err := w.signIn("supervisor", goodPassword); err != nil || s.Step != "" {
		t.Errorf("asked for a factor that was not confirmed: %+v, %v", s, err)
	}
	a := phone{w, key.Key}
	do(w, u.client(), identity.ConfirmTOTP, identity.CodeRequest{Code: a.code()})
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: other.Secret}, "session")
	s, err := w.signIn("supervisor", goodPassword)
	w.ok(err)
	_, err = w.prove(s.Secret, a.code())
	w.ok(err)
	// A new phone: the old one works until the new one does.
	next := phone{w, do(w, u.client(), identity.SetUpTOTP, identity.PasswordRequest{Password: goodPassword}).Key}
	s, err = w.signIn("supervisor", goodPassword)
	w.ok(err)
	_, err = w.prove(s.Secret, a.code())
	w.ok(err)
	do(w, u.client(), identity.ConfirmTOTP, identity.CodeRequest{Code: next.code()})
	s, err = w.signIn("supervisor", goodPassword)
	w.ok(err)
	if _, err := w.prove(s.Secret, a.code()); !fault.HasCode(err, "signin.code") {
		t.Errorf("the old phone works: %v", err)
	}
	refuses(w, u.client(), identity.RemoveTOTP, identity.PasswordRequest{Password: "wrong"}, "factor.password")
	left := do(w, u.client(), identity.RemoveTOTP, identity.PasswordRequest{Password: goodPassword})
	if left.Recovery != 0 || !left.TOTP.IsZero() {
		t.Errorf("left %+v", left)
	}
	if s, err := w.signIn("supervisor", goodPassword); err != nil || s.Step != "" {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestANeededFactorStays(t *testing.T) {
	w := factorWorld(t)
	u, _, _ := w.admin("county")
	refuses(w, u.client(), identity.RemoveTOTP, identity.PasswordRequest{Password: goodPassword}, "factor.needed")
}

func TestARoleThatNeedsAFactorEndsSessionsWithoutOne(t *testing.T) {
	w := factorWorld(t)
	admin, _, _ := w.admin("county")
	u := w.user("supervisor", "", role(authz.Supervisor, county))
	w.ok(admin.grantTo(u.id, role(authz.TownshipAdmin, town)))
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: u.session.Secret}, "session")
	s, err := w.signIn("supervisor", goodPassword)
	if err != nil || s.Step != identity.StepEnrol {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestTheSecurityAdministratorResetsFactors(t *testing.T) {
	w := factorWorld(t)
	admin, a, codes := w.admin("county")
	sec := w.user("security", "", role(authz.SecurityAdmin, province))
	_, enrolled := w.enrol(sec.session.Secret)
	sec.session = enrolled.Session
	before := admin.client()
	refuses(w, before, identity.ResetFactors, identity.Reasoned{ID: admin.id, Reason: "r"}, "denied")
	refuses(w, sec.client(), identity.ResetFactors, identity.Reasoned{ID: sec.id, Reason: "r"}, "factor.self")
	refuses(w, sec.client(), identity.ResetFactors, identity.Reasoned{ID: admin.id}, "invalid")
	refuses(w, sec.client(), identity.ResetFactors, identity.Reasoned{ID: "nobody", Reason: "r"}, "not_found")
	elsewhere := w.user("elsewhere", "", role(authz.SecurityAdmin, otherCity))
	_, enrolled = w.enrol(elsewhere.session.Secret)
	elsewhere.session = enrolled.Session
	refuses(w, elsewhere.client(), identity.ResetFactors, identity.Reasoned{ID: admin.id, Reason: "r"}, "not_found")
	got := do(w, sec.client(), identity.ResetFactors, identity.Reasoned{ID: admin.id, Reason: "手机丢失"})
	if got.SecondFactor {
		t.Errorf("got %+v", got)
	}
	refuses(w, w.client(""), identity.OpenSession, identity.OpenSessionRequest{Secret: admin.session.Secret}, "session")
	s, err := w.signIn("county", goodPassword)
	if err != nil || s.Step != identity.StepEnrol {
		t.Fatalf("got %+v, %v", s, err)
	}
	for _, code := range []string{a.code(), codes[0]} {
		refuses(w, w.client(""), identity.ConfirmEnrolment, identity.ProveRequest{Step: s.Secret, Code: code}, "factor.code")
	}
	resets := told(w, identity.FactorsReset)
	if len(resets) != 1 || resets[0].Reason != "手机丢失" || resets[0].Account != admin.id {
		t.Errorf("told %+v", resets)
	}
}

func TestTheHostExemptsAndResets(t *testing.T) {
	w := factorWorld(t)
	invited := do(w, w.host(), identity.HostInvite, identity.InviteRequest{Login: "demo", Name: "n", Area: county, Grants: []identity.Grant{role(authz.CountyAdmin, county)}})
	do(w, w.host(), identity.HostFactors, identity.HostFactorsRequest{Login: "demo", Exempt: true, Reason: "演示"})
	u := w.accept(invited)
	if got := do(w, u.client(), identity.GetFactors, rpc.None{}); !got.Exempt || got.Required {
		t.Errorf("got %+v", got)
	}
	do(w, w.host(), identity.HostFactors, identity.HostFactorsRequest{Login: "demo", Reason: "投入使用"})
	if s, err := w.signIn("demo", goodPassword); err != nil || s.Step != identity.StepEnrol {
		t.Errorf("got %+v, %v", s, err)
	}
	refuses(w, w.host(), identity.HostFactors, identity.HostFactorsRequest{Login: "nobody", Reason: "r"}, "account.login.unknown")
	refuses(w, u.w.client(""), identity.HostFactors, identity.HostFactorsRequest{Login: "demo", Reason: "r"}, "unauthenticated")
}

func TestEverybodyNeedsOneWhereTheSettingSaysSo(t *testing.T) {
	w := newWorld(t, func(s *Settings) { s.SecondFactor = FactorAll })
	if u := w.user("supervisor", "", role(authz.Supervisor, county)); u.session.Step != identity.StepEnrol {
		t.Errorf("step %q", u.session.Step)
	}
}

// TestNoSecretOfAFactorIsKeptInTheOpen: neither the store nor the journal has it.
func TestNoSecretOfAFactorIsKeptInTheOpen(t *testing.T) {
	w := factorWorld(t)
	u, a, codes := w.admin("county")
	f, err := w.svc.factors.Get(w.system(), u.id)
	w.ok(err)
	kept := string(f.Key) + string(f.Proposed)
	for _, code := range append(codes, a.key) {
		if slices.Contains(f.Recovery, code) || len(kept) == 0 || kept == a.key {
			t.Errorf("%q is kept", code)
		}
	}
	other := factor{}
	w.ok(w.svc.vault.Open(w.system(), u.id, f.Key, &other.ID))
	if other.ID != a.key {
		t.Error("the key is not what was sealed")
	}
	if err := w.svc.vault.Open(w.system(), "somebody else", f.Key, &other.ID); err == nil {
		t.Error("another account's key opens it")
	}
}

func TestForgedStepsAreRefused(t *testing.T) {
	w := factorWorld(t)
	u, a, _ := w.admin("county")
	for _, step := range []string{"x", u.session.Secret, u.session.ID, hashOf("x")} {
		refuses(w, w.client(""), identity.ProveFactor, identity.ProveRequest{Step: step, Code: a.code()}, "signin.step")
		refuses(w, w.client(""), identity.EnrolTOTP, identity.StepRequest{Step: step}, "signin.step")
		refuses(w, w.client(""), identity.ConfirmEnrolment, identity.ProveRequest{Step: step, Code: a.code()}, "signin.step")
	}
	_, err := rpc.Call(t.Context(), w.client(""), identity.ProveFactor, identity.ProveRequest{Step: "x", Code: string(make([]byte, 50))})
	if !fault.Is(err, fault.KindInvalid) {
		t.Error(errors.Join(err, errors.New("an oversized code is read")))
	}
}
