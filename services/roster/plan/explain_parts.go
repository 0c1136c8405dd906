package plan

import "slices"

// whyNone explains an empty month.
func (b *book) whyNone(d int) []Reason {
	var away []int
	wanted := false
	for _, st := range b.deputies[d].stations {
		for _, s := range b.shiftsOf[st] {
			if b.shifts[s].need[b.deputies[d].kind] == 0 {
				continue
			}
			wanted = true
			if b.onLeave(d, s) {
				away = append(away, s)
			}
		}
	}
	slices.Sort(away)
	switch {
	case !wanted:
		return []Reason{{Code: ReasonNoShift}}
	case len(away) > 0:
		return []Reason{{Code: ReasonOwnLeave, Shifts: b.places(away)}}
	default:
		return []Reason{{Code: ReasonEven}}
	}
}

func (b *book) places(shifts []int) (all []Place) {
	for _, s := range shifts {
		all = append(all, b.shifts[s].Place)
	}
	return all
}

// fixedBy lists the shifts on which d is fixed and sits.
func (b *book) fixedBy(d int) (shifts []int) {
	for _, s := range b.shiftsBy[d] {
		if b.seatFixed(d, s) {
			shifts = append(shifts, s)
		}
	}
	return shifts
}

func (b *book) seatFixed(d, s int) bool {
	_, found := slices.BinarySearchFunc(b.fixed, seat{s, d}, compareSeats)
	return found
}
