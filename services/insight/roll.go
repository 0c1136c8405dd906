package insight

import (
	"cmp"
	"context"
	"slices"
	"time"

	"lianluo/api/insight"
	"lianluo/api/roster"
	"lianluo/pkg/authz"
	"lianluo/pkg/calendar"
	"lianluo/pkg/fault"
	"lianluo/pkg/sorting"
	"lianluo/pkg/store"
)

// The roll of deputies of a division is counted as they come and go, so that it
// can be told for any day: as many are in office as came, less those who left,
// until that day.
const rollOf = "r:"

// endless is the day after the last, of what has no end.
const endless calendar.Date = 1 << 20

// spell is a stretch of days whose end is the first day that is not in it.
type spell struct {
	From  calendar.Date `json:"from"`
	Until calendar.Date `json:"until"`
}

func spellOf(from, until time.Time) spell {
	s := spell{calendar.DateOf(from), endless}
	if !until.IsZero() {
		s.Until = max(calendar.DateOf(until), s.From)
	}
	return s
}

// united joins spells that touch; the result is in order.
func united(all []spell) []spell {
	sorting.By(all, func(a, b spell) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Until, b.Until)) })
	var out []spell
	for _, s := range all {
		if n := len(out); n > 0 && s.From <= out[n-1].Until {
			out[n-1].Until = max(out[n-1].Until, s.Until)
		} else if s.From < s.Until {
			out = append(out, s)
		}
	}
	return out
}

// common are the days in both; each is united.
func common(a, b []spell) []spell {
	var out []spell
	for _, x := range a {
		for _, y := range b {
			if s := (spell{max(x.From, y.From), min(x.Until, y.Until)}); s.From < s.Until {
				out = append(out, s)
			}
		}
	}
	return out
}

func holds(all []spell, on calendar.Date) bool {
	return slices.ContainsFunc(all, func(s spell) bool { return s.From <= on && on < s.Until })
}

// seats are when a person is a deputy.
func seats(all []roster.Mandate) []spell {
	var out []spell
	for _, m := range all {
		until := m.Until
		if i := slices.IndexFunc(m.History, func(c roster.MandateChange) bool { return c.To == roster.MandateTerminated }); m.Status == roster.MandateTerminated && i >= 0 {
			until = m.History[i].At
		}
		out = append(out, spellOf(m.From, until))
	}
	return united(out)
}

func postings(all []roster.Posting) []spell {
	var out []spell
	for _, p := range all {
		out = append(out, spellOf(p.From, p.Until))
	}
	return united(out)
}

func (p Person) where() []string  { return p.Places }
func (p Person) entries() []Entry { return nil }

func (p Person) tally() tally {
	t := tally{}
	for name, spells := range map[string][]spell{"deputies": p.Seats, "covered": common(p.Seats, p.Posted)} {
		for _, s := range spells {
			t.addN(rollOf+each, s.From, name, 1)
			if s.Until != endless {
				t.addN(rollOf+each, s.Until, name, -1)
			}
		}
	}
	return t
}

// roll is how many deputies a place has on a day, and how many are posted.
func (v *view) roll(ctx context.Context, place string, on calendar.Date) (Counter, error) {
	return v.sum(ctx, rollOf+place, stretch{calendar.NewDate(1950, time.January, 1), on})
}

var errNoTerm = fault.Invalid("insight.term", "这里还没有登记代表的任期，请改选其他时段", "No deputy's term is on record here; choose another period").
	At("period", "没有任期", "no term")

// term is the first day and the months of the term that most deputies of a
// division serve on a day: of its own congress, where any do.
func (v *view) term(ctx context.Context, req insight.CountsRequest, on calendar.Date) (calendar.Date, int, error) {
	votes := map[calendar.Date]int{}
	place := req.Area
	if req.Station != "" {
		st, err := v.stations.Get(ctx, req.Station)
		if err != nil {
			return 0, 0, err
		}
		place = st.Area
	}
	page, err := v.persons.List(store.System(ctx), store.Query{Index: "roll", Of: authz.AreaToken(place), Limit: store.MaxPage})
	for _, p := range page.Items {
		for _, m := range p.Terms {
			if m.From <= on && on < m.Until {
				weight := 1
				if m.Area == place {
					weight = store.MaxPage
				}
				votes[m.From] += weight
			}
		}
	}
	var first calendar.Date
	for d, n := range votes {
		if n > votes[first] || n == votes[first] && d > first {
			first = d
		}
	}
	if err == nil && first == 0 {
		err = errNoTerm
	}
	return first, 60, err
}
