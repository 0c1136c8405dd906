package plan

import (
	"cmp"
	"slices"
	"time"

	"lianluo/pkg/sorting"
)

func (c *compiler) addShifts(in []Shift) {
	sorted := slices.Clone(in)
	sorting.Stably(sorted, func(a, b Shift) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Station, b.Station), cmp.Compare(a.ID, b.ID))
	})
	c.shiftAt = index(c, "shift", sorted, func(s *Shift) string { return s.ID })
	c.shifts = make([]shift, len(sorted))
	for i, s := range sorted {
		c.shifts[i] = c.shift(s)
		c.place(i, s)
	}
}

// shift checks one shift on its own.
func (c *compiler) shift(s Shift) shift {
	start, end := s.Start.In(c.loc), s.End.In(c.loc)
	if start.Year() != c.month.Year() || start.Month() != c.month.Month() {
		c.fail("shift %q starts outside the month", s.ID)
	}
	midnight := time.Date(start.Year(), start.Month(), start.Day()+1, 0, 0, 0, 0, c.loc)
	if !start.Before(end) || end.After(midnight) {
		c.fail("shift %q must end after its start, on the same day", s.ID)
	}
	need := c.pair
	if len(s.Needs) > 0 {
		need = c.needs("shift "+s.ID, s.Needs)
	}
	place := Place{Shift: s.ID, Station: s.Station, Start: start, End: end}
	return shift{Place: place, day: start.Day(), need: need}
}

// place ties shift i to its station; shifts arrive in order of time.
func (c *compiler) place(i int, s Shift) {
	st, ok := c.stationAt[s.Station]
	if !ok {
		c.fail("shift %q is at unknown station %q", s.ID, s.Station)
		return
	}
	sh, before := &c.shifts[i], c.shiftsOf[st]
	sh.station, sh.rank, sh.Name = st, len(before), c.stations[st].Name
	for _, b := range before {
		if c.shifts[b].day == sh.day {
			c.shifts[b].clock, sh.clock = true, true
		}
	}
	c.shiftsOf[st] = append(before, i)
}

func (c *compiler) addDeputies(in []Deputy) {
	sorted := slices.Clone(in)
	sorting.Stably(sorted, func(a, b Deputy) int { return cmp.Compare(a.ID, b.ID) })
	c.deputyAt = index(c, "deputy", sorted, func(d *Deputy) string { return d.ID })
	c.deputies = make([]deputy, len(sorted))
	for i, d := range sorted {
		c.deputies[i] = c.deputy(d)
		c.post(i, d)
	}
}

// deputy checks one deputy on their own.
func (c *compiler) deputy(d Deputy) deputy {
	k := slices.Index(kinds[:], d.Kind)
	if k < 0 {
		c.fail("deputy %q is of unknown kind %q", d.ID, d.Kind)
	}
	if d.Served < 0 || d.Served > maxServed {
		c.fail("deputy %q has served %d times", d.ID, d.Served)
	}
	if d.MaxPerMonth < 0 {
		c.fail("deputy %q has a negative bound per month", d.ID)
	}
	for _, l := range d.Leave {
		if !l.From.Before(l.Until) {
			c.fail("deputy %q has a leave that ends before it starts", d.ID)
		}
	}
	limit := cmp.Or(d.MaxPerMonth, c.rules.MaxPerMonth)
	person := Person{ID: d.ID, Name: nameOr(d.Name, d.ID)}
	return deputy{Person: person, kind: k, served: d.Served, limit: limit, leave: d.Leave}
}

// post ties deputy i to their stations; deputies arrive in order of ID.
func (c *compiler) post(i int, d Deputy) {
	to := make([]int, 0, len(d.Stations))
	for _, id := range d.Stations {
		st, ok := c.stationAt[id]
		switch {
		case !ok:
			c.fail("deputy %q is posted to unknown station %q", d.ID, id)
		case slices.Contains(to, st):
			c.fail("deputy %q is posted twice to station %q", d.ID, id)
		default:
			to = append(to, st)
		}
	}
	slices.Sort(to)
	c.deputies[i].stations = to
	if k := c.deputies[i].kind; k >= 0 {
		for _, st := range to {
			c.postedTo[st][k] = append(c.postedTo[st][k], i)
		}
	}
}
