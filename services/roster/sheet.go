package roster

import (
	"context"
	"slices"
	"time"

	api "lianluo/api/roster"
	"lianluo/pkg/calendar"
	"lianluo/pkg/store"
	"lianluo/services/roster/plan"
)

// sheet is a month of some stations with everything that decides it: their days,
// the deputies posted to them, and what binds these elsewhere.
type sheet struct {
	first    calendar.Date
	now      time.Time
	stations []station
	rules    map[string]Rules  // by station
	version  map[string]string // of the rules, by station
	days     []day
	people   map[string]*person
	years    map[string]duty // of the people
	names    map[string]string
}

// sheet reads the month. ctx decides whose stations, days and deputies are seen;
// what binds a deputy elsewhere is read in any case (see dutyOf).
func (s *Service) sheet(ctx context.Context, first calendar.Date, stations ...station) (*sheet, error) {
	m := &sheet{
		first: first, now: s.clock.Now().UTC(), stations: stations, rules: map[string]Rules{}, version: map[string]string{},
		people: map[string]*person{}, years: map[string]duty{}, names: map[string]string{},
	}
	at := m.now
	if first.Start().After(at) {
		at = first.Start()
	}
	for _, st := range stations {
		m.rules[st.ID], m.version[st.ID] = s.rules.At(st.Area, at)
		m.names[st.ID] = st.Name
		if err := s.fill(ctx, m, st.ID); err != nil {
			return nil, err
		}
	}
	return m, s.bind(ctx, m)
}

