package plan

import (
	"fmt"
	"testing"
	"time"
)

// tape reads small numbers off fuzzed bytes, zeros when they run out.
type tape []byte

func (t *tape) upTo(n int) int {
	if len(*t) == 0 {
		return 0
	}
	b := int((*t)[0])
	*t = (*t)[1:]
	return b % (n + 1)
}

// problem is any well-formed month: overlapping shifts, odd fixed assignments,
// deputies without stations.
func (t *tape) problem() Problem {
	p := october(nil, nil)
	p.Rules = Rules{MinReceptions: t.upTo(3), MaxPerDay: t.upTo(4), MaxPerMonth: t.upTo(5)}
	for i := range 1 + t.upTo(3) {
		p.Stations = append(p.Stations, Station{ID: fmt.Sprint("S", i)})
	}
	for i := range t.upTo(8) {
		start := at(1+t.upTo(3), t.upTo(20))
		s := Shift{ID: fmt.Sprint("X", i), Station: p.Stations[t.upTo(len(p.Stations)-1)].ID, Start: start}
		s.End = start.Add(time.Duration(1+t.upTo(2)) * time.Hour)
		if t.upTo(1) > 0 {
			s.Needs = []Need{{Official, t.upTo(2)}, {Grassroots, t.upTo(3)}}
		}
		p.Shifts = append(p.Shifts, s)
	}
	for i := range t.upTo(9) {
		p.Deputies = append(p.Deputies, t.deputy(fmt.Sprint("D", i), p.Stations))
	}
	for _, s := range p.Shifts {
		if len(p.Deputies) > 0 && t.upTo(3) == 0 {
			p.Fixed = append(p.Fixed, Assignment{s.ID, p.Deputies[t.upTo(len(p.Deputies)-1)].ID})
		}
	}
	return p
}

func (t *tape) deputy(id string, stations []Station) Deputy {
	d := Deputy{ID: id, Kind: kinds[t.upTo(1)], Served: t.upTo(9), MaxPerMonth: t.upTo(4)}
	for _, s := range stations {
		if t.upTo(2) > 0 {
			d.Stations = append(d.Stations, s.ID)
		}
	}
	for range t.upTo(2) {
		from := at(1+t.upTo(3), t.upTo(23))
		d.Leave = append(d.Leave, Leave{from, from.Add(time.Duration(1+t.upTo(48)) * time.Hour)})
	}
	return d
}

// FuzzMake wants of every month: no rule broken but by what was fixed, every gap
// accounted for and proved, an explanation for everybody, the same again.
func FuzzMake(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("every month has its own gaps and its own reasons for them, says the office"))
	f.Fuzz(func(t *testing.T, data []byte) {
		tp := tape(data)
		p := tp.problem()
		plan := mustMake(t, p)
		missing := 0
		for _, s := range plan.Shortages {
			missing += s.Missing
			if s.Cut.Supply >= s.Cut.Needed || s.Words().ZH == "" {
				t.Errorf("unproved: %+v", s)
			}
			accountsForAll(t, 0, p, plan, s)
		}
		if plan.Stats.Filled+missing != plan.Stats.Needed {
			t.Errorf("%+v, %d missing", plan.Stats, missing)
		}
		for _, v := range plan.Violations {
			if len(p.Fixed) == 0 && v.Rule != RuleMinReceptions {
				t.Errorf("made %+v", v)
			}
		}
		if all, err := Explain(p, plan.Assignments); err != nil || len(all) == 0 && len(plan.Assignments) > 0 {
			t.Errorf("%+v, %v", all, err)
		}
		if !equalPlans(plan, mustMake(t, p)) {
			t.Error("made otherwise the second time")
		}
	})
}
