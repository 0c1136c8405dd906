package identity

import (
	"crypto/ed25519"
	"testing"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/fault"
)

func TestTheFirstKeyIsMadeOnce(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		w.ok(w.svc.upkeep(w.system()))
	}
	if told := told(w, identity.KeyPublished); len(told) != 1 || len(told[0].Public) != ed25519.PublicKeySize {
		t.Errorf("told %+v", told)
	}
	if told := told(w, identity.PolicyChanged); len(told) != 1 || told[0].Version != 1 {
		t.Errorf("told %d policies", len(told))
	}
	w.ok(w.keeper.Ready(t.Context()))
}

// TestRotation: another key signs after 90 days, and ten minutes after it was
// told; what the old one signed is good until it ends.
func TestRotation(t *testing.T) {
	w := newWorld(t)
	u := w.user("county", "", role(authz.CountyAdmin, county))
	program := do(w, w.host(), identity.HostToken, identity.HostTokenRequest{Login: "county", Name: "n", Actions: []string{"case.read"}, Expires: start.Add(tokenLife)})
	w.clock.Advance(keyLife - time.Second)
	w.ok(w.svc.upkeep(w.system()))
	if n := len(told(w, identity.KeyPublished)); n != 1 {
		t.Fatalf("rotated early: %d keys", n)
	}
	w.clock.Advance(time.Second)
	w.ok(w.svc.upkeep(w.system()))
	w.ok(w.svc.upkeep(w.system()))
	keys := told(w, identity.KeyPublished)
	if len(keys) != 2 {
		t.Fatalf("%d keys", len(keys))
	}
	w.deliver()
	signs := func(want string) {
		t.Helper()
		got, ok := w.svc.keys.current()
		if !ok || got.ID != want {
			t.Errorf("%s signs, not %s", got.ID, want)
		}
	}
	signs(keys[0].ID)
	w.clock.Advance(keySpread - 2*time.Minute)
	session, err := w.signIn("county", goodPassword)
	w.ok(err)
	u.session = session
	old := u.token()
	w.clock.Advance(2 * time.Minute)
	signs(keys[1].ID)
	for name, token := range map[string]string{"old": old, "new": u.token(), "program": program.Secret} {
		if _, err := w.keeper.Authenticate(t.Context(), token); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	// At its very end the program's token still finds its key.
	w.clock.Set(start.Add(tokenLife - time.Second))
	w.ok(w.keeper.Refresh(t.Context()))
	if _, err := w.keeper.Authenticate(t.Context(), program.Secret); err != nil {
		t.Errorf("a token of 366 days: %v", err)
	}
	if !keys[0].Until.After(keys[0].From.Add(keyLife + tokenLife)) {
		t.Errorf("the key ends at %s", keys[0].Until)
	}
}

func TestAnotherReplicaSignsWithTheSameKey(t *testing.T) {
	w := newWorld(t)
	again := &keyring{keys: w.svc.keys.keys, vault: w.svc.vault, db: w.svc.db, clock: w.clock, opened: map[string]ed25519.PrivateKey{}}
	token, err := again.sign(w.system(), authz.Subject{ID: "a", Kind: authz.Person, IssuedAt: start}, start.Add(time.Minute))
	w.ok(err)
	if s, err := w.keeper.Authenticate(t.Context(), token); err != nil || s.ID != "a" {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestNothingIsSignedBeforeTheFirstKey(t *testing.T) {
	w := emptyWorld(t, Settings{Hash: cheap})
	if _, err := w.svc.keys.sign(w.system(), authz.Subject{ID: "a"}, start); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("got %v", err)
	}
}

// A clock that was set back to before the first key keeps nobody out.
func TestTheFirstKeySignsWhenTheClockWasSetBack(t *testing.T) {
	w := newWorld(t)
	w.clock.Set(start.Add(-time.Hour))
	token, err := w.svc.keys.sign(w.system(), authz.Subject{ID: "a", Kind: authz.Person, IssuedAt: w.clock.Now()}, w.clock.Now().Add(time.Minute))
	w.ok(err)
	if s, err := w.keeper.Authenticate(t.Context(), token); err != nil || s.ID != "a" {
		t.Errorf("got %+v, %v", s, err)
	}
}
