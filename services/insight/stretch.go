package insight

import (
	"context"

	"lianluo/pkg/calendar"
	"lianluo/pkg/store"
)

// stretch is a stretch of days, both ends included.
type stretch struct{ From, To calendar.Date }

func (s stretch) empty() bool { return s.To < s.From }
func (s stretch) days() int   { return int(s.To-s.From) + 1 }

// ranges are the counters whose sum is the stretch: whole years, then the whole
// months and single days at both ends, as ranges [from, below) of periods.
func (s stretch) ranges() [][2]int {
	if s.empty() {
		return nil
	}
	y1, m1, d1 := s.From.Civil()
	y2, m2, d2 := (s.To + 1).Civil() // the first day after
	a, b := int(m1), int(m2)         // first whole month, month that is not whole any more
	if y1 == y2 && a == b {          // within one month
		return [][2]int{{dayOf(y1, a, d1), dayOf(y2, b, d2)}}
	}
	var out [][2]int
	if d1 > 1 {
		out = append(out, [2]int{dayOf(y1, a, d1), dayOf(y1, a, 32)})
		if a++; a > 12 {
			y1, a = y1+1, 1
		}
	}
	if d2 > 1 {
		out = append(out, [2]int{dayOf(y2, b, 1), dayOf(y2, b, d2)})
	}
	if y1 == y2 {
		return plus(out, monthOf(y1, a), monthOf(y2, b))
	}
	if a > 1 {
		out = plus(out, monthOf(y1, a), monthOf(y1, 13))
		y1++
	}
	return plus(plus(out, monthOf(y2, 1), monthOf(y2, b)), y1, y2)
}

func plus(all [][2]int, from, below int) [][2]int {
	if from < below {
		all = append(all, [2]int{from, below})
	}
	return all
}

// sum adds up a place's counters of a stretch.
func (v *view) sum(ctx context.Context, place string, s stretch) (Counter, error) {
	out := Counter{Place: place, N: map[string]int{}}
	for _, r := range s.ranges() {
		err := v.counters.Each(ctx, store.Query{Index: "span", Eq: store.Key{place}, From: r[0], Below: r[1]}, func(c Counter) error {
			for name, n := range c.N {
				out.N[name] += n
			}
			if c.AsOf.After(out.AsOf) {
				out.AsOf = c.AsOf
			}
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}
