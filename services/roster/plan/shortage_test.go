package plan

import (
	"slices"
	"strings"
	"testing"
)

// TestShortagesAreProved holds every named shortage of random months against brute
// force: the shifts of its cut, alone in the world, cannot get more than it says.
func TestShortagesAreProved(t *testing.T) {
	seen := 0
	for seed := range uint64(3000) {
		r := seeded(seed)
		p := r.problem()
		if r.chance(30) {
			r.fix(&p)
		}
		plan := mustMake(t, p)
		missing := 0
		for _, s := range plan.Shortages {
			missing += s.Missing
			seen++
			provesCut(t, seed, p, s)
			accountsForAll(t, seed, p, plan, s)
		}
		if missing != plan.Stats.Needed-plan.Stats.Filled {
			t.Fatalf("seed %d: %d named, %+v", seed, missing, plan.Stats)
		}
	}
	if seen < 1000 {
		t.Errorf("only %d shortages seen", seen)
	}
}

// provesCut leaves the needs of the cut alone; fixed assignments elsewhere still
// take their deputies' time.
func provesCut(t *testing.T, seed uint64, p Problem, s Shortage) {
	t.Helper()
	need := 0
	cut := p
	cut.Shifts = slices.Clone(p.Shifts)
	inCut := func(id string) bool {
		return slices.ContainsFunc(s.Cut.Shifts, func(x Place) bool { return x.Shift == id })
	}
	for i, x := range p.Shifts {
		cut.Shifts[i].Needs = []Need{{s.Kind, 0}}
		for _, n := range x.Needs {
			if n.Kind == s.Kind && inCut(x.ID) {
				cut.Shifts[i].Needs, need = []Need{n}, need+n.Count
			}
		}
	}
	most, _, _, _ := search(cut)
	if !inCut(s.Where.Shift) || need != s.Cut.Needed || most != s.Cut.Supply || s.Cut.Supply >= s.Cut.Needed {
		t.Fatalf("seed %d: %+v, brute force gets %d of %d\n%+v", seed, s, most, need, p)
	}
}

// accountsForAll wants every posted deputy on the shift or under a true cause.
func accountsForAll(t *testing.T, seed uint64, p Problem, plan Plan, s Shortage) {
	t.Helper()
	b := opened(t, p, plan.Assignments)
	sh := b.shiftAt[s.Where.Shift]
	named := s.seated()
	for _, c := range s.Causes {
		for _, who := range c.Deputies {
			d := b.deputyAt[who.ID]
			holds := map[CauseCode]bool{
				CauseLeave:      b.onLeave(d, sh),
				CauseSameDay:    slices.ContainsFunc(b.onDay(d, b.shifts[sh].day), func(x int) bool { return b.shifts[x].Shift == c.Where.Shift }),
				CauseMonthlyMax: len(b.shiftsBy[d]) >= b.deputies[d].limit,
			}
			if !holds[c.Code] || b.seated(seat{sh, d}) {
				t.Fatalf("seed %d: %s does not hold for %s", seed, c.Code, who.ID)
			}
			named++
		}
	}
	if named != s.Posted {
		t.Fatalf("seed %d: %d of %d posted deputies named: %+v", seed, named, s.Posted, s)
	}
	if w := s.Words(); strings.Contains(w.ZH+w.EN, "%!") {
		t.Fatalf("seed %d: %+v", seed, w)
	}
}

