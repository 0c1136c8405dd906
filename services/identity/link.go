package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

// link is who an account is at an issuer.
type link struct {
	identity.Link
	Account string `json:"account"`
}

func newLinks(db *store.DB) *store.Collection[link] {
	return store.NewCollection(db, "link", store.Def[link]{
		ID:     func(l *link) string { return l.ID },
		Tokens: func(l *link) []string { return []string{"acct:" + l.Account} },
		Indexes: []store.Index[link]{
			{Name: "subject", Unique: true, Key: func(l *link) store.Key { return store.Key{l.Issuer, l.Subject} }},
			{Name: "account", Unique: true, Key: func(l *link) store.Key { return store.Key{l.Account, l.Issuer} }},
		},
		Missing: errNoLink,
	})
}

var errNoLink = fault.NotFound("link.not_found", "没有这个关联，可能已经解除", "There is no such link; it may have been ended already")

func (l *link) changed(reason string) identity.LinkChanged {
	return identity.LinkChanged{Link: l.ID, Issuer: l.Issuer, Account: l.Account, Reason: reason}
}

// ListLinks serves identity.ListLinks.
func (s *service) ListLinks(ctx context.Context, _ rpc.None) (rpc.Page[identity.Link], error) {
	caller, err := person(ctx)
	if err != nil {
		return rpc.Page[identity.Link]{}, err
	}
	return s.linksOf(ctx, caller.ID)
}

// linksOf are an account's, with what stands on their issuers' buttons.
func (s *service) linksOf(ctx context.Context, account string) (rpc.Page[identity.Link], error) {
	out := rpc.Page[identity.Link]{Items: []identity.Link{}}
	page, err := s.links.List(ctx, store.Query{Index: "account", Eq: store.Key{account}, Limit: store.MaxPage})
	for _, l := range page.Items {
		i, err := s.issuers.Get(store.System(ctx), l.Issuer) // its label alone
		if err != nil {
			return out, err
		}
		l.Label, l.LabelEn = i.Label, i.LabelEn
		out.Items = append(out.Items, l.Link)
	}
	return out, err
}

// EndLink serves identity.EndLink.
func (s *service) EndLink(ctx context.Context, req identity.ByID) (rpc.None, error) {
	caller, err := person(ctx)
	if err != nil {
		return rpc.None{}, err
	}
	if _, err := s.links.Get(ctx, req.ID); err != nil {
		return rpc.None{}, err
	}
	return rpc.None{}, s.endLink(ctx, caller.ID, req.ID, "")
}

// endLink ends an account's link and the sessions that were opened through it. The
// account was reached through the caller's scope.
func (s *service) endLink(ctx context.Context, of, id, reason string) error {
	ctx = store.System(ctx)
	l, err := s.links.Get(ctx, id)
	if err == nil && l.Account != of {
		err = errNoLink
	}
	if err != nil {
		return err
	}
	// Changed without a change: no sign-in slips through.
	if _, err := s.accounts.Update(ctx, of, func(*account) ([]event.Event, error) { return nil, nil }); err != nil {
		return err
	}
	if err := s.links.Delete(ctx, id, identity.LinkEnded.New(l.changed(reason))); err != nil {
		return err
	}
	return s.endSessionsThrough(ctx, of, l.Issuer)
}

func (s *service) endSessionsThrough(ctx context.Context, account, issuer string) error {
	open, err := s.openSessions(ctx, account)
	for _, x := range open {
		if x.Issuer != issuer {
			continue
		}
		if err := s.endSession(ctx, x.ID, "link_ended"); err != nil {
			return err
		}
	}
	return err
}

// ListAccountLinks serves identity.ListAccountLinks.
func (s *service) ListAccountLinks(ctx context.Context, req identity.ByID) (rpc.Page[identity.Link], error) {
	if _, err := s.accounts.Get(ctx, req.ID); err != nil {
		return rpc.Page[identity.Link]{}, err
	}
	return s.linksOf(store.System(ctx), req.ID) // the account was reached through the caller's scope
}

// EndAccountLink serves identity.EndAccountLink.
func (s *service) EndAccountLink(ctx context.Context, req identity.EndAccountLinkRequest) (rpc.None, error) {
	au, err := s.authorityOf(ctx)
	if err != nil {
		return rpc.None{}, err
	}
	a, err := s.accounts.Get(ctx, req.ID)
	if err != nil {
		return rpc.None{}, err
	}
	if err := s.mayManage(au, &a); err != nil {
		return rpc.None{}, err
	}
	return rpc.None{}, s.endLink(ctx, a.ID, req.Link, req.Reason)
}
