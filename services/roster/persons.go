package roster

import (
	"context"
	"slices"

	api "lianluo/api/roster"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/store"
)

var errNoPerson = fault.NotFound("person.not_found", "没有找到这位代表或工作人员，可能不在您的管辖范围内", "There is no such person, or they are outside your area")

// CreatePerson serves roster.CreatePerson.
func (s *Service) CreatePerson(ctx context.Context, req api.CreatePersonRequest) (api.Person, error) {
	if !s.tree.Active(area.Code(req.Area)) {
		return api.Person{}, errNoArea
	}
	// A mandate elsewhere must not let anybody add people outside their area.
	if scope, _ := store.ScopeOf(ctx); !scope.Permits(authz.AreaTokens(s.tree, req.Area)) {
		return api.Person{}, errNoPerson
	}
	p := newPerson(s.db.NewID(), req.Area, req.PersonDraft)
	if err := s.sealContact(ctx, &p, req.Phone, req.Email); err != nil {
		return api.Person{}, err
	}
	a := s.act(ctx)
	for _, m := range req.Mandates {
		if err := p.addMandate(s.tree, s.db.NewID(), m, a); err != nil {
			return api.Person{}, err
		}
	}
	for _, id := range req.Stations {
		st, err := s.placed(ctx, id)
		if err != nil {
			return api.Person{}, err
		}
		if err := p.post(&st, api.Posting{ID: s.db.NewID(), Station: id, From: a.At}); err != nil {
			return api.Person{}, err
		}
	}
	p.settle(s.tree, a.At)
	if err := s.people.Create(ctx, p, told(api.PersonAdded, &p, "")...); err != nil {
		return api.Person{}, err
	}
	return s.viewed(ctx, p)
}

// changePerson updates a person within the caller's scope and settles what
// follows.
func (s *Service) changePerson(ctx context.Context, id string, fn func(*person, act) ([]event.Event, error)) (api.Person, error) {
	a := s.act(ctx)
	p, err := s.people.Update(ctx, id, func(p *person) ([]event.Event, error) {
		events, err := fn(p, a)
		if err == nil {
			p.settle(s.tree, a.At)
		}
		return events, err
	})
	if err != nil {
		return api.Person{}, err
	}
	return s.viewed(ctx, p)
}

// UpdatePerson serves roster.UpdatePerson. Who takes or leaves an office becomes
// the other half of the pair: the shifts to come as the one half become open. A
// new name is written on the shifts to come.
func (s *Service) UpdatePerson(ctx context.Context, req api.UpdatePersonRequest) (api.Person, error) {
	var turned, renamed bool
	v, err := s.changePerson(ctx, req.ID, func(p *person, _ act) ([]event.Event, error) {
		turned, renamed = p.Official != req.Official, p.Name != req.Name
		p.enter(req.PersonDraft)
		if err := s.sealContact(ctx, p, req.Phone, req.Email); err != nil {
			return nil, err
		}
		return told(api.PersonUpdated, p, ""), nil
	})
	if err == nil && renamed {
		err = s.renamePerson(ctx, req.ID, req.Name)
	}
	if err == nil && turned {
		err = s.vacate(ctx, req.ID, "任职变动")
	}
	return v, err
}

// GetPerson serves roster.GetPerson.
func (s *Service) GetPerson(ctx context.Context, req api.ByID) (api.Person, error) {
	p, err := s.people.Get(ctx, req.ID)
	if err != nil {
		return api.Person{}, err
	}
	return s.viewed(ctx, p)
}

// ListPersons serves roster.ListPersons.
func (s *Service) ListPersons(ctx context.Context, req api.ListRequest) (rpc.Page[api.Person], error) {
	reach, q := ctx, store.Query{Index: "name", Limit: req.Limit, After: req.After}
	if req.Area != "" {
		reach = authz.Within(ctx, s.tree, req.Area)
	}
	if req.Station != "" {
		q.Index, q.Of = "station", req.Station
	}
	if req.Words != "" {
		q.From, q.Below = req.Words, beyond(req.Words)
	}
	page, err := s.people.List(reach, q)
	if err != nil {
		return rpc.Page[api.Person]{}, err
	}
	all := slices.DeleteFunc(page.Items, func(p person) bool {
		return req.Area != "" && !slices.Contains(p.Reach, authz.AreaToken(req.Area))
	})
	out, err := s.personViews(ctx, all)
	return rpc.Page[api.Person]{Items: out, Next: page.Next}, err
}

// personViews are the persons as the caller sees them, in their order.
func (s *Service) personViews(ctx context.Context, all []person) ([]api.Person, error) {
	served, err := s.served(ctx, all)
	out := make([]api.Person, len(all))
	for i, p := range all {
		if err == nil {
			out[i], err = s.personView(ctx, p, served[p.ID])
		}
	}
	return out, err
}

func (s *Service) viewed(ctx context.Context, p person) (api.Person, error) {
	all, err := s.personViews(ctx, []person{p})
	return all[0], err
}

// personView is the person for the caller: reasons of leave for the deputy and
// their station's staff only.
func (s *Service) personView(ctx context.Context, p person, served int) (api.Person, error) {
	out := p.Person
	out.Served = served
	out.Leaves = slices.Clone(p.Leaves)
	if !s.intimate(ctx, &p) {
		return out, nil
	}
	for i, l := range out.Leaves {
		if err := s.vault.Open(ctx, p.ID, p.Reasons[l.ID], &out.Leaves[i].Reason); err != nil {
			return out, err
		}
	}
	return out, nil
}

// intimate: the person, or staff of a station they are posted to.
func (s *Service) intimate(ctx context.Context, p *person) bool {
	caller, now := authz.Actor(ctx), s.clock.Now()
	if caller.Person != "" && caller.Person == p.ID {
		return true
	}
	return slices.ContainsFunc(caller.Assignments, func(a authz.Assignment) bool {
		return a.Station != "" && a.ActiveAt(now) && slices.Contains(p.posted(), a.Station)
	})
}
