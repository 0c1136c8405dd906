package identity

import (
	"context"
	"slices"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// token is a program's access token; the token itself is kept nowhere.
type token struct {
	ID      string    `json:"id"`
	Account string    `json:"account"`
	Name    string    `json:"name"`
	Actions []string  `json:"actions"`
	Created time.Time `json:"created"`
	Expires time.Time `json:"expires"`
	Revoked time.Time `json:"revoked,omitzero"`
}

const maxTokens = 50 // live ones of one account

func newTokens(db *store.DB) *store.Collection[token] {
	return store.NewCollection(db, "token", store.Def[token]{
		ID:     func(t *token) string { return t.ID },
		Tokens: func(t *token) []string { return []string{"acct:" + t.Account} },
		Indexes: []store.Index[token]{
			{Name: "account", Key: func(t *token) store.Key { return store.Key{t.Account, t.Created} }},
			{Name: "live", Key: func(t *token) store.Key {
				if !t.Revoked.IsZero() {
					return nil
				}
				return store.Key{t.Account, t.Expires}
			}},
			{Name: "ended", Key: func(t *token) store.Key {
				if t.Revoked.IsZero() {
					return nil
				}
				return store.Key{t.Account, t.Revoked}
			}},
		},
		Missing: fault.NotFound("token.not_found", "没有这个令牌，可能不属于您", "There is no such token, or it is not yours"),
	})
}

// told is the token with what its owner holds, as events tell it.
func (t *token) told(a *account, now time.Time) identity.TokenChanged {
	return identity.TokenChanged{Token: t.ID, Name: t.Name, Account: t.Account, Person: a.Person, Expires: t.Expires,
		Actions: t.Actions, Assignments: own(a.live(now))}
}

func (t *token) view() identity.Token {
	return identity.Token{ID: t.ID, Name: t.Name, Actions: t.Actions, Created: t.Created, Expires: t.Expires, Revoked: t.Revoked}
}

// CreateToken serves identity.CreateToken.
func (s *service) CreateToken(ctx context.Context, req identity.CreateTokenRequest) (identity.CreatedToken, error) {
	caller, err := person(ctx)
	if err != nil {
		return identity.CreatedToken{}, err
	}
	return s.createToken(ctx, caller.ID, req)
}

func (s *service) createToken(ctx context.Context, id string, req identity.CreateTokenRequest) (identity.CreatedToken, error) {
	now := s.clock.Now().UTC()
	if !req.Expires.After(now) || req.Expires.After(now.Add(tokenLife)) {
		return identity.CreatedToken{}, fault.Invalid("token.expires", "有效期必须在今后 366 天之内，请重新选择", "The end must lie ahead, within 366 days; choose another one")
	}
	// Changed without a change: a role that is revoked meanwhile must be told of.
	a, err := s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) { return nil, a.active() })
	if err != nil {
		return identity.CreatedToken{}, err
	}
	if err := s.mayHold(ctx, &a, req.Actions); err != nil {
		return identity.CreatedToken{}, err
	}
	live, err := s.liveTokens(ctx, id)
	if err != nil {
		return identity.CreatedToken{}, err
	}
	if len(live) >= maxTokens {
		return identity.CreatedToken{}, fault.FailedPrecondition("token.many", "一个账号最多 50 个有效令牌，请先撤销不用的", "An account has at most 50 live tokens; revoke some first")
	}
	t := token{ID: s.db.NewID(), Account: id, Name: req.Name, Actions: slices.Compact(slices.Sorted(slices.Values(req.Actions))), Created: now, Expires: req.Expires.UTC()}
	secret, err := s.keys.sign(ctx, authz.Subject{ID: id, Kind: authz.Program, Token: t.ID, IssuedAt: now}, t.Expires)
	if err != nil {
		return identity.CreatedToken{}, err
	}
	return identity.CreatedToken{Token: t.view(), Secret: secret}, s.tokens.Create(ctx, t, identity.TokenCreated.New(t.told(&a, now)))
}

