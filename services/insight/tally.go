package insight

import (
	"slices"
	"time"

	"lianluo/pkg/calendar"
)

// key is one number: in the counters of a place and period, under a name.
type key struct {
	place  string // a:<area>, s:<station>, p:<person>, or r:<place> for its roll of deputies
	period int    // a year, a month as 202611, a day as 20261122, or now for what waits now
	name   string
}

// each stands for every place of a fact, which counts the same in all of them.
const each = ""

// now is the period of what is counted as it stands.
const now = 0

// tally is what one fact adds to the numbers.
type tally map[key]int

func (t tally) add(place string, period int, names ...string) {
	for _, name := range names {
		t[key{place, period, name}]++
	}
}

// addOn adds what belongs to a day: to it, its month and its year, so that any
// stretch of days is the sum of few counters.
func (t tally) addOn(place string, on calendar.Date, names ...string) {
	for _, name := range names {
		t.addN(place, on, name, 1)
	}
}

func (t tally) addN(place string, on calendar.Date, name string, n int) {
	year, month, day := on.Civil()
	for _, period := range []int{year, monthOf(year, int(month)), dayOf(year, int(month), day)} {
		t[key{place, period, name}] += n
	}
}

func monthOf(year, month int) int    { return year*100 + month }
func dayOf(year, month, day int) int { return monthOf(year, month)*100 + day }

// minus is what changes when a fact that added old adds t.
func (t tally) minus(old tally) tally {
	diff := tally{}
	for k, n := range t {
		if n != old[k] {
			diff[k] = n - old[k]
		}
	}
	for k, n := range old {
		if _, still := t[k]; !still && n != 0 {
			diff[k] = -n
		}
	}
	return diff
}

// spread says of each place by its name what was said of every one.
func (t tally) spread(places []string) tally {
	out := make(tally, len(t)*len(places))
	for k, n := range t {
		if k.place != each && k.place != rollOf+each {
			out[k] += n
			continue
		}
		for _, place := range places {
			out[key{k.place + place, k.period, k.name}] += n
		}
	}
	return out
}

// change is what changes when one fact takes the place of another. That it mostly
// stays where it is makes it cheap: every place changes by the same.
func change(fresh fact, is tally, old fact, was tally) tally {
	if slices.Equal(fresh.where(), old.where()) {
		return is.minus(was).spread(fresh.where())
	}
	return is.spread(fresh.where()).minus(was.spread(old.where()))
}

// proof is the event that an entry of a file rests on.
type proof struct {
	Event string    `json:"event"`
	What  string    `json:"what"`
	At    time.Time `json:"at"`
}

// fact is what is known of one aggregate: everything counted follows from it, so
// that the numbers are always those of a recount.
type fact interface {
	where() []string // places, the divisions above it first
	tally() tally    // of every place as of each
	entries() []Entry
}

// under are what rows are found by: each place with each name.
func under(places []string, names []string) []string {
	out := make([]string, 0, len(places)*len(names))
	for _, place := range places {
		for _, name := range names {
			out = append(out, place+"|"+name)
		}
	}
	return out
}
