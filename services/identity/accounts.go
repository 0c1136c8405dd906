package identity

import (
	"context"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/pkg/vault"
)

// InviteAccount serves identity.InviteAccount.
func (s *service) InviteAccount(ctx context.Context, req identity.InviteRequest) (identity.Invitation, error) {
	au, err := s.authorityOf(ctx)
	if err != nil {
		return identity.Invitation{}, err
	}
	return s.invite(ctx, au, req)
}

func (s *service) invite(ctx context.Context, au authority, req identity.InviteRequest) (identity.Invitation, error) {
	a, err := s.create(ctx, au, req)
	if err != nil {
		return identity.Invitation{}, err
	}
	return s.issue(ctx, &a)
}

// create makes an account that nobody can open yet; the scope of ctx decides
// whether it may be there.
func (s *service) create(ctx context.Context, au authority, req identity.InviteRequest) (account, error) {
	a, err := s.newAccount(ctx, au, req)
	if err != nil {
		return a, err
	}
	now := s.clock.Now()
	events := a.invite()
	for _, g := range req.Grants {
		x, err := s.grantable(ctx, au, &a, g)
		if err != nil {
			return a, err
		}
		granted, err := a.grant(x, now)
		if err != nil {
			return a, err
		}
		events = append(events, granted...)
	}
	if a.Mail, err = s.keepMail(ctx, a.ID, req.Email); err != nil {
		return a, err
	}
	return a, s.accounts.Create(ctx, a, events...)
}

func (s *service) newAccount(ctx context.Context, au authority, req identity.InviteRequest) (account, error) {
	a := account{ID: s.db.NewID(), Login: req.Login, LoginKey: loginKey(req.Login), Name: req.Name, Area: req.Area,
		Areas: authz.AreaTokens(s.tree, req.Area), Person: req.Person, Lang: req.Lang, Assignments: []identity.Assignment{}, CreatedAt: s.clock.Now().UTC()}
	if a.Lang == "" {
		a.Lang = "zh"
	}
	if err := s.divided(req.Area); err != nil {
		return a, err
	}
	if !au.administers(s.tree, req.Area) {
		return a, errOutside
	}
	if err := checkLogin(a.LoginKey); err != nil {
		return a, err
	}
	if a.Person == "" || au.host {
		return a, nil
	}
	code, err := s.areaOf(ctx, "person/"+a.Person)
	if err == nil && !au.administers(s.tree, code) {
		err = errElsewhere
	}
	return a, err
}

var errOutside = fault.NotFound("account.elsewhere", "该区划不在您的管辖范围内，请选择自己的辖区", "This division lies outside your area; choose one within it")

// divided fails with invalid for a division that there is not.
func (s *service) divided(code string) error {
	if !s.tree.Active(area.Code(code)) {
		return fault.Invalid("account.area", "没有行政区划 %[1]s，请核对代码", "There is no division %[1]s; check the code", code)
	}
	return nil
}

// Reinvite serves identity.Reinvite.
func (s *service) Reinvite(ctx context.Context, req identity.ByID) (identity.Invitation, error) {
	au, err := s.authorityOf(ctx)
	if err != nil {
		return identity.Invitation{}, err
	}
	return s.reinvite(ctx, au, req.ID)
}

func (s *service) reinvite(ctx context.Context, au authority, id string) (identity.Invitation, error) {
	a, err := s.accounts.Update(ctx, id, func(a *account) ([]event.Event, error) {
		if err := s.mayManage(au, a); err != nil {
			return nil, err
		}
		return a.invite(), a.people()
	})
	if err != nil {
		return identity.Invitation{}, err
	}
	if err := s.endSessions(ctx, id, "", "invited_again"); err != nil {
		return identity.Invitation{}, err
	}
	return s.issue(ctx, &a)
}

// DisableAccount serves identity.DisableAccount.
func (s *service) DisableAccount(ctx context.Context, req identity.Reasoned) (identity.Account, error) {
	au, err := s.authorityOf(ctx)
	if err != nil {
		return identity.Account{}, err
	}
	return s.disable(ctx, au, req)
}

func (s *service) disable(ctx context.Context, au authority, req identity.Reasoned) (identity.Account, error) {
	a, err := s.accounts.Update(ctx, req.ID, func(a *account) ([]event.Event, error) {
		if err := s.mayManage(au, a); err != nil {
			return nil, err
		}
		return a.disable(req.Reason)
	})
	if err != nil {
		return identity.Account{}, err
	}
	if err := s.endSessions(ctx, a.ID, "", "disabled"); err != nil {
		return identity.Account{}, err
	}
	for _, x := range own(a.live(s.clock.Now())) {
		if err := s.endDelegationsOf(ctx, x, req.Reason); err != nil {
			return identity.Account{}, err
		}
	}
	return a.view(), s.endTokens(ctx, a.ID)
}

// GetAccount serves identity.GetAccount.
func (s *service) GetAccount(ctx context.Context, req identity.ByID) (identity.Account, error) {
	a, err := s.accounts.Get(ctx, req.ID)
	return a.view(), err
}

// ListAccounts serves identity.ListAccounts.
func (s *service) ListAccounts(ctx context.Context, req identity.ListAccountsRequest) (rpc.Page[identity.Account], error) {
	out := rpc.Page[identity.Account]{Items: []identity.Account{}}
	if req.Area != "" {
		ctx = authz.Within(ctx, s.tree, req.Area)
	}
	if req.Words != "" {
		return s.findAccounts(ctx, req)
	}
	page, err := s.accounts.List(ctx, store.Query{Index: "login", Limit: req.Limit, After: req.After})
	for i := range page.Items {
		out.Items = append(out.Items, page.Items[i].view())
	}
	out.Next = page.Next
	return out, err
}

// contact is an account's mail address, sealed under the owner's key.
type contact struct {
	ID     string `json:"id"`
	Sealed []byte `json:"sealed"`
}

func newContacts(db *store.DB) *store.Collection[contact] {
	return store.NewCollection(db, "contact", store.Def[contact]{ID: func(c *contact) string { return c.ID }})
}

// keepMail stores an address for an account that the caller may change, and
// returns its mask; "" removes what there was.
func (s *service) keepMail(ctx context.Context, id, mail string) (string, error) {
	ctx = store.System(ctx) // contacts are reached through their accounts only
	if mail == "" {
		if err := s.contacts.Delete(ctx, id); err != nil && !fault.Is(err, fault.KindNotFound) {
			return "", err
		}
		return "", nil
	}
	sealed, err := s.vault.Seal(ctx, id, mail)
	if err != nil {
		return "", err
	}
	_, err = s.contacts.Upsert(ctx, id, func() contact { return contact{ID: id} }, func(c *contact) ([]event.Event, error) {
		c.Sealed = sealed
		return nil, nil
	})
	return vault.MaskEmail(mail), err
}

// mail is an account's address in full, "" where there is none.
func (s *service) mail(ctx context.Context, id string) (string, error) {
	ctx = store.System(ctx) // the caller is the owner, or a service that sends
	c, err := s.contacts.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var mail string
	err = s.vault.Open(ctx, id, c.Sealed, &mail)
	return mail, err
}
