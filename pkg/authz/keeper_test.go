package authz

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"testing"
	"time"

	"lianluo/pkg/audit"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/sqlite"
	"lianluo/pkg/store/storetest"
)

// guard is one replica's keeper with the signer's key and the small policy.
func guard(t *testing.T, clock store.Clock) *Keeper {
	t.Helper()
	k := keeperOn(t, storetest.DB(t, "guarded", clock))
	policy := small
	put(t, k, Fact{ID: "policy", Policy: &policy})
	put(t, k, Fact{ID: "key/k1", Public: public(signer)})
	return k
}

func keeperOn(t *testing.T, db *store.DB) *Keeper {
	t.Helper()
	k := NewKeeper(db, shared)
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	return k
}

func put(t *testing.T, k *Keeper, f Fact) {
	t.Helper()
	if err := k.Put(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, k *Keeper, token string) bool {
	t.Helper()
	s, err := k.Authenticate(t.Context(), token)
	if err != nil && (!fault.Is(err, fault.KindUnauthenticated) || s.ID != "") {
		t.Fatalf("got %+v, %v", s, err)
	}
	return err != nil
}

func TestRevocationsByEpochNotByTime(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	token := sign(t, signer, "k1", person(), noon.Add(time.Minute)) // epoch 3
	put(t, k, Fact{ID: "account/acc1", Epoch: 3})
	put(t, k, Fact{ID: "account/acc2", Epoch: 9})
	if refused(t, k, token) {
		t.Error("a token of the account's epoch is refused")
	}
	put(t, k, Fact{ID: "account/acc1", Epoch: 4})
	if !refused(t, k, token) {
		t.Error("a token of an older epoch passes")
	}
	fresh := person()
	fresh.Epoch = 4 // signed in the same instant, after the revocation
	if refused(t, k, sign(t, signer, "k1", fresh, noon.Add(time.Minute))) {
		t.Error("a token of the new epoch is refused")
	}
}

func TestEndedSessions(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	put(t, k, Fact{ID: "session/ses1", Ended: true})
	if !refused(t, k, sign(t, signer, "k1", person(), noon.Add(time.Minute))) {
		t.Error("a token of an ended session passes")
	}
	other := person()
	other.Session = "ses2"
	if refused(t, k, sign(t, signer, "k1", other, noon.Add(time.Minute))) {
		t.Error("a token of another session is refused")
	}
}

func TestProgramsAreLookedUp(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	claimed := Subject{ID: "acc1", Kind: Program, Token: "tok1", IssuedAt: noon, Actions: []string{"audit.read"},
		Assignments: []Assignment{{Role: Auditor, Area: "43", From: noon}}}
	token := sign(t, signer, "k1", claimed, noon.Add(time.Hour))
	if !refused(t, k, token) {
		t.Error("a token nobody told of passes")
	}
	now := Subject{ID: "acc1", Kind: Program, Name: "import", Actions: []string{"case.read"},
		Assignments: []Assignment{{Role: CountyAdmin, Area: "431223", From: noon}}}
	put(t, k, Fact{ID: "token/tok1", Token: &now})
	put(t, k, Fact{ID: "account/acc1", Epoch: 8}) // the owner's sign-ins are void, the program goes on
	s, err := k.Authenticate(t.Context(), token)
	if err != nil || len(s.Assignments) != 1 || s.Assignments[0].Role != CountyAdmin || s.Actions[0] != "case.read" || s.Name != "import" {
		t.Errorf("got %+v, %v", s, err)
	}
	stolen := now
	stolen.ID = "acc2"
	put(t, k, Fact{ID: "token/tok1", Token: &stolen})
	if !refused(t, k, token) {
		t.Error("a token of another account passes")
	}
	put(t, k, Fact{ID: "token/tok1", Ended: true})
	if !refused(t, k, token) {
		t.Error("an ended token passes")
	}
}

func TestNobodyIsThePublic(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	s, err := k.Authenticate(t.Context(), "")
	if err != nil || s.Kind != Public || s.ID != "public" {
		t.Errorf("got %+v, %v", s, err)
	}
	if _, err := k.Authorize(t.Context(), s, "case.read"); !fault.Is(err, fault.KindDenied) {
		t.Errorf("got %v", err)
	}
}

func TestReadyWhenPolicyAndKeyAreKnown(t *testing.T) {
	k := keeperOn(t, storetest.DB(t, "guarded"))
	if err := k.Ready(t.Context()); !fault.Is(err, fault.KindUnavailable) || !errors.Is(err, errNoPolicy) {
		t.Errorf("got %v", err)
	}
	if _, err := k.Authorize(t.Context(), person(), "case.read"); !fault.Is(err, fault.KindUnavailable) {
		t.Errorf("got %v", err)
	}
	policy := small
	put(t, k, Fact{ID: "policy", Policy: &policy})
	if err := k.Ready(t.Context()); !errors.Is(err, errNoKey) {
		t.Errorf("got %v", err)
	}
	put(t, k, Fact{ID: "key/k1", Public: public(signer)})
	if err := k.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	if !may(t, k, "case.read") {
		t.Error("ready, and decides nothing")
	}
}

func TestOlderPoliciesAreDropped(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	newer := Policy{Version: 5, Rows: []Row{{CountyAdmin, "case.assign", ScopeArea}}}
	put(t, k, Fact{ID: "policy", Policy: &newer})
	old := small
	put(t, k, Fact{ID: "policy", Policy: &old})
	if !may(t, k, "case.assign") {
		t.Error("an older policy replaced a newer one")
	}
	if may(t, k, "case.read") {
		t.Error("an answer of the older policy is remembered")
	}
}

// may reports whether a county administrator may do the action.
func may(t *testing.T, k *Keeper, action string) bool {
	t.Helper()
	_, err := k.Authorize(t.Context(), person(), action)
	if err != nil && !fault.Is(err, fault.KindDenied) {
		t.Fatal(err)
	}
	return err == nil
}

// replicas are two keepers of one store.
func replicas(t *testing.T, clock store.Clock) (a, b *Keeper) {
	t.Helper()
	backend, err := sqlite.Open(t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { backend.Close() })
	return keeperOn(t, store.New("guarded", backend, clock)), keeperOn(t, store.New("guarded", backend, clock))
}

func TestReplicasLearnByRefreshing(t *testing.T) {
	a, b := replicas(t, storetest.NewClock(noon))
	policy := small
	put(t, a, Fact{ID: "policy", Policy: &policy})
	put(t, a, Fact{ID: "key/k1", Public: public(signer)})
	refresh(t, b)
	token := sign(t, signer, "k1", person(), noon.Add(time.Minute))
	if refused(t, b, token) {
		t.Fatal("the other replica does not know the key")
	}
	put(t, a, Fact{ID: "account/acc1", Epoch: 4})
	if refused(t, b, token) {
		t.Error("known before it was read")
	}
	refresh(t, b)
	if !refused(t, b, token) {
		t.Error("the other replica did not learn the revocation")
	}
}

func refresh(t *testing.T, k *Keeper) {
	t.Helper()
	if err := k.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestLateReadsTeachNothingOld: a page that was read before a fact changed may
// arrive after it.
func TestLateReadsTeachNothingOld(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	put(t, k, Fact{ID: "session/ses1", Ended: true})
	late := Fact{ID: "session/ses1", Rev: 1}
	k.learn(late)
	if f, _ := k.fact("session/ses1"); !f.Ended {
		t.Error("an older reading won")
	}
}

func TestOutlivedFactsAreForgotten(t *testing.T) {
	clock := storetest.NewClock(noon)
	a, b := replicas(t, clock)
	put(t, a, Fact{ID: "key/k1", Public: public(signer)})
	for range 3 {
		put(t, a, Fact{ID: "session/" + a.db.NewID(), Ended: true, Expires: noon.Add(5 * time.Minute)})
	}
	put(t, a, Fact{ID: "account/acc1", Epoch: 4, Expires: noon.Add(5 * time.Minute)})
	refresh(t, b)
	clock.Move(14 * time.Minute)
	sweep(t, a, b)
	if len(a.known) != 5 || len(b.known) != 5 {
		t.Errorf("forgotten too early: %d, %d", len(a.known), len(b.known))
	}
	put(t, a, Fact{ID: "account/acc1", Epoch: 5, Expires: noon.Add(time.Hour)})
	clock.Move(2 * time.Minute)
	sweep(t, a, b)
	for _, k := range []*Keeper{a, b, keeperAgain(t, b)} {
		if len(k.known) != 2 || k.known["account/acc1"].Epoch != 5 {
			t.Errorf("left are %v", k.known)
		}
	}
}

// A large office signs out at noon: more facts than one page holds end together.
func TestAllThatEndedIsSwept(t *testing.T) {
	clock := storetest.NewClock(noon)
	k := guard(t, clock)
	err := k.db.Transact(store.System(t.Context()), func(ctx context.Context) error {
		for i := range store.MaxPage + 20 {
			if err := k.facts.Create(ctx, Fact{ID: fmt.Sprint("session/", i), Rev: int64(i), Ended: true, Expires: noon}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	clock.Move(time.Hour)
	sweep(t, k)
	if again := keeperAgain(t, k); len(again.known) != 2 { // policy and key stay
		t.Errorf("%d are left", len(again.known))
	}
}

func sweep(t *testing.T, keepers ...*Keeper) {
	t.Helper()
	if err := keepers[0].Sweep(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, k := range keepers {
		refresh(t, k)
	}
}

// keeperAgain is the keeper after a restart: all it knows is what is stored.
func keeperAgain(t *testing.T, k *Keeper) *Keeper {
	t.Helper()
	again := &Keeper{service: k.service, db: k.db, facts: k.facts, count: k.count, known: map[string]Fact{}}
	refresh(t, again)
	return again
}

func TestAFactToldAnewSurvivesTheSweep(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	put(t, k, Fact{ID: "account/acc1", Epoch: 4, Expires: noon.Add(-time.Hour)})
	listed, err := k.facts.Get(store.System(t.Context()), "account/acc1")
	if err != nil {
		t.Fatal(err)
	}
	put(t, k, Fact{ID: "account/acc1", Epoch: 5, Expires: noon.Add(time.Hour)})
	if err := k.drop(store.System(t.Context()), listed); err != nil {
		t.Fatal(err)
	}
	if _, err := k.facts.Get(store.System(t.Context()), "account/acc1"); err != nil {
		t.Errorf("the newer fact is gone: %v", err)
	}
}

func TestRefusalsAreJournalled(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	k.Refused(context.WithoutCancel(t.Context()), Subject{}, "casework.AssignCase", errToken)
	rows, err := k.db.Journal().Pending(t.Context(), 10)
	if err != nil || len(rows) != 1 {
		t.Fatalf("got %v, %v", rows, err)
	}
	e := rows[0].Event
	data, err := audit.RefusedBy("guarded").Decode(e)
	if err != nil || e.Actor != "public" || e.Operation != "casework.AssignCase" || data.Code != "token" || data.Kind != "unauthenticated" {
		t.Errorf("got %+v %+v, %v", e, data, err)
	}
}

func TestKeysOfTheWrongSizeAreNone(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	put(t, k, Fact{ID: "key/k1", Public: ed25519.PublicKey("short")})
	if !refused(t, k, sign(t, signer, "k1", person(), noon.Add(time.Minute))) {
		t.Error("verified with a broken key")
	}
}
