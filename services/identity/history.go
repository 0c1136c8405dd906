package identity

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"lianluo/api/identity"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

const (
	historyPage = 50
	historyBack = 20 // events before a page, to know what was held when it begins
)

// ListAccountHistory serves identity.ListAccountHistory.
func (s *service) ListAccountHistory(ctx context.Context, req identity.AccountHistoryRequest) (rpc.Page[identity.HistoryEntry], error) {
	a, err := s.accounts.Get(ctx, req.ID)
	if err != nil {
		return rpc.Page[identity.HistoryEntry]{}, err
	}
	return s.history(ctx, teller{service: s, owner: &a}, req.HistoryPage)
}

// ListMyHistory serves identity.ListMyHistory.
func (s *service) ListMyHistory(ctx context.Context, req identity.HistoryPage) (rpc.Page[identity.HistoryEntry], error) {
	caller, err := person(ctx)
	if err != nil {
		return rpc.Page[identity.HistoryEntry]{}, err
	}
	a, err := s.accounts.Get(ctx, caller.ID)
	if err != nil {
		return rpc.Page[identity.HistoryEntry]{}, err
	}
	return s.history(ctx, teller{service: s, owner: &a, mine: true}, req)
}

// history reads the account's journal backwards: a page is a range of its
// sequence, and its cursor the sequence that it began after.
func (s *service) history(ctx context.Context, t teller, req identity.HistoryPage) (rpc.Page[identity.HistoryEntry], error) {
	out := rpc.Page[identity.HistoryEntry]{Items: []identity.HistoryEntry{}}
	key := "account/" + t.owner.ID
	last, err := s.db.Journal().Last(ctx, key, 0)
	if err != nil {
		return out, err
	}
	to := last
	if req.After != "" {
		n, err := strconv.ParseInt(req.After, 10, 64)
		if err != nil || n < 1 {
			return out, fault.Invalid("history.after", "翻页位置不正确，请从第一页开始", "This is no place to go on from; start at the first page")
		}
		to = min(n, last)
	}
	from := max(0, to-int64(cmp.Or(req.Limit, historyPage)))
	start := max(0, from-historyBack)
	rows, err := s.db.Journal().ReadAggregate(ctx, key, start, int(to-start)+1) // and the one after
	if err != nil {
		return out, err
	}
	if out.Items, err = t.tell(ctx, rows, from, to); err != nil {
		return out, err
	}
	if from > 0 {
		out.Next = strconv.FormatInt(from, 10)
	}
	sorting.Stably(out.Items, func(a, b identity.HistoryEntry) int { return b.At.Compare(a.At) })
	return out, nil
}

// teller turns an account's events into entries, for its owner or for another.
type teller struct {
	*service
	owner *account
	mine  bool
}

// tell are the entries of the events after a sequence and up to another, the
// newest first, with what happened elsewhere meanwhile.
func (t teller) tell(ctx context.Context, rows []store.JournalRow, from, to int64) ([]identity.HistoryEntry, error) {
	out := []identity.HistoryEntry{}
	var held []identity.Assignment
	meanwhile := store.Query{Eq: store.Key{t.owner.ID}, Desc: true, Limit: store.MaxPage}
	for _, row := range rows {
		e := row.Event
		var data identity.AccountChanged
		if err := json.Unmarshal(e.Data, &data); err != nil {
			return nil, err
		}
		switch {
		case e.Sequence > to:
			meanwhile.Below = e.Time
			continue
		case e.Sequence == from+1 && from > 0:
			meanwhile.From = e.Time
		}
		if e.Sequence > from {
			one, told, err := t.entry(ctx, e, held, data)
			if err != nil {
				return nil, err
			}
			if told {
				out = append(out, one)
			}
		}
		if data.Assignments != nil { // what tells of second factors has none
			held = data.Assignments
		}
	}
	slices.Reverse(out)
	for _, more := range []func(context.Context, store.Query) ([]identity.HistoryEntry, error){t.tokensEnded, t.handedOn} {
		all, err := more(ctx, meanwhile)
		if err != nil {
			return nil, err
		}
		out = append(out, all...)
	}
	return out, nil
}

var historyKinds = map[string]identity.HistoryKind{
	identity.AccountInvited.Name: identity.WasInvited, identity.AccountActivated.Name: identity.WasActivated,
	identity.AccountDisabled.Name: identity.WasDisabled, identity.AccountUnlocked.Name: identity.WasUnlocked,
	identity.RoleGranted.Name: identity.RoleGiven, identity.RoleRevoked.Name: identity.RoleTaken,
	identity.SessionsEnded.Name: identity.SessionsTaken,
}

