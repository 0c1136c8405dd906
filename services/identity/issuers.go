package identity

import (
	"context"
	"strings"

	"lianluo/api/identity"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/foreign"
)

// describe reads what stands at an issuer's address, once in an operation.
func (s *service) describe(ctx context.Context, address string) (foreign.Description, error) {
	return rpc.Memo(ctx, "describe "+address, func() (foreign.Description, error) { return s.foreign.Describe(ctx, address) })
}

// RegisterIssuer serves identity.RegisterIssuer.
func (s *service) RegisterIssuer(ctx context.Context, req identity.RegisterIssuerRequest) (identity.Issuer, error) {
	if err := s.mayRegister(ctx, req.Area); err != nil {
		return identity.Issuer{}, err
	}
	if err := checkSettings(&req.IssuerSettings); err != nil {
		return identity.Issuer{}, err
	}
	i := issuer{Issuer: identity.Issuer{ID: s.db.NewID(), URL: req.URL, Client: req.Client, Area: req.Area, Created: s.clock.Now().UTC()},
		Reach: authz.AreaTokens(s.tree, req.Area)}
	i.Callback = strings.TrimSuffix(s.BaseURL, "/") + "/sign-in/issuers/" + i.ID + "/callback"
	i.settle(req.IssuerSettings, authz.Actor(ctx).ID, true)
	var err error
	if i.Description, err = s.describe(ctx, req.URL); err != nil {
		return identity.Issuer{}, err
	}
	if err := s.sealSecret(ctx, &i, req.Secret); err != nil {
		return identity.Issuer{}, err
	}
	return i.Issuer, s.issuers.Create(ctx, i, identity.IssuerRegistered.New(i.changed("")))
}

// mayRegister fails with invalid for an area that there is not, with denied for one
// beyond the caller's.
func (s *service) mayRegister(ctx context.Context, code string) error {
	if err := s.divided(code); err != nil {
		return err
	}
	if scope, _ := store.ScopeOf(ctx); !scope.Permits(authz.AreaTokens(s.tree, code)) {
		return errOutside
	}
	return nil
}

// sealSecret keeps a new secret, if there is one.
func (s *service) sealSecret(ctx context.Context, i *issuer, secret string) (err error) {
	if secret == "" {
		return nil
	}
	i.SecretSince = s.clock.Now().UTC()
	i.Sealed, err = s.vault.Seal(store.System(ctx), issuerKey(i.ID), secret) // the issuer was reached
	return err
}

// UpdateIssuer serves identity.UpdateIssuer.
func (s *service) UpdateIssuer(ctx context.Context, req identity.UpdateIssuerRequest) (identity.Issuer, error) {
	if err := checkSettings(&req.IssuerSettings); err != nil {
		return identity.Issuer{}, err
	}
	i, err := s.issuers.Get(ctx, req.ID)
	if err != nil {
		return identity.Issuer{}, err
	}
	if err := i.live(); err != nil {
		return identity.Issuer{}, err
	}
	description, err := s.describe(ctx, i.URL)
	if err != nil {
		return identity.Issuer{}, err
	}
	i, err = s.issuers.Update(ctx, req.ID, func(i *issuer) ([]event.Event, error) {
		i.Description = description
		i.settle(req.IssuerSettings, authz.Actor(ctx).ID, req.Secret != "")
		return []event.Event{identity.IssuerUpdated.New(i.changed(""))}, s.sealSecret(ctx, i, req.Secret)
	})
	return i.Issuer, err
}

// ConfirmIssuer serves identity.ConfirmIssuer.
func (s *service) ConfirmIssuer(ctx context.Context, req identity.ByID) (identity.Issuer, error) {
	by := authz.Actor(ctx)
	i, err := s.issuers.Update(ctx, req.ID, func(i *issuer) ([]event.Event, error) {
		if by.Kind != authz.Person {
			return nil, errConfirmProgram
		}
		return i.confirm(by.ID, s.clock.Now().UTC())
	})
	return i.Issuer, err
}

var errConfirmProgram = fault.FailedPrecondition("issuer.program", "登录来源须由另一位管理员本人登录后确认，程序和令牌不能代办",
	"Another administrator confirms an issuer, signed in; programs and tokens cannot")

// EndIssuer serves identity.EndIssuer.
func (s *service) EndIssuer(ctx context.Context, req identity.Reasoned) (identity.Issuer, error) {
	i, err := s.issuers.Update(ctx, req.ID, func(i *issuer) ([]event.Event, error) {
		if err := i.live(); err != nil {
			return nil, err
		}
		i.Ended, i.Sealed, i.Leaving = s.clock.Now().UTC(), nil, authz.Actor(ctx).ID
		return []event.Event{identity.IssuerEnded.New(i.changed(req.Reason))}, nil
	})
	return i.Issuer, err
}

// GetIssuer serves identity.GetIssuer.
func (s *service) GetIssuer(ctx context.Context, req identity.ByID) (identity.Issuer, error) {
	i, err := s.issuers.Get(ctx, req.ID)
	return i.Issuer, err
}

// ListIssuers serves identity.ListIssuers.
func (s *service) ListIssuers(ctx context.Context, req identity.ListIssuersRequest) (rpc.Page[identity.Issuer], error) {
	page, err := s.issuers.List(ctx, store.Query{Index: "created", Desc: true, Limit: req.Limit, After: req.After})
	out := rpc.Page[identity.Issuer]{Items: []identity.Issuer{}, Next: page.Next}
	for _, i := range page.Items {
		out.Items = append(out.Items, i.Issuer)
	}
	return out, err
}
