package plan

import (
	"reflect"
	"strings"
	"testing"
)

func TestMakePair(t *testing.T) {
	plan := mustMake(t, pairProblem())
	want := []Assignment{
		{"E-15", "o2"}, {"E-15", "g1"}, {"W-15", "o3"}, {"W-15", "g2"}, {"E-16", "o1"}, {"E-16", "g3"},
	}
	if !reflect.DeepEqual(plan.Assignments, want) {
		t.Errorf("got %v", plan.Assignments)
	}
	if s := (Stats{Deputies: 6, Needed: 6, Filled: 6, Min: 1, Max: 1, SumSquares: 6}); plan.Stats != s {
		t.Errorf("got %+v", plan.Stats)
	}
	if s := (Stats{Deputies: 3, Needed: 3, Filled: 3, Min: 1, Max: 1, SumSquares: 3}); plan.ByKind[Official] != s {
		t.Errorf("got %+v", plan.ByKind)
	}
	if l := (Load{Person{"g3", "李四"}, Grassroots, 0, 1, 1}); plan.Loads[2] != l {
		t.Errorf("got %+v", plan.Loads)
	}
}

func TestMakeEmpty(t *testing.T) {
	plan := mustMake(t, october(nil, nil))
	if plan.Stats != (Stats{}) || len(plan.Assignments)+len(plan.Shortages)+len(plan.Violations) > 0 {
		t.Errorf("%+v", plan)
	}
}

// TestMakeEvensTheYear gives the month to those with the smallest year.
func TestMakeEvensTheYear(t *testing.T) {
	g := one(Grassroots)
	p := october([]Station{{ID: "E"}}, []Shift{shiftOn("E", 1, g), shiftOn("E", 8, g), shiftOn("E", 15, g)},
		person("a", Grassroots, 5, "E"), person("b", Grassroots, 2, "E"), person("c", Grassroots, 3, "E"))
	var planned []int
	for _, l := range mustMake(t, p).Loads {
		planned = append(planned, l.Planned)
	}
	if want := []int{0, 2, 1}; !reflect.DeepEqual(planned, want) {
		t.Errorf("got %v", planned)
	}
}

// TestFirstReceptionsComeFirst has one deputy for two stations: each gets its
// first reception before either gets its second.
func TestFirstReceptionsComeFirst(t *testing.T) {
	g := one(Grassroots)
	p := october([]Station{{ID: "E"}, {ID: "W"}},
		[]Shift{shiftOn("E", 1, g), shiftOn("E", 2, g), shiftOn("E", 3, g), shiftOn("W", 20, g), shiftOn("W", 21, g)},
		Deputy{ID: "d", Kind: Grassroots, Stations: []string{"E", "W"}, MaxPerMonth: 2})
	plan := mustMake(t, p)
	if want := []Assignment{{"E-01", "d"}, {"W-20", "d"}}; !reflect.DeepEqual(plan.Assignments, want) {
		t.Errorf("got %v", plan.Assignments)
	}
	if len(plan.Violations) > 0 {
		t.Errorf("each station has its reception: %+v", plan.Violations)
	}
}

// TestMakeTellsWhatItCannotMend keeps a fixed assignment against a leave and names
// it, next to the station without a reception.
func TestMakeTellsWhatItCannotMend(t *testing.T) {
	p := pairProblem()
	p.Stations = append(p.Stations, Station{ID: "N"})
	p.Fixed = []Assignment{{"E-15", "g3"}}
	var rules []Rule
	for _, v := range mustMake(t, p).Violations {
		rules = append(rules, v.Rule)
	}
	if want := []Rule{RuleLeave, RuleMinReceptions}; !reflect.DeepEqual(rules, want) {
		t.Errorf("got %v", rules)
	}
}

// TestTwoSessionsADay allows a morning and an afternoon, but never both of two
// mornings.
func TestTwoSessionsADay(t *testing.T) {
	g := []Need{one(Grassroots)}
	p := october([]Station{{ID: "E"}, {ID: "W"}}, []Shift{
		{ID: "morning", Station: "E", Start: at(15, 9), End: at(15, 11), Needs: g},
		{ID: "other", Station: "W", Start: at(15, 10), End: at(15, 12), Needs: g},
		{ID: "noon", Station: "E", Start: at(15, 12), End: at(15, 14), Needs: g},
		{ID: "evening", Station: "E", Start: at(15, 18), End: at(15, 20), Needs: g},
	}, person("d", Grassroots, 0, "E", "W"))
	for perDay, want := range []int{1: 1, 2: 2, 3: 3, 4: 3} {
		p.Rules.MaxPerDay = perDay
		if got := mustMake(t, p).Stats.Filled; perDay > 0 && got != want {
			t.Errorf("%d a day: %d filled, want %d", perDay, got, want)
		}
	}
}

// TestChainsOfShifts overlap by pairs: planning takes one of the chain, and names
// that as the cause; a person may still choose the two ends.
func TestChainsOfShifts(t *testing.T) {
	g := []Need{one(Grassroots)}
	p := october([]Station{{ID: "E"}}, []Shift{
		{ID: "a", Station: "E", Start: at(15, 9), End: at(15, 11), Needs: g},
		{ID: "b", Station: "E", Start: at(15, 10), End: at(15, 14), Needs: g},
		{ID: "c", Station: "E", Start: at(15, 13), End: at(15, 15), Needs: g},
	}, person("d", Grassroots, 0, "E"))
	p.Rules.MaxPerDay = 2
	plan := mustMake(t, p)
	if len(plan.Assignments) != 1 || len(plan.Shortages) != 2 {
		t.Fatalf("%+v", plan)
	}
	for _, s := range plan.Shortages {
		if len(s.Causes) != 1 || s.Causes[0].Code != CauseSameDay {
			t.Errorf("%+v", s)
		}
	}
	broken, err := Check(p, []Assignment{{"a", "d"}, {"c", "d"}})
	if err != nil || len(broken) != 1 || broken[0].Rule != RuleMissing || broken[0].Where.Shift != "b" {
		t.Errorf("%+v, %v", broken, err)
	}
}

// TestClockInWords tells two shifts of one day apart.
func TestClockInWords(t *testing.T) {
	p := october([]Station{{ID: "E", Name: "城东站"}}, []Shift{
		{ID: "am", Station: "E", Start: at(15, 9), End: at(15, 11), Needs: []Need{one(Official)}},
		{ID: "pm", Station: "E", Start: at(15, 15), End: at(15, 17), Needs: []Need{one(Official)}},
	})
	for i, hour := range []string{"09:00", "15:00"} {
		w, zh, en := mustMake(t, p).Shortages[i].Words(), "10月15日 "+hour+" 城东站：", "城东站 on 15 Oct "+hour+": "
		if !strings.HasPrefix(w.ZH, zh) || !strings.HasPrefix(w.EN, en) {
			t.Errorf("%+v", w)
		}
	}
}