// entry is what one event tells, given what the account held before; not every
// event is worth an entry.
func (t teller) entry(ctx context.Context, e event.Event, held []identity.Assignment, data identity.AccountChanged) (identity.HistoryEntry, bool, error) {
	out := identity.HistoryEntry{What: historyKinds[e.Type], At: e.Time, Reason: data.Reason}
	if out.What == "" {
		return out, false, nil
	}
	var x identity.Assignment
	switch out.What {
	case identity.RoleGiven:
		if n := len(data.Assignments); n > 0 {
			x = data.Assignments[n-1] // added last
		}
	case identity.RoleTaken:
		x = revokedOf(held, data.Assignments, e.Time)
	}
	var err error
	if x.ID == "" {
		out.By, err = t.doer(ctx, e.Actor, false, anyRole)
		return out, true, err
	}
	return out, true, t.assigned(ctx, e.Actor, &out, x)
}

func anyRole(identity.Assignment) bool { return true }

// revokedOf is the assignment that was ended at a moment, by what was held before
// and after.
func revokedOf(before, after []identity.Assignment, at time.Time) identity.Assignment {
	var out identity.Assignment
	for _, x := range after {
		stood := slices.ContainsFunc(before, func(b identity.Assignment) bool { return b.ID == x.ID && b.Until.Equal(x.Until) })
		if !stood && !x.Until.IsZero() && !x.Until.After(at) && !x.Until.Before(out.Until) {
			out = x
		}
	}
	return out
}

// assigned fills an entry about an assignment: who gave or ended it, and why.
func (t teller) assigned(ctx context.Context, actor string, out *identity.HistoryEntry, x identity.Assignment) error {
	by := x
	by.GrantedBy = actor
	var err error
	if out.By, err = t.granter(ctx, by, t.mine && actor == x.For); err != nil {
		return err
	}
	out.Assignment = &x
	if x.For == "" {
		return nil
	}
	giver, err := t.doer(ctx, x.For, t.mine, anyRole)
	if err != nil {
		return err
	}
	x.ForName = giver.Name
	if out.What == identity.RoleTaken {
		out.What = identity.RoleLentEnd
		return nil
	}
	out.What = identity.RoleLent
	d, err := t.delegations.Get(store.System(ctx), x.ID) // the account was reached
	if fault.Is(err, fault.KindNotFound) {
		return nil
	}
	out.Reason = d.Reason
	return err
}

// tokensEnded are the tokens of the account that were revoked in a time.
func (t teller) tokensEnded(ctx context.Context, q store.Query) ([]identity.HistoryEntry, error) {
	q.Index = "ended"
	page, err := t.tokens.List(store.System(ctx), q) // the account was reached
	if err != nil {
		return nil, err
	}
	var out []identity.HistoryEntry
	for _, one := range page.Items {
		key := "token/" + one.ID
		last, err := t.db.Journal().Last(ctx, key, 0)
		if err != nil {
			return nil, err
		}
		rows, err := t.db.Journal().ReadAggregate(ctx, key, last-1, 1) // nothing is told after its end
		if err != nil {
			return nil, err
		}
		entry := identity.HistoryEntry{What: identity.TokenTaken, At: one.Revoked, Token: one.Name, By: identity.Granter{Roles: []string{}}}
		for _, row := range rows {
			if entry.By, err = t.doer(ctx, row.Event.Actor, false, anyRole); err != nil {
				return nil, err
			}
		}
		out = append(out, entry)
	}
	return out, nil
}

// handedOn are the roles that the account's owner handed on from a time on.
func (t teller) handedOn(ctx context.Context, q store.Query) ([]identity.HistoryEntry, error) {
	q.Index = "giver"
	page, err := t.delegations.List(store.System(ctx), q) // the account was reached
	if err != nil {
		return nil, err
	}
	by, err := t.doer(ctx, t.owner.ID, true, anyRole)
	if err != nil {
		return nil, err
	}
	var out []identity.HistoryEntry
	for _, d := range page.Items {
		x := d.assignment()
		to, err := t.doer(ctx, d.Taker.ID, t.mine, anyRole)
		if err != nil {
			return nil, err
		}
		out = append(out, identity.HistoryEntry{What: identity.RoleHandedOn, At: d.From, By: by, To: to.Name, Assignment: &x,
			Reason: d.Reason, Ended: d.Ended, EndedFor: d.EndedFor})
	}
	return out, nil
}
