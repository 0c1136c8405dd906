package plan

// Rule names a rule that a violation breaks.
type Rule string

// The rules that Check knows.
const (
	RuleUnknownShift  Rule = "unknown_shift"  // no such shift this month
	RuleUnknownDeputy Rule = "unknown_deputy" // no such deputy
	RuleDuplicate     Rule = "duplicate"      // the same assignment again
	RulePosting       Rule = "posting"        // not posted to the station
	RuleLeave         Rule = "leave"          // on leave then
	RuleTwiceAtOnce   Rule = "twice_at_once"  // two shifts that overlap
	RulePerDay        Rule = "per_day"        // more shifts a day than allowed
	RulePerMonth      Rule = "per_month"      // more shifts a month than allowed
	RuleMissing       Rule = "missing"        // a shift lacks deputies of a kind
	RuleSurplus       Rule = "surplus"        // a shift has more of a kind than it needs
	RuleFixed         Rule = "fixed"          // a fixed assignment is gone
	RuleMinReceptions Rule = "min_receptions" // too few staffed receptions at a station
)

// Violation is one broken rule. Fields that a rule does not speak of are zero.
type Violation struct {
	Rule    Rule
	Where   Place // the shift; for RuleMinReceptions only the station
	Other   Place // the shift it collides with
	Deputy  Person
	Kind    Kind
	Have    int
	Allowed int // what the rule asks for: at most, at least or exactly
	Planned int // for RuleMinReceptions: receptions in the calendar
}

// Check judges assignments, made by hand or by Make, by the rules of the problem.
// Violations come in a fixed order: what cannot be read, then by deputy, then by
// shift, then by station. It fails with ErrMalformed.
func Check(p Problem, assignments []Assignment) ([]Violation, error) {
	m, err := compile(p)
	if err != nil {
		return nil, err
	}
	b := newBook(m)
	unread := b.read(assignments)
	return append(unread, b.violations(true)...), nil
}

// read seats assignments and reports those that it cannot.
func (b *book) read(assignments []Assignment) (bad []Violation) {
	for _, a := range assignments {
		s, okShift := b.shiftAt[a.Shift]
		d, okDeputy := b.deputyAt[a.Deputy]
		switch {
		case !okShift:
			bad = append(bad, Violation{Rule: RuleUnknownShift, Where: Place{Shift: a.Shift}, Deputy: Person{a.Deputy, a.Deputy}})
		case !okDeputy:
			bad = append(bad, Violation{Rule: RuleUnknownDeputy, Where: b.shifts[s].Place, Deputy: Person{a.Deputy, a.Deputy}})
		case !b.add(seat{s, d}):
			bad = append(bad, Violation{Rule: RuleDuplicate, Where: b.shifts[s].Place, Deputy: b.deputies[d].Person})
		}
	}
	return bad
}

// violations judges the whole book; missing says whether to list open needs.
func (b *book) violations(missing bool) (all []Violation) {
	for d := range b.deputies {
		all = append(all, b.judgeDeputy(d)...)
	}
	for _, f := range b.fixed {
		if !b.seated(f) {
			all = append(all, Violation{Rule: RuleFixed, Where: b.shifts[f.shift].Place, Deputy: b.deputies[f.deputy].Person})
		}
	}
	for s := range b.shifts {
		all = append(all, b.judgeShift(s, missing)...)
	}
	for st := range b.stations {
		all = append(all, b.judgeStation(st)...)
	}
	return all
}
