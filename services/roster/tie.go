package roster

import (
	"context"

	caseworkapi "lianluo/api/casework"
	identityapi "lianluo/api/identity"
	api "lianluo/api/roster"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// tie is what other services hold about a person or a unit ("unit/<id>"), so that
// nothing is removed that they still need.
type tie struct {
	ID      string `json:"id"`
	Account bool   `json:"account,omitempty"`
	Case    bool   `json:"case,omitempty"`
}

func newTies(db *store.DB) *store.Collection[tie] {
	return store.NewCollection(db, "tie", store.Def[tie]{ID: func(t *tie) string { return t.ID }})
}

func (s *Service) tieHandlers() []event.Handler {
	var out []event.Handler
	for _, t := range []event.Type[identityapi.AccountChanged]{identityapi.AccountInvited, identityapi.AccountUpdated, identityapi.RoleGranted} {
		out = append(out, event.On(t, func(ctx context.Context, _ event.Event, a identityapi.AccountChanged) error {
			return s.onAccount(ctx, a)
		}))
	}
	for _, t := range []event.Type[caseworkapi.Changed]{caseworkapi.CaseReceived, caseworkapi.CaseRegistered, caseworkapi.CaseAssigned} {
		out = append(out, event.On(t, s.onHeard))
	}
	return out
}

func (s *Service) onHeard(ctx context.Context, _ event.Event, c caseworkapi.Changed) error {
	for _, person := range c.ReceivedBy {
		if err := s.tie(ctx, person, func(t *tie) { t.Case = true }); err != nil {
			return err
		}
	}
	return s.tie(ctx, unitTie(c.Unit), func(t *tie) { t.Case = true })
}

func (s *Service) onAccount(ctx context.Context, a identityapi.AccountChanged) error {
	held := []string{a.Person}
	for _, x := range a.Assignments {
		held = append(held, unitTie(x.Unit))
	}
	for _, id := range held {
		if err := s.tie(ctx, id, func(t *tie) { t.Account = true }); err != nil {
			return err
		}
	}
	return nil
}

func unitTie(unit string) string { return "unit/" + unit }

func (s *Service) tie(ctx context.Context, id string, fn func(*tie)) error {
	if id == "" || id == unitTie("") {
		return nil
	}
	_, err := s.ties.Upsert(ctx, id, func() tie { return tie{ID: id} }, func(t *tie) ([]event.Event, error) {
		fn(t)
		return nil, nil
	})
	return err
}

var (
	errHasAccount = fault.Conflict("roster.has_account", "此人已开通账号，没有撤销。如确需删除，请先停用账号。", "This person has an account and was left alone; disable the account first")
	errHasHeard   = fault.Conflict("roster.has_heard", "此人已接待群众并登记意见，没有撤销", "This person has received people whose cases name them, and was left alone")
	errHasShifts  = fault.Conflict("roster.has_shifts", "此人已排入值班，没有撤销。如确需删除，请先调换值班。", "This person stands on the roster and was left alone; change the shifts first")
)

// free fails in words where somebody needs the person.
func (s *Service) free(ctx context.Context, id string, a act) error {
	t, err := s.ties.Get(ctx, id)
	switch {
	case err != nil && !fault.Is(err, fault.KindNotFound):
		return err
	case t.Account:
		return errHasAccount
	case t.Case:
		return errHasHeard
	}
	if err := s.touch(ctx, id, year(a.At), year(a.At.AddDate(1, 0, 0))); err != nil { // not while somebody puts them on a shift
		return err
	}
	_, planned, err := s.days.First(ctx, store.Query{Index: "person", Of: id})
	if err == nil && planned {
		return errHasShifts
	}
	return err
}

// removePerson takes a person back whom nobody needs; to all who follow, they
// have no mandate and no posting any more, and their contact data is destroyed.
func (s *Service) removePerson(ctx context.Context, id, reason string) error {
	a := s.act(ctx)
	p, err := s.people.Get(ctx, id)
	if err != nil {
		return err
	}
	if err := s.free(store.System(ctx), id, a); err != nil {
		return err
	}
	p.Mandates, p.Postings = nil, nil
	if p.Contact != nil {
		if err := s.vault.Destroy(ctx, id, a.At); err != nil {
			return err
		}
	}
	return s.people.Delete(ctx, id, told(api.PersonUpdated, &p, reason)...)
}
