package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/rules"
	"lianluo/services/identity/oidc"
)

// SecurityHandlers turn identity's events into the facts that a service's guard
// decides by. Every service consumes them.
func SecurityHandlers(k *authz.Keeper) []event.Handler {
	f := facts{k}
	return []event.Handler{
		event.On(identity.PolicyChanged, f.policy),
		event.On(identity.KeyPublished, f.key),
		event.On(identity.DivisionChanged, f.division),
		event.On(identity.DivisionReverted, f.divisionEnd),
		event.On(rules.Changed("identity"), f.days),
		event.On(identity.AccountInvited, f.account),
		event.On(identity.AccountDisabled, f.account),
		event.On(identity.RoleRevoked, f.account),
		event.On(identity.SignedOut, f.session),
		event.On(identity.TokenCreated, f.token),
		event.On(identity.TokenUpdated, f.token),
		event.On(identity.TokenRevoked, f.tokenEnd),
		event.On(identity.ClientEnded, f.clientEnd),
		event.On(identity.GrantEnded, f.grantEnd),
	}
}

type facts struct{ keeper *authz.Keeper }

func (f facts) policy(ctx context.Context, _ event.Event, p identity.Policy) error {
	decided := policyOf(p)
	return f.keeper.Put(ctx, authz.Fact{ID: "policy", Policy: &decided})
}

func (f facts) key(ctx context.Context, _ event.Event, k identity.SigningKey) error {
	return f.keeper.Put(ctx, authz.Fact{ID: "key/" + k.ID, Public: k.Public, Expires: k.Until})
}

func (f facts) division(ctx context.Context, _ event.Event, c identity.DivisionChange) error {
	return f.keeper.Put(ctx, divisionFact(c))
}

func (f facts) divisionEnd(ctx context.Context, _ event.Event, c identity.DivisionChange) error {
	gone := divisionFact(c)
	gone.Ended = true
	return f.keeper.Put(ctx, gone)
}

func divisionFact(c identity.DivisionChange) authz.Fact {
	d := c.Division()
	return authz.Fact{ID: "division/" + c.ID, Division: &d}
}

// account voids the access tokens of lower epochs; the last of them ends by
// itself after its life.
func (f facts) account(ctx context.Context, e event.Event, a identity.AccountChanged) error {
	if a.Epoch == 0 {
		return nil // a new account has none
	}
	return f.keeper.Put(ctx, authz.Fact{ID: "account/" + a.Account, Epoch: a.Epoch, Expires: e.Time.Add(accessLife)})
}

func (f facts) session(ctx context.Context, _ event.Event, s identity.SessionChanged) error {
	return f.keeper.Put(ctx, authz.Fact{ID: "session/" + s.Session, Ended: true, Expires: s.Until})
}

func (f facts) token(ctx context.Context, _ event.Event, t identity.TokenChanged) error {
	owner := authz.Subject{ID: t.Account, Kind: authz.Program, Token: t.Token, Person: t.Person, Name: t.Name,
		Actions: t.Actions, Assignments: assignments(t.Assignments)}
	return f.keeper.Put(ctx, authz.Fact{ID: "token/" + t.Token, Token: &owner, Expires: t.Expires})
}

func (f facts) clientEnd(ctx context.Context, e event.Event, c identity.ClientChanged) error {
	return f.keeper.Put(ctx, authz.Fact{ID: "client/" + c.Client, Ended: true, Expires: e.Time.Add(oidc.AccessLife)})
}

func (f facts) grantEnd(ctx context.Context, e event.Event, g identity.GrantChanged) error {
	return f.keeper.Put(ctx, authz.Fact{ID: "grant/" + g.Grant, Ended: true, Expires: e.Time.Add(oidc.AccessLife)})
}

func (f facts) tokenEnd(ctx context.Context, _ event.Event, t identity.TokenChanged) error {
	return f.keeper.Put(ctx, authz.Fact{ID: "token/" + t.Token, Ended: true, Expires: t.Expires})
}
