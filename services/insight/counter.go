package insight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lianluo/pkg/authz"
	"lianluo/pkg/event"
	"lianluo/pkg/fault"
	"lianluo/pkg/store"
)

// Counter holds the numbers of a place in a period.
type Counter struct {
	Place  string         `json:"place"`
	Period int            `json:"year"`
	Tokens []string       `json:"tokens"`
	N      map[string]int `json:"n"`
	AsOf   time.Time      `json:"asOf"` // of the newest event that changed one
}

func declareCounters(db *store.DB, name string) *store.Collection[Counter] {
	return store.NewCollection(db, name, store.Def[Counter]{
		ID: func(c *Counter) string { return counterID(c.Place, c.Period) }, Tokens: func(c *Counter) []string { return c.Tokens },
		Indexes: []store.Index[Counter]{{Name: "span", Key: func(c *Counter) store.Key { return store.Key{c.Place, c.Period} }}},
	})
}

func counterID(place string, period int) string { return fmt.Sprintf("%s/%d", place, period) }

// added is what facts change about a counter.
type added struct {
	place  string
	period int
	n      map[string]int // by name
	fact   fact           // one of them
	at     time.Time      // of the newest event
}

// and adds what others change; it may change a.
func (a added) and(b added) added {
	for name, n := range b.n {
		a.n[name] += n
	}
	if b.at.After(a.at) {
		a.at = b.at
	}
	return a
}

// changed is what one event changes about one fact's numbers.
type changed struct {
	diff tally
	fact fact
	at   time.Time
}

// count adds a difference to the counters, at the end of the unit of work: a
// batch of events changes the same few counters again and again.
func (v *view) count(ctx context.Context, diff tally, f fact, at time.Time) error {
	return v.db.Gather(ctx, v, changed{diff, f, at}, v.countAll)
}

// countAll adds up what facts change, and changes each counter once.
func (v *view) countAll(ctx context.Context, all []any) error {
	sums := map[string]added{}
	for _, one := range all {
		c := one.(changed)
		for k, n := range c.diff {
			id := counterID(k.place, k.period)
			a, ok := sums[id]
			if !ok {
				a = added{k.place, k.period, map[string]int{}, c.fact, c.at}
			}
			a.n[k.name] += n
			if c.at.After(a.at) {
				a.at = c.at
			}
			sums[id] = a
		}
	}
	if v.keep(ctx, sums) {
		return nil
	}
	return v.changeAll(ctx, slices.Sorted(maps.Keys(sums)), sums)
}

// changeAll changes counters in a fixed order, so that units of work on several
// replicas meet in the same order.
func (v *view) changeAll(ctx context.Context, ids []string, sums map[string]added) error {
	if _, err := v.counters.GetAll(ctx, ids); err != nil { // at hand then, with one read
		return err
	}
	for _, id := range ids {
		if err := v.change(ctx, id, sums[id]); err != nil {
			return err
		}
	}
	return nil
}

func (v *view) change(ctx context.Context, id string, a added) error {
	fresh := func() Counter {
		return Counter{Place: a.place, Period: a.period, Tokens: v.tokens(a.place, a.fact), N: map[string]int{}}
	}
	_, err := v.counters.Upsert(ctx, id, fresh, func(c *Counter) ([]event.Event, error) {
		for name, n := range a.n {
			if c.N[name] += n; c.N[name] == 0 {
				delete(c.N, name)
			}
		}
		if a.at.After(c.AsOf) {
			c.AsOf = a.at
		}
		return nil, nil
	})
	return err
}

// tokens say who may read the numbers of a place: of a division and of a
// station who answers for them, of a person who was allowed the file.
func (v *view) tokens(place string, f fact) []string {
	place = strings.TrimPrefix(place, rollOf)
	if code, ok := strings.CutPrefix(place, "a:"); ok {
		return authz.AreaTokens(v.tree, code)
	}
	if strings.HasPrefix(place, "s:") {
		return append(slices.Clone(f.where()), "public")
	}
	return []string{place}
}

// numbers reads a counter; what was never counted is zero.
func (v *view) numbers(ctx context.Context, place string, period int) (Counter, error) {
	c, err := v.counters.Get(ctx, counterID(place, period))
	if fault.Is(err, fault.KindNotFound) {
		return Counter{Place: place, Period: period}, nil
	}
	return c, err
}

// enter moves the entries that follow from a fact.
func (v *view) enter(ctx context.Context, old, fresh []Entry) error {
	keep := map[string]bool{}
	for _, e := range fresh {
		keep[e.ID] = true
		if slices.Contains(old, e) {
			continue
		}
		if err := v.entries.Put(ctx, e); err != nil {
			return err
		}
	}
	for _, e := range old {
		if keep[e.ID] {
			continue
		}
		if err := v.entries.Delete(store.System(ctx), e.ID); err != nil && !fault.Is(err, fault.KindNotFound) {
			return err
		}
	}
	return nil
}
