package plan

import (
	"cmp"
	"math"
	"time"
)

// chinaTime decides the day where a problem names no location; the country has
// one zone and no summer time.
var chinaTime = time.FixedZone("CST", 8*60*60)

// model is a valid problem with every reference turned into an index. Stations
// and deputies are in ID order, shifts in order of start, station and ID, so that
// nothing depends on the order of the input.
type model struct {
	month    time.Time
	rules    Rules
	stations []Station
	shifts   []shift
	deputies []deputy
	fixed    []seat

	stationAt map[string]int
	shiftAt   map[string]int
	deputyAt  map[string]int

	shiftsOf [][]int             // by station
	postedTo [][len(kinds)][]int // deputies by station and kind
}

type shift struct {
	Place
	station int
	day     int // of the month
	rank    int // 0 for the station's first shift of the month
	need    [len(kinds)]int
}

type deputy struct {
	Person
	kind     int
	served   int
	limit    int // shifts in the month
	stations []int
	leave    []Leave
}

// seat is an assignment in indices.
type seat struct{ shift, deputy int }

func compareSeats(a, b seat) int {
	return cmp.Or(cmp.Compare(a.shift, b.shift), cmp.Compare(a.deputy, b.deputy))
}

// unbounded is the monthly limit of a deputy without one.
const unbounded = math.MaxInt32

// onLeave says whether any leave of d touches the shift.
func (m *model) onLeave(d, s int) bool {
	sh := &m.shifts[s]
	for _, l := range m.deputies[d].leave {
		if l.From.Before(sh.End) && sh.Start.Before(l.Until) {
			return true
		}
	}
	return false
}

// overlap says whether two shifts share a moment.
func (m *model) overlap(a, b int) bool {
	x, y := &m.shifts[a], &m.shifts[b]
	return x.Start.Before(y.End) && y.Start.Before(x.End)
}

// posted says whether d is posted to the shift's station.
func (m *model) posted(d, s int) bool {
	for _, st := range m.deputies[d].stations {
		if st == m.shifts[s].station {
			return true
		}
	}
	return false
}
