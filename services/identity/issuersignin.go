package identity

import (
	"context"
	"errors"
	"slices"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
	"lianluo/services/identity/foreign"
)

var (
	errIssuerOver = fault.Unauthenticated("signin.issuer.over", "本次登录已超时或已完成，请在登录页重新开始。", "This sign-in is over. Begin again on the sign-in page.")
	errIssuer     = fault.Unauthenticated("signin.issuer", "没有登录成功：对方没有确认您的身份，或您在本系统没有可以这样登录的账号。请重试，或用密码登录，或联系管理员。",
		"You are not signed in: the other system did not confirm who you are, or you have no account here that may sign in so. Try again, use your password, or ask your administrator.")
)

// vouched is the second factor of a session whose issuer stands for one.
const vouched = "issuer"

// ListSignInIssuers serves identity.ListSignInIssuers.
func (s *service) ListSignInIssuers(ctx context.Context, _ rpc.None) (rpc.Page[identity.SignInIssuer], error) {
	out := rpc.Page[identity.SignInIssuer]{Items: []identity.SignInIssuer{}}
	page, err := s.issuers.List(store.System(ctx), store.Query{Index: "open", Limit: store.MaxPage}) // what stands on buttons is for all
	for _, i := range page.Items {
		out.Items = append(out.Items, identity.SignInIssuer{ID: i.ID, Label: i.Label, LabelEn: i.LabelEn})
	}
	return out, err
}

// openIssuer is an issuer that people sign in through; not_found for all else.
func (s *service) openIssuer(ctx context.Context, id string) (issuer, foreign.Party, error) {
	i, err := s.issuers.Get(store.System(ctx), id) // that there is a button is for all
	if err != nil {
		return i, foreign.Party{}, err
	}
	if !i.open() {
		return i, foreign.Party{}, errNoIssuer
	}
	p, err := s.party(ctx, &i)
	return i, p, err
}

// BeginIssuerSignIn serves identity.BeginIssuerSignIn.
func (s *service) BeginIssuerSignIn(ctx context.Context, req identity.ByID) (identity.IssuerSignIn, error) {
	_, p, err := s.openIssuer(ctx, req.ID)
	if err != nil {
		return identity.IssuerSignIn{}, err
	}
	secret := newSecret()
	c := ceremony{ID: hashOf(secret), Account: atIssuer(req.ID), Expires: s.clock.Now().Add(stepLife).UTC()}
	return identity.IssuerSignIn{Secret: secret, URL: p.Begin(secret), Expires: c.Expires}, s.ceremonies.Put(holding(ctx, "ceremony:"+c.ID), c)
}

// atIssuer is in whose name a sign-in through an issuer waits: an answer of another
// issuer does not fit it.
func atIssuer(id string) string { return "issuer/" + id }

// FinishIssuerSignIn serves identity.FinishIssuerSignIn. From its first answer on
// the sign-in is over, whatever the answer was, unless the issuer was away.
func (s *service) FinishIssuerSignIn(ctx context.Context, req identity.FinishIssuerRequest) (identity.Session, error) {
	i, p, err := s.openIssuer(ctx, req.ID)
	if err != nil {
		return identity.Session{}, err
	}
	switch _, err := s.answered(ctx, hashOf(req.Secret), atIssuer(req.ID)); {
	case errors.Is(err, errCeremony):
		return identity.Session{}, errIssuerOver
	case err != nil:
		return identity.Session{}, err
	}
	said, err := rpc.Memo(ctx, "issuer "+req.Secret, func() (foreign.Claims, error) {
		return s.foreign.Finish(ctx, &p, req.Secret, foreign.Answer{State: req.State, Code: req.Code, Issuer: req.Issuer, Error: req.Error})
	})
	var refusal *foreign.Refusal
	switch {
	case errors.As(err, &refusal):
		return identity.Session{}, s.refuse(store.System(ctx), "", "issuer_"+refusal.Why, errIssuer.Because(err)) // only told
	case err != nil: // away: the answer may come again
		return identity.Session{}, err
	}
	return s.enterThrough(ctx, &i, &said, req.Device)
}

