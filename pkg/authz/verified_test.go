package authz

import (
	"crypto/ed25519"
	"fmt"
	"strings"
	"testing"
	"time"

	"lianluo/pkg/store/storetest"
)

// remembered is a guard that has let the token in once.
func remembered(t *testing.T, clock *storetest.Clock, token string) *Keeper {
	t.Helper()
	k := guard(t, clock)
	if refused(t, k, token) {
		t.Fatal("a good token is refused")
	}
	if k.tokens.find(token) == nil {
		t.Fatal("it is not remembered")
	}
	return k
}

func TestARememberedTokenExpires(t *testing.T) {
	clock := storetest.NewClock(noon)
	token := sign(t, signer, "k1", person(), noon.Add(time.Minute))
	k := remembered(t, clock, token)
	clock.Move(time.Minute + leeway - time.Second)
	if refused(t, k, token) {
		t.Error("refused within the leeway")
	}
	clock.Move(2 * time.Second)
	if !refused(t, k, token) {
		t.Error("an expired token passes because it is remembered")
	}
}

func TestARememberedTokenIsRevoked(t *testing.T) {
	for name, fact := range map[string]Fact{
		"account": {ID: "account/acc1", Epoch: 4}, "session": {ID: "session/ses1", Ended: true},
	} {
		token := sign(t, signer, "k1", person(), noon.Add(time.Hour))
		k := remembered(t, storetest.NewClock(noon), token)
		put(t, k, fact)
		if !refused(t, k, token) {
			t.Errorf("%s: a revoked token passes because it is remembered", name)
		}
	}
}

// A key that is replaced under its name, or is not known any more, voids what it signed.
func TestARememberedTokenFallsWithItsKey(t *testing.T) {
	token := sign(t, signer, "k1", person(), noon.Add(time.Hour))
	k := remembered(t, storetest.NewClock(noon), token)
	put(t, k, Fact{ID: "key/k1", Public: public(another)})
	if !refused(t, k, token) {
		t.Error("the token of a replaced key passes")
	}
	g := k.tokens.find(token)
	if g.holds(func(string) (ed25519.PublicKey, bool) { return nil, false }, noon) {
		t.Error("it holds without its key")
	}
	if !g.holds(keysOf, noon) || g.holds(keysOf, noon.Add(-time.Minute)) {
		t.Error("it holds before it began")
	}
}

// What is like a remembered token and not the same is looked at as a whole.
func TestWhatIsLikeARememberedTokenIsRefused(t *testing.T) {
	token := sign(t, signer, "k1", person(), noon.Add(time.Hour))
	k := remembered(t, storetest.NewClock(noon), token)
	head, rest, _ := strings.Cut(token, ".")
	for _, forged := range []string{token + "x", " " + token, head + "." + strings.ToUpper(rest), token[:len(token)-4] + "AAAA", strings.TrimRight(token, "=") + "="} {
		if forged != token && !refused(t, k, forged) {
			t.Errorf("%q passes", forged)
		}
	}
}

func TestServiceTokensAreNotRemembered(t *testing.T) {
	k := guard(t, storetest.NewClock(noon))
	token, err := SignService(shared, "casework", noon)
	if err != nil || refused(t, k, token) {
		t.Fatal("refused", err)
	}
	if k.tokens.find(token) != nil {
		t.Error("it is remembered")
	}
}

func TestRememberedTokensAreBounded(t *testing.T) {
	var v verified
	for i := range 3 * mostVerified {
		v.keep(fmt.Sprint(i), &good{})
		v.find("0") // used all the time
	}
	if len(v.now)+len(v.old) > 2*mostVerified {
		t.Errorf("%d and %d are remembered", len(v.now), len(v.old))
	}
	if v.find("0") == nil || v.find("1") != nil {
		t.Error("it forgets what is used and keeps what is not")
	}
}
