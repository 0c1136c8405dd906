package demo

import (
	"context"
	"strings"
	"sync"
	"time"

	"lianluo/api/voting"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/services/platform/hall"
)

// Rehearsal is the open ballot with its players, for a newcomer who lets them act.
// Its devices are made of passwords in the demonstration's file, so it goes on after a
// restart.
type Rehearsal struct {
	file   string
	client func(service string, token func(context.Context) string) *rpc.Client
	now    func() time.Time

	turn     sync.Mutex
	accounts *accounts
	hall     *hall.Hall
}

// NewRehearsal prepares one for the accounts in a file, which may not be there yet.
func NewRehearsal(file string, client func(service string, token func(context.Context) string) *rpc.Client, now func() time.Time) *Rehearsal {
	return &Rehearsal{file: file, client: client, now: now}
}

var errNoRehearsal = fault.NotFound("demo.vote", "演示的票决还没有准备好，请在演示数据装完后再来", "The demonstration's ballot is not there yet; come back when the demonstration is loaded")

// Look is the ballot as it stands. It fails with not_found while there is none.
func (r *Rehearsal) Look(ctx context.Context) (voting.Ballot, hall.Stage, error) {
	r.turn.Lock()
	defer r.turn.Unlock()
	if err := r.find(ctx); err != nil {
		return voting.Ballot{}, hall.Stage{}, err
	}
	err := r.hall.Look(ctx)
	return r.hall.Ballot, r.hall.Stage(), err
}

// Do has the others do what they can do now, which must be act; it fails as
// hall.Hall.Do does.
func (r *Rehearsal) Do(ctx context.Context, act string) error {
	ctx = rpc.WithKey(ctx, "") // a page's key is for one change, and these are many
	r.turn.Lock()
	defer r.turn.Unlock()
	if err := r.find(ctx); err != nil {
		return err
	}
	return r.hall.Do(ctx, act)
}

// find looks for the ballot among those of the congress that the players belong to.
func (r *Rehearsal) find(ctx context.Context) error {
	if r.hall != nil {
		return nil
	}
	nobody := func(context.Context) string { return "" }
	var err error
	if r.accounts, err = openAccounts(r.file, r.client("identity", nobody), r.now, false); err != nil {
		return err
	}
	as := func(login string) *rpc.Client {
		return r.client("voting", func(ctx context.Context) string { return r.accounts.token(ctx, login) })
	}
	for login := range r.accounts.passwords {
		r.accounts.tokens[login] = &access{}
	}
	t, ok := r.accounts.troupe()
	if !ok {
		return errNoRehearsal
	}
	page, err := rpc.Call(ctx, as(t.chair()), voting.ListBallots, voting.ListBallotsRequest{Area: t.congress, Limit: 100})
	if err != nil {
		return err
	}
	for _, b := range page.Items {
		if b.Title == openTitle && b.Head.Seq >= 0 {
			r.hall = t.hall(b.ID, r.accounts, as)
			for _, one := range b.Trustees {
				if r.hall.Phone(one.Mandate) == nil {
					r.hall.Self = one.Mandate
				}
			}
			return nil
		}
	}
	return errNoRehearsal
}

// troupe are the players of the open ballot, if a load made them.
func (a *accounts) troupe() (troupe, bool) {
	for login := range a.passwords {
		if code, ok := strings.CutPrefix(login, openTroupe+"-chair-"); ok {
			return troupe{openTroupe, code}, true
		}
	}
	return troupe{}, false
}

// phones are the logins of a troupe's phones by mandate.
func (a *accounts) phones(t troupe) map[string]string {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := map[string]string{}
	for login, mandate := range a.places {
		if strings.HasPrefix(login, t.name+"-deputy-"+t.congress) {
			out[mandate] = login
		}
	}
	return out
}
