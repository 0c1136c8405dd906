package oidc

import (
	"context"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/store"
)

// grant is what a client may do in an account's name. All codes and tokens that
// come of it are of one family: when one of them is used twice, all end.
type grant struct {
	ID        string    `json:"id"`
	Client    string    `json:"client"`
	Account   string    `json:"account"`
	Session   string    `json:"session,omitempty"` // it ends with; "" for one that goes on without the person
	Scopes    []string  `json:"scopes"`
	Redirect  string    `json:"redirect,omitempty"`
	Challenge string    `json:"challenge,omitempty"`
	Nonce     string    `json:"nonce,omitempty"`
	Code      string    `json:"code,omitempty"` // hash
	CodeUntil time.Time `json:"codeUntil,omitzero"`
	AuthTime  time.Time `json:"authTime,omitzero"`
	Made      time.Time `json:"made"`
	Until     time.Time `json:"until"`
	Redeemed  time.Time `json:"redeemed,omitzero"`
	Ended     time.Time `json:"ended,omitzero"`
}

func newGrants(db *store.DB) *store.Collection[grant] {
	return store.NewCollection(db, "grant", store.Def[grant]{
		ID: func(g *grant) string { return g.ID },
		Indexes: []store.Index[grant]{
			{Name: "code", Unique: true, Key: func(g *grant) store.Key {
				if g.Code == "" {
					return nil
				}
				return store.Key{g.Code}
			}},
			{Name: "live", Key: func(g *grant) store.Key {
				if !g.Ended.IsZero() {
					return nil
				}
				return store.Key{g.Account, g.Client, g.Made}
			}},
			{Name: "until", Key: func(g *grant) store.Key { return store.Key{g.Until} }},
		},
	})
}

// changed is the grant as events tell it.
func (g *grant) changed(reason string) identity.GrantChanged {
	return identity.GrantChanged{Grant: g.ID, Client: g.Client, Account: g.Account, Scopes: g.Scopes, Until: g.Until, Reason: reason}
}

// live reports whether the grant still counts.
func (g *grant) live(now time.Time) bool { return g.Ended.IsZero() && now.Before(g.Until) }

// end ends a grant with all that came of it; one that has ended stays as it is.
func (p *Provider) end(ctx context.Context, id, reason string) error {
	_, err := p.grants.Update(ctx, id, func(g *grant) ([]event.Event, error) {
		if !g.Ended.IsZero() {
			return nil, nil
		}
		g.Ended = p.now()
		return []event.Event{identity.GrantEnded.New(g.changed(reason))}, nil
	})
	return err
}

// EndAll ends what clients were granted in an account's name, as its sessions end:
// for a new password, a new invitation, a disabled account.
func (p *Provider) EndAll(ctx context.Context, account, reason string) error {
	return p.endOf(ctx, store.Key{account}, reason)
}

// endOf ends the live grants of an account, or of one of its clients: all of them,
// since a client that may sign somebody in quietly makes as many as it likes.
func (p *Provider) endOf(ctx context.Context, of store.Key, reason string) error {
	ctx = store.System(ctx) // the account was reached through the caller's scope
	return p.db.Transact(ctx, func(ctx context.Context) error {
		return p.grants.Each(ctx, store.Query{Index: "live", Eq: of}, func(g grant) error { return p.end(ctx, g.ID, reason) })
	})
}

// refresh is a refresh token, found by its hash. It is kept after its use, so that
// a second use shows.
type refresh struct {
	Hash  string    `json:"hash"`
	Grant string    `json:"grant"`
	Until time.Time `json:"until"`
	Used  time.Time `json:"used,omitzero"`
}

func newRefreshes(db *store.DB) *store.Collection[refresh] {
	return store.NewCollection(db, "refresh", store.Def[refresh]{
		ID:      func(r *refresh) string { return r.Hash },
		Indexes: []store.Index[refresh]{{Name: "until", Key: func(r *refresh) store.Key { return store.Key{r.Until} }}},
	})
}