func TestShortageWords(t *testing.T) {
	east, west := Station{ID: "E", Name: "城东站"}, Station{ID: "W", Name: "城西站"}
	g := one(Grassroots)
	leave := func(d Deputy) Deputy { d.Leave = away(15, 16); return d }
	for _, c := range []struct {
		name   string
		p      Problem
		zh, en string
	}{
		{
			name: "leave and another station the same day",
			p: october([]Station{east, west}, []Shift{shiftOn("E", 15, g), shiftOn("W", 15, g)},
				leave(person("a", Grassroots, 0, "E")), leave(person("b", Grassroots, 0, "E")), person("c", Grassroots, 0, "E", "W")),
			zh: "10月15日 城西站：缺少 1 名基层代表；驻站 1 人，其中 1 人同日已在 城东站；10月15日 城东站、10月15日 城西站 2 场共需 2 人次，最多可派 1 人次。可增派驻站代表，或与同日的站错开日期。",
			en: "城西站 on 15 Oct: short of 1 grass-roots deputy; 1 posted: 1 that day already at 城东站; 2 shifts (城东站 on 15 Oct, 城西站 on 15 Oct) need 2 together and can get 1 at most. You can post more deputies there, or move the shift to another day.",
		},
		{
			name: "nobody posted",
			p:    october([]Station{east}, []Shift{shiftOn("E", 15, one(Official))}),
			zh:   "10月15日 城东站：缺少 1 名领导干部代表；没有驻站的领导干部代表。可增派驻站代表。",
			en:   "城东站 on 15 Oct: short of 1 office-holding deputy; none is posted there. You can post more deputies there.",
		},
		{
			name: "one seated, one at the limit, one away, all short of three",
			p: october([]Station{east}, []Shift{shiftOn("E", 14, Need{Grassroots, 2}), shiftOn("E", 15, Need{Grassroots, 3})},
				Deputy{ID: "a", Kind: Grassroots, Stations: []string{"E"}, MaxPerMonth: 1}, person("b", Grassroots, 0, "E"),
				leave(person("c", Grassroots, 0, "E"))),
			zh: "10月15日 城东站：缺少 1 名基层代表；驻站 3 人，其中 2 人已排本场，1 人请假。可增派驻站代表，或调整请假或改期。",
			en: "城东站 on 15 Oct: short of 1 grass-roots deputy; 3 posted: 2 on this shift, 1 on leave. You can post more deputies there, or change a leave or the date.",
		},
		{
			name: "the limit",
			p: october([]Station{east}, []Shift{shiftOn("E", 14, g), shiftOn("E", 15, g)},
				Deputy{ID: "a", Kind: Grassroots, Stations: []string{"E"}, MaxPerMonth: 1}),
			zh: "10月15日 城东站：缺少 1 名基层代表；驻站 1 人，其中 1 人已达每月上限；10月14日 城东站、10月15日 城东站 2 场共需 2 人次，最多可派 1 人次。可增派驻站代表，或提高每月上限。",
			en: "城东站 on 15 Oct: short of 1 grass-roots deputy; 1 posted: 1 at the monthly limit; 2 shifts (城东站 on 14 Oct, 城东站 on 15 Oct) need 2 together and can get 1 at most. You can post more deputies there, or raise the monthly limit.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			short := mustMake(t, c.p).Shortages
			if len(short) != 1 {
				t.Fatalf("%+v", short)
			}
			if w := short[0].Words(); w.ZH != c.zh || w.EN != c.en {
				t.Errorf("got\n%s\n%s\nwant\n%s\n%s", w.ZH, w.EN, c.zh, c.en)
			}
		})
	}
}

// TestShortagesInOrder lists by time, then the office-holder before the other.
func TestShortagesInOrder(t *testing.T) {
	p := october([]Station{{ID: "E"}, {ID: "W"}}, []Shift{shiftOn("W", 2), shiftOn("E", 1)})
	var got []string
	for _, s := range mustMake(t, p).Shortages {
		got = append(got, s.Where.Shift+" "+string(s.Kind))
	}
	if want := []string{"E-01 official", "E-01 grassroots", "W-02 official", "W-02 grassroots"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

// TestLongCutsAreCutShort names four shifts of a cut and counts the rest.
func TestLongCutsAreCutShort(t *testing.T) {
	p := october([]Station{{ID: "E", Name: "城东站"}}, nil, Deputy{ID: "d", Kind: Grassroots, Stations: []string{"E"}, MaxPerMonth: 5})
	for day := range 6 {
		p.Shifts = append(p.Shifts, shiftOn("E", 1+day, one(Grassroots)))
	}
	w := mustMake(t, p).Shortages[0].Words()
	if !strings.Contains(w.ZH, "10月4日 城东站等 6 场共需 6 人次，最多可派 5 人次") || !strings.Contains(w.EN, "城东站 on 4 Oct and others) need 6 together and can get 5") {
		t.Errorf("%+v", w)
	}
}
