package insight

import "time"

// key is one number: in the counters of a place and year, under a name.
type key struct {
	place string // a:<area>, s:<station> or p:<person>
	year  int    // now stands for what waits now, of all years
	name  string
}

// now is the year of what is counted as it stands.
const now = 0

// tally is what one fact adds to the numbers.
type tally map[key]int

func (t tally) add(place string, year int, names ...string) {
	for _, name := range names {
		t[key{place, year, name}]++
	}
}

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
