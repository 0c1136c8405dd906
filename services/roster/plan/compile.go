package plan

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"lianluo/pkg/sorting"
)

// ErrMalformed is wrapped by every complaint about a Problem that contradicts
// itself: empty or repeated IDs, unknown references, times out of order, numbers
// out of range. All complaints come joined in one error.
var ErrMalformed = errors.New("malformed roster problem")

const (
	maxNeed   = 100
	maxServed = 100_000
)

// compiler turns a Problem into a model and collects what is wrong with it.
type compiler struct {
	model
	loc  *time.Location
	pair [len(kinds)]int // need of a shift that states none
	errs []error
}

// compile fails with ErrMalformed.
func compile(p Problem) (*model, error) {
	c := &compiler{loc: cmp.Or(p.Location, chinaTime)}
	c.setRules(p)
	c.addStations(p.Stations)
	c.addShifts(p.Shifts)
	c.addDeputies(p.Deputies)
	c.addFixed(p.Fixed)
	if len(c.errs) > 0 {
		return nil, errors.Join(c.errs...)
	}
	return &c.model, nil
}

func (c *compiler) fail(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("%w: "+format, append([]any{ErrMalformed}, args...)...))
}

func (c *compiler) setRules(p Problem) {
	if p.Month < time.January || p.Month > time.December {
		c.fail("month %d", p.Month)
	}
	c.month = time.Date(p.Year, p.Month, 1, 0, 0, 0, 0, c.loc)
	r := p.Rules
	if r.MinReceptions < 0 || r.MaxPerDay < 0 || r.MaxPerMonth < 0 {
		c.fail("negative number in the rules")
	}
	r.MinReceptions = cmp.Or(r.MinReceptions, 1)
	r.MaxPerDay = cmp.Or(r.MaxPerDay, 1)
	r.MaxPerMonth = cmp.Or(r.MaxPerMonth, unbounded)
	if len(r.Needs) == 0 {
		r.Needs = []Need{{Official, 1}, {Grassroots, 1}}
	}
	c.pair = c.needs("rules", r.Needs)
	c.rules = r
}

// needs counts a list of needs by kind.
func (c *compiler) needs(whose string, needs []Need) (count [len(kinds)]int) {
	seen := [len(kinds)]bool{}
	for _, n := range needs {
		k := slices.Index(kinds[:], n.Kind)
		switch {
		case k < 0:
			c.fail("%s: unknown kind %q in needs", whose, n.Kind)
		case seen[k]:
			c.fail("%s: kind %q needed twice", whose, n.Kind)
		case n.Count < 0 || n.Count > maxNeed:
			c.fail("%s: %d of kind %q needed", whose, n.Count, n.Kind)
		default:
			seen[k], count[k] = true, n.Count
		}
	}
	return count
}

// index maps IDs to places in a sorted list and refuses empty and repeated ones.
func index[T any](c *compiler, what string, items []T, id func(*T) string) map[string]int {
	at := make(map[string]int, len(items))
	for i := range items {
		key := id(&items[i])
		if key == "" {
			c.fail("%s without an ID", what)
		}
		if _, twice := at[key]; twice {
			c.fail("%s ID %q appears twice", what, key)
		}
		at[key] = i
	}
	return at
}

func (c *compiler) addStations(in []Station) {
	c.stations = slices.Clone(in)
	sorting.Stably(c.stations, func(a, b Station) int { return cmp.Compare(a.ID, b.ID) })
	c.stationAt = index(c, "station", c.stations, func(s *Station) string { return s.ID })
	for i := range c.stations {
		c.stations[i].Name = nameOr(c.stations[i].Name, c.stations[i].ID)
	}
	c.shiftsOf = make([][]int, len(in))
	c.postedTo = make([][len(kinds)][]int, len(in))
}

func (c *compiler) addFixed(in []Assignment) {
	for _, a := range in {
		s, known := c.shiftAt[a.Shift]
		if !known {
			c.fail("fixed assignment to unknown shift %q", a.Shift)
		}
		d, ok := c.deputyAt[a.Deputy]
		if !ok {
			c.fail("fixed assignment of unknown deputy %q", a.Deputy)
		}
		if known && ok {
			c.fixed = append(c.fixed, seat{s, d})
		}
	}
	sorting.By(c.fixed, compareSeats)
	for i := 1; i < len(c.fixed); i++ {
		if s := c.fixed[i]; s == c.fixed[i-1] {
			c.fail("deputy %q is fixed twice on shift %q", c.deputies[s.deputy].ID, c.shifts[s.shift].Shift)
		}
	}
}
