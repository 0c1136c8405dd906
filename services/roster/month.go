package roster

import (
	"cmp"
	"context"
	"slices"

	api "lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/rpc"
	"lianluo/pkg/sorting"
	"lianluo/services/roster/plan"
)

// matters reports whether a violation concerns a live day, or a station of the
// sheet that has fewer receptions than its own rule asks for.
func (m *sheet) matters(v plan.Violation, live func(*day) bool) bool {
	if v.Rule == plan.RuleMinReceptions {
		return m.receptions(v.Where.Station) < m.rules[v.Where.Station].PerMonth
	}
	for i := range m.days {
		if d := &m.days[i]; d.ID == v.Where.Shift || d.ID == v.Other.Shift {
			return live(d)
		}
	}
	// What has no place, as too many shifts in a month, concerns a deputy.
	return v.Where.Shift == "" && slices.ContainsFunc(m.days, func(d day) bool {
		return live(&d) && slices.Contains(d.persons(), v.Deputy.ID)
	})
}

func (m *sheet) receptions(station string) int {
	n := 0
	for i := range m.days {
		if m.days[i].Station == station && counts(&m.days[i]) {
			n++
		}
	}
	return n
}

// upcoming days are judged by the rules until they end; what is past is past.
func (m *sheet) upcoming(d *day) bool { return d.pending() && d.End.After(m.now) }

// broken are the rules that the month breaks as it stands.
func (m *sheet) broken() ([]plan.Violation, error) {
	p, assigned := m.problem(m.upcoming)
	all, err := plan.Check(p, assigned)
	if err != nil {
		return nil, fault.Internal(err)
	}
	return slices.DeleteFunc(all, func(v plan.Violation) bool { return !m.matters(v, m.upcoming) }), nil
}

// loads are what each deputy carries, those with most first.
func (m *sheet) loads(p plan.Problem, assigned []plan.Assignment, lang string) ([]api.Load, error) {
	planned := map[string]int{}
	for _, a := range assigned {
		planned[a.Deputy]++
	}
	why, err := plan.Explain(p, assigned)
	if err != nil {
		return nil, fault.Internal(err)
	}
	reasons := map[string]string{}
	for _, e := range why {
		reasons[e.Deputy.ID] = text(e.Words()).In(lang)
	}
	out := make([]api.Load, 0, len(m.people))
	for id, person := range m.people {
		if person.deputy(m.now) || planned[id] > 0 {
			out = append(out, api.Load{Person: id, Name: person.Name, Kind: string(person.kind()),
				Served: m.served(id), Planned: planned[id], Why: reasons[id]})
		}
	}
	sorting.By(out, func(a, b api.Load) int {
		return cmp.Or(cmp.Compare(b.Planned, a.Planned), cmp.Compare(b.Served, a.Served), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Person, b.Person))
	})
	return out, nil
}

// GetMonth serves roster.GetMonth.
func (s *Service) GetMonth(ctx context.Context, req api.MonthRequest) (api.Month, error) {
	out := api.Month{Station: req.Station, Month: req.Month, Days: []api.ReceptionDay{}, Violations: []string{}}
	m, err := s.sheetFor(ctx, req.Station, req.Month)
	if err != nil {
		return out, err
	}
	out.NoticeDays = m.rules[req.Station].NoticeDays
	for _, d := range m.days {
		out.Days = append(out.Days, d.ReceptionDay)
		if d.State == api.DayPlanned && out.PublishBy.IsZero() {
			out.PublishBy = d.latest(out.NoticeDays)
		}
	}
	broken, err := m.broken()
	if err != nil {
		return out, err
	}
	for _, v := range broken {
		out.Violations = append(out.Violations, text(v.Words()).In(rpc.LangOf(ctx)))
	}
	p, assigned := m.problem(m.upcoming)
	out.Loads, err = m.loads(p, assigned, rpc.LangOf(ctx))
	return out, err
}

// sheetOf is the month of a day's station with that day as it is in ctx's unit.
func (s *Service) sheetOf(ctx context.Context, d day) (*sheet, error) {
	st, err := s.stations.Get(ctx, d.Station)
	if err != nil {
		return nil, err
	}
	year, month, _ := d.date().Civil()
	m, err := s.sheet(ctx, calendar.NewDate(year, month, 1), st)
	if err == nil {
		m.replace(d)
	}
	return m, err
}

// worse are the rules that changed days break: hard ones that hold before.
func (m *sheet) worse(changed ...day) ([]plan.Violation, error) {
	before, err := m.broken()
	if err != nil {
		return nil, err
	}
	after := *m
	after.days = slices.Clone(m.days)
	for _, d := range changed {
		after.replace(d)
	}
	now, err := after.broken()
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(now, func(v plan.Violation) bool {
		return soft(v) || slices.ContainsFunc(before, func(o plan.Violation) bool { return same(v, o) })
	}), nil
}

// soft rules are about what is missing; a reason excuses them.
func soft(v plan.Violation) bool {
	return v.Rule == plan.RuleMissing || v.Rule == plan.RuleMinReceptions
}

func same(a, b plan.Violation) bool {
	return a.Rule == b.Rule && a.Where.Shift == b.Where.Shift && a.Other.Shift == b.Other.Shift &&
		a.Deputy.ID == b.Deputy.ID && a.Kind == b.Kind && a.Have <= b.Have
}
