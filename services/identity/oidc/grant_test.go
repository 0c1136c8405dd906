package oidc

import (
	"context"
	"fmt"
	"testing"
	"time"

	"lianluo/pkg/calendar"
	"lianluo/pkg/store"
	"lianluo/pkg/store/storetest"
)

// A client that signs a person in quietly again and again has more grants than one
// page of them; all end together.
func TestAllGrantsOfAClientEnd(t *testing.T) {
	now := time.Date(2026, time.March, 2, 1, 0, 0, 0, time.UTC)
	clock := calendar.NewVirtual(now)
	storetest.EachDB(t, "identity", func(t *testing.T, db *store.DB) {
		p := &Provider{db: db, clock: clock, grants: newGrants(db)}
		if err := db.Open(t.Context()); err != nil {
			t.Fatal(err)
		}
		ctx := store.System(t.Context())
		of := map[string]int{"app": store.MaxPage + 20, "other": 1}
		err := db.Transact(ctx, func(ctx context.Context) error {
			for client, n := range of {
				for i := range n {
					g := grant{ID: fmt.Sprint(client, i), Client: client, Account: "a1", Code: fmt.Sprint(client, i), Made: now.Add(time.Duration(i) * time.Second), Until: now.Add(grantLife)}
					if err := p.grants.Create(ctx, g); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := p.endOf(t.Context(), store.Key{"a1", "app"}, "consent_ended"); err != nil {
			t.Fatal(err)
		}
		for client, want := range map[string]int{"app": 0, "other": 1} {
			left := 0
			err := p.grants.Each(ctx, store.Query{Index: "live", Eq: store.Key{"a1", client}}, func(grant) error { left++; return nil })
			if err != nil || left != want {
				t.Errorf("%s: %d go on, %v", client, left, err)
			}
		}
	}, clock)
}
