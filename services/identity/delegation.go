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

// delegation is who handed what to whom; what it allows is an assignment of the
// taker's with the same id. Names are read when it is shown.
type delegation struct {
	identity.Delegation
	Source string `json:"source"` // the giver's assignment
}

const longestDelegation = 366 * 24 * time.Hour

var errColleague = fault.NotFound("delegate.colleague", "没有找到这位同事：请核对登录名，对方账号须已启用，且在该角色的辖区之内",
	"No such colleague: check the login; the account must be active and lie within the role's area").At("login", "请核对登录名", "Check the login")

func newDelegations(db *store.DB) *store.Collection[delegation] {
	return store.NewCollection(db, "delegation", store.Def[delegation]{
		ID:     func(d *delegation) string { return d.ID },
		Tokens: func(d *delegation) []string { return []string{"acct:" + d.Giver.ID, "acct:" + d.Taker.ID} },
		Indexes: []store.Index[delegation]{
			{Name: "giver", Key: func(d *delegation) store.Key { return store.Key{d.Giver.ID, d.From} }},
			{Name: "taker", Key: func(d *delegation) store.Key { return store.Key{d.Taker.ID, d.From} }},
			{Name: "source", Key: func(d *delegation) store.Key {
				if !d.Ended.IsZero() {
					return nil
				}
				return store.Key{d.Source}
			}},
		},
		Missing: fault.NotFound("delegate.not_found", "没有这项委托，可能已经结束", "There is no such delegation; it may have ended"),
	})
}

// Delegate serves identity.Delegate.
func (s *service) Delegate(ctx context.Context, req identity.DelegateRequest) (identity.Delegation, error) {
	caller, err := person(ctx)
	if err != nil {
		return identity.Delegation{}, err
	}
	giver, err := s.accounts.Get(ctx, caller.ID)
	if err != nil {
		return identity.Delegation{}, err
	}
	d, err := s.delegable(ctx, &giver, req)
	if err != nil {
		return identity.Delegation{}, err
	}
	// The colleague was found by their login within the area of what is handed on.
	taker, err := s.accounts.Update(store.System(ctx), d.Taker.ID, func(a *account) ([]event.Event, error) {
		if err := s.apart(ctx, append(a.live(s.clock.Now()), d.assignment())); err != nil {
			return nil, err
		}
		return a.grant(d.assignment(), s.clock.Now())
	})
	if err != nil {
		return identity.Delegation{}, err
	}
	// Changed without a change: what is taken from the giver meanwhile ends this too.
	if _, err := s.accounts.Update(ctx, giver.ID, func(*account) ([]event.Event, error) { return nil, nil }); err != nil {
		return identity.Delegation{}, err
	}
	d.Giver.Name, d.Taker.Name = giver.Name, taker.Name
	return d.Delegation, s.delegations.Create(ctx, d.unnamed())
}

// unnamed is the delegation as it is kept.
func (d delegation) unnamed() delegation {
	d.Giver.Name, d.Taker.Name = "", ""
	return d
}

// assignment is what the taker holds by it.
func (d delegation) assignment() identity.Assignment {
	return identity.Assignment{ID: d.ID, Role: d.Role, Area: d.Area, Unit: d.Unit, Station: d.Station, From: d.From, Until: d.Until,
		GrantedBy: d.Giver.ID, For: d.Giver.ID, Source: d.Source, Actions: d.Actions}
}

// delegable turns what is asked for into a delegation, or says why not.
func (s *service) delegable(ctx context.Context, giver *account, req identity.DelegateRequest) (delegation, error) {
	now := s.clock.Now().UTC()
	i := slices.IndexFunc(giver.Assignments, func(x identity.Assignment) bool { return x.ID == req.Assignment && !ended(x, now) })
	if i < 0 {
		return delegation{}, errNoGrant
	}
	x := giver.Assignments[i]
	d := delegation{Source: x.ID, Delegation: identity.Delegation{ID: s.db.NewID(), Role: x.Role, Area: x.Area, Station: x.Station, Unit: x.Unit,
		Actions: slices.Compact(slices.Sorted(slices.Values(req.Actions))), From: req.From.UTC(), Until: req.Until.UTC(), Reason: req.Reason,
		Giver: identity.AccountRef{ID: giver.ID}}}
	if req.From.Before(now) {
		d.From = now
	}
	if err := s.mayDelegate(ctx, x, &d); err != nil {
		return d, err
	}
	taker, known, err := s.accounts.First(store.System(ctx), store.Query{Index: "key", Eq: store.Key{loginKey(req.Login)}}) // by a login that must be known
	if err != nil {
		return d, err
	}
	if !known || taker.State != identity.Active || !within(s.tree, x.Area, []string{taker.Area}) {
		return d, errColleague
	}
	if taker.ID == giver.ID {
		return d, fault.Invalid("delegate.self", "不能委托给自己，请选择一位同事", "You cannot hand it to yourself; choose a colleague").At("login", "请选择一位同事", "Choose a colleague")
	}
	d.Taker = identity.AccountRef{ID: taker.ID}
	return d, nil
}

