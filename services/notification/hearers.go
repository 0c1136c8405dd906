package notification

import (
	"context"
	"slices"
	"strings"

	"lianluo/api/identity"
	"lianluo/pkg/area"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// recipient is somebody to be told: acct:…, person:… or voice:…, and the
// accounts whose inboxes reach them.
type recipient struct {
	ref      string
	accounts []string
}

// hearers finds who a row of the table means.
func (s *Service) hearers(ctx context.Context, n news, to string) ([]recipient, error) {
	switch to {
	case toStation:
		return s.staff(ctx, n, n.refs("station:", n.station))
	case toUnit:
		return s.staff(ctx, n, n.refs("unit:", n.unit))
	case toOffice:
		return s.staff(ctx, n, n.refs("office:", ""))
	case toDeputy:
		return s.deputies(ctx, n)
	case toBacker:
		return s.backers(ctx, n)
	case toRegistrar:
		return s.account(ctx, n.registrar, n.event.Actor)
	case toSelf:
		return s.account(ctx, n.self, "")
	}
	var out []recipient
	for _, v := range n.voices {
		out = append(out, recipient{ref: "voice:" + v})
	}
	return out, nil
}

// refs are the references of a kind that the event names, or else the one given.
func (n news) refs(kind, otherwise string) []string {
	var out []string
	for _, ref := range n.tell {
		if strings.HasPrefix(ref, kind) && ref != kind {
			out = append(out, ref)
		}
	}
	if len(out) == 0 && otherwise != "" {
		return []string{kind + otherwise}
	}
	return out
}

// staff are the accounts that work at the places; where nobody does, the office
// above answers for it, so that no news falls on deaf ears.
func (s *Service) staff(ctx context.Context, n news, places []string) ([]recipient, error) {
	var out []recipient
	for _, place := range places {
		found, err := s.workers(ctx, place)
		for _, above := range s.above(place, n.area) {
			if err != nil || len(found) > 0 {
				break
			}
			found, err = s.workers(ctx, above)
		}
		if err != nil {
			return nil, err
		}
		for _, a := range found {
			if a.ID != n.event.Actor { // who did it knows
				out = append(out, recipient{ref: "acct:" + a.ID, accounts: []string{a.ID}})
			}
		}
	}
	return out, nil
}

// workers are the accounts that work at a place now.
func (s *Service) workers(ctx context.Context, place string) ([]Account, error) {
	var out []Account
	err := s.accounts.Each(ctx, store.Query{Index: "post", Of: place}, func(a Account) error {
		if a.worksAt(place, s.clock.Now()) {
			out = append(out, a)
		}
		return nil
	})
	return out, err
}

// above are the offices over a place, nearest first.
func (s *Service) above(place, code string) []string {
	own, isOffice := strings.CutPrefix(place, "office:")
	if isOffice {
		code = own
	}
	var out []string
	for _, c := range slices.Backward(s.tree.Ancestors(area.Code(code))) {
		if office := "office:" + string(c); office != place {
			out = append(out, office)
		}
	}
	return out
}

// deputies are the persons concerned, with their accounts.
func (s *Service) deputies(ctx context.Context, n news) ([]recipient, error) {
	var out []recipient
	for _, person := range n.persons {
		r := recipient{ref: "person:" + person}
		err := s.accounts.Each(ctx, store.Query{Index: "post", Of: r.ref}, func(a Account) error {
			r.accounts = append(r.accounts, a.ID)
			return nil
		})
		if err != nil {
			return nil, err
		}
		if !slices.Contains(r.accounts, n.event.Actor) {
			out = append(out, r)
		}
	}
	return out, nil
}

// account is one account, unless it is the one that did it or there is none.
func (s *Service) account(ctx context.Context, id, actor string) ([]recipient, error) {
	if id == "" || id == actor {
		return nil, nil
	}
	a, err := s.accounts.Get(ctx, id)
	if fault.Is(err, fault.KindNotFound) || err == nil && a.State == identity.Disabled {
		return nil, nil
	}
	return []recipient{{ref: "acct:" + id, accounts: []string{id}}}, err
}

// backers are everybody behind a project: people, and deputies with their accounts.
func (s *Service) backers(ctx context.Context, n news) ([]recipient, error) {
	out, err := s.deputies(ctx, n)
	for _, ref := range n.backers {
		out = append(out, recipient{ref: ref})
	}
	return out, err
}

// bare are the references of a kind without it.
func bare(kind string, refs []string) []string {
	var out []string
	for _, ref := range refs {
		if id, ok := strings.CutPrefix(ref, kind); ok {
			out = append(out, id)
		}
	}
	return out
}
