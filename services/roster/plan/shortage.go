package plan

import (
	"cmp"
	"slices"

	"lianluo/pkg/sorting"
)

// Shortage is a need that no plan can fill together with all the others that this
// one fills.
type Shortage struct {
	Where   Place
	Kind    Kind
	Missing int // deputies who are lacking
	Needed  int // by the shift
	Posted  int // deputies of the kind who are posted to the station
	// Causes account for every posted deputy who is not on the shift.
	Causes []Cause
	Cut    Cut
}

// CauseCode says what keeps deputies from a shift.
type CauseCode string

// The causes of a shortage.
const (
	CauseTooFewPosted CauseCode = "too_few_posted" // fewer posted than needed
	CauseLeave        CauseCode = "leave"          // on leave then
	CauseSameDay      CauseCode = "same_day"       // serving at Where that day
	CauseMonthlyMax   CauseCode = "monthly_max"    // at the bound per month
)

// Cause is one reason of a shortage and the deputies whom it concerns.
type Cause struct {
	Code     CauseCode
	Deputies []Person // none for CauseTooFewPosted
	Where    Place    // for CauseSameDay: the shift they have instead
}

// Cut is the proof of a shortage: these shifts together need more deputies of the
// kind than postings, leave, bounds and fixed assignments let them have, however
// the rest is arranged.
type Cut struct {
	Shifts []Place
	Needed int
	Supply int // the most that can be filled; always less than Needed
}

// shortages explains what solve has left open in its group.
func (s *solver) shortages() (all []Shortage) {
	for i, sh := range s.g.shifts {
		missing := s.open(sh, s.g.kind)
		if missing == 0 {
			continue
		}
		x := &s.shifts[sh]
		all = append(all, Shortage{
			Where: x.Place, Kind: kinds[s.g.kind], Missing: missing, Needed: x.need[s.g.kind],
			Posted: len(s.postedTo[x.station][s.g.kind]),
			Causes: s.causes(sh, s.g.kind),
			Cut:    s.cut(int32(i)),
		})
	}
	return all
}

// cut gathers the shifts from which a deputy could be freed for the given one, at
// any remove: if any of them had one to spare, this one would not be short. Nor does
// a dead node lead to it: its deputy has one to spare.
func (s *solver) cut(slot int32) (c Cut) {
	s.net.walk(slot, backward, func(int32) bool { return false })
	var shifts []int
	for _, node := range s.net.queue {
		if int(node) < len(s.g.shifts) {
			shifts = append(shifts, s.g.shifts[node])
		}
	}
	slices.Sort(shifts)
	for _, sh := range shifts {
		need := s.shifts[sh].need[s.g.kind]
		c.Shifts = append(c.Shifts, s.shifts[sh].Place)
		c.Needed += need
		c.Supply += need - s.open(sh, s.g.kind)
	}
	return c
}

// causes sorts the posted deputies of a kind by what keeps them from the shift.
func (b *book) causes(sh, kind int) (all []Cause) {
	posted := b.postedTo[b.shifts[sh].station][kind]
	if len(posted) < b.shifts[sh].need[kind] {
		all = append(all, Cause{Code: CauseTooFewPosted})
	}
	for _, d := range posted {
		why, other := b.obstacle(d, sh)
		if why == free {
			// Only a chain of overlapping shifts gets here (see the package comment).
			why, other = sameDay, b.onDay(d, b.shifts[sh].day)[0]
		}
		if why != already {
			all = b.blame(all, why, other, d)
		}
	}
	return all
}

// blame adds a deputy to the cause of the same kind, or opens one.
func (b *book) blame(all []Cause, why obstacle, other, d int) []Cause {
	c := Cause{Code: causeOf[why]}
	if why == sameDay {
		c.Where = b.shifts[other].Place
	}
	i := slices.IndexFunc(all, func(x Cause) bool { return x.Code == c.Code && x.Where.Shift == c.Where.Shift })
	if i < 0 {
		i, all = len(all), append(all, c)
	}
	all[i].Deputies = append(all[i].Deputies, b.deputies[d].Person)
	return all
}

var causeOf = map[obstacle]CauseCode{leave: CauseLeave, sameDay: CauseSameDay, monthFull: CauseMonthlyMax}

// sortShortages puts shortages of all groups in the order of shifts and kinds.
func (m *model) sortShortages(all []Shortage) {
	sorting.By(all, func(a, b Shortage) int {
		return cmp.Or(
			cmp.Compare(m.shiftAt[a.Where.Shift], m.shiftAt[b.Where.Shift]),
			cmp.Compare(b.Kind, a.Kind), // "official" before "grassroots"
		)
	})
}
