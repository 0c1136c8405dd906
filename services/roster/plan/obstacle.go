package plan

import "slices"

// obstacle is what keeps one deputy from one more shift.
type obstacle int

const (
	free obstacle = iota
	already
	leave
	sameDay
	monthFull
)

// obstacle says why deputy d, posted there, cannot also take shift s, and for
// sameDay which shift is in the way. Leave comes last: where it is named, nothing
// else stands in the way.
func (b *book) obstacle(d, s int) (why obstacle, other int) {
	day := b.onDay(d, b.shifts[s].day)
	if slices.Contains(day, s) {
		return already, 0
	}
	for _, t := range day {
		if b.overlap(s, t) || len(day) >= b.rules.MaxPerDay {
			return sameDay, t
		}
	}
	if len(b.shiftsBy[d]) >= b.deputies[d].limit {
		return monthFull, 0
	}
	if b.onLeave(d, s) {
		return leave, 0
	}
	return free, 0
}

// options lists the shifts that d could take on top of the book, in order of
// time: open for their kind and without an obstacle.
func (b *book) options(d int) (shifts []int) {
	dep := &b.deputies[d]
	for _, st := range dep.stations {
		for _, s := range b.shiftsOf[st] {
			if b.open(s, dep.kind) == 0 {
				continue
			}
			if why, _ := b.obstacle(d, s); why == free {
				shifts = append(shifts, s)
			}
		}
	}
	slices.Sort(shifts)
	return shifts
}
