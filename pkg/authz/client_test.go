package authz

import (
	"testing"
	"time"

	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// visitor is a client that acts for the person and may read cases alone.
func visitor() Subject {
	s := person()
	s.Kind, s.Token, s.Client, s.Grant, s.Actions = Program, "at1", "cl1", "gr1", []string{"case.read"}
	return s
}

func TestAClientDoesWhatItWasGranted(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	s, err := k.Authenticate(t.Context(), sign(t, signer, "k1", visitor(), noon.Add(time.Minute)))
	if err != nil || s.Client != "cl1" || s.Grant != "gr1" || s.ID != "acc1" || s.Kind != Program {
		t.Fatalf("got %+v, %v", s, err)
	}
	if _, err := k.Authorize(t.Context(), s, "case.read"); err != nil {
		t.Error(err)
	}
	if _, err := k.Authorize(t.Context(), s, "case.assign"); !fault.Is(err, fault.KindDenied) {
		t.Errorf("beyond what was granted: %v", err)
	}
}

// What was once verified stands on whether or not somebody is still signed in,
// until the right behind it ends.
func TestWhatStillStands(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	signedOut := func() {
		if err := k.Put(store.System(t.Context()), Fact{ID: "session/ses1", Ended: true}); err != nil {
			t.Fatal(err)
		}
	}
	signedOut()
	for _, s := range []Subject{person(), visitor()} {
		if _, err := k.Still(s); err != nil {
			t.Errorf("%s: %v", s.Kind, err)
		}
	}
	if _, err := k.Still(Subject{ID: "acc1", Kind: Program, Token: "none"}); !fault.Is(err, fault.KindUnauthenticated) {
		t.Errorf("a token that there is not: %v", err)
	}
	if err := k.Put(store.System(t.Context()), Fact{ID: "account/acc1", Epoch: 4}); err != nil {
		t.Fatal(err)
	}
	for _, s := range []Subject{person(), visitor()} {
		if _, err := k.Still(s); !fault.Is(err, fault.KindUnauthenticated) {
			t.Errorf("%s after a role was taken back: %v", s.Kind, err)
		}
	}
}

func TestWhatEndsAClientsToken(t *testing.T) {
	for name, end := range map[string]Fact{
		"its grant": {ID: "grant/gr1", Ended: true}, "the client": {ID: "client/cl1", Ended: true},
		"the session": {ID: "session/ses1", Ended: true}, "a role": {ID: "account/acc1", Epoch: 4},
	} {
		k := guard(t, storetest.NewClock(noon))
		token := sign(t, signer, "k1", visitor(), noon.Add(time.Minute))
		if refused(t, k, token) {
			t.Fatal("the token is refused")
		}
		put(t, k, end)
		if !refused(t, k, token) {
			t.Errorf("it outlives %s", name)
		}
	}
}

// Nobody is a client by halves: a grant without a client, a person with one.
func TestHalfClients(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	for name, change := range map[string]func(*Subject){
		"no grant":  func(s *Subject) { s.Grant = "" },
		"no client": func(s *Subject) { s.Client = "" },
		"a person":  func(s *Subject) { s.Kind = Person },
		"no id":     func(s *Subject) { s.Token = "" },
	} {
		s := visitor()
		change(&s)
		if !refused(t, k, sign(t, signer, "k1", s, noon.Add(time.Minute))) {
			t.Errorf("%s passes", name)
		}
	}
}

func TestWhoMayActForItself(t *testing.T) {
	if !person().MayActForItself() || visitor().MayActForItself() {
		t.Error("a person may, a client may not")
	}
	s := visitor()
	s.Actions = append(s.Actions, Own)
	if !s.MayActForItself() {
		t.Error("a client that was granted it may")
	}
}
