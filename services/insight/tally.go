package insight

import (
	"fmt"
	"time"

	"lianluo/pkg/calendar"
)

// key is one number: in the counters of a place and period, under a name.
type key struct {
	place  string // a:<area>, s:<station> or p:<person>
	period int    // a year, a month as 202611, or now for what waits now, of all years
	name   string
}

// now is the period of what is counted as it stands.
const now = 0

// tally is what one fact adds to the numbers.
type tally map[key]int

func (t tally) add(place string, period int, names ...string) {
	for _, name := range names {
		t[key{place, period, name}]++
	}
}

// addOn adds what belongs to a day: to its year, and so that the first days of a
// year can be summed up, to the year's month and to the month's day.
func (t tally) addOn(place string, on calendar.Date, names ...string) {
	year, month, day := on.Civil()
	t.add(place, year, names...)
	for _, name := range names {
		t.add(place, year, monthly(int(month), name))
		t.add(place, monthOf(year, int(month)), daily(day, name))
	}
}

func monthOf(year, month int) int           { return year*100 + month }
func monthly(month int, name string) string { return fmt.Sprintf("m%02d.%s", month, name) }
func daily(day int, name string) string     { return fmt.Sprintf("d%02d.%s", day, name) }

// minus is what changes when a fact that added old adds t.
func (t tally) minus(old tally) tally {
	diff := tally{}
	for k, n := range t {
		diff[k] += n
	}
	for k, n := range old {
		if diff[k] -= n; diff[k] == 0 {
			delete(diff, k)
		}
	}
	return diff
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
	tally() tally
	entries() []Entry
}
