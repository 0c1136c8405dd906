package voting

import (
	"context"
	"slices"
	"time"

	"lianluo/api/roster"
	"lianluo/api/voting"
	"lianluo/pkg/area"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

var (
	errSupervisor = fault.Invalid("supervision.deputy", "督办小组成员应为本级或上级人大现任代表，请从名单中选择", "Supervisors are deputies in office of this congress or one above; choose of the list").
			At("members", "请选择现任代表", "Choose deputies in office")
	errLeader    = fault.Invalid("supervision.leader", "组长应为小组成员，请选择", "The leader is one of the members; choose one").At("leader", "请从成员中选择", "Choose one of the members")
	errNotMember = fault.Denied("supervision.not_member", "只有督办小组成员可以登记走访，请联系人大机关", "Only deputies of the supervision group write down a visit; ask the office")
	errAbsent    = fault.Invalid("supervision.present", "参加走访的应为督办小组成员，请核对名单", "Those present are of the supervision group; check the list").At("present", "请从小组成员中选择", "Choose members of the group")
	errNoGroup   = fault.FailedPrecondition("supervision.none", "这个项目还没有督办小组，请先由人大机关确定", "This project has no supervision group yet; the office names one first")
)

// supervised are the states in which a project has a group that watches over it.
var supervised = append([]voting.State{voting.Adopted, voting.Announced}, underWay...)

// visitable are those in which it is visited: until it is judged.
var visitable = append([]voting.State{voting.Completed, voting.Unfinished, voting.Rectifying}, supervised...)

// supervise names the group.
func (p *Project) supervise(a Act, leader string, members []voting.Supervisor) ([]event.Event, error) {
	if !slices.Contains(supervised, p.State) {
		return nil, p.errState()
	}
	if !slices.ContainsFunc(members, func(m voting.Supervisor) bool { return m.Person == leader }) {
		return nil, errLeader
	}
	p.Supervision = &voting.Supervision{Leader: leader, Members: members, Since: a.At}
	var refs []string
	for _, m := range members {
		refs = append(refs, "person:"+m.Person)
	}
	return p.record(a, voting.SupervisorsNamed, "", quiet, tell(refs...)), nil
}

// visit writes down a visit; who was there is of the group.
func (p *Project) visit(a Act, v voting.Visit, present []string) ([]event.Event, error) {
	switch {
	case v.On > today(a):
		return nil, errLaterOn
	case len(p.Visits) >= mostRecords:
		return nil, errMany
	}
	if err := namesNobody(v.Finding); err != nil {
		return nil, err
	}
	slices.Sort(present)
	for _, id := range slices.Compact(present) {
		m, ok := p.supervisor(id)
		if !ok {
			return nil, errAbsent
		}
		v.Present = append(v.Present, m)
	}
	p.Visits = append(slices.Clone(p.Visits), v)
	return p.record(a, voting.ProjectVisited, "", quiet, p.tellStaff(), func(d *voting.Changed) {
		for _, m := range v.Present {
			d.Present = append(d.Present, m.Person)
		}
	}), nil
}

// admits: it is visited by its group, or by the office for them.
func (p *Project) admits(person string, office bool) error {
	_, member := p.supervisor(person)
	switch {
	case !slices.Contains(visitable, p.State):
		return p.errState()
	case p.Supervision == nil:
		return errNoGroup
	case !member && !office:
		return errNotMember
	}
	return nil
}

// supervisor is a member of the group.
func (p *Project) supervisor(person string) (voting.Supervisor, bool) {
	if p.Supervision == nil || person == "" {
		return voting.Supervisor{}, false
	}
	i := slices.IndexFunc(p.Supervision.Members, func(m voting.Supervisor) bool { return m.Person == person })
	if i < 0 {
		return voting.Supervisor{}, false
	}
	return p.Supervision.Members[i], true
}

// seatedAbove: the person sits in the congress of the division or of one above it.
func (s *Service) seatedAbove(who *Person, code string, at time.Time) bool {
	return slices.ContainsFunc(who.Mandates, func(m roster.Mandate) bool {
		_, sits := who.seat(m.Area, at)
		return sits && s.tree.IsAncestorOrSelf(area.Code(m.Area), area.Code(code))
	})
}

// group is the deputies of a group, in the order of their names.
func (s *Service) group(ctx context.Context, p *Project, ids []string, at time.Time) ([]voting.Supervisor, error) {
	var out []voting.Supervisor
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		who, err := s.persons.Get(store.System(ctx), id)
		if err != nil {
			return nil, fault.Instead(err, errSupervisor)
		}
		if !s.seatedAbove(&who, p.Area, at) {
			return nil, errSupervisor
		}
		out = append(out, voting.Supervisor{Person: id, Name: who.Name})
	}
	return out, nil
}

// NameSupervisors serves voting.NameSupervisors.
func (s *Service) NameSupervisors(ctx context.Context, req voting.SupervisorsRequest) (voting.Project, error) {
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		members, err := s.group(ctx, p, slices.Clone(req.Members), a.At)
		if err != nil {
			return nil, err
		}
		return p.supervise(a, req.Leader, members)
	})
}

// RecordVisit serves voting.RecordVisit.
func (s *Service) RecordVisit(ctx context.Context, req voting.VisitRequest) (voting.Project, error) {
	id := s.db.NewID()
	return s.change(ctx, req.ID, func(p *Project, a Act) ([]event.Event, error) {
		if err := p.admits(authz.Actor(ctx).Person, permits(ctx, p.Ancestors)); err != nil {
			return nil, err
		}
		photos, err := s.attach(ctx, req.Photos, p.ID)
		if err != nil {
			return nil, err
		}
		v := voting.Visit{ID: id, On: req.On, Finding: req.Finding, Photos: photos, By: a.By, ByName: a.Name, At: a.At}
		return p.visit(a, v, slices.Clone(req.Present))
	})
}

// dayOf is the day of a moment.
func dayOf(at time.Time) string { return calendar.DateOf(at).String() }
