package bench

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// staffed is a service's guard in a province with so many staff, one in a hundred
// of whom had their access changed, and who work in all divisions.
type staffed struct {
	keeper *authz.Keeper
	staff  []authz.Subject
	places [][]string // what a case carries, by division
	token  string     // of the first
}

func staff(t *testing.T, n int) staffed {
	t.Helper()
	db := storetest.DB(t, "staffed")
	s := staffed{keeper: authz.NewKeeper(db, nil)}
	if err := db.Open(t.Context()); err != nil {
		t.Fatal(err)
	}
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	policy := authz.DefaultPolicy()
	facts := []authz.Fact{{ID: "policy", Policy: &policy}, {ID: "key/k", Public: public}}
	tree := area.Default()
	towns := townships(tree)
	for i := range n {
		town := string(towns[i%len(towns)])
		s.staff = append(s.staff, member(i, town))
		if i < len(towns) {
			s.places = append(s.places, authz.AreaTokens(tree, town))
		}
		if i%100 == 0 {
			facts = append(facts, authz.Fact{ID: "account/" + s.staff[i].ID, Epoch: 1})
		}
	}
	know(t, db, s.keeper, facts)
	if s.token, err = authz.Sign(private, "k", s.staff[0], time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	return s
}

func member(i int, town string) authz.Subject {
	id, from := fmt.Sprintf("acc%06d", i), time.Now().AddDate(-1, 0, 0)
	station := authz.Assignment{ID: "a" + id, Role: authz.LiaisonOfficer, Area: town, Station: "st" + id, From: from}
	office := authz.Assignment{ID: "b" + id, Role: authz.TownshipAdmin, Area: town, From: from}
	return authz.Subject{ID: id, Kind: authz.Person, Epoch: 1, IssuedAt: time.Now(), Assignments: []authz.Assignment{station, office}}
}

func townships(tree *area.Tree) []area.Code {
	var out []area.Code
	for _, city := range tree.Children("43") {
		for _, county := range tree.Children(city.Code) {
			for _, town := range tree.Children(county.Code) {
				out = append(out, town.Code)
			}
		}
	}
	return out
}

func know(t *testing.T, db *store.DB, k *authz.Keeper, facts []authz.Fact) {
	t.Helper()
	const some = 500
	for len(facts) > 0 {
		now := facts[:min(some, len(facts))]
		err := db.Transact(t.Context(), func(ctx context.Context) error {
			for _, f := range now {
				if err := k.Put(ctx, f); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		facts = facts[len(now):]
	}
}

// checks is how long one takes: the scope of a random member of staff for an
// action, and whether a case lies within. Answers are checked, every one.
func (s staffed) checks(t *testing.T, limit time.Duration) time.Duration {
	t.Helper()
	n := 0
	began := time.Now()
	for time.Since(began) < limit {
		for range 1000 {
			i := rand.IntN(len(s.staff))
			own := i % len(s.places)
			scope, err := s.keeper.Authorize(t.Context(), s.staff[i], "case.assign")
			if err != nil || !scope.Permits(s.places[own]) || scope.Permits(s.places[(own+1)%len(s.places)]) {
				t.Fatalf("member %d: %v, %v", i, scope, err)
			}
			n++
		}
	}
	return time.Since(began) / time.Duration(n)
}

// verified is how long a token takes: signature, times and revocations.
func (s staffed) verified(t *testing.T, limit time.Duration) time.Duration {
	t.Helper()
	n := 0
	began := time.Now()
	for ; time.Since(began) < limit; n++ {
		if got, err := s.keeper.Authenticate(t.Context(), s.token); err != nil || got.ID != s.staff[0].ID {
			t.Fatalf("%v, %v", got.ID, err)
		}
	}
	return time.Since(began) / time.Duration(n)
}