// mayDelegate checks that no more is handed on than is held, nor for longer.
func (s *service) mayDelegate(ctx context.Context, x identity.Assignment, d *delegation) error {
	switch {
	case x.For != "":
		return fault.Denied("delegate.chain", "代理的权限不能再委托他人，请由本人重新委托", "What was handed to you cannot be handed on; the person themselves has to do it")
	case authz.Role(x.Role) == authz.DeputyRole:
		return fault.Denied("delegate.deputy", "代表职务由本人履行，不能委托", "A deputy's office is performed in person and cannot be delegated")
	case !d.Until.After(d.From):
		return fault.Invalid("delegate.dates", "结束时间必须晚于开始时间和现在", "The end must come after the beginning, and after now").At("until", "请重新选择结束日期", "Choose another end")
	case outlasts(d.Until, x.Until) || d.From.Before(x.From):
		return fault.Invalid("delegate.beyond", "委托不能超出自己的任期，请缩短时间", "You cannot delegate beyond your own term; choose a shorter time").At("until", "请重新选择结束日期", "Choose another end")
	case d.Until.After(s.clock.Now().Add(longestDelegation)):
		return fault.Invalid("delegate.long", "委托最长一年，请缩短时间", "A delegation lasts a year at most; choose a shorter time").At("until", "请重新选择结束日期", "Choose another end")
	}
	dec, err := s.decider(ctx)
	if err != nil {
		return err
	}
	for _, action := range d.Actions {
		if held, err := dec.Scopes(authz.Role(x.Role), action); err != nil || len(held) == 0 {
			if err != nil {
				return err
			}
			return fault.Invalid("delegate.action", "您的这个角色没有权限 %[1]s，不能委托", "This role of yours does not hold %[1]s, so that you cannot delegate it", action).At("actions", "请只选自己拥有的权限", "Choose only what you hold")
		}
	}
	return nil
}

// EndDelegation serves identity.EndDelegation.
func (s *service) EndDelegation(ctx context.Context, req identity.Reasoned) (identity.Delegation, error) {
	if _, err := person(ctx); err != nil {
		return identity.Delegation{}, err
	}
	d, err := s.delegations.Get(ctx, req.ID)
	if err != nil {
		return identity.Delegation{}, err
	}
	if d, err = s.endDelegation(ctx, d, req.Reason); err != nil {
		return identity.Delegation{}, err
	}
	all, err := s.withNames(ctx, []delegation{d})
	if err != nil {
		return identity.Delegation{}, err
	}
	return all[0], nil
}

// endDelegation ends one that was reached through the caller's scope. It fails
// with failed_precondition when it is over.
func (s *service) endDelegation(ctx context.Context, d delegation, reason string) (delegation, error) {
	ctx = store.System(ctx)
	a, err := s.accounts.Update(ctx, d.Taker.ID, func(a *account) ([]event.Event, error) { return a.revoke(d.ID, reason, s.clock.Now()) })
	if fault.HasCode(err, "grant.not_found") {
		err = fault.FailedPrecondition("delegate.over", "委托已结束，无需重复操作", "The delegation has ended already")
	}
	if err != nil {
		return d, err
	}
	if err := s.retell(ctx, &a); err != nil {
		return d, err
	}
	return s.closeDelegation(ctx, d.ID, reason)
}

// closeDelegation notes that a delegation's assignment was revoked.
func (s *service) closeDelegation(ctx context.Context, id, reason string) (delegation, error) {
	return s.delegations.Update(store.System(ctx), id, func(d *delegation) ([]event.Event, error) {
		d.Ended, d.EndedFor = s.clock.Now().UTC(), reason
		return nil, nil
	})
}

// endDelegationsOf ends what stands on an assignment that was revoked in the same
// unit, and notes the end of one that was itself delegated.
func (s *service) endDelegationsOf(ctx context.Context, x identity.Assignment, reason string) error {
	if x.For != "" {
		_, err := s.closeDelegation(ctx, x.ID, reason)
		return err
	}
	page, err := s.delegations.List(store.System(ctx), store.Query{Index: "source", Eq: store.Key{x.ID}, Limit: store.MaxPage})
	if err != nil {
		return err
	}
	for _, d := range page.Items {
		if _, err := s.endDelegation(ctx, d, reason); err != nil && !fault.HasCode(err, "delegate.over") {
			return err
		}
	}
	return nil
}

// ListDelegations serves identity.ListDelegations.
func (s *service) ListDelegations(ctx context.Context, _ rpc.None) (identity.Delegations, error) {
	out := identity.Delegations{}
	caller, err := person(ctx)
	if err != nil {
		return out, err
	}
	if out.Given, err = s.delegationsBy(ctx, "giver", caller.ID); err != nil {
		return out, err
	}
	out.Held, err = s.delegationsBy(ctx, "taker", caller.ID)
	return out, err
}

func (s *service) delegationsBy(ctx context.Context, side, account string) ([]identity.Delegation, error) {
	page, err := s.delegations.List(ctx, store.Query{Index: side, Eq: store.Key{account}, Desc: true, Limit: 100})
	if err != nil {
		return nil, err
	}
	return s.withNames(ctx, page.Items)
}

// withNames are delegations as both sides see them.
func (s *service) withNames(ctx context.Context, all []delegation) ([]identity.Delegation, error) {
	out := []identity.Delegation{}
	for _, d := range all {
		for _, ref := range []*identity.AccountRef{&d.Giver, &d.Taker} {
			a, err := s.accounts.Get(store.System(ctx), ref.ID) // the name alone, of one's colleague
			if err != nil {
				return out, err
			}
			ref.Name = a.Name
		}
		out = append(out, d.Delegation)
	}
	return out, nil
}

// principals names those on whose behalf assignments act, for tokens and pages.
func (s *service) principals(ctx context.Context, all []identity.Assignment) ([]identity.Assignment, error) {
	out := slices.Clone(all)
	for i := range out {
		if out[i].For == "" {
			continue
		}
		a, err := s.accounts.Get(store.System(ctx), out[i].For) // the name alone
		if err != nil {
			return out, err
		}
		out[i].ForName = a.Name
	}
	return out, nil
}

// own are the assignments that nobody delegated: all that programs act with.
func own(all []identity.Assignment) []identity.Assignment {
	return slices.DeleteFunc(slices.Clone(all), func(x identity.Assignment) bool { return x.For != "" })
}
