package plan

import "slices"

// book holds who sits where, seen from both sides.
type book struct {
	*model
	shiftsBy   [][]int // by deputy, in order of time
	deputiesBy [][]int // by shift, in order of ID
}

func newBook(m *model) *book {
	return &book{model: m, shiftsBy: make([][]int, len(m.deputies)), deputiesBy: make([][]int, len(m.shifts))}
}

// add seats a deputy. It reports false, changing nothing, for one already there.
func (b *book) add(at seat) bool {
	i, there := slices.BinarySearch(b.deputiesBy[at.shift], at.deputy)
	if there {
		return false
	}
	b.deputiesBy[at.shift] = slices.Insert(b.deputiesBy[at.shift], i, at.deputy)
	i, _ = slices.BinarySearch(b.shiftsBy[at.deputy], at.shift)
	b.shiftsBy[at.deputy] = slices.Insert(b.shiftsBy[at.deputy], i, at.shift)
	return true
}

// seats lists everything in order of shift, then of kind, then of deputy.
func (b *book) seats() (all []seat) {
	for s, ds := range b.deputiesBy {
		for k := range kinds {
			for _, d := range ds {
				if b.deputies[d].kind == k {
					all = append(all, seat{s, d})
				}
			}
		}
	}
	return all
}

// filled counts the deputies of one kind on a shift.
func (b *book) filled(s, kind int) (n int) {
	for _, d := range b.deputiesBy[s] {
		if b.deputies[d].kind == kind {
			n++
		}
	}
	return n
}

// open counts the deputies of one kind that a shift still lacks.
func (b *book) open(s, kind int) int {
	return max(0, b.shifts[s].need[kind]-b.filled(s, kind))
}

// year is what fairness weighs: served before this month plus planned in it.
func (b *book) year(d int) int { return b.deputies[d].served + len(b.shiftsBy[d]) }

// onDay lists a deputy's shifts of one day.
func (b *book) onDay(d, day int) (shifts []int) {
	for _, s := range b.shiftsBy[d] {
		if b.shifts[s].day == day {
			shifts = append(shifts, s)
		}
	}
	return shifts
}

// seated says whether somebody sits there.
func (b *book) seated(at seat) bool {
	_, there := slices.BinarySearch(b.deputiesBy[at.shift], at.deputy)
	return there
}
