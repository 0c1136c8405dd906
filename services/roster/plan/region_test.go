package plan

import (
	"fmt"
	"testing"
)

// region describes a made-up county or province: counties of up to 37 stations,
// every station with its own deputies, a part of them shared with others of the
// county.
type region struct {
	stations, deputies, receptions int
	away                           int // percent with a leave
}

// Sizes of the article's county and of the largest province.
var (
	chenxi   = region{stations: 23, deputies: 1_500, receptions: 2, away: 10}
	province = region{stations: 7_000, deputies: 220_000, receptions: 4, away: 10}
)

const countySize = 37

func (g region) problem(seed uint64) Problem {
	r := seeded(seed)
	p := october(nil, nil)
	for i := range g.stations {
		id := fmt.Sprintf("S%05d", i)
		p.Stations = append(p.Stations, Station{ID: id, Name: id + "站"})
		first := 1 + r.IntN(7)
		for n := range g.receptions {
			p.Shifts = append(p.Shifts, shiftOn(id, first+7*n))
		}
	}
	for i := range g.deputies {
		p.Deputies = append(p.Deputies, g.deputy(r, i, p.Stations))
	}
	return p
}

// deputy is an office-holder in one case of six, and then shared more often.
func (g region) deputy(r dice, i int, stations []Station) Deputy {
	d := Deputy{ID: fmt.Sprintf("D%06d", i), Kind: Grassroots, Served: r.IntN(5)}
	home, shared := i%len(stations), 10
	if i/len(stations)%6 == 0 {
		d.Kind, shared = Official, 40
	}
	d.Stations = []string{stations[home].ID}
	county := home / countySize * countySize
	other := county + r.IntN(min(countySize, len(stations)-county))
	if r.chance(shared) && other != home {
		d.Stations = append(d.Stations, stations[other].ID)
	}
	if r.chance(g.away) {
		first := 1 + r.IntN(25)
		d.Leave = away(first, first+r.IntN(10))
	}
	return d
}

// TestChenxi plans the article's county: everything filled, nobody's rights or
// leave broken, and as even as the textbook's optimum.
func TestChenxi(t *testing.T) {
	p := chenxi.problem(1)
	plan := mustMake(t, p)
	if s := plan.Stats; s.Needed != 92 || s.Filled != 92 || len(plan.Shortages)+len(plan.Violations) > 0 {
		t.Fatalf("%+v, short %+v, broken %+v", s, plan.Shortages, plan.Violations)
	}
	if broken, err := Check(p, plan.Assignments); err != nil || len(broken) > 0 {
		t.Fatalf("%+v, %v", broken, err)
	}
	for _, k := range kinds {
		if _, squares := textbookStats(t, p, k); plan.ByKind[k].SumSquares != squares {
			t.Errorf("%s: %+v, the optimum is %d", k, plan.ByKind[k], squares)
		}
	}
}

// TestChenxiYear plans twelve months, each with the services of those before: the
// loads of people at the same station end within one of each other.
func TestChenxiYear(t *testing.T) {
	g := chenxi
	g.away = 0
	p := g.problem(2)
	for i := range p.Deputies {
		p.Deputies[i].Served = 0
		p.Deputies[i].Stations = p.Deputies[i].Stations[:1]
	}
	for range 12 {
		for i, l := range mustMake(t, p).Loads {
			p.Deputies[i].Served = l.Year
		}
	}
	low, high := map[string]int{}, map[string]int{}
	for _, d := range p.Deputies {
		key := d.Stations[0] + string(d.Kind)
		if _, ok := low[key]; !ok {
			low[key] = d.Served
		}
		low[key], high[key] = min(low[key], d.Served), max(high[key], d.Served)
	}
	for key := range low {
		if high[key]-low[key] > 1 {
			t.Errorf("%s: from %d to %d times", key, low[key], high[key])
		}
	}
}

// TestProvince plans the largest province and checks every rule on it.
func TestProvince(t *testing.T) {
	p := province.problem(3)
	plan := mustMake(t, p)
	broken, err := Check(p, plan.Assignments)
	if err != nil || len(broken) > 0 || plan.Stats.Filled != plan.Stats.Needed {
		t.Fatalf("%v, %+v, %d broken, %d short", err, plan.Stats, len(broken), len(plan.Shortages))
	}
}

func benchmark(b *testing.B, p Problem) {
	b.ReportAllocs()
	short := 0
	for b.Loop() {
		short = len(mustMake(b, p).Shortages)
	}
	b.ReportMetric(float64(short), "shortages")
}

// Typical: 1 to 2 ms for the county, 0.25 to 0.45 s for the province.

func BenchmarkMakeChenxi(b *testing.B)   { benchmark(b, chenxi.problem(1)) }
func BenchmarkMakeProvince(b *testing.B) { benchmark(b, province.problem(3)) }

// BenchmarkMakeProvinceShort has most deputies away: thousands of cuts.
func BenchmarkMakeProvinceShort(b *testing.B) {
	p := province.problem(3)
	r := seeded(4)
	for i := range p.Deputies {
		if r.chance(90) {
			p.Deputies[i].Leave = []Leave{{at(1, 0), at(1, 0).AddDate(0, 1, 0)}}
		}
	}
	benchmark(b, p)
}

// BenchmarkMakeOneGroup takes the counties' borders away: everybody is posted to a
// second station anywhere, and one shift cannot be filled, so that many are asked in
// vain (6 s; over five minutes without the dead marks of network).
func BenchmarkMakeOneGroup(b *testing.B) {
	r, p := seeded(5), province.problem(3)
	for i := range p.Deputies {
		d := &p.Deputies[i]
		if second := p.Stations[r.IntN(len(p.Stations))].ID; second != d.Stations[0] {
			d.Stations = []string{d.Stations[0], second}
		}
	}
	p.Shifts[0].Needs = []Need{{Official, 100}}
	benchmark(b, p)
}

func BenchmarkCheckChenxi(b *testing.B) {
	p := chenxi.problem(1)
	as := mustMake(b, p).Assignments
	for b.Loop() {
		if _, err := Check(p, as); err != nil {
			b.Fatal(err)
		}
	}
}
