package plan

import (
	"errors"
	"slices"
	"testing"
)

// explainOne explains one deputy of a problem after Make, or under other hands.
func explainOne(t *testing.T, p Problem, as []Assignment, id string) Explanation {
	t.Helper()
	if as == nil {
		as = mustMake(t, p).Assignments
	}
	all, err := Explain(p, as, id)
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	return all[0]
}

func TestExplainWords(t *testing.T) {
	g := one(Grassroots)
	stations := []Station{{ID: "E", Name: "城东站"}, {ID: "W", Name: "城西站"}}
	days := []Shift{shiftOn("E", 13, g), shiftOn("E", 14, g), shiftOn("E", 15, g)}
	zhang := Deputy{ID: "z", Name: "张某", Kind: Grassroots, Stations: []string{"E"}, Served: 1}
	onLeave := func(id string) Deputy {
		return Deputy{ID: id, Kind: Grassroots, Stations: []string{"E"}, Leave: away(1, 31)}
	}
	capped := Deputy{ID: "m", Kind: Grassroots, Stations: []string{"E"}, MaxPerMonth: 1}
	for _, c := range []struct {
		name, who string
		p         Problem
		as        []Assignment
		zh, en    string
	}{
		{"leave", "z", october(stations, days, zhang, onLeave("a"), onLeave("b")), nil,
			"张某 本月 3 次（全年 4 次），因有 2 人请假", "张某: 3 this month (4 this year), because 2 others are on leave"},
		{"limit", "z", october(stations, days, zhang, capped), nil,
			"张某 本月 2 次（全年 3 次），因有 1 人已达每月上限", "张某: 2 this month (3 this year), because 1 other is at the monthly limit"},
		{"same day", "z", october(stations, append(slices.Clone(days), shiftOn("W", 13, g), shiftOn("W", 14, g), shiftOn("W", 15, g)),
			Deputy{ID: "z", Name: "张某", Kind: Grassroots, Stations: []string{"E"}, Served: 4}, person("w", Grassroots, 0, "E", "W")), nil,
			"张某 本月 3 次（全年 7 次），因有 1 人同日另有接待", "张某: 3 this month (7 this year), because 1 other serves elsewhere the same day"},
		{"alone", "z", october(stations, days, zhang), nil,
			"张某 本月 3 次（全年 4 次），因本站没有其他同类代表", "张某: 3 this month (4 this year), because nobody else of the kind is posted there"},
		{"even", "z", october(stations, days, zhang, person("a", Grassroots, 0, "E")), nil,
			"张某 本月 1 次（全年 2 次），因其余代表全年次数相当", "张某: 1 this month (2 this year), because the others' year is no lighter"},
		{"own leave", "a", october(stations, days, zhang, onLeave("a")), nil,
			"a 本月 0 次（全年 0 次），因本人请假，遇 3 场", "a: 0 this month (0 this year), because on leave for 3 shifts"},
		{"no shift", "w", october(stations, days, zhang, person("w", Grassroots, 0, "W"), person("o", Official, 0, "E")), nil,
			"w 本月 0 次（全年 0 次），因所驻站本月没有需要该类代表的接待", "w: 0 this month (0 this year), because the stations need nobody of the kind this month"},
		{"spared", "y", october(stations, days, zhang, person("y", Grassroots, 9, "E")), nil,
			"y 本月 0 次（全年 9 次），因其余代表全年次数相当", "y: 0 this month (9 this year), because the others' year is no lighter"},
		{"by hand", "z", october(stations, days, zhang, person("a", Grassroots, 0, "E")), []Assignment{{"E-13", "z"}, {"E-14", "z"}},
			"张某 本月 2 次（全年 3 次）；可改由 a 承担，更均衡", "张某: 2 this month (3 this year); a could take one, which is fairer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if w := explainOne(t, c.p, c.as, c.who).Words(); w.ZH != c.zh || w.EN != c.en {
				t.Errorf("got\n%s\n%s", w.ZH, w.EN)
			}
		})
	}
}

func TestExplainFixed(t *testing.T) {
	g := one(Grassroots)
	p := october([]Station{{ID: "E"}}, []Shift{shiftOn("E", 13, g), shiftOn("E", 14, g)},
		person("y", Grassroots, 5, "E"), person("z", Grassroots, 0, "E"))
	p.Fixed = []Assignment{{"E-13", "y"}}
	want := Words{"y 本月 1 次（全年 6 次），因有 1 场已固定", "y: 1 this month (6 this year), because 1 shift is fixed"}
	if w := explainOne(t, p, nil, "y").Words(); w != want {
		t.Errorf("got %+v", w)
	}
	p.Fixed = []Assignment{{"E-14", "y"}, {"E-13", "y"}}
	if got := explainOne(t, p, nil, "y").Reasons; len(got) != 1 || len(got[0].Shifts) != 2 {
		t.Errorf("in whatever order they are listed: %+v", got)
	}
}

// TestExplainHolds takes every reason at its word: without the leave that it names,
// giving the shift away breaks no rule and evens the year; and after Make nobody
// could have been fairer.
func TestExplainHolds(t *testing.T) {
	leaves := 0
	for seed := range uint64(3000) {
		p := seeded(seed).problem()
		plan := mustMake(t, p)
		all, err := Explain(p, plan.Assignments)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if len(e.Fairer) > 0 || len(e.Reasons) == 0 || e.Planned != len(e.Shifts) {
				t.Fatalf("seed %d: %+v", seed, e)
			}
			for _, r := range e.Reasons {
				if r.Code == ReasonLeave {
					leaves += holdsWithoutLeave(t, seed, p, plan, e, r)
				}
			}
		}
	}
	if leaves < 100 {
		t.Errorf("only %d leaves tried", leaves)
	}
}

// holdsWithoutLeave gives back how many of the reason's deputies it has tried.
func holdsWithoutLeave(t *testing.T, seed uint64, p Problem, plan Plan, e Explanation, r Reason) (tried int) {
	for _, who := range r.Deputies {
		free := p
		free.Deputies = slices.Clone(p.Deputies)
		d := slices.IndexFunc(free.Deputies, func(d Deputy) bool { return d.ID == who.ID })
		free.Deputies[d].Leave = nil
		tried++
		if after := mustMake(t, free).Stats; after.Filled == plan.Stats.Filled && after.SumSquares >= plan.Stats.SumSquares {
			t.Fatalf("seed %d: %s's leave makes no difference to %+v", seed, who.ID, e)
		}
	}
	return tried
}

func TestExplainMalformed(t *testing.T) {
	if _, err := Explain(Problem{}, nil); !errors.Is(err, ErrMalformed) {
		t.Errorf("%v", err)
	}
}
