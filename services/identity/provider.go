package identity

import (
	"context"
	"strings"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
	"lianluo/services/identity/oidc"
)

// hosting is what the OpenID Connect provider knows of accounts.
type hosting struct{ *service }

var _ oidc.Host = hosting{}

// Holder implements oidc.Host. Clients act with the person's own roles, as all
// programs do, and wait where the person's sessions would: for a second factor.
func (h hosting) Holder(ctx context.Context, id string) (oidc.Holder, error) {
	ctx = store.System(ctx) // the grant is the right to it
	a, err := h.accounts.Get(ctx, id)
	if err != nil {
		return oidc.Holder{}, err
	}
	var step identity.SignInStep
	if !a.Service { // nobody signs in with it
		step, err = h.stepOf(ctx, &a)
	}
	return oidc.Holder{Login: a.Login, Lang: a.Lang, Active: a.State == identity.Active && step != identity.StepEnrol, Subject: authz.Subject{
		ID: a.ID, Person: a.Person, Name: a.Name, Epoch: a.Epoch, Assignments: assignments(h.inherited(own(a.live(h.clock.Now()))))}}, err
}

// Session implements oidc.Host; another account's is not open.
func (h hosting) Session(ctx context.Context, account, id string) (oidc.Session, error) {
	x, err := h.sessions.Get(store.System(ctx), id) // the grant or the caller's token is the right to it
	return oidc.Session{Open: err == nil && x.Account == account && x.open(h.clock.Now(), h.Idle) && h.stillVouched(ctx, &x) == nil, Started: x.Started, Expires: x.Expires}, err
}

// Mail implements oidc.Host.
func (h hosting) Mail(ctx context.Context, id string) (string, error) { return h.mail(ctx, id) }

// Sign implements oidc.Host.
func (h hosting) Sign(ctx context.Context, s authz.Subject, expires time.Time) (string, error) {
	return h.keys.sign(ctx, s, expires)
}

// Permissions implements oidc.Host.
func (hosting) Permissions() []string { return permissions }

// MakeService implements oidc.Host. The account holds nothing: administrators of
// the area grant it roles as they would to a person.
func (h hosting) MakeService(ctx context.Context, name, at string) (string, error) {
	if err := h.divided(at); err != nil {
		return "", err
	}
	a := account{ID: h.db.NewID(), Name: name, Area: at, Areas: authz.AreaTokens(h.tree, at), Lang: "zh",
		Service: true, Assignments: []identity.Assignment{}, CreatedAt: h.clock.Now().UTC()}
	a.Login = "app-" + strings.ToLower(a.ID)
	a.LoginKey = loginKey(a.Login)
	return a.ID, h.accounts.Create(store.System(ctx), a, a.activate()...) // who registers clients keeps no accounts
}

// EndService implements oidc.Host.
func (h hosting) EndService(ctx context.Context, id, reason string) error {
	_, err := h.accounts.Update(store.System(ctx), id, func(a *account) ([]event.Event, error) { // as in MakeService
		if a.State == identity.Disabled {
			return nil, nil
		}
		return a.disable(reason)
	})
	return err
}

// people fails with failed_precondition for a client's account: nobody ever signs
// in with it.
func (a *account) people() error {
	if a.Service {
		return fault.FailedPrecondition("account.service", "这是应用的账号，没有人用它登录，不能邀请", "This is a client's account: nobody signs in with it, so nobody can be invited to it")
	}
	return nil
}
