package roster

import (
	"math/rand/v2"
	"slices"
	"testing"

	"lianluo/pkg/calendar"
)

var (
	march = calendar.NewDate(2026, 3, 1)
	cal   = calendar.Default()
)

func nth(n int) calendar.Date { return march + calendar.Date(n-1) }

func TestRuleDates(t *testing.T) {
	weekly := Rules{PerMonth: 5, Nth: 1, Weekday: 1}
	for _, c := range []struct {
		name     string
		rule     Rules
		earliest int
		taken    []int
		n        int
		want     []int
	}{
		{"the 15th is a Sunday", Rules{PerMonth: 1, Day: 15}, 1, nil, 1, []int{16}},
		{"the 10th is worked", Rules{PerMonth: 1, Day: 10}, 1, nil, 1, []int{10}},
		{"the 31st", Rules{PerMonth: 1, Day: 31}, 1, nil, 1, []int{31}},
		{"twice a month", Rules{PerMonth: 2, Day: 5}, 1, nil, 2, []int{5, 19}},
		{"too late for the 10th", Rules{PerMonth: 1, Day: 10}, 12, nil, 1, []int{12}},
		{"too late for the month", Rules{PerMonth: 1, Day: 10}, 32, nil, 1, nil},
		{"only the last weekend is left", Rules{PerMonth: 1, Day: 28}, 28, nil, 1, []int{30}},
		{"the second Friday", Rules{PerMonth: 1, Nth: 2, Weekday: 5}, 1, nil, 1, []int{13}},
		{"the fifth Friday is the last", Rules{PerMonth: 1, Nth: 5, Weekday: 5}, 1, nil, 1, []int{27}},
		{"every Monday", weekly, 1, nil, 5, []int{2, 9, 16, 23, 30}},
		{"the 10th was cancelled", Rules{PerMonth: 1, Day: 10}, 1, []int{10}, 1, []int{2}},
		{"nothing is needed", Rules{PerMonth: 1, Day: 10}, 1, nil, 0, nil},
		{"one of two is held", Rules{PerMonth: 2, Day: 5}, 7, []int{6}, 1, []int{19}},
	} {
		taken := map[calendar.Date]bool{}
		for _, n := range c.taken {
			taken[nth(n)] = true
		}
		var want []calendar.Date
		for _, n := range c.want {
			want = append(want, nth(n))
		}
		if got := ruleDates(c.rule, cal, march, nth(c.earliest), taken, c.n); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", c.name, got, want)
		}
	}
}

// Whatever the rule: working days of the month, none twice, none taken, none too
// early, and as many as asked for where the month has them.
func TestRuleDatesAlwaysHold(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		first := calendar.NewDate(2026, 1, 1).AddMonths(r.IntN(12))
		next := first.AddMonths(1)
		rule := Rules{PerMonth: 1 + r.IntN(10), Nth: r.IntN(6), Weekday: r.IntN(7), Day: 1 + r.IntN(31)}
		earliest := first + calendar.Date(r.IntN(40)-5)
		taken := map[calendar.Date]bool{}
		for range r.IntN(12) {
			taken[first+calendar.Date(r.IntN(31))] = true
		}
		free := 0
		for d := max(first, earliest); d < next; d++ {
			if cal.IsWorkday(d) && !taken[d] {
				free++
			}
		}
		before := len(taken)
		got := ruleDates(rule, cal, first, earliest, taken, rule.PerMonth)
		if len(got) != min(rule.PerMonth, free) || len(taken) != before+len(got) {
			t.Fatalf("%+v from %s: %d of %d days, %d free", rule, earliest, len(got), rule.PerMonth, free)
		}
		for i, d := range got {
			if d < first || d >= next || d < earliest || !cal.IsWorkday(d) || i > 0 && d <= got[i-1] {
				t.Fatalf("%+v from %s: %v", rule, earliest, got)
			}
		}
	}
}

func TestRulesCheck(t *testing.T) {
	must(t, defaults.check())
	for name, change := range map[string]func(*Rules){
		"no reception":    func(r *Rules) { r.PerMonth = 0 },
		"no eighth day":   func(r *Rules) { r.Weekday = 7 },
		"nobody":          func(r *Rules) { r.Officials, r.Grassroots = 0, 0 },
		"backwards":       func(r *Rules) { r.From, r.To = "11:00", "09:00" },
		"no time":         func(r *Rules) { r.From = "9 o'clock" },
		"negative notice": func(r *Rules) { r.NoticeDays = -1 },
		"no shift a day":  func(r *Rules) { r.MaxPerDay = 0 },
	} {
		r := defaults
		change(&r)
		if r.check() == nil {
			t.Errorf("%s passes", name)
		}
	}
}