// active fails with failed_precondition for an account that cannot sign in.
func (a *account) active() error {
	if a.State != identity.Active {
		return fault.FailedPrecondition("account.inactive", "账号尚未启用或已停用，请先接受邀请", "The account is not active; accept its invitation first")
	}
	return nil
}

// mayHold fails with invalid for an action that is none, with denied for one
// that the owner may do nowhere now.
func (s *service) mayHold(ctx context.Context, a *account, actions []string) error {
	d, err := s.decider(ctx)
	if err != nil {
		return err
	}
	owner := authz.Subject{ID: a.ID, Kind: authz.Person, Person: a.Person, Assignments: assignments(s.inherited(own(a.Assignments)))}
	for _, action := range actions {
		if !slices.Contains(permissions, action) {
			return fault.Invalid("token.action", "没有权限 %[1]s，请从权限表中选择", "There is no permission %[1]s; choose one of the list", action)
		}
		if _, err := d.Authorize(owner, action, s.clock.Now()); err != nil {
			return err
		}
	}
	return nil
}

// liveTokens are those of an account that work.
func (s *service) liveTokens(ctx context.Context, account string) ([]token, error) {
	page, err := s.tokens.List(ctx, store.Query{Index: "live", Eq: store.Key{account}, From: s.clock.Now(), Limit: store.MaxPage})
	return page.Items, err
}

// ListTokens serves identity.ListTokens.
func (s *service) ListTokens(ctx context.Context, _ rpc.None) (rpc.Page[identity.Token], error) {
	out := rpc.Page[identity.Token]{Items: []identity.Token{}}
	caller, err := person(ctx)
	if err != nil {
		return out, err
	}
	page, err := s.tokens.List(ctx, store.Query{Index: "account", Eq: store.Key{caller.ID}, Desc: true, Limit: store.MaxPage})
	for i := range page.Items {
		out.Items = append(out.Items, page.Items[i].view())
	}
	return out, err
}

// RevokeToken serves identity.RevokeToken.
func (s *service) RevokeToken(ctx context.Context, req identity.ByID) (identity.Token, error) {
	if _, err := person(ctx); err != nil {
		return identity.Token{}, err
	}
	t, err := s.endToken(ctx, req.ID)
	return t.view(), err
}

func (s *service) endToken(ctx context.Context, id string) (token, error) {
	return s.tokens.Update(ctx, id, func(t *token) ([]event.Event, error) {
		if !t.Revoked.IsZero() {
			return nil, fault.FailedPrecondition("token.revoked", "令牌已撤销，无需重复操作", "The token is revoked already")
		}
		t.Revoked = s.clock.Now().UTC()
		return []event.Event{identity.TokenRevoked.New(identity.TokenChanged{Token: t.ID, Name: t.Name, Account: t.Account, Expires: t.Expires, Actions: t.Actions})}, nil
	})
}

// endTokens ends all of an account that was disabled in the same unit.
func (s *service) endTokens(ctx context.Context, account string) error {
	ctx = store.System(ctx) // the account was reached through the caller's scope
	live, err := s.liveTokens(ctx, account)
	for _, t := range live {
		if _, err := s.endToken(ctx, t.ID); err != nil {
			return err
		}
	}
	return err
}

// retell tells what an account's programs may do after its roles changed in the
// same unit.
func (s *service) retell(ctx context.Context, a *account) error {
	ctx = store.System(ctx) // the account was reached through the caller's scope
	live, err := s.liveTokens(ctx, a.ID)
	for _, t := range live {
		_, err := s.tokens.Update(ctx, t.ID, func(t *token) ([]event.Event, error) {
			return []event.Event{identity.TokenUpdated.New(t.told(a, s.clock.Now()))}, nil
		})
		if err != nil {
			return err
		}
	}
	return err
}
