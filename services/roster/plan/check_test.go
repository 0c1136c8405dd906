package plan

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// pairProblem is two stations on the same days with enough people for both.
func pairProblem() Problem {
	return october(
		[]Station{{ID: "E", Name: "城东站"}, {ID: "W", Name: "城西站"}},
		[]Shift{shiftOn("E", 15), shiftOn("E", 16), shiftOn("W", 15)},
		Deputy{ID: "o1", Name: "张三", Kind: Official, Stations: []string{"E", "W"}, MaxPerMonth: 1},
		person("o2", Official, 0, "E"), person("o3", Official, 0, "W"),
		person("g1", Grassroots, 0, "E"), person("g2", Grassroots, 0, "W"),
		Deputy{ID: "g3", Name: "李四", Kind: Grassroots, Stations: []string{"E"}, Leave: away(15, 15)},
	)
}

var goodRoster = []Assignment{
	{"E-15", "o2"}, {"E-15", "g1"}, {"E-16", "o2"}, {"E-16", "g3"}, {"W-15", "o3"}, {"W-15", "g2"},
}

func TestCheckOneChange(t *testing.T) {
	type change struct {
		rule   Rule
		edit   func(*Problem, *[]Assignment)
		zh, en string
	}
	replace := func(i int, shift, deputy string) func(*Problem, *[]Assignment) {
		return func(_ *Problem, as *[]Assignment) { (*as)[i] = Assignment{shift, deputy} }
	}
	add := func(shift, deputy string) func(*Problem, *[]Assignment) {
		return func(_ *Problem, as *[]Assignment) { *as = append(*as, Assignment{shift, deputy}) }
	}
	for _, c := range []change{
		{RuleUnknownShift, add("X-1", "o1"), "本月没有编号为 X-1 的班次；请刷新后重排", "There is no shift X-1 this month; reload and plan again"},
		{RuleUnknownDeputy, add("E-15", "nobody"), "没有编号为 nobody 的代表；请刷新后重排", "There is no deputy nobody; reload and plan again"},
		{RuleDuplicate, add("E-15", "o2"), "o2 已在 10月15日 城东站 的班次上；请去掉重复的一条", "o2 is on the shift at 城东站 on 15 Oct already; remove the repetition"},
		{RulePosting, replace(1, "E-15", "g2"), "g2 不是驻站代表：10月15日 城东站；请换人，或先安排驻站", "g2 is not posted to the station: 城东站 on 15 Oct; choose somebody else or post them first"},
		{RuleLeave, replace(1, "E-15", "g3"), "李四 请假：10月15日 城东站；请换人，或商请销假", "李四 is on leave: 城东站 on 15 Oct; choose somebody else or ask for a change of the leave"},
		{RuleTwiceAtOnce, replace(5, "W-15", "g1"), "g1 的两场接待（10月15日 城东站、10月15日 城西站）时间重叠；请换掉其中一场", "g1: two shifts (城东站 on 15 Oct; 城西站 on 15 Oct) overlap in time; give one of them to somebody else"},
		{RulePerDay, func(p *Problem, as *[]Assignment) {
			p.Shifts[2].Start, p.Shifts[2].End = at(15, 14), at(15, 16)
			p.Deputies[3].Stations = []string{"E", "W"}
			(*as)[5].Deputy = "g1"
		}, "g1 的两场接待（10月15日 城东站、10月15日 城西站）同日共 2 场，每人每日至多 1 场；请换掉其中一场", "g1: two shifts (城东站 on 15 Oct; 城西站 on 15 Oct) are among 2 on one day, where 1 is the most; give one of them to somebody else"},
		{RulePerMonth, func(_ *Problem, as *[]Assignment) { (*as)[0].Deputy, (*as)[2].Deputy = "o1", "o1" },
			"张三 本月 2 场，超过上限 1 场；请换人，或提高上限", "张三 has 2 shifts this month, above the limit of 1; choose somebody else or raise the limit"},
		{RuleMissing, func(_ *Problem, as *[]Assignment) { *as = slices.Delete(*as, 2, 3) },
			"10月16日 城东站：缺少 1 名领导干部代表；请补排", "城东站 on 16 Oct: short of 1 office-holding deputy; add somebody"},
		{RuleSurplus, add("E-15", "o1"), "10月15日 城东站：已排 2 名领导干部代表，只需 1 名；请减少", "城东站 on 15 Oct: has 2 office-holding deputies, needs 1; take somebody off"},
		{RuleFixed, func(p *Problem, _ *[]Assignment) { p.Fixed = []Assignment{{"E-16", "g1"}} },
			"g1 在 10月16日 城东站 的安排已固定，不能去掉；请先取消固定", "g1 is fixed at 城东站 on 16 Oct and cannot be taken off; release the assignment first"},
		{RuleMinReceptions, func(p *Problem, _ *[]Assignment) {
			p.Stations = append(p.Stations, Station{ID: "N", Name: "城北站"})
		},
			"城北站：本月设接待 0 场，排齐代表的 0 场，规则要求至少 1 场；请增加接待日或补齐代表", "城北站: of 0 receptions this month 0 fully staffed, the rule asks for at least 1; add a reception day or the lacking deputies"},
	} {
		t.Run(string(c.rule), func(t *testing.T) {
			p, as := pairProblem(), slices.Clone(goodRoster)
			c.edit(&p, &as)
			got, err := Check(p, as)
			i := slices.IndexFunc(got, func(v Violation) bool { return v.Rule == c.rule })
			if err != nil || i < 0 {
				t.Fatalf("%+v, %v", got, err)
			}
			if w := got[i].Words(); w.ZH != c.zh || w.EN != c.en {
				t.Errorf("got\n%s\n%s", w.ZH, w.EN)
			}
		})
	}
}

