package province

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"lianluo/pkg/area"
	"lianluo/pkg/calendar"
	"lianluo/pkg/number"
	"lianluo/pkg/sorting"
)

// Hunan is the province.
const Hunan = "43"

// What a province has, at scale 1.
const (
	stations = 7_000
	mandates = 220_000
	cases    = 300_000
)

// until is when the year that is loaded ends; from, when it begins.
var (
	until = time.Date(2026, time.November, 1, 8, 0, 0, 0, calendar.Zone)
	from  = until.AddDate(-1, 0, 0)
	// founded is when stations and deputies began.
	founded = from.AddDate(0, -1, 0)
)

// town is a township and its share of everything.
type town struct {
	area.Division
	n                            int
	weight                       float64
	stations, deputies, firstOne int // firstOne is the number of its first station
}

// filing is when and where a case is registered.
type filing struct {
	at     time.Time
	town   int
	desk   int // number of the station within the township
	month  int // of the reception day, counted from the first; -1: not at one
	series string
	serial int
}

// plan is what there will be, and where.
type plan struct {
	seed    uint64
	tree    *area.Tree
	towns   []town
	filings []filing
	steps   []int // numbers of cases after which something is measured
}

// newPlan deals the province's figures out over its townships.
func newPlan(seed uint64, scale float64) *plan {
	p := &plan{seed: seed, tree: area.Default()}
	for d := range p.tree.Walk(Hunan) {
		if d.Level == area.LevelTownship {
			p.towns = append(p.towns, town{Division: d})
		}
	}
	all := max(3, int(stations*scale))
	p.pick(min(len(p.towns), max(1, all/3)))
	p.deal(all, max(all*8, int(mandates*scale)))
	p.file(max(30, int(cases*scale)))
	return p
}

// dice gives every part its own chances, whatever was drawn before.
func (p *plan) dice(parts ...uint64) *rand.Rand {
	h := p.seed
	for _, n := range parts {
		h = (h ^ n) * 0x9E3779B97F4A7C15
		h ^= h >> 29
	}
	return rand.New(rand.NewPCG(h, p.seed))
}

// What chances are for.
const (
	forTowns = iota + 1
	forCases
	forLives
	forPlaces
)

// pick keeps so many townships, those of a county together.
func (p *plan) pick(n int) {
	p.towns = p.towns[:n]
	r := p.dice(forTowns)
	for i := range p.towns {
		p.towns[i].n, p.towns[i].weight = i, math.Exp(0.7*r.NormFloat64())
	}
}

// deal shares stations and deputies out by the townships' weights, one and eight
// for each station at the least.
func (p *plan) deal(stations, deputies int) {
	var sum float64
	for _, t := range p.towns {
		sum += t.weight
	}
	spare, first := float64(stations-len(p.towns)), 0
	for i := range p.towns {
		t := &p.towns[i]
		t.stations = 1 + int(spare*t.weight/sum+0.5)
		t.deputies = max(8*t.stations, int(float64(deputies)*t.weight/sum+0.5))
		t.firstOne, first = first, first+t.stations
	}
}

// file says when and where cases are registered: in three parts, each spread over
// the whole year, after each of which something is measured.
func (p *plan) file(n int) {
	p.steps = []int{n / 30, n / 3, n}
	r := p.dice(forCases)
	pile := p.pile()
	done := 0
	for _, step := range p.steps {
		part := make([]filing, step-done)
		for i := range part {
			part[i] = p.filed(r, pile(r))
		}
		sorting.By(part, func(a, b filing) int { return cmp.Or(a.at.Compare(b.at), a.town-b.town) })
		p.filings, done = append(p.filings, part...), step
	}
	serials := map[string]int{}
	for i := range p.filings {
		f := &p.filings[i]
		f.series = number.Series(string(p.towns[f.town].Code), calendar.DateOf(f.at).Year())
		serials[f.series]++
		f.serial = serials[f.series]
	}
}

// filed is a case of a township, every third at a reception.
func (p *plan) filed(r *rand.Rand, at int) filing {
	t := p.towns[at]
	f := filing{at: moment(r), town: at, desk: r.IntN(t.stations), month: -1}
	if r.IntN(3) == 0 {
		month := r.IntN(12)
		if start, ok := p.reception(t, f.desk, month); ok && start.After(from) && start.Before(until.AddDate(0, 0, -1)) {
			f.at, f.month = start.Add(time.Duration(r.IntN(150*60))*time.Second), month
		}
	}
	return f
}

// pile draws townships by their weights.
func (p *plan) pile() func(*rand.Rand) int {
	var sums []float64
	var sum float64
	for _, t := range p.towns {
		sum += t.weight
		sums = append(sums, sum)
	}
	return func(r *rand.Rand) int {
		at, _ := slices.BinarySearch(sums, r.Float64()*sum)
		return min(at, len(sums)-1)
	}
}

// busy are the months' shares of a year: people come less in the harvest and
// around the new year, more when it rains.
var busy = [12]float64{0.8, 0.5, 1, 1.1, 1.2, 1.4, 1.2, 0.9, 0.9, 1, 1.1, 0.9}

// moment is some time of the year at which somebody is at a station.
func moment(r *rand.Rand) time.Time {
	for {
		day := calendar.DateOf(from) + 1 + calendar.Date(r.IntN(364))
		_, month, _ := day.Civil()
		if r.Float64()*1.4 > busy[month-1] || !calendar.Default().IsWorkday(day) && r.IntN(8) > 0 {
			continue
		}
		return day.Start().Add(8*time.Hour + time.Duration(r.IntN(9*3600))*time.Second)
	}
}

// busiest is the township with the most cases of all.
func (p *plan) busiest() town {
	return slices.MaxFunc(p.towns, func(a, b town) int { return cmp.Compare(a.weight, b.weight) })
}