// sheetFor is the sheet of one station's month, given as 2026-03.
func (s *Service) sheetFor(ctx context.Context, id, month string) (*sheet, error) {
	first, err := monthOf(month)
	if err != nil {
		return nil, err
	}
	st, err := s.stations.Get(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.sheet(ctx, first, st)
}

// fill reads a station's days and deputies.
func (s *Service) fill(ctx context.Context, m *sheet, station string) error {
	month := store.Query{Index: "station", Eq: store.Key{station}, From: m.first.Start(), Below: m.first.AddMonths(1).Start()}
	err := s.days.Each(ctx, month, func(found day) error {
		d, err := s.days.Get(ctx, found.ID) // as this unit of work has it
		if err == nil {
			m.days = append(m.days, d)
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.people.Each(ctx, store.Query{Index: "station", Of: station}, func(p person) error {
		m.people[p.ID] = &p
		return nil
	})
}

// bind reads the deputies' years and the names of the other stations in them.
// The deputy is read after the year: leave and the end of a posting write both,
// so that what is not seen here yet makes a claim on the year fail.
func (s *Service) bind(ctx context.Context, m *sheet) error {
	for id := range m.people {
		y, err := s.dutyOf(ctx, id, m.first.Year())
		if err != nil {
			return err
		}
		p, err := s.people.Get(ctx, id)
		if err != nil {
			return err
		}
		m.years[id], m.people[id] = y, &p
		for _, sl := range y.Slots {
			if m.names[sl.Station] != "" {
				continue
			}
			st, err := s.stations.Get(store.System(ctx), sl.Station) // a station's name is public
			if err != nil {
				return err
			}
			m.names[sl.Station] = st.Name
		}
	}
	return nil
}

// find is a deputy of the sheet by id.
func (m *sheet) find(id string) (*person, bool) {
	p, ok := m.people[id]
	return p, ok
}

// replace puts a changed day in the place of the one that was read, or adds it.
func (m *sheet) replace(d day) {
	for i := range m.days {
		if m.days[i].ID == d.ID {
			m.days[i] = d
			return
		}
	}
	m.days = append(m.days, d)
}

// counts reports whether the day is a reception of the month: announced, held,
// or planned.
func counts(d *day) bool { return d.State != api.DayCancelled && d.State != api.DayMissed }

// problem is the month as the planner takes it. Days that are live need what the
// rule says; the others stay as they are, and need exactly whom they have.
func (m *sheet) problem(live func(*day) bool) (plan.Problem, []plan.Assignment) {
	year, month, _ := m.first.Civil()
	p := plan.Problem{Year: year, Month: month, Location: calendar.Zone, Rules: plan.Rules{}}
	b := &builder{sheet: m, live: live, Problem: &p, own: map[string]bool{}, extra: map[string][]string{}, known: map[string]bool{}}
	for _, st := range m.stations {
		b.station(st.ID)
		p.Rules.MaxPerDay = max(p.Rules.MaxPerDay, m.rules[st.ID].MaxPerDay)
		p.Rules.MinReceptions = max(p.Rules.MinReceptions, m.rules[st.ID].PerMonth)
	}
	for i := range m.days {
		if counts(&m.days[i]) {
			b.day(&m.days[i])
		}
	}
	for id := range m.people {
		b.elsewhere(m.years[id])
	}
	b.deputies()
	return p, b.assigned
}

// builder makes a problem of a sheet.
type builder struct {
	*sheet
	*plan.Problem
	live     func(*day) bool
	own      map[string]bool     // days of the sheet
	known    map[string]bool     // stations of the problem
	extra    map[string][]string // stations where a deputy serves, posted or not
	liveDays []*day
	assigned []plan.Assignment
}

func (b *builder) station(id string) {
	if !b.known[id] {
		b.known[id] = true
		b.Problem.Stations = append(b.Problem.Stations, plan.Station{ID: id, Name: b.names[id]})
	}
}

// day adds a day of the sheet with whom it has.
func (b *builder) day(d *day) {
	b.own[d.ID] = true
	shift := plan.Shift{ID: d.ID, Station: d.Station, Start: d.Start, End: d.End, Needs: b.rules[d.Station].needs()}
	have := map[plan.Kind]int{}
	for _, sh := range d.Shifts {
		p, ok := b.find(sh.Person)
		if !ok || sh.State == api.ShiftAbsent {
			continue
		}
		have[p.kind()]++
		b.assigned = append(b.assigned, plan.Assignment{Shift: d.ID, Deputy: sh.Person})
		if !b.live(d) {
			b.extra[sh.Person] = append(b.extra[sh.Person], d.Station)
		}
	}
	if b.live(d) {
		b.liveDays = append(b.liveDays, d)
	} else {
		shift.Needs = exactly(have)
	}
	b.Shifts = append(b.Shifts, shift)
}

func exactly(have map[plan.Kind]int) []plan.Need {
	return []plan.Need{{Kind: plan.Official, Count: have[plan.Official]}, {Kind: plan.Grassroots, Count: have[plan.Grassroots]}}
}

// elsewhere adds a deputy's announced shifts of the month at other stations.
func (b *builder) elsewhere(y duty) {
	next := b.first.AddMonths(1).Start()
	for _, sl := range y.Slots {
		if b.own[sl.Day] || sl.State == api.ShiftAbsent || sl.Start.Before(b.first.Start()) || !sl.Start.Before(next) {
			continue
		}
		b.station(sl.Station)
		id := sl.Day + "/" + sl.Shift
		b.Shifts = append(b.Shifts, plan.Shift{ID: id, Station: sl.Station, Start: sl.Start, End: sl.End,
			Needs: exactly(map[plan.Kind]int{b.people[y.Person].kind(): 1})})
		b.assigned = append(b.assigned, plan.Assignment{Shift: id, Deputy: y.Person})
		b.extra[y.Person] = append(b.extra[y.Person], sl.Station)
	}
}

// deputies adds the people of the sheet. A posting or mandate that covers only
// some of a station's days is put as a leave on the others.
func (b *builder) deputies() {
	for id, p := range b.people {
		d := plan.Deputy{ID: id, Name: p.Name, Kind: p.kind(), Served: b.served(id), Leave: p.leaves(), MaxPerMonth: b.most(p)}
		stations := slices.Clone(b.extra[id])
		for _, day := range b.liveDays {
			if p.fit(day.Station, day.Start) {
				stations = append(stations, day.Station)
			}
		}
		slices.Sort(stations)
		d.Stations = slices.Compact(stations)
		for _, day := range b.liveDays {
			if slices.Contains(d.Stations, day.Station) && !p.fit(day.Station, day.Start) {
				d.Leave = append(d.Leave, plan.Leave{From: day.Start, Until: day.End})
			}
		}
		b.Problem.Deputies = append(b.Problem.Deputies, d)
	}
}

func (m *sheet) served(person string) int {
	y := m.years[person]
	return y.served(m.first.Start())
}

// most is the tightest bound of the stations that the deputy serves.
func (m *sheet) most(p *person) int {
	most := 0
	for _, id := range p.posted() {
		if r, ok := m.rules[id]; ok && r.MaxPerMonth > 0 && (most == 0 || r.MaxPerMonth < most) {
			most = r.MaxPerMonth
		}
	}
	return most
}
