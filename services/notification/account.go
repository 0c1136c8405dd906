package notification

import (
	"context"
	"slices"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// Account is what this service knows of an account: where it works, not who it is.
type Account struct {
	ID          string                `json:"id"`
	Person      string                `json:"person,omitempty"`
	State       identity.AccountState `json:"state"`
	Assignments []identity.Assignment `json:"assignments"`
}

// post is the place that a role works at, as Tell names it: unit:<id>,
// station:<id>, office:<area code>; "" for roles that hear of nothing by role.
func post(a identity.Assignment) string {
	switch authz.Role(a.Role) {
	case authz.HandlingUnit:
		return "unit:" + a.Unit
	case authz.StationHead, authz.LiaisonOfficer:
		return "station:" + a.Station
	case authz.ProvinceAdmin, authz.CityAdmin, authz.CountyAdmin, authz.TownshipAdmin, authz.Supervisor:
		return "office:" + a.Area
	}
	return ""
}

// posts are the places that the account works at, now or at another time, and
// the person that it belongs to.
func (a *Account) posts() []string {
	if a.State == identity.Disabled {
		return nil
	}
	var out []string
	for _, given := range a.Assignments {
		if p := post(given); p != "" {
			out = append(out, p)
		}
	}
	if a.Person != "" {
		out = append(out, "person:"+a.Person)
	}
	return out
}

// worksAt reports whether the account holds an assignment at the place now.
func (a *Account) worksAt(place string, now time.Time) bool {
	return slices.ContainsFunc(a.Assignments, func(given identity.Assignment) bool {
		return post(given) == place && !now.Before(given.From) && (given.Until.IsZero() || now.Before(given.Until))
	})
}

func declareAccounts(db *store.DB) *store.Collection[Account] {
	return store.NewCollection(db, "account", store.Def[Account]{
		ID:      func(a *Account) string { return a.ID },
		Indexes: []store.Index[Account]{{Name: "post", Of: func(a *Account) []string { return a.posts() }}},
	})
}

// onAccount keeps the account's standing; every event carries the whole of it.
func (s *Service) onAccount(ctx context.Context, e event.Event, d identity.AccountChanged) error {
	if err := s.accounts.Put(ctx, Account{ID: d.Account, Person: d.Person, State: d.State, Assignments: d.Assignments}); err != nil {
		return err
	}
	if d.State == identity.Disabled {
		if err := s.unfollow(store.System(ctx), "acct:"+d.Account); err != nil {
			return err
		}
	}
	return s.tell(ctx, accountNews(e, d))
}
