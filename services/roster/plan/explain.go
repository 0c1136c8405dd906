package plan

import "slices"

// Explanation says why a deputy has the load they have.
type Explanation struct {
	Load
	Shifts  []Place
	Reasons []Reason
	// Fairer could take one of the shifts without breaking a rule and would make
	// the year more even. After Make there is nobody.
	Fairer []Person
}

// ReasonCode is one kind of reason for a load.
type ReasonCode string

// The reasons. The first three speak of deputies with a smaller year who would have
// lightened the load by taking one of the shifts.
const (
	ReasonLeave      ReasonCode = "leave"       // they are on leave then
	ReasonSameDay    ReasonCode = "same_day"    // they serve elsewhere that day
	ReasonMonthlyMax ReasonCode = "monthly_max" // they are at their bound
	ReasonFixed      ReasonCode = "fixed"       // assignments were kept from before
	ReasonEven       ReasonCode = "even"        // everybody else would be no fairer
	ReasonAlone      ReasonCode = "alone"       // nobody else of the kind is posted
	ReasonOwnLeave   ReasonCode = "own_leave"   // on leave for some of the shifts
	ReasonNoShift    ReasonCode = "no_shift"    // their stations need nobody of the kind
)

// Reason is one reason and those whom it concerns.
type Reason struct {
	Code     ReasonCode
	Deputies []Person
	Shifts   []Place // for ReasonFixed and ReasonOwnLeave
}

// Explain gives the reasons for the named deputies' loads under the assignments,
// or, without names, for everybody who is on a shift. Assignments that Check cannot
// read and unknown deputies are passed over. It fails with ErrMalformed.
func Explain(p Problem, assignments []Assignment, deputies ...string) ([]Explanation, error) {
	m, err := compile(p)
	if err != nil {
		return nil, err
	}
	b := newBook(m)
	b.read(assignments)
	loads := b.loads()
	var all []Explanation
	for d := range b.deputies {
		wanted := slices.Contains(deputies, b.deputies[d].ID)
		if wanted || len(deputies) == 0 && len(b.shiftsBy[d]) > 0 {
			all = append(all, b.explain(d, loads[d]))
		}
	}
	return all, nil
}

func (b *book) explain(d int, l Load) Explanation {
	e := Explanation{Load: l, Shifts: b.places(b.shiftsBy[d])}
	if l.Planned == 0 {
		e.Reasons = b.whyNone(d)
		return e
	}
	others := false
	for _, s := range b.shiftsBy[d] {
		others = b.weigh(&e, d, s) || others
	}
	if fixed := b.places(b.fixedBy(d)); len(fixed) > 0 {
		e.Reasons = append(e.Reasons, Reason{Code: ReasonFixed, Shifts: fixed})
	}
	switch {
	case len(e.Reasons) > 0 || len(e.Fairer) > 0:
	case others:
		e.Reasons = []Reason{{Code: ReasonEven}}
	default:
		e.Reasons = []Reason{{Code: ReasonAlone}}
	}
	return e
}

// weigh asks of everybody else who is posted there why they do not relieve d of
// shift s. It reports whether there is anybody else.
func (b *book) weigh(e *Explanation, d, s int) (others bool) {
	if b.seatFixed(d, s) {
		return false
	}
	for _, o := range b.postedTo[b.shifts[s].station][b.deputies[d].kind] {
		why, _ := b.obstacle(o, s)
		if o == d || why == already {
			continue
		}
		others = true
		if b.year(o)+1 < b.year(d) {
			e.blame(why, b.deputies[o].Person)
		}
	}
	return others
}

var reasonOf = map[obstacle]ReasonCode{leave: ReasonLeave, sameDay: ReasonSameDay, monthFull: ReasonMonthlyMax}

// blame counts a deputy once under a reason, or as a fairer choice without one.
func (e *Explanation) blame(why obstacle, who Person) {
	list := &e.Fairer
	if why != free {
		i := slices.IndexFunc(e.Reasons, func(r Reason) bool { return r.Code == reasonOf[why] })
		if i < 0 {
			i, e.Reasons = len(e.Reasons), append(e.Reasons, Reason{Code: reasonOf[why]})
		}
		list = &e.Reasons[i].Deputies
	}
	if !slices.Contains(*list, who) {
		*list = append(*list, who)
	}
}