// enterThrough goes on with whoever the issuer has shown, as a password would.
func (s *service) enterThrough(ctx context.Context, i *issuer, said *foreign.Claims, device string) (identity.Session, error) {
	l, a, why, err := s.meant(ctx, i, said)
	if err != nil {
		return identity.Session{}, err
	}
	if why == "" {
		why = s.refusalThrough(i, &a)
	}
	if why != "" {
		return identity.Session{}, s.refuse(store.System(ctx), a.ID, "issuer_"+why, errIssuer) // only told
	}
	ctx = holding(ctx, "acct:"+a.ID)
	if err := s.useLink(ctx, i, &a, l, said.Subject); err != nil {
		return identity.Session{}, err
	}
	by := entry{device: device, issuer: i.ID}
	if said.Vouches(i.Factors) {
		by.factor = vouched
		return s.admit(ctx, a.ID, by)
	}
	return s.enter(ctx, a.ID, by)
}

// meant finds whom the issuer means: the account that is linked, or else the one
// whose login is the claim's value. why says what stands against it.
func (s *service) meant(ctx context.Context, i *issuer, said *foreign.Claims) (l link, a account, why string, err error) {
	if slices.ContainsFunc(i.Required, func(one string) bool { return !said.Meets(one) }) {
		return l, a, "required", nil
	}
	ctx = store.System(ctx) // the issuer's word is the right to it; what it reaches is checked next
	l, linked, err := s.links.First(ctx, store.Query{Index: "subject", Eq: store.Key{i.ID, said.Subject}})
	if err != nil {
		return l, a, "", err
	}
	if linked {
		a, err = s.accounts.Get(ctx, l.Account)
		return l, a, "", err
	}
	login, ok := said.Text(i.Claim)
	if !ok {
		return l, a, "claim", nil
	}
	a, known, err := s.accounts.First(ctx, store.Query{Index: "key", Eq: store.Key{loginKey(login)}})
	if err != nil || !known {
		return l, a, "unknown", err
	}
	_, other, err := s.links.First(ctx, store.Query{Index: "account", Eq: store.Key{a.ID, i.ID}})
	if err != nil || other {
		return l, a, "another_subject", err
	}
	a, err = s.accounts.Get(ctx, a.ID) // as part of this unit: see account
	return l, a, "", err
}

// refusalThrough says why an account may not sign in through the issuer: as with a
// password, and for whoever stands beyond the issuer's area.
func (s *service) refusalThrough(i *issuer, a *account) string {
	areas := []string{a.Area}
	for _, x := range a.live(s.clock.Now()) {
		areas = append(areas, x.Area)
	}
	switch {
	case a.Service:
		return "service"
	case !within(s.tree, i.Area, areas):
		return "area"
	}
	return refusal(a, true, true, s.clock.Now())
}

// stillVouched fails with unauthenticated for a session that was opened through an
// issuer which nobody signs in through any more.
func (s *service) stillVouched(ctx context.Context, x *session) error {
	if x.Issuer == "" {
		return nil
	}
	i, err := s.issuers.Get(store.System(ctx), x.Issuer) // whether it is open
	if err == nil && !i.open() {
		err = errSession
	}
	return err
}

// useLink notes that a link was used, or makes it.
func (s *service) useLink(ctx context.Context, i *issuer, a *account, l link, subject string) error {
	ctx = store.System(ctx) // the issuer's word is the right to it
	now := s.clock.Now().UTC()
	if l.ID != "" {
		_, err := s.links.Update(ctx, l.ID, func(l *link) ([]event.Event, error) { l.LastUsed = now; return nil, nil })
		return err
	}
	l = link{Link: identity.Link{ID: s.db.NewID(), Issuer: i.ID, Subject: subject, Since: now, LastUsed: now}, Account: a.ID}
	made := l.changed("")
	made.Area = a.Area
	return s.links.Create(ctx, l, identity.LinkMade.New(made))
}