func TestCheckGood(t *testing.T) {
	if got, err := Check(pairProblem(), goodRoster); err != nil || len(got) > 0 {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := Check(Problem{}, nil); !errors.Is(err, ErrMalformed) {
		t.Errorf("%v", err)
	}
}

// TestOneCollisionIsToldOnce does not add that two overlapping shifts are two.
func TestOneCollisionIsToldOnce(t *testing.T) {
	p, as := pairProblem(), slices.Clone(goodRoster)
	p.Deputies[3].Stations = []string{"E", "W"}
	as[5].Deputy = "g1"
	got, err := Check(p, as)
	if err != nil || len(got) != 1 || got[0].Rule != RuleTwiceAtOnce {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestTouchingIsNotOverlapping puts shifts and leaves end to end.
func TestTouchingIsNotOverlapping(t *testing.T) {
	g := []Need{one(Grassroots)}
	p := october([]Station{{ID: "E"}}, []Shift{
		{ID: "a", Station: "E", Start: at(15, 9), End: at(15, 11), Needs: g},
		{ID: "b", Station: "E", Start: at(15, 11), End: at(15, 13), Needs: g},
	}, Deputy{ID: "d", Kind: Grassroots, Stations: []string{"E"}, Leave: []Leave{{at(15, 8), at(15, 9)}, {at(15, 13), at(15, 14)}}})
	p.Rules.MaxPerDay = 2
	plan := mustMake(t, p)
	got, err := Check(p, plan.Assignments)
	if err != nil || len(got) > 0 || plan.Stats.Filled != 2 {
		t.Errorf("%+v, %+v, %v", plan.Stats, got, err)
	}
}

func TestCheckCountsStaffedReceptions(t *testing.T) {
	p := pairProblem()
	p.Rules.MinReceptions = 2
	got, err := Check(p, goodRoster)
	if err != nil || len(got) != 1 || got[0].Rule != RuleMinReceptions || got[0].Where.Station != "W" || got[0].Have != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

// legal reads the rules again, with the brute force's eyes.
func legal(p Problem, as []Assignment) bool {
	b := &brute{p: p, perDay: max(1, p.Rules.MaxPerDay), year: make([]int, len(p.Deputies)), busy: make([][]Shift, len(p.Deputies))}
	for _, s := range p.Shifts {
		b.addSeats(s)
	}
	for _, d := range p.Deputies {
		b.limit = append(b.limit, monthLimit(p, d))
	}
	for _, a := range as {
		d := slices.IndexFunc(p.Deputies, func(d Deputy) bool { return d.ID == a.Deputy })
		i := slices.IndexFunc(b.seats, func(s bruteSeat) bool { return s.shift.ID == a.Shift && b.may(d, s) })
		if i < 0 {
			return false
		}
		b.busy[d] = append(b.busy[d], b.seats[i].shift)
		b.seats = slices.Delete(b.seats, i, i+1)
	}
	return len(b.seats) == 0
}

// TestCheckAgreesWithBruteForce drags deputies about in full plans.
func TestCheckAgreesWithBruteForce(t *testing.T) {
	verdicts := map[bool]int{}
	for seed := range uint64(8000) {
		r := seeded(seed)
		p := r.problem()
		as := mustMake(t, p).Assignments
		for range r.IntN(3) {
			if len(as) > 0 {
				as[r.IntN(len(as))].Deputy = p.Deputies[r.IntN(len(p.Deputies))].ID
			}
		}
		got, err := Check(p, as)
		if err != nil {
			t.Fatal(err)
		}
		got = slices.DeleteFunc(got, func(v Violation) bool { return v.Rule == RuleMinReceptions })
		if fine := legal(p, as); fine != (len(got) == 0) {
			t.Fatalf("seed %d: brute force says %v, Check %+v\n%+v\n%+v", seed, fine, got, p, as)
		}
		verdicts[len(got) == 0]++
	}
	if verdicts[true] < 500 || verdicts[false] < 500 {
		t.Errorf("one-sided: %v", verdicts)
	}
}

func TestEveryRuleHasWords(t *testing.T) {
	for rule := range sayings {
		if w := (Violation{Rule: rule}).Words(); w.ZH == "" || w.EN == "" || strings.Contains(w.ZH+w.EN, "%!") {
			t.Errorf("%s: %+v", rule, w)
		}
	}
	if w := (Violation{Rule: "new"}).Words(); w.ZH != "new" || w.EN != "new" {
		t.Errorf("%+v", w)
	}
}
