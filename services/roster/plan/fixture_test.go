package plan

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"
)

// at is a moment of October 2026 in China.
func at(day, hour int) time.Time { return time.Date(2026, time.October, day, hour, 0, 0, 0, chinaTime) }

// away is a leave of whole days, the last one included.
func away(first, last int) []Leave { return []Leave{{at(first, 0), at(last+1, 0)}} }

// shiftOn is a morning reception.
func shiftOn(station string, day int, needs ...Need) Shift {
	return Shift{ID: fmt.Sprintf("%s-%02d", station, day), Station: station, Start: at(day, 9), End: at(day, 11), Needs: needs}
}

// one is the need of a single deputy of a kind.
func one(k Kind) Need { return Need{Kind: k, Count: 1} }

func person(id string, k Kind, served int, stations ...string) Deputy {
	return Deputy{ID: id, Kind: k, Served: served, Stations: stations}
}

func october(stations []Station, shifts []Shift, deputies ...Deputy) Problem {
	return Problem{Year: 2026, Month: time.October, Stations: stations, Shifts: shifts, Deputies: deputies}
}

func mustMake(t testing.TB, p Problem) Plan {
	t.Helper()
	plan, err := Make(p)
	if err != nil {
		t.Fatal(err)
	}
	return plan
}

// opened is the book behind a roster.
func opened(t testing.TB, p Problem, as []Assignment) *book {
	t.Helper()
	m, err := compile(p)
	if err != nil {
		t.Fatal(err)
	}
	b := newBook(m)
	if bad := b.read(as); len(bad) > 0 {
		t.Fatalf("unreadable: %+v", bad)
	}
	return b
}

// dice makes small problems with everything in them that planning must weigh.
type dice struct{ *rand.Rand }

func seeded(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 2026))} }

func (r dice) chance(percent int) bool { return r.IntN(100) < percent }

func (r dice) problem() Problem {
	p := october(nil, nil)
	for i := range 1 + r.IntN(3) {
		p.Stations = append(p.Stations, Station{ID: fmt.Sprint("S", i)})
	}
	if r.chance(30) {
		p.Rules.MaxPerDay = 2
	}
	if r.chance(30) {
		p.Rules.MaxPerMonth = 1 + r.IntN(2)
	}
	units := 6
	for i := range 1 + r.IntN(4) {
		s := r.shift(fmt.Sprint("X", i), p.Stations)
		for _, n := range s.Needs {
			units -= n.Count
		}
		if units < 0 {
			break
		}
		p.Shifts = append(p.Shifts, s)
	}
	for i := range 1 + r.IntN(6) {
		p.Deputies = append(p.Deputies, r.deputy(fmt.Sprint("D", i), p.Stations))
	}
	return p
}

// shift lies on one of three days, in the morning or the afternoon, so that one
// deputy's shifts never overlap in a chain.
func (r dice) shift(id string, stations []Station) Shift {
	day, hour := 12+r.IntN(3), 9+6*r.IntN(2)
	s := Shift{ID: id, Station: stations[r.IntN(len(stations))].ID, Start: at(day, hour), End: at(day, hour+2)}
	s.Needs = []Need{{Official, r.IntN(2)}, {Grassroots, 1 + r.IntN(2)}}
	if r.chance(20) {
		s.Needs = s.Needs[:1]
	}
	return s
}

func (r dice) deputy(id string, stations []Station) Deputy {
	d := Deputy{ID: id, Kind: Grassroots, Served: r.IntN(4)}
	if r.chance(35) {
		d.Kind = Official
	}
	for _, s := range stations {
		if r.chance(60) {
			d.Stations = append(d.Stations, s.ID)
		}
	}
	if r.chance(30) {
		d.Leave = r.leave()
	}
	if r.chance(15) {
		d.MaxPerMonth = 1 + r.IntN(2)
	}
	return d
}

func (r dice) leave() []Leave {
	from := at(12+r.IntN(3), 12*r.IntN(2))
	return []Leave{{from, from.Add(time.Duration(1+r.IntN(4)) * 12 * time.Hour)}}
}

// fix keeps some assignments at random, sensible or not.
func (r dice) fix(p *Problem) {
	for _, s := range p.Shifts {
		d := p.Deputies[r.IntN(len(p.Deputies))]
		if r.chance(30) {
			p.Fixed = append(p.Fixed, Assignment{s.ID, d.ID})
		}
	}
}

// shuffle changes every order that must not matter.
func (r dice) shuffle(p *Problem) {
	shuffled(r, p.Stations)
	shuffled(r, p.Shifts)
	shuffled(r, p.Deputies)
	shuffled(r, p.Fixed)
	for i := range p.Shifts {
		shuffled(r, p.Shifts[i].Needs)
	}
	for i := range p.Deputies {
		shuffled(r, p.Deputies[i].Stations)
	}
}

func shuffled[T any](r dice, xs []T) {
	r.Shuffle(len(xs), func(i, j int) { xs[i], xs[j] = xs[j], xs[i] })
}

func equalPlans(a, b Plan) bool { return reflect.DeepEqual(a, b) }
